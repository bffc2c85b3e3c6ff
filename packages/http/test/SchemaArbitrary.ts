/** Arbitraries from JSON Schemas: values that a schema allows, and such values with something changed. */
import fc from "fast-check"
import { anyHostileText } from "@adressat/testing"

interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | ReadonlyArray<string>
  readonly enum?: ReadonlyArray<unknown>
  readonly const?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: ReadonlyArray<string>
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly anyOf?: ReadonlyArray<JsonSchema>
  readonly oneOf?: ReadonlyArray<JsonSchema>
  readonly allOf?: ReadonlyArray<JsonSchema>
}

/** Words that mean something to the front door, so that values get past the first check. */
const telling = fc.constantFrom(
  "310000019",
  "17838490034",
  "kari@example.org",
  "+4740000001",
  "urn:altinn:resource:tax-report",
  "tax-report",
  "read",
  "ttd",
  "altinn",
  "strict",
  "https://condition.example/x",
  "urn:altinn:person:idporten-email:kari%40example.org",
  "2026-12-01T10:00:00Z",
  "one",
  ""
)

/** What members of a name usually hold; a schema does not say as much. */
const usual: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  organizationNumber: fc.constantFrom("310000019", "310000035"),
  orgNumber: fc.constantFrom("310000019", "310000035"),
  nationalIdentityNumber: fc.constantFrom("17838490034", "17838490042", "17838490050"),
  emailAddress: fc.constant("kari@example.org"),
  senderEmailAddress: fc.constantFrom("us@example.org", null),
  phoneNumber: fc.constant("+4740000001"),
  mobileNumber: fc.constant("+4740000001"),
  externalIdentity: fc.constant("urn:altinn:person:idporten-email:kari%40example.org"),
  resourceId: fc.constantFrom("urn:altinn:resource:tax-report", null),
  resourceAction: fc.constantFrom("read", null),
  requestedSendTime: fc.constantFrom("2026-12-01T10:00:00Z", null),
  conditionEndpoint: fc.constantFrom("https://condition.example/x", null),
  timeToLiveInSeconds: fc.integer({ min: 60, max: 172_800 }),
  delayDays: fc.integer({ min: 1, max: 10 }),
  idempotencyId: fc.uuid(),
  creator: fc.constant("ttd"),
  channel: fc.constantFrom("Email", "Sms", "EmailPreferred", "SmsPreferred", "EmailAndSms"),
  before: fc.constantFrom("altinn", "strict"),
  after: fc.constantFrom("altinn", "strict")
}

const text: fc.Arbitrary<string> = fc.oneof(telling, anyHostileText, fc.string({ unit: "binary", maxLength: 40 }))

/** Values of a schema; `schemas` are those that it may refer to by name. */
export const valuesOf = (
  given: unknown,
  schemas: Readonly<Record<string, unknown>>,
  depth = 0
): fc.Arbitrary<unknown> => {
  const schema = given as JsonSchema
  const inner = (part: JsonSchema) => valuesOf(part, schemas, depth + 1)
  if (schema.$ref !== undefined) return valuesOf(schemas[schema.$ref.split("/").at(-1) ?? ""], schemas, depth + 1)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if ("const" in schema) return fc.constant(schema.const)
  const branches = schema.anyOf ?? schema.oneOf
  if (branches !== undefined) {
    const shallow = depth > 12 ? branches.slice(0, 1) : branches
    return fc.oneof(...shallow.map(inner))
  }
  if (schema.type === undefined && schema.allOf !== undefined)
    return inner(Object.assign({}, ...schema.allOf) as JsonSchema)
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "string":
      return schema.format === "date-time"
        ? fc.oneof(fc.constantFrom("2026-12-01T10:00:00Z", "2026-11-26T10:00:00+01:00"), text)
        : schema.pattern === undefined
          ? text
          : fc.oneof(telling, text)
    case "integer":
      return fc.integer({ min: schema.minimum ?? -3, max: schema.maximum ?? 100_000 })
    case "number":
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case "boolean":
      return fc.boolean()
    case "null":
      return fc.constant(null)
    case "array":
      return depth > 14
        ? fc.constant([])
        : fc.array(inner(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 })
    case "object": {
      const { properties = {}, required = [] } = schema
      const members = Object.fromEntries(
        Object.entries(properties)
          .filter(([name]) => depth < 14 || required.includes(name))
          .map(([name, member]) => {
            const values = inner(member)
            const hint = usual[name]
            return [
              name,
              hint === undefined ? values : fc.oneof({ weight: 9, arbitrary: hint }, { weight: 1, arbitrary: values })
            ]
          })
      )
      return fc.record(members, { requiredKeys: required.filter((name) => name in members) })
    }
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

const deep = (depth: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, 0, -1, 1e308, 9_007_199_254_740_992, "", [], {}, [[]], "\u0000", "\ud800", "__proto__"),
  fc.constant("x".repeat(5000)),
  fc.constantFrom(300, 3000).map(deep),
  text,
  fc.jsonValue({ maxDepth: 3 })
)

/** A value with one place of it changed: another value there, a member left out, or a member that nobody knows. */
export const mutated = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(values, fc.array(fc.nat(20), { maxLength: 6 }), strange, fc.nat(2)).map(([value, path, other, how]) => {
    const change = (node: unknown, steps: ReadonlyArray<number>): unknown => {
      if (typeof node !== "object" || node === null) return other
      const names = Object.keys(node)
      const [step, ...rest] = steps
      const name = names[(step ?? 0) % Math.max(1, names.length)]
      if (step === undefined || name === undefined) {
        if (how === 0 || Array.isArray(node)) return other
        if (how === 1) return Object.fromEntries(Object.entries(node).slice(1))
        return { ...node, ["constructor"]: other, unknown: other }
      }
      const member = (node as Readonly<Record<string, unknown>>)[name]
      return Array.isArray(node)
        ? node.with(Number(name), change(member, rest))
        : { ...node, [name]: change(member, rest) }
    }
    return change(value, path)
  })
