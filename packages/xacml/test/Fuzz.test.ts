import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { processorTime } from "../../testing/test/ProcessorTime.ts"
import type { AnyPolicy } from "../src/Policy.ts"
import { compilePolicy, evaluate } from "../src/evaluation/PolicyProgram.ts"
import { readPolicy, writePolicy } from "../src/xml/PolicyXml.ts"
import { isPresent, policiesOf, policyTexts, withFolder } from "./ConformanceFolder.ts"
import { evaluateNaively } from "./NaiveEvaluator.ts"
import { policy, policySet } from "./PolicyArbitraries.ts"
import { requestFor, wordsOf } from "./PolicyRequests.ts"
import type { Mutation } from "./TextMutation.ts"
import { mutate, mutation } from "./TextMutation.ts"

/** `ADRESSAT_FUZZ_RUNS=200000` is a long run, `ADRESSAT_FUZZ_SEED` another one. */
const runs = Number(process.env["ADRESSAT_FUZZ_RUNS"] ?? 3000)
const seed = Number(process.env["ADRESSAT_FUZZ_SEED"] ?? 7)

/** No case of a few kilobytes may take longer, in milliseconds; a hundred times what the slowest takes. */
const patience = 3000

const now = Date.UTC(2026, 6, 1)
const written = fc.sample(fc.oneof(policy, policySet), { numRuns: 200, seed: 11 }).map(writePolicy)
const texts = [...written, ...policyTexts("conformance").values(), ...policyTexts("corpus").values()]

const nth = <A>(from: ReadonlyArray<A>, index: number): A => {
  const found = from[index % from.length]
  if (found === undefined) throw new Error("there is nothing to take from")
  return found
}

const agree = (root: AnyPolicy, firstSeed: number, requests: number): void => {
  const words = wordsOf(root)
  const program = compilePolicy(root)
  for (let number = 0; number < requests; number++) {
    const request = requestFor(words, firstSeed + number)
    const { decision } = evaluate(program, request, { now })
    const naive = evaluateNaively(root, request, { now }).decision
    if (decision !== naive) expect({ decision, request }).toEqual({ decision: naive, request })
  }
}

describe("a damaged policy", () => {
  it(`is refused or evaluated as by the naive evaluator (${isPresent ? "with" : "without"} the conformance folder)`, () => {
    let read = 0
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        (source, donor, mutations, requestSeed) => {
          const start = processorTime()
          const text = mutations.reduce(
            (damaged: string, each: Mutation) => mutate(damaged, each, nth(texts, donor)),
            nth(texts, source)
          )
          const reading = readPolicy(text)
          if (reading.ok) {
            read++
            agree(reading.value, requestSeed, 3)
          } else expect(reading.findings.length).toBeGreaterThan(0)
          expect(processorTime() - start).toBeLessThan(patience)
        }
      ),
      { numRuns: runs, seed }
    )
    // Damage that no reader accepts would try the evaluation of nothing.
    expect(read).toBeGreaterThan(runs / 10)
  }, 3_600_000)
})

describe.skipIf(!isPresent)(withFolder("a policy of the conformance folder"), () => {
  const requests = Number(process.env["ADRESSAT_FUZZ_REQUESTS"] ?? 400)
  it("of the corpus is evaluated as by the naive evaluator", () => {
    const policies = policiesOf(policyTexts("corpus"))
    expect(policies.size).toBeGreaterThan(160)
    for (const root of policies.values()) agree(root, seed, requests)
  }, 600_000)

  it("of the suite is evaluated as by the naive evaluator", () => {
    for (const root of policiesOf(policyTexts("conformance")).values()) agree(root, seed, 5)
  }, 600_000)
})
