import { Validator } from "@seriousme/openapi-schema-validator"
import { describe, expect, it } from "vitest"
import { makeRouter } from "../src/Api.ts"
import { operations, problemsOf } from "../src/contract/Contract.ts"
import { problemKinds } from "../src/contract/ProblemKind.ts"
import { routes } from "../src/contract/Routes.ts"
import { scopes } from "../src/contract/Scope.ts"
import { responseIn } from "../src/OpenApiDocument.ts"
import { openApi } from "./Conformity.ts"
import { makeWorld } from "./World.ts"

const described = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation }))
)

describe("the contract and the description are one", () => {
  it("as OpenAPI 3.1 that a validator accepts", async () => {
    const result = await new Validator().validate(structuredClone(openApi) as unknown as Record<string, unknown>)
    expect(result.errors).toBeUndefined()
    expect(result.valid).toBe(true)
    expect(openApi.openapi).toBe("3.1.0")
  })

  it("in operations, by name, method and path", () => {
    const mine = operations.map(([name, { method, path }]) => `${method} ${path} ${name}`).sort()
    const theirs = described.map(({ method, operation, path }) => `${method} ${path} ${operation.operationId}`).sort()
    expect(theirs).toStrictEqual(mine)
  })

  it("in statuses: every answer and every problem, and no other", () => {
    for (const [name, operation] of operations) {
      const responses = described.find(({ operation: { operationId } }) => operationId === name)?.operation.responses
      const expected = new Set([
        ...operation.answers.map(({ status }) => String(status)),
        ...problemsOf(operation).map((kind) => String(problemKinds[kind].status))
      ])
      expect(new Set(Object.keys(responses ?? {})), name).toStrictEqual(expected)
    }
  })

  it("in the routes that the client has", () => {
    const mine = Object.fromEntries(
      operations.map(([name, { method, path, payload }]) => [
        name,
        { method, path, ...(payload === undefined ? {} : { media: payload.media }) }
      ])
    )
    expect(routes).toStrictEqual(mine)
  })

  it("without a schema twice, or one that leads nowhere", () => {
    const names = Object.keys(openApi.components.schemas)
    expect(names.filter((name) => /_\d+$/.test(name))).toStrictEqual([])
    const referred = [...JSON.stringify(openApi).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = ""]) => ref)
    const places = [
      ...names.map((name) => `schemas/${name}`),
      ...Object.keys(openApi.components.responses).map((name) => `responses/${name}`)
    ]
    expect(referred.filter((ref) => !places.includes(ref.replace("#/components/", "")))).toStrictEqual([])
  })

  it("with words for every operation, parameter and answer", () => {
    for (const { operation } of described) {
      expect(operation.summary.length, operation.operationId).toBeGreaterThan(5)
      for (const status of Object.keys(operation.responses)) {
        expect(responseIn(openApi, operation, status)?.description, `${operation.operationId} ${status}`).toMatch(/\w/)
      }
      for (const { name, required, description } of operation.parameters ?? []) {
        if (!required) expect(description, `${operation.operationId} ${name}`).toBeTypeOf("string")
      }
    }
  })

  it("without a place for a national identity number in an address", () => {
    const names = described.flatMap(({ operation }) =>
      (operation.parameters ?? []).filter((one) => one.in !== "header").map(({ name }) => name.toLowerCase())
    )
    expect(names.filter((name) => /national|identity|ssn|nin|person/.test(name))).toStrictEqual([])
  })
})

it("leads to every operation, and to none by another method", () => {
  const router = makeRouter()
  for (const [name, { method, path }] of operations) {
    const address = path.replaceAll(/\{\w+\}/g, "some-id")
    expect(router.find(method, address)?.name, `${method} ${path}`).toBe(name)
    expect(router.methodsOf(address)).toContain(method)
    expect(router.find("DELETE", address)).toBeUndefined()
  }
  expect(router.methodsOf("/nowhere")).toStrictEqual([])
  expect(router.find("GET", "/adressat/v1/policies/ttd%2Fapp")?.params).toEqual({ id: "ttd/app" })
  expect(router.find("GET", "/adressat/v1/policies/%E0%A4%A")).toBeUndefined()
})

it("has a handler for every operation", async () => {
  const world = await makeWorld()
  for (const [name, { method, path, payload }] of operations) {
    const response = await world.call(method, path.replaceAll(/\{\w+\}/g, "some-id"), {
      ...(payload === undefined ? {} : { body: "{}", headers: { "content-type": payload.media } }),
      scopes: Object.keys(scopes)
    })
    expect(response.status, name).toBeLessThan(500)
    expect(response.status, name).not.toBe(405)
  }
})
