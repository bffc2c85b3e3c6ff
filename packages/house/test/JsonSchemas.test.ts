import { jsonSchemas } from "@adressat/core"
import { Ajv2020 } from "ajv/dist/2020.js"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { worldSchemas } from "../../cli/src/WorldSchemas.ts"

const root = join(import.meta.dirname, "../../..")
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"))

/** What an editor says of a value: where it is wrong, by another implementation of JSON Schema. */
const complaints = (schema: object, value: unknown): ReadonlyArray<string> => {
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema)
  return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath }) => instancePath)
}

const ruleSetSchema = jsonSchemas()["ruleset.schema.json"] ?? {}
const orderSchema = jsonSchemas()["order.schema.json"] ?? {}

describe("the published JSON Schemas, read by ajv", () => {
  it.each(["altinn", "strict"])("accept the rule set %s", (name) => {
    expect(complaints(ruleSetSchema, read(`packages/core/rules/${name}.json`))).toEqual([])
  })

  it.each([
    ["an unknown fact", { fact: "readAcess", operator: "equal", value: "permit" }],
    ["a word outside the vocabulary", { fact: "readAccess", operator: "equal", value: "premit" }],
    ["an operator that does not fit", { fact: "readAccess", operator: "contains", value: "permit" }],
    ["a member that the engine would ignore", { fact: "readAccess", operator: "equal", value: "permit", priority: 2 }]
  ])("find %s in a rule set", (_, leaf) => {
    const { rules, ...rest } = read("packages/core/rules/strict.json") as { readonly rules: ReadonlyArray<object> }
    const broken = { ...rest, rules: [{ ...rules[0], conditions: { all: [leaf] } }, ...rules.slice(1)] }
    expect(complaints(ruleSetSchema, broken)).toContain("/rules/0/conditions/all/0")
  })

  it("accept every demo order, and find a misspelt member", () => {
    const orders = readdirSync(join(root, "packages/cli/demo/orders")).map((name) =>
      read(`packages/cli/demo/orders/${name}`)
    )
    expect(orders.length).toBeGreaterThanOrEqual(8)
    expect(orders.flatMap((order) => complaints(orderSchema, order))).toEqual([])
    expect(
      complaints(orderSchema, { channel: "Email", recipients: [{ organisationNumber: "310000019" }] })
    ).not.toEqual([])
    expect(complaints(orderSchema, { channel: "Email", recipients: [{ organizationNumber: "31000001" }] })).not.toEqual(
      []
    )
  })

  const worldFiles = readdirSync(join(root, "packages/cli/demo/world")).filter((name) => name.endsWith(".json"))

  it.each(worldFiles)("accept %s of the demo world", (name) => {
    const schema = worldSchemas()[name.replace(/\.json$/u, ".schema.json")]
    expect(complaints(schema ?? { not: {} }, read(`packages/cli/demo/world/${name}`))).toEqual([])
  })
})
