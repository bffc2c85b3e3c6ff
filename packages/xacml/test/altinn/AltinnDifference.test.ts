import { describe, expect, it } from "vitest"
import { compileAltinn, evaluateAltinn } from "../../src/altinn/AltinnEngine.ts"
import { compilePolicy, evaluate } from "../../src/evaluation/PolicyProgram.ts"
import { isPresent, jsonOf, policiesOf, policyTexts, withFolder } from "../ConformanceFolder.ts"
import { requestFor, wordsOf } from "../PolicyRequests.ts"

interface CorpusEntry {
  readonly file: string
  readonly altinnParses?: boolean
  readonly rulesWithSameCategoryInSeveralAnyOf?: ReadonlyArray<string>
}

const requests = Number(process.env["ADRESSAT_FUZZ_REQUESTS"] ?? 400)
const now = Date.UTC(2026, 6, 1)

describe.skipIf(!isPresent)(withFolder("the engine that Altinn runs, on the published policies"), () => {
  it("differs from the standard only where a rule asks twice for attributes of one category", () => {
    const index = jsonOf("corpus/index.json") as ReadonlyArray<CorpusEntry>
    const policies = policiesOf(policyTexts("corpus"))
    const differing: Array<string> = []
    for (const { altinnParses, file } of index) {
      const policy = policies.get(file)
      if (policy === undefined || altinnParses !== true) continue
      const words = wordsOf(policy)
      const strict = compilePolicy(policy)
      const altinn = compileAltinn(policy)
      const differs = [...Array(requests).keys()].some((seed) => {
        const request = requestFor(words, seed)
        const byTheStandard = evaluate(strict, request, { now }).decision.replace(/\{.*/, "")
        return evaluateAltinn(altinn, request).decision !== byTheStandard
      })
      if (differs) differing.push(file)
    }
    const expected = index
      .filter(({ rulesWithSameCategoryInSeveralAnyOf: rules }) => rules !== undefined && rules.length > 0)
      .map(({ file }) => file)
    expect(expected).toHaveLength(2)
    expect(differing.toSorted()).toEqual(expected.toSorted())
  })
})
