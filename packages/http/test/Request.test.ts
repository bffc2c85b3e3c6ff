import { inspectNationalIdentityNumber } from "@adressat/core"
import { syntheticNationalIdentityNumbers } from "@adressat/testing"
import fc from "fast-check"
import * as Result from "effect/Result"
import { expect, it } from "vitest"
import { incomingOf } from "../src/Exchange.ts"
import { headRefusal, queryReaders, targetOf } from "../src/Request.ts"

const limits = { url: 8192, headers: 16_384 }

const kindOf = (target: string, headers = {}) =>
  headRefusal(incomingOf(new Request(`http://localhost${target}`, { headers })), limits)?.kind

it("takes a target apart, and the base path off", () => {
  expect(targetOf("/a/b?c=d?e", "")).toStrictEqual({ path: "/a/b", query: "c=d?e" })
  expect(targetOf("/base/a", "/base")).toStrictEqual({ path: "/a", query: "" })
  expect(targetOf("/base?x", "/base")).toStrictEqual({ path: "/", query: "x" })
  expect(targetOf("/basement/a", "/base")).toStrictEqual({ path: "/basement/a", query: "" })
  expect(incomingOf(new Request("http://localhost?x=1#y")).target).toBe("/?x=1")
})

it("finds a national identity number wherever it stands in an address", () => {
  const numbers = syntheticNationalIdentityNumbers(40).filter((number) => {
    const { checkDigits, date } = inspectNationalIdentityNumber(number)
    return date && checkDigits !== "invalid"
  })
  expect(numbers.length).toBeGreaterThan(0)
  fc.assert(
    fc.property(
      fc.constantFrom(...numbers),
      fc.constantFrom("/x/", "/x?a=", "/x?a=b,", "/x/y-", "/x?a=%20", "/x?q=urn:fnr:"),
      fc.constantFrom("", "/y", "&b=c", ",z", "%20b"),
      fc.constantFrom("", " ", "-", "+", "%20"),
      (number, before, after, between) => {
        expect(kindOf(before + number.slice(0, 6) + between + number.slice(6) + after)).toBe("personal-data-in-url")
      }
    )
  )
})

it("lets ids and references be", () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(kindOf(`/orders/${id}`)).toBeUndefined()
    })
  )
  for (const target of ["/x/12345678901", "/x/1783849003", "/x/178384900341", "/x/a17838490034b", "/x?v=%zz"]) {
    expect(kindOf(target), target).toBeUndefined()
  }
})

it("measures addresses and headers", () => {
  expect(kindOf(`/${"x".repeat(8191)}`)).toBeUndefined()
  expect(kindOf(`/${"x".repeat(8192)}`)).toBe("address-too-long")
  expect(kindOf("/", { a: "x".repeat(16_379) })).toBeUndefined()
  expect(kindOf("/", { a: "x".repeat(16_380) })).toBe("headers-too-large")
})

it("reads numbers and words of a query, and tells what is wrong with each", () => {
  const read = queryReaders()
  const feed = (query: string) => read.get("shipmentFeed")?.(query)
  expect(feed("")).toStrictEqual(Result.succeed({}))
  expect(feed("seq=12&pageSize=5&orderBy=desc&x=1")).toStrictEqual(
    Result.succeed({ seq: 12, pageSize: 5, orderBy: "desc" })
  )
  expect(feed("seq=1.5&orderBy=up")).toMatchObject({
    failure: {
      kind: "invalid-request",
      problems: [
        { in: "query", pointer: "/seq" },
        { in: "query", pointer: "/orderBy" }
      ]
    }
  })
  expect(read.get("resolve")?.("ruleset=strict")).toMatchObject({ failure: { problems: [{ nearest: "ruleSet" }] } })
  expect(read.get("ordersByReferenceV1")?.("")).toMatchObject({
    failure: { problems: [{ pointer: "/sendersReference" }] }
  })
})
