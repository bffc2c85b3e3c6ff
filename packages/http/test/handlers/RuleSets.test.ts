import { describe, expect, it } from "vitest"
import { COMPANY, makeWorld, value } from "../World.ts"

const world = await makeWorld()

const strict = await value(await world.call("GET", "/adressat/v1/rule-sets/strict"))

describe("a check", () => {
  it("holds the compiled rule set against the reference", async () => {
    const checked = await value(await world.call("POST", "/adressat/v1/rule-sets/check", { body: strict }))
    expect(checked).toMatchObject({ id: "strict", ownFacts: 0, certificate: { differences: 0 } })
    expect(checked["certificate"].bases).toHaveLength(5)
    expect(checked["rules"]).toBe(strict["rules"].length)
  })

  it("tells what is wrong with its place in the text", async () => {
    const rules = strict["rules"].with(0, { ...strict["rules"][0], name: strict["rules"][1].name })
    const body = JSON.stringify({ ...strict, rules }, null, 2)
    const { problems } = await value(await world.call("POST", "/adressat/v1/rule-sets/check", { body }))
    expect(problems).toMatchObject([
      { pointer: "/rules/1/name", code: "duplicate-identifier", line: expect.any(Number) }
    ])
  })
})

describe("a comparison", () => {
  const compare = (body: unknown) => world.call("POST", "/adressat/v1/rule-sets/compare", { body })

  it("of a rule set with itself finds nothing", async () => {
    expect(await value(await compare({ before: strict, after: "strict" }))).toStrictEqual({
      isSame: true,
      rules: { added: [], removed: [], changed: [] },
      options: [],
      cases: []
    })
  })

  it("names rules and options that differ", async () => {
    const [first, second, ...rest] = strict["rules"]
    const after = {
      ...strict,
      rules: [
        { ...first, event: { ...first.event, params: { ...first.event.params, source: "another" } } },
        ...rest,
        { ...second, name: "a/new-one" }
      ]
    }
    const { isSame, options, rules } = await value(await compare({ before: strict, after }))
    expect(isSame).toBe(false)
    expect(rules).toStrictEqual({ added: ["a/new-one"], removed: [second.name], changed: [first.name] })
    expect(options).toStrictEqual([])
    const { options: others } = await value(await compare({ before: "altinn", after: "strict" }))
    expect(others).toContainEqual({ option: "unavailableFacts", before: "stop-order", after: "withhold-candidate" })
  })

  it("tells the cases that are decided otherwise, with who comes and goes", async () => {
    const snapshot = {
      at: "2026-11-26T10:00:00Z",
      statutoryContacts: [
        { organizationNumber: COMPANY, addresses: [{ type: "Email", fullAddress: "not an address" }] }
      ]
    }
    const order = { channel: "Email", recipients: [{ organizationNumber: COMPANY }] }
    const empty = { at: snapshot.at, absent: { statutoryContacts: [COMPANY] } }
    const { cases } = await value(
      await compare({
        before: "altinn",
        after: "strict",
        cases: [
          { order, snapshot },
          { order, snapshot: empty }
        ]
      })
    )
    expect(cases).toMatchObject([{ case: 0, changes: [{ change: "went", before: [{ address: "not an address" }] }] }])
  })

  it("refuses rule sets and cases that are none, each by its place", async () => {
    const problemsOf = async (body: unknown) => (await value(await compare(body)))["problems"] as ReadonlyArray<object>
    expect(await problemsOf({ before: "none", after: "strict" })).toMatchObject([{ pointer: "/before" }])
    expect(await problemsOf({ before: "altinn", after: { ...strict, id: 3 } })).toMatchObject([
      { pointer: "/after/id" }
    ])
    expect(await problemsOf({ before: "altinn", after: "strict", cases: [{}] })).toMatchObject([
      { pointer: "/cases/0/order" },
      { pointer: "/cases/0/snapshot" }
    ])
  })
})
