/**
 * The candidates that a rule of seven conditions is asked about, and the rule itself in the format of a rule set.
 *
 * Each candidate has the facts the rule asks about and its basis, no more: an engine that pays for every fact it is handed
 * would otherwise look slower than it is. They go through JSON, so that equal words are separate strings, as they are when
 * they come from a register. A few facts are `unavailable`; no condition is negated, so an engine with two truth values
 * comes to the same answer as one with three: certainly notified, or not.
 */
import { parseRuleSet } from "@adressat/core"
import type { Rule, RuleSet } from "@adressat/core"
import * as Result from "effect/Result"
import { randomFrom, weighted } from "../Random.ts"
import type { Random } from "../Random.ts"

/** The facts of one candidate. */
export type CandidateFacts = Readonly<
  Record<
    "basis" | "recipientKind" | "resource" | "emailState" | "phoneState" | "readAccess" | "serviceSelection",
    string
  >
>

/** The gate: seven conditions over six facts. */
export const gate: Rule = {
  name: "custom-contact/certainly-notified",
  conditions: {
    all: [
      { fact: "recipientKind", operator: "equal", value: "organization" },
      { fact: "resource", operator: "in", value: ["resource", "app"] },
      {
        any: [
          { fact: "emailState", operator: "equal", value: "usable" },
          { fact: "phoneState", operator: "equal", value: "usable" }
        ]
      },
      { fact: "readAccess", operator: "equal", value: "permit" },
      {
        any: [
          { fact: "serviceSelection", operator: "equal", value: "all-services" },
          { fact: "serviceSelection", operator: "equal", value: "includes-resource" }
        ]
      }
    ]
  },
  event: {
    type: "require",
    params: { basis: "CustomContact", reason: "READ_ACCESS_NOT_PERMITTED", source: "the benchmark" }
  }
}

/** The rule set with that gate. */
export const gateRuleSet = (): RuleSet =>
  Result.getOrThrow(parseRuleSet({ id: "bench", version: "1", options: {}, rules: [gate] }))

/** One candidate. */
export const candidateFrom = (random: Random): CandidateFacts => ({
  basis: "CustomContact",
  recipientKind: weighted(random, [
    ["organization", 92],
    ["person", 8]
  ]),
  resource: weighted(random, [
    ["resource", 55],
    ["app", 35],
    ["none", 10]
  ]),
  emailState: weighted(random, [
    ["usable", 70],
    ["missing", 20],
    ["invalid", 5],
    ["unavailable", 5]
  ]),
  phoneState: weighted(random, [
    ["usable", 60],
    ["missing", 30],
    ["invalid", 5],
    ["unavailable", 5]
  ]),
  readAccess: weighted(random, [
    ["permit", 53],
    ["deny", 30],
    ["not-applicable", 8],
    ["indeterminate", 4],
    ["unavailable", 5]
  ]),
  serviceSelection: weighted(random, [
    ["all-services", 40],
    ["includes-resource", 22],
    ["other-services", 27],
    ["legacy-services-only", 6],
    ["unavailable", 5]
  ])
})

/** The number of candidates. */
export const CANDIDATES = 10_000

let made: ReadonlyArray<CandidateFacts> | undefined

/** The candidates, made once in a process. */
export const candidates = (): ReadonlyArray<CandidateFacts> => {
  const random = randomFrom(20261122)
  return (made ??= JSON.parse(
    JSON.stringify(Array.from({ length: CANDIDATES }, () => candidateFrom(random)))
  ) as ReadonlyArray<CandidateFacts>)
}
