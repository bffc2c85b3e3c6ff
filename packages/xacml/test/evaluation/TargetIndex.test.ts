import { describe, expect, it } from "vitest"
import type { Compilation } from "../../src/evaluation/Compilation.ts"
import { requestContext } from "../../src/evaluation/RequestContext.ts"
import { indexTargets } from "../../src/evaluation/TargetIndex.ts"
import type { Match, Target } from "../../src/Policy.ts"
import { Category, DataType } from "../../src/Vocabulary.ts"

const equal = "urn:oasis:names:tc:xacml:1.0:function:string-equal"
const ignoringCase = "urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case"
const match = (attributeId: string, text: string, matchId = equal, mustBePresent = false): Match => ({
  matchId,
  value: { kind: "AttributeValue", dataType: DataType.string, text },
  attribute: {
    kind: "AttributeDesignator",
    category: Category.subject,
    attributeId,
    dataType: DataType.string,
    mustBePresent
  }
})
const target = (...anyOf: ReadonlyArray<ReadonlyArray<ReadonlyArray<Match>>>): Target => ({
  anyOf: anyOf.map((alternatives) => ({ allOf: alternatives.map((matches) => ({ matches })) }))
})
const candidates = (
  targets: ReadonlyArray<Target | undefined>,
  attributes: Readonly<Record<string, ReadonlyArray<string>>>
) => {
  const compilation: Compilation = {
    xpath: undefined,
    report: () => {},
    designators: new Map(),
    variables: 0,
    nesting: 0
  }
  const request = {
    returnPolicyIdList: false,
    combinedDecision: false,
    requestReferences: [],
    attributes: [
      {
        category: Category.subject,
        attributes: Object.entries(attributes).map(([attributeId, texts]) => ({
          attributeId,
          includeInResult: false,
          values: texts.map((text) => ({ kind: "AttributeValue" as const, dataType: DataType.string, text }))
        }))
      }
    ]
  }
  return indexTargets(targets, compilation)(requestContext(request, { now: 0 }))
}

describe("an index of targets", () => {
  const roles = Array.from({ length: 100 }, (_, index) => target([[match("role", `role-${index}`)]]))

  it("leaves those that ask for a value the request has", () => {
    expect(candidates(roles, { role: ["role-7", "role-64", "nothing"] })).toEqual([7, 64])
    expect(candidates(roles, {})).toEqual([])
  })

  it("compares by every attribute that most targets name, and by letter case as the targets do", () => {
    const both = roles.map((_, index) =>
      target([[match("role", `R${index % 10}`, ignoringCase)]], [[match("action", index < 50 ? "read" : "write")]])
    )
    expect(candidates(both, { role: ["r3"], action: ["write"] })).toEqual([53, 63, 73, 83, 93])
  })

  it("leaves what it cannot tell: no target, other alternatives, other functions, a missing attribute that must be there", () => {
    const targets = [
      ...roles.slice(0, 4),
      undefined,
      target(),
      target([[match("role", "x")], [match("name", "kari")]]),
      target([[match("role", "x", "urn:oasis:names:tc:xacml:1.0:function:string-regexp-match")]]),
      target([[match("role", "x"), match("name", "kari")]])
    ]
    expect(candidates(targets, { role: ["role-2"] })).toEqual([2, 4, 5, 6, 7])
    const needed = roles.slice(0, 5).map((_, index) => target([[match("role", `role-${index}`, equal, true)]]))
    expect(candidates(needed, {})).toEqual([0, 1, 2, 3, 4])
  })
})
