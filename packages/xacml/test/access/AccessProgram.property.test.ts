/**
 * An access program gives the decision of the general evaluator, in both modes, for every policy that it takes.
 */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { accessDecision, compileAccess, decideAccess } from "../../src/access/AccessProgram.ts"
import type { AccessOptions } from "../../src/access/AccessProgram.ts"
import { compileAltinn, evaluateAltinn } from "../../src/altinn/AltinnEngine.ts"
import { collapsed } from "../../src/evaluation/CombiningAlgorithm.ts"
import { compilePolicy, evaluate } from "../../src/evaluation/PolicyProgram.ts"
import type { AnyPolicy, Policy } from "../../src/Policy.ts"
import type { Request } from "../../src/Request.ts"
import type { Decision } from "../../src/Response.ts"
import { Category } from "../../src/Vocabulary.ts"
import { accessCase } from "../AccessArbitraries.ts"
import { isPresent, policiesOf, policyTexts, withFolder } from "../ConformanceFolder.ts"
import { evaluateNaively } from "../NaiveEvaluator.ts"
import { policy as anyPolicy } from "../PolicyArbitraries.ts"
import { requestFor, wordsOf } from "../PolicyRequests.ts"
import { request as anyRequest } from "../RequestArbitraries.ts"

/** As in the fuzz tests, `ADRESSAT_FUZZ_RUNS` makes a long run, `ADRESSAT_FUZZ_SEED` another one. */
const runs = Number(process.env["ADRESSAT_FUZZ_RUNS"] ?? 2000)
const parameters = { numRuns: runs, seed: Number(process.env["ADRESSAT_FUZZ_SEED"] ?? 17) }
const now = Date.UTC(2026, 6, 1)

interface Compared {
  readonly program: Decision
  readonly expected: Decision
  readonly isInDoubt: boolean
}

type Evaluator = (request: Request) => Decision

const general = (policy: AnyPolicy, { engineDate, mode }: AccessOptions): Evaluator => {
  if (mode === "altinn") {
    const program = compileAltinn(policy, engineDate === undefined ? {} : { engineDate })
    return (request) => evaluateAltinn(program, request).decision
  }
  const program = compilePolicy(policy)
  return (request) => collapsed(evaluate(program, request, { now }).decision)
}

/** The decisions by a program, beside those of the general evaluator; none when the policy has no program. */
const compare = (
  policy: AnyPolicy,
  requests: ReadonlyArray<Request>,
  options: AccessOptions
): ReadonlyArray<Compared> | undefined => {
  const reading = compileAccess(policy, options)
  if (!reading.ok) {
    expect(reading.findings.length).toBeGreaterThan(0)
    return undefined
  }
  const expected = general(policy, options)
  return requests.map((request) => {
    const about = request.attributes.filter(({ category }) => category === Category.subject)
    const subject = reading.value.subject(about.flatMap(({ attributes }) => attributes))
    const question = reading.value.question(request.attributes, now)
    return {
      program: accessDecision(decideAccess(question, subject)),
      expected: expected(request),
      isInDoubt: question.isInDoubt || subject.certain !== subject.possible
    }
  })
}

const same = (compared: ReadonlyArray<Compared> | undefined): void => {
  for (const { expected, program } of compared ?? []) expect(program).toBe(expected)
}

const modes: ReadonlyArray<readonly [string, AccessOptions]> = [
  ["the standard", { mode: "strict" }],
  ["the newest Altinn engine", { mode: "altinn" }],
  ["the Altinn engine of July 2026", { mode: "altinn", engineDate: "2026-07-01" }],
  ["the Altinn engine of May 2026", { mode: "altinn", engineDate: "2026-05-01" }]
]

// Every case is decided in every mode: to make it costs more than to decide it.
describe("an access program, in every mode", () => {
  it("decides as the general evaluator does, and by the standard as the naive one does", () => {
    fc.assert(
      fc.property(accessCase, ({ policy, requests }) => {
        for (const [, options] of modes) same(compare(policy, requests, options))
        compare(policy, requests, { mode: "strict" })?.forEach(({ program }, index) => {
          const request = requests[index]
          if (request !== undefined) {
            expect(program).toBe(collapsed(evaluateNaively(policy, request, { now }).decision))
          }
        })
      }),
      parameters
    )
  }, 3_600_000)

  it("decides any policy that it takes as the general evaluator does", () => {
    const withoutConditions = anyPolicy.map((policy): Policy => ({
      ...policy,
      obligations: [],
      advice: [],
      rules: policy.rules.map(({ effect, id, target }) => ({
        id,
        effect,
        ...(target === undefined ? {} : { target }),
        obligations: [],
        advice: []
      }))
    }))
    fc.assert(
      fc.property(fc.oneof(withoutConditions, anyPolicy), anyRequest, (policy, request) => {
        for (const [, options] of modes) same(compare(policy, [request], options))
      }),
      parameters
    )
  }, 3_600_000)

  const cases = fc.sample(accessCase, { numRuns: 1500, seed: 23 })

  it.each(modes)("is tried on policies that come to every decision, in doubt and without, by %s", (_, options) => {
    const counts = new Map<string, number>()
    let taken = 0
    for (const { policy, requests } of cases) {
      const compared = compare(policy, requests, options)
      if (compared !== undefined) taken++
      for (const { isInDoubt, program } of compared ?? []) {
        const key = `${program}${isInDoubt ? " in doubt" : ""}`
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
    }
    expect(taken).toBeGreaterThan(cases.length / 3)
    for (const decision of ["Permit", "Deny", "NotApplicable"]) {
      // Before it had algorithms the engine hardly knew a Deny, and not at all at first.
      const isRare = decision === "Deny" && (options.engineDate ?? "2026-08") < "2026-08"
      if (!isRare) expect(counts.get(decision) ?? 0, decision).toBeGreaterThan(50)
      if (!isRare) expect(counts.get(`${decision} in doubt`) ?? 0, `${decision} in doubt`).toBeGreaterThan(5)
    }
    expect(counts.get("Indeterminate in doubt") ?? 0).toBeGreaterThan(10)
  })
})

describe.skipIf(!isPresent)(withFolder("an access program of a published policy"), () => {
  const requests = Number(process.env["ADRESSAT_FUZZ_REQUESTS"] ?? 200)
  const policies = policiesOf(policyTexts("corpus"))

  it.each(modes)(
    "decides as %s does",
    (_, options) => {
      let taken = 0
      for (const policy of policies.values()) {
        const words = wordsOf(policy)
        const compared = compare(
          policy,
          Array.from({ length: requests }, (__, seed) => requestFor(words, seed)),
          options
        )
        if (compared !== undefined) taken++
        same(compared)
      }
      // All but those that the engine cannot read.
      expect(taken).toBeGreaterThan(policies.size * 0.9)
    },
    600_000
  )

  it("of the conformance suite decides as the general evaluator does, where it takes the policy", () => {
    let taken = 0
    for (const policy of policiesOf(policyTexts("conformance")).values()) {
      const words = wordsOf(policy)
      for (const [, options] of modes) {
        const compared = compare(
          policy,
          Array.from({ length: 10 }, (__, seed) => requestFor(words, seed)),
          options
        )
        if (compared !== undefined) taken++
        same(compared)
      }
    }
    expect(taken).toBeGreaterThan(150)
  }, 600_000)
})
