import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { fetchServiceOwners, makeServiceOwnerList, readServiceOwners } from "../src/index.ts"
import { owners, turns } from "./World.ts"

describe("a list of service owners", () => {
  it("is read by short name and by number, and what is for others is passed over", () => {
    const { asOf, byOrg, byOrganizationNumber } = Result.getOrThrow(readServiceOwners(owners, 5))
    expect([...byOrg.keys()]).toStrictEqual(["ttd", "skd", "nav", "acn"])
    expect([...byOrganizationNumber.keys()]).toStrictEqual(["991825827", "974761076", "889640782"])
    expect(byOrg.get("skd")?.name["nb"]).toBe("Skatteetaten")
    expect(asOf).toBe(5)
  })

  it.each([null, 1, {}, { orgs: [] }, { orgs: { "a b": { name: {} } } }, { orgs: { a: { orgnr: 1 } } }])(
    "is refused when it is none: %j",
    (document) => {
      expect(Result.isFailure(readServiceOwners(document, 0))).toBe(true)
    }
  )

  it("is read again when it is too old, while the one before still goes", async () => {
    let document: unknown = owners
    let reads = 0
    const list = makeServiceOwnerList({
      list: async () => {
        reads += 1
        if (document === undefined) throw new Error("no file")
        return document
      },
      maxAge: 1000
    })
    expect((await list.current(0))?.asOf).toBe(0)
    expect((await list.current(999))?.asOf).toBe(0)
    document = { orgs: { ttd: owners.orgs.ttd } }
    expect((await list.current(1001))?.byOrg.size).toBe(4)
    await turns()
    expect((await list.current(1002))?.byOrg.size).toBe(1)
    document = undefined
    await list.current(5000)
    await turns()
    expect((await list.current(5001))?.asOf).toBe(1001)
    expect(reads).toBe(3)
  })

  it("is nobody's while it cannot be read, and is tried again after a while", async () => {
    let isThere = false
    const list = makeServiceOwnerList({
      list: async () => {
        if (!isThere) throw new Error("no file")
        return owners
      }
    })
    expect(await list.current(0)).toBeUndefined()
    isThere = true
    expect(await list.current(1000)).toBeUndefined()
    expect((await list.current(10_001))?.byOrg.size).toBe(4)
  })

  it("is fetched", async () => {
    const answering = (status: number, body: string) =>
      fetchServiceOwners("https://cdn.example/orgs.json", {
        fetch: async () => new Response(body, { status })
      })
    expect(await answering(200, JSON.stringify(owners))()).toStrictEqual(owners)
    await expect(answering(404, "")()).rejects.toThrow("404")
    await expect(answering(200, "x".repeat(5_000_001))()).rejects.toThrow("5 MB")
  })
})
