import { describe, expect, it } from "vitest"
import { readPolicy } from "../src/xml/PolicyXml.ts"
import { readRequestXml } from "../src/xml/RequestXml.ts"
import { isPresent, jsonOf, textOf, withFolder } from "./ConformanceFolder.ts"
import { evaluateNaively } from "./NaiveEvaluator.ts"

interface ConformanceTest {
  readonly id: string
  readonly rootPolicies: ReadonlyArray<string>
  readonly referencedPolicies: ReadonlyArray<string>
  readonly request: string
  readonly mandatory: boolean
  readonly expectedDecisions: ReadonlyArray<string>
  readonly expectedStatusCodes: ReadonlyArray<string>
  /** Whether what the suite expects is what the standard says. */
  readonly oracleAgrees: boolean
}

const now = Date.UTC(2026, 6, 1)

const policyIn = (file: string) => {
  const reading = readPolicy(textOf(`conformance/${file}`))
  return reading.ok ? [reading.value] : []
}

describe.skipIf(!isPresent)(withFolder("the naive evaluator"), () => {
  it("decides every mandatory test of the suite that is one request for one decision as expected", () => {
    const manifest = jsonOf("conformance/manifest.json") as ReadonlyArray<ConformanceTest>
    const decided = manifest.flatMap((test) => {
      const [root, ...others] = test.rootPolicies.flatMap(policyIn)
      const request = readRequestXml(textOf(`conformance/${test.request}`))
      const isSingle = others.length === 0 && test.expectedDecisions.length === 1
      if (root === undefined || !request.ok || !isSingle || !test.mandatory || !test.oracleAgrees) return []
      const policies = test.referencedPolicies.flatMap(policyIn)
      const { causes, decision } = evaluateNaively(root, request.value, { now, policies })
      expect(decision.replace(/\{.*/, ""), test.id).toBe(test.expectedDecisions[0])
      if (!decision.startsWith("Indeterminate")) return [test]
      expect(
        causes.map(({ status }) => status),
        test.id
      ).toEqual(expect.arrayContaining([...test.expectedStatusCodes]))
      return [test]
    })
    expect(decided.length).toBeGreaterThan(manifest.length * 0.8)
  })
})
