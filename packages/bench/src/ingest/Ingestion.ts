/**
 * From a raw object to a decision: members may be missing or hold what is in no vocabulary, and both sides pay for finding
 * that out.
 */
import { builtInFacts, compile, UNAVAILABLE } from "@adressat/core"
import type { PackedFacts, RuleProgram } from "@adressat/core"
import { Engine } from "json-rules-engine"
import type { RuleProperties } from "json-rules-engine"
import { candidates, gate, gateRuleSet } from "../decision/Candidates.ts"
import type { CandidateFacts } from "../decision/Candidates.ts"
import { generatedProgram } from "../RuleModule.ts"
import type { Task } from "../Suite.ts"
import { awaiting, deciding, tracing } from "../Task.ts"

/** A candidate as it comes from outside. */
export type RawCandidate = Readonly<Record<string, string>>

let made: ReadonlyArray<RawCandidate> | undefined

/** The candidates of `decision`: what is unavailable is left out, and every fiftieth holds a word that nobody knows. */
export const rawCandidates = (): ReadonlyArray<RawCandidate> =>
  (made ??= JSON.parse(
    JSON.stringify(
      candidates().map((facts, index) =>
        Object.fromEntries(
          Object.entries(index % 50 === 0 ? { ...facts, readAccess: "granted" } : facts).filter(
            ([, word]) => word !== UNAVAILABLE
          )
        )
      )
    )
  ) as ReadonlyArray<RawCandidate>)

const sets = Object.fromEntries(
  Object.entries(builtInFacts).map(([name, { values }]) => [name, new Set<string>(values)])
) as Readonly<Record<string, ReadonlySet<string>>>

const known = (fact: keyof CandidateFacts, word: string | undefined): string =>
  word !== undefined && sets[fact]?.has(word) === true ? word : UNAVAILABLE

/** Checks every fact by hand; what is not in its vocabulary is unavailable. */
const validated = (raw: RawCandidate): CandidateFacts => ({
  basis: known("basis", raw["basis"]),
  recipientKind: known("recipientKind", raw["recipientKind"]),
  resource: known("resource", raw["resource"]),
  emailState: known("emailState", raw["emailState"]),
  phoneState: known("phoneState", raw["phoneState"]),
  readAccess: known("readAccess", raw["readAccess"]),
  serviceSelection: known("serviceSelection", raw["serviceSelection"])
})

/** By hand, over words. */
export const byHand = (): Promise<Task> =>
  deciding(rawCandidates(), (raw) => {
    const facts = validated(raw)
    return (
      facts.recipientKind === "organization" &&
      (facts.resource === "resource" || facts.resource === "app") &&
      (facts.emailState === "usable" || facts.phoneState === "usable") &&
      facts.readAccess === "permit" &&
      (facts.serviceSelection === "all-services" || facts.serviceSelection === "includes-resource")
    )
  })

/** json-rules-engine with the document as it is, after the same validation. */
export const byJsonRulesEngine = (): Promise<Task> => {
  const engine = new Engine([gate as unknown as RuleProperties])
  return awaiting(rawCandidates(), async (raw) => (await engine.run(validated(raw))).events.length > 0)
}

const traced = ({ gates, pack }: RuleProgram): Promise<Task> => {
  const { notifies, trace } = gates.CustomContact
  const traceOne = trace as (facts: PackedFacts) => number
  return tracing(rawCandidates(), (raw) => traceOne(pack(raw)), notifies)
}

/** Ours: packing validates. */
export const byProgram = (): Promise<Task> => traced(compile(gateRuleSet()))

/** Ours, by the generated module. */
export const byModule = async (): Promise<Task> => traced(await generatedProgram(gateRuleSet()))
