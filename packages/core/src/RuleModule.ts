/**
 * A rule module is a rule set compiled to a file of ordinary code, for rule sets that are fixed when a host is built:
 * `writeModule` writes it, and here it takes the place of the closures that `compile` would make.
 *
 * Invariants: a module serves exactly the rule set from which it was written, and the vocabulary of built-in facts for
 * which it was written, since its tables are indexed by their words; anything else is refused. Only reading facts and the
 * outcome come from the module: verdicts, reasons and repairs are decoded from the trace as for every program.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import * as Result from "effect/Result"
import { builtInFacts } from "./Fact.ts"
import { layoutOf } from "./FactLayout.ts"
import type { GateTracing } from "./GateProgram.ts"
import { describeFound } from "./Problem.ts"
import type { Problem } from "./Problem.ts"
import { assemble } from "./RuleProgram.ts"
import type { RuleProgram } from "./RuleProgram.ts"
import { bases, fingerprint } from "./RuleSet.ts"
import type { Basis, RuleSet } from "./RuleSet.ts"

/** The form of modules that this version writes and links. */
export const MODULE_FORMAT = 1

/** A rule set compiled to code, as `adressat compile` writes it. */
export interface RuleModule {
  readonly format: typeof MODULE_FORMAT
  /** The rule set from which the module was written; the fingerprint is that of `fingerprint`. */
  readonly ruleSet: { readonly id: string; readonly version: string; readonly fingerprint: string }
  /** SHA-256 of the names and words of the built-in facts, in their order. */
  readonly vocabulary: string
  /** The gates of each basis. */
  readonly gates: Readonly<Record<Basis, Required<GateTracing>>>
}

/** SHA-256 of the names and words of the built-in facts, in their order. Lower-case hexadecimal. */
export const vocabularyFingerprint = (): string =>
  bytesToHex(
    sha256(
      utf8ToBytes(JSON.stringify(Object.entries(builtInFacts).map(([name, { type, values }]) => [name, type, values])))
    )
  )

/** The program of a rule set with the code of its module; refused when the module was not written for it. */
export const linkModule = (
  ruleSet: RuleSet,
  module: RuleModule
): Result.Result<RuleProgram, ReadonlyArray<Problem>> => {
  const problems = misfits(ruleSet, module)
  if (problems.length > 0) return Result.fail(problems)
  const tracing = Object.fromEntries(
    bases.map((basis) => {
      const { outcome, trace, traceAll } = module.gates[basis]
      return [basis, { outcome, trace, traceAll }]
    })
  )
  return Result.succeed(assemble(ruleSet, layoutOf(ruleSet), tracing))
}

const REMEDY = "compile the rule set again with adressat compile"

/** Why a module does not fit. Nothing is taken for granted: it comes from a file that may be older than this code. */
const misfits = (ruleSet: RuleSet, module: unknown): ReadonlyArray<Problem> => {
  const problem = (path: string, message: string, found: unknown, wanted: string): Problem => ({
    severity: "error",
    code: found === undefined ? "missing-member" : "wrong-value",
    path,
    message: `${message}; ${REMEDY}`,
    found: shownStamp(found),
    allowed: [shownStamp(wanted)]
  })
  const { format, gates, ruleSet: from, vocabulary } = members(module)
  if (format !== MODULE_FORMAT) {
    return [
      problem(
        "$.format",
        "this is no module of the form that this version of adressat links",
        format,
        String(MODULE_FORMAT)
      )
    ]
  }
  const own = fingerprint(ruleSet)
  const found = members(from)["fingerprint"]
  const words = vocabularyFingerprint()
  return [
    ...(found === own
      ? []
      : [
          problem(
            "$.ruleSet.fingerprint",
            "the module was written from another rule set, or another state of it",
            found,
            own
          )
        ]),
    ...(vocabulary === words
      ? []
      : [
          problem(
            "$.vocabulary",
            "the module was written for built-in facts with other words, as another version of adressat has them",
            vocabulary,
            words
          )
        ]),
    ...bases.flatMap((basis) => {
      const tracing = members(members(gates)[basis])
      const missing = (["trace", "traceAll", "outcome"] as const).filter((name) => typeof tracing[name] !== "function")
      return missing.map((name) =>
        problem(`$.gates.${basis}.${name}`, "the module lacks a function", undefined, "a function")
      )
    })
  ]
}

const members = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

/** The beginning of a fingerprint, which is enough to tell two apart. */
const shownStamp = (stamp: unknown): string =>
  typeof stamp === "string" && /^[0-9a-f]{64}$/.test(stamp)
    ? `${stamp.slice(0, 12)}…`
    : typeof stamp === "string" && stamp.length < 20
      ? stamp
      : describeFound(stamp, false)
