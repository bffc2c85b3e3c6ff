/**
 * Every operation is called with what its description allows and with that changed in one place, with bodies, queries,
 * headers and tokens of every kind: never a failure of the server, never an answer that the description does not know.
 */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { operations } from "../src/contract/Contract.ts"
import { scopes } from "../src/contract/Scope.ts"
import { faultsOf, openApi } from "./Conformity.ts"
import { policyXml } from "./Policies.ts"
import { mutated, valuesOf } from "./SchemaArbitrary.ts"
import { chain, COMPANY, makeWorld, NOW, tokenOf, value } from "./World.ts"

const world = await makeWorld({ limits: { body: 200_000, line: 20_000 } })

/** Ids of what there is, so that more is met than 404. */
const placed = await value(
  await world.call("POST", "/notifications/api/v1/future/orders", {
    body: chain({ requestedSendTime: new Date(NOW + 3_600_000).toISOString() })
  })
)
const kept = await value(
  await world.call("POST", "/adressat/v1/resolve?keep=true", {
    body: { channel: "Email", recipients: [{ organizationNumber: COMPANY }] }
  })
)
await world.call("PUT", "/adressat/v1/policies/tax-report", {
  body: policyXml,
  headers: { "content-type": "application/xml", "if-none-match": "*" }
})

const ids = fc.oneof(
  fc.constantFrom<string>(placed.notification.shipmentId, kept.id, "tax-report", "altinn", "strict", "ttd/app", "none"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 30 })
)

const tokens = [
  `Bearer ${await tokenOf("ttd", Object.keys(scopes))}`,
  `Bearer ${await tokenOf("skd", ["openid"])}`,
  "Bearer nonsense"
]

const authorizations = fc.oneof(
  { weight: 12, arbitrary: fc.constant(tokens[0]) },
  { weight: 1, arbitrary: fc.constantFrom(...tokens.slice(1), undefined) }
)

const encoded = (text: string): string => {
  try {
    return encodeURIComponent(text)
  } catch {
    return "%ff"
  }
}

/** Every status that was met. */
const all = new Set<number>()

const runs = Number(process.env["ADRESSAT_FUZZ_RUNS"] ?? 40)

describe.each(operations)("%s", (_, operation) => {
  const described = openApi.paths[operation.path]?.[operation.method.toLowerCase()]
  const { parameters = [], requestBody } = described ?? {}
  const [media, content] = Object.entries(requestBody?.content ?? {})[0] ?? []

  const texts = (schema: unknown) =>
    fc.oneof(
      valuesOf(schema, openApi.components.schemas).map((one) =>
        typeof one === "string" ? one : (JSON.stringify(one) ?? "")
      ),
      fc.string({ unit: "binary", maxLength: 20 })
    )

  const paths = fc
    .tuple(
      ids,
      fc.record(
        Object.fromEntries(
          parameters
            .filter((one) => one.in === "query")
            .map((one) => [one.name, fc.option(texts(one.schema), { nil: undefined })])
        )
      ),
      fc.oneof({ weight: 9, arbitrary: fc.constant("") }, { weight: 1, arbitrary: fc.string({ maxLength: 10 }) })
    )
    .map(([id, query, more]) => {
      const search = Object.entries(query).flatMap(([member, text]) =>
        text === undefined ? [] : [`${encoded(member)}=${encoded(text)}`]
      )
      if (more !== "") search.push(encoded(more))
      const path = operation.path.replaceAll(/\{\w+\}/g, () => encoded(id))
      return search.length === 0 ? path : `${path}?${search.join("&")}`
    })

  const values = valuesOf(content?.schema ?? {}, openApi.components.schemas)
  const written = (one: unknown) =>
    media === "application/xml" ? policyXml.replace("read", String(one)) : (JSON.stringify(one) ?? "")
  const bodies =
    content === undefined
      ? fc.constant(undefined)
      : fc.oneof(
          { weight: 4, arbitrary: values.map(written) },
          { weight: 4, arbitrary: mutated(values).map(written) },
          {
            weight: 1,
            arbitrary: fc.array(mutated(values).map(written), { maxLength: 4 }).map((lines) => lines.join("\n"))
          },
          { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 50 }) },
          { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }) },
          {
            weight: 1,
            arbitrary: fc.constantFrom("", "{", "[".repeat(50_000), `{"a":`.repeat(10_000), "null", policyXml)
          }
        )

  const headers = fc.record(
    {
      "if-match": fc.constantFrom('"1"', "*", 'W/"1"', "x"),
      "if-none-match": fc.constantFrom("*", '"1"', "x"),
      "content-type": fc.constantFrom(media ?? "text/plain", "text/plain", "application/json;charset=latin1"),
      "content-length": fc.constantFrom("0", "3", "999999999", "x"),
      traceparent: fc.constantFrom("x", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    },
    { requiredKeys: [] }
  )

  it("answers everything as it is described", { timeout: 120_000 }, async () => {
    const met = new Set<number>()
    await fc.assert(
      fc.asyncProperty(
        paths,
        bodies,
        authorizations,
        fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: headers }),
        async (path, body, authorization, more) => {
          const response = await world.handler(
            new Request(`http://localhost${path}`, {
              method: operation.method,
              ...(body === undefined ? {} : { body: body as string }),
              headers: {
                ...(media === undefined ? {} : { "content-type": media }),
                ...(authorization === undefined ? {} : { authorization }),
                ...more
              }
            })
          )
          met.add(response.status)
          expect(await faultsOf(operation.method, path, response)).toStrictEqual([])
          expect(response.status, await response.clone().text()).toBeLessThan(500)
        }
      ),
      { numRuns: runs }
    )
    for (const status of met) all.add(status)
  })
})

it("meets what is well and what is not", () => {
  expect([...all]).toStrictEqual(expect.arrayContaining([200, 400, 401, 403, 404, 415]))
})
