/**
 * The handlers that look into rule sets: a check against the reference, and a comparison of two, with the cases that they
 * decide otherwise.
 */
import {
  canonicalJson,
  certify,
  compile,
  decide,
  decodeText,
  fingerprint,
  parseRuleSet,
  parseRuleSetText
} from "@adressat/core"
import type { Decision, RuleSet } from "@adressat/core"
import { driftOf } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { faultOf, json, refusal } from "../Call.ts"
import type { Call } from "../Call.ts"
import { ComparisonRequest } from "../contract/DocumentOperations.ts"
import type { Desk, Handler } from "./Desk.ts"

/** Cells compared for one basis; a check that goes further is for the command line. */
const CHECK_BOUND = 2000

const MOST_CASES = 1000

/** The handlers of rule sets. */
export const ruleSetHandlers = (desk: Desk) =>
  ({
    checkRuleSet: Effect.fnUntraced(function* (call: Call) {
      const parsed = parseRuleSetText(call.text)
      if (Result.isFailure(parsed)) {
        return yield* Effect.fail(
          refusal("invalid-request", { problems: parsed.failure.map((problem) => faultOf(problem)) })
        )
      }
      const ruleSet = parsed.success
      const certificate = yield* Effect.promise(() => certify(ruleSet, { bound: CHECK_BOUND }))
      return json(200, {
        id: ruleSet.id,
        version: ruleSet.version,
        fingerprint: certificate.fingerprint,
        rules: ruleSet.rules.length,
        ownFacts: Object.keys(ruleSet.facts).length,
        certificate: {
          isExhaustive: certificate.exhaustive,
          differences: certificate.differences.length,
          bases: certificate.bases
        }
      })
    }),
    compareRuleSets: Effect.fnUntraced(function* (call: Call) {
      const request = decodeComparison(call.text)
      if (Result.isFailure(request)) {
        return yield* Effect.fail(
          refusal("invalid-request", { problems: request.failure.map((problem) => faultOf(problem)) })
        )
      }
      const { cases = [] } = request.success
      if (cases.length > MOST_CASES) {
        return yield* Effect.fail(
          refusal("invalid-request", {
            problems: [{ pointer: "/cases", detail: `at most ${MOST_CASES} cases are compared at once` }]
          })
        )
      }
      const before = yield* ruleSetOf(desk, call, request.success.before, "/before")
      const after = yield* ruleSetOf(desk, call, request.success.after, "/after")
      const [left, right] = [compile(before), compile(after)]
      return json(200, {
        isSame: fingerprint(before) === fingerprint(after),
        rules: changedRules(before, after),
        options: changedOptions(before, after),
        cases: cases.flatMap(({ order, snapshot }, place) => {
          const [was, is] = [decide(left, order, snapshot), decide(right, order, snapshot)]
          return outcomeOf(was) === outcomeOf(is)
            ? []
            : [{ case: place, changes: driftOf(was, is), before: was, after: is }]
        })
      })
    })
  }) satisfies Readonly<Record<string, Handler>>

/** What a decision comes to: who is notified where, and who is not and why; equal for decisions that come to the same. */
const outcomeOf = ({ deliveries, recipients, retryable, withheld }: Decision): string =>
  JSON.stringify([
    deliveries.map(({ address, channel, recipient }) => [recipient, channel, address]),
    recipients.map(({ outcome }) => outcome),
    withheld.map(({ basis, reasons, recipient, state, subject }) => [
      recipient,
      basis,
      subject,
      state,
      reasons.map(({ code }) => code)
    ]),
    retryable
  ])

const decodeComparison = decodeText(ComparisonRequest)

const ruleSetOf = Effect.fnUntraced(function* (
  { programs }: Desk,
  { caller }: Call,
  named: string | RuleSet,
  pointer: string
) {
  if (typeof named === "string") {
    const program = yield* programs.named(caller.org, named)
    if (program !== undefined) return program.ruleSet
    return yield* Effect.fail(
      refusal("invalid-request", { problems: [{ pointer, detail: "there is no such rule set" }] })
    )
  }
  const parsed = parseRuleSet(named)
  if (Result.isSuccess(parsed)) return parsed.success
  return yield* Effect.fail(
    refusal("invalid-request", { problems: parsed.failure.map((problem) => faultOf(problem, pointer)) })
  )
})

const changedRules = (before: RuleSet, after: RuleSet) => {
  const textOf = (ruleSet: RuleSet) => new Map(ruleSet.rules.map((rule) => [rule.name, canonicalJson(rule)]))
  const [was, is] = [textOf(before), textOf(after)]
  return {
    added: [...is.keys()].filter((name) => !was.has(name)),
    removed: [...was.keys()].filter((name) => !is.has(name)),
    changed: [...is].flatMap(([name, text]) => (was.has(name) && was.get(name) !== text ? [name] : []))
  }
}

const changedOptions = (before: RuleSet, after: RuleSet) => {
  const [was, is]: ReadonlyArray<Readonly<Record<string, unknown>>> = [before.options, after.options]
  return Object.keys({ ...was, ...is }).flatMap((option) =>
    canonicalJson(was?.[option]) === canonicalJson(is?.[option])
      ? []
      : [{ option, before: was?.[option] ?? null, after: is?.[option] ?? null }]
  )
}
