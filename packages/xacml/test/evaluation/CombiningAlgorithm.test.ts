import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { combiningAlgorithms, isLegacyAlgorithm, onlyOneApplicable } from "../../src/evaluation/CombiningAlgorithm.ts"
import type { ExtendedDecision } from "../../src/Response.ts"

const combine = (uri: string, decisions: ReadonlyArray<ExtendedDecision>) => {
  const asked: Array<number> = []
  const decision = combiningAlgorithms.get(uri)?.(decisions.keys(), (child) => {
    asked.push(child)
    return decisions[child] ?? "NotApplicable"
  })
  return { decision, asked: asked.length }
}

const rule30 = (name: string) => `urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:${name}`
const rule10 = (name: string) => `urn:oasis:names:tc:xacml:1.0:rule-combining-algorithm:${name}`
const policy10 = (name: string) => `urn:oasis:names:tc:xacml:1.0:policy-combining-algorithm:${name}`

const anyDecision = fc.constantFrom<ExtendedDecision>(
  "Permit",
  "Deny",
  "NotApplicable",
  "Indeterminate{P}",
  "Indeterminate{D}",
  "Indeterminate{DP}"
)

describe("the combining algorithms", () => {
  it("are the fifteen mandatory ones and the eight deprecated ones", () => {
    const uris = [...combiningAlgorithms.keys(), onlyOneApplicable]
    expect(uris.filter((uri) => !isLegacyAlgorithm(uri)).length).toBe(15)
    expect(uris.filter(isLegacyAlgorithm).length).toBe(8)
  })

  it.each<[string, ReadonlyArray<ExtendedDecision>, ExtendedDecision]>([
    [rule30("deny-overrides"), ["Permit", "Indeterminate{D}"], "Indeterminate{DP}"],
    [rule30("deny-overrides"), ["Indeterminate{P}", "Permit"], "Permit"],
    [rule30("deny-overrides"), ["Indeterminate{DP}", "Deny"], "Deny"],
    [rule30("deny-overrides"), ["Indeterminate{D}", "NotApplicable"], "Indeterminate{D}"],
    [rule30("permit-overrides"), ["Deny", "Indeterminate{P}"], "Indeterminate{DP}"],
    [rule30("permit-overrides"), ["Indeterminate{D}", "Deny"], "Deny"],
    [rule30("deny-unless-permit"), [], "Deny"],
    [rule30("deny-unless-permit"), ["Indeterminate{DP}", "NotApplicable"], "Deny"],
    [rule30("permit-unless-deny"), ["Indeterminate{DP}"], "Permit"],
    [rule10("first-applicable"), ["NotApplicable", "Indeterminate{P}", "Deny"], "Indeterminate{P}"],
    [rule10("deny-overrides"), ["Indeterminate{D}", "Permit"], "Indeterminate{DP}"],
    [rule10("deny-overrides"), ["Indeterminate{P}", "Permit"], "Permit"],
    [rule10("permit-overrides"), ["Indeterminate{P}", "Deny"], "Indeterminate{DP}"],
    [policy10("deny-overrides"), ["Permit", "Indeterminate{P}"], "Deny"],
    [policy10("permit-overrides"), ["Indeterminate{P}", "Deny"], "Deny"]
  ])("%s of %j is %s", (uri, decisions, expected) => {
    expect(combine(uri, decisions).decision).toBe(expected)
  })

  it("ask for no child that cannot change the outcome", () => {
    expect(combine(rule30("deny-overrides"), ["Deny", "Permit", "Permit"]).asked).toBe(1)
    expect(combine(rule30("permit-unless-deny"), ["Permit", "Deny", "Permit"]).asked).toBe(2)
    expect(combine(rule10("first-applicable"), ["NotApplicable", "Permit", "Deny"]).asked).toBe(2)
    expect(combine(policy10("deny-overrides"), ["Indeterminate{P}", "Permit"]).asked).toBe(1)
  })

  it("give the same whatever the order, save first-applicable", () => {
    const unordered = [...combiningAlgorithms.keys()].filter((uri) => !uri.endsWith("first-applicable"))
    fc.assert(
      fc.property(fc.constantFrom(...unordered), fc.array(anyDecision, { maxLength: 6 }), (uri, decisions) => {
        expect(combine(uri, decisions.toReversed()).decision).toBe(combine(uri, decisions).decision)
        expect(combine(uri, decisions.toSorted()).decision).toBe(combine(uri, decisions).decision)
      })
    )
  })
})
