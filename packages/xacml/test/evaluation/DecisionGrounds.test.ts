import { describe, expect, it } from "vitest"
import { groundsFinder } from "../../src/evaluation/DecisionGrounds.ts"
import { readPolicy } from "../../src/xml/PolicyXml.ts"
import type { Request } from "../../src/Request.ts"
import { AltinnAttributeId, AttributeId, Category, DataType } from "../../src/Vocabulary.ts"

const match = (category: string, attributeId: string, value: string) =>
  `<Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">` +
  `<AttributeValue DataType="${DataType.string}">${value}</AttributeValue>` +
  `<AttributeDesignator Category="${category}" AttributeId="${attributeId}" DataType="${DataType.string}" MustBePresent="false"/>` +
  `</Match>`
const anyOf = (...allOf: ReadonlyArray<string>) =>
  `<AnyOf>${allOf.map((matches) => `<AllOf>${matches}</AllOf>`).join("")}</AnyOf>`
const role = (code: string) => match(Category.subject, AltinnAttributeId.roleCode, code)
const pack = (name: string) => match(Category.subject, AltinnAttributeId.accessPackage, name)
const app = (org: string, name: string) =>
  match(Category.resource, AltinnAttributeId.org, org) + match(Category.resource, AltinnAttributeId.app, name)
const task = (id: string) => match(Category.resource, AltinnAttributeId.task, id)
const action = (id: string) => match(Category.action, AttributeId.actionId, id)
const rule = (id: string, effect: string, ...target: ReadonlyArray<string>) =>
  `<Rule RuleId="${id}" Effect="${effect}"><Target>${target.join("")}</Target></Rule>`

const finder = (...rules: ReadonlyArray<string>) => {
  const reading =
    readPolicy(`<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="the-policy" Version="1.0"
 RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides"><Target/>
${rules.join("\n")}</Policy>`)
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings))
  return groundsFinder(reading.value)
}

const attribute = (attributeId: string, ...texts: ReadonlyArray<string>) => ({
  attributeId,
  includeInResult: false,
  values: texts.map((text) => ({ kind: "AttributeValue" as const, dataType: DataType.string, text }))
})
const asked = (roles: ReadonlyArray<string>, name = "app", what = "read"): Request => ({
  returnPolicyIdList: false,
  combinedDecision: false,
  requestReferences: [],
  attributes: [
    { category: Category.subject, attributes: [attribute(AltinnAttributeId.roleCode, ...roles)] },
    {
      category: Category.resource,
      attributes: [attribute(AltinnAttributeId.org, "ttd"), attribute(AltinnAttributeId.app, name)]
    },
    { category: Category.action, attributes: [attribute(AttributeId.actionId, what)] }
  ]
})

describe("the grounds of a decision", () => {
  const find = finder(
    rule("write", "Permit", anyOf(role("priv")), anyOf(app("ttd", "app")), anyOf(action("write"))),
    rule("task", "Permit", anyOf(role("revi")), anyOf(app("ttd", "app") + task("Task_1")), anyOf(action("read"))),
    rule(
      "app",
      "Permit",
      anyOf(role("dagl"), role("regn"), pack("tax")),
      anyOf(app("ttd", "app")),
      anyOf(action("read"))
    )
  )

  it("are the rule that came closest and the values that would do, by attribute", () => {
    expect(find(asked(["priv"]), { now: 0 })).toEqual({
      policy: "the-policy",
      rule: "app",
      place: { line: 5, column: 1 },
      missing: [
        [
          { attribute: AltinnAttributeId.roleCode, values: ["dagl", "regn"] },
          { attribute: AltinnAttributeId.accessPackage, values: ["tax"] }
        ]
      ]
    })
  })

  it("prefer a rule that the person fits to one that the resource fits", () => {
    expect(find(asked(["revi"]), { now: 0 })).toMatchObject({
      rule: "task",
      missing: [[{ attribute: AltinnAttributeId.task, values: ["Task_1"] }]]
    })
  })

  it("are no rule when none is about the action, or about the resource", () => {
    expect(find(asked(["dagl"], "app", "sign"), { now: 0 })).toEqual({ policy: "the-policy", missing: [] })
    expect(find(asked(["dagl"], "other"), { now: 0 })).toMatchObject({ rule: "app" })
    const registry = finder(
      rule("r", "Permit", anyOf(role("dagl")), anyOf(match(Category.resource, AltinnAttributeId.resource, "x")))
    )
    expect(registry(asked(["dagl"]), { now: 0 })).toEqual({ policy: "the-policy", missing: [] })
  })

  it("are the rule that denies, where one does", () => {
    const denying = finder(
      rule("allow", "Permit", anyOf(role("dagl")), anyOf(action("read"))),
      rule("refuse", "Deny", anyOf(role("dagl")))
    )
    expect(denying(asked(["dagl"]), { now: 0 })).toMatchObject({ rule: "refuse", missing: [] })
  })

  it("hold nothing that comes from the request", () => {
    expect(JSON.stringify(find(asked(["somebody-secret"]), { now: 0 }))).not.toContain("secret")
  })
})
