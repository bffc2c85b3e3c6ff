import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Policy } from "../../src/Policy.ts"
import type { Evaluation } from "../../src/evaluation/PolicyCombination.ts"
import { compilePolicy, evaluate } from "../../src/evaluation/PolicyProgram.ts"
import { policyRepository } from "../../src/evaluation/PolicyRepository.ts"
import type { ExtendedDecision, Notice } from "../../src/Response.ts"
import { DataType } from "../../src/Vocabulary.ts"
import { categories } from "../ExpressionArbitraries.ts"
import { evaluateNaively } from "../NaiveEvaluator.ts"
import { policy, policyCase } from "../PolicyArbitraries.ts"
import type { PolicyCase } from "../PolicyArbitraries.ts"

/** As in the fuzz tests, `ADRESSAT_FUZZ_RUNS` makes a long run, `ADRESSAT_FUZZ_SEED` another one. */
const runs = Number(process.env["ADRESSAT_FUZZ_RUNS"] ?? 2000)
const parameters = { numRuns: runs, seed: Number(process.env["ADRESSAT_FUZZ_SEED"] ?? 3) }

const run = ({ now, policies, request, root }: PolicyCase): Evaluation =>
  evaluate(compilePolicy(root, { repository: policyRepository(policies) }), request, { now })

const runNaively = ({ now, policies, request, root }: PolicyCase) => evaluateNaively(root, request, { now, policies })

/** Notices are compared as multisets: the standard does not order them. */
const multiset = (notices: ReadonlyArray<Notice>): ReadonlyArray<string> =>
  notices
    .map(({ assignments, id }) =>
      JSON.stringify([
        id,
        assignments.map(({ attributeId, category, issuer, value }) =>
          JSON.stringify([attributeId, category, issuer, value.dataType, value.text])
        )
      ])
    )
    .toSorted()

const deepFrozen = <A>(value: A): A => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const each of Object.values(value)) deepFrozen(each)
  }
  return value
}

describe("compiled and naive evaluation", () => {
  it("come to the same decision, obligations, advice and cause, on policies that come to every one of them", () => {
    const counts = new Map<string, number>()
    const count = (what: string): unknown => counts.set(what, (counts.get(what) ?? 0) + 1)
    fc.assert(
      fc.property(policyCase, (given) => {
        deepFrozen(given)
        const compiled = run(given)
        const naive = runNaively(given)
        expect(compiled.decision).toBe(naive.decision)
        expect(multiset(compiled.obligations)).toEqual(multiset(naive.obligations))
        expect(multiset(compiled.advice)).toEqual(multiset(naive.advice))
        const cause = compiled.failure
        expect(cause !== undefined).toBe(naive.decision.startsWith("Indeterminate"))
        if (cause !== undefined) {
          const { missing, status } = cause
          expect(naive.causes).toContainEqual({ status, ...(missing === undefined ? {} : { missing }) })
        }
        count(naive.decision)
        if (naive.obligations.length > 0) count("obligations")
        if (naive.advice.length > 0) count("advice")
        for (const status of new Set(naive.causes.map((one) => one.status))) count(status)
      }),
      parameters
    )
    const decisions: ReadonlyArray<ExtendedDecision> = [
      "Permit",
      "Deny",
      "NotApplicable",
      "Indeterminate{P}",
      "Indeterminate{D}",
      "Indeterminate{DP}"
    ]
    for (const what of [...decisions, "obligations", "advice"]) {
      expect(counts.get(what) ?? 0, what).toBeGreaterThan(0.03 * runs)
    }
    // Literals that are wrong as written are rare, and a rule that needs one is rarer.
    for (const status of ["missing-attribute", "syntax-error", "processing-error"]) {
      expect(counts.get(`urn:oasis:names:tc:xacml:1.0:status:${status}`) ?? 0, status).toBeGreaterThan(0.01 * runs)
    }
  }, 3_600_000)
})

describe("a compiled policy", () => {
  it("decides the same whenever it is asked, and whatever it was asked before", () => {
    fc.assert(
      fc.property(policyCase, fc.array(policyCase, { maxLength: 2 }), (given, others) => {
        const { now, policies, request, root } = given
        const program = compilePolicy(root, { repository: policyRepository(policies) })
        const first = evaluate(program, request, { now })
        for (const other of others) evaluate(program, other.request, { now: other.now })
        expect(evaluate(program, request, { now })).toEqual(first)
        expect(run(given)).toEqual(first)
      }),
      { ...parameters, numRuns: Math.ceil(runs / 4) }
    )
  }, 3_600_000)

  it("decides the same in whatever order its rules stand, where the algorithm has no order", () => {
    const shuffled = policy
      .filter(({ combiningAlgorithm }) => !combiningAlgorithm.endsWith("first-applicable"))
      .chain((found) =>
        fc
          .shuffledSubarray(Array.from(found.rules), { minLength: found.rules.length })
          .map((rules): [Policy, Policy] => [found, { ...found, rules }])
      )
    fc.assert(
      fc.property(policyCase, shuffled, (given, [root, other]) => {
        expect(run({ ...given, root: other }).decision).toBe(run({ ...given, root }).decision)
      }),
      { ...parameters, numRuns: Math.ceil(runs / 2) }
    )
  }, 3_600_000)

  it("does not look at an attribute that no designator names", () => {
    const extra = fc
      .record({ category: fc.constantFrom(...categories, "urn:test:unasked"), text: fc.string(), first: fc.boolean() })
      .map(({ category, first, text }) => ({
        first,
        attributes: {
          category,
          attributes: [
            {
              attributeId: "urn:test:unasked",
              includeInResult: false,
              values: [{ kind: "AttributeValue" as const, dataType: DataType.string, text }]
            }
          ]
        }
      }))
    fc.assert(
      fc.property(policyCase, extra, (given, { attributes, first }) => {
        const groups = given.request.attributes
        const request = { ...given.request, attributes: first ? [attributes, ...groups] : [...groups, attributes] }
        expect(run({ ...given, request })).toEqual(run(given))
      }),
      { ...parameters, numRuns: Math.ceil(runs / 4) }
    )
  }, 3_600_000)
})
