import { describe, expect, it } from "vitest"
import { POLICIES_SCOPE } from "../../src/contract/Scope.ts"
import { policyXml } from "../Policies.ts"
import { makeWorld, value } from "../World.ts"

const world = await makeWorld()
const XML = { "content-type": "application/xml" }
const CREATE = { "if-none-match": "*" }

const put = (id: string, headers: Readonly<Record<string, string>>, body = policyXml) =>
  world.call("PUT", `/adressat/v1/policies/${id}`, { body, headers: { ...XML, ...headers } })

describe("a policy is published", () => {
  it("for the first time with If-None-Match, and again with the ETag of the version it builds on", async () => {
    const first = await put("tax-report", CREATE)
    expect([first.status, first.headers.get("etag")]).toStrictEqual([201, '"1"'])
    expect(await value(first)).toMatchObject({ document: { id: "tax-report", version: 1, author: "ttd" } })
    const second = await put("tax-report", { "if-match": '"1"' }, policyXml.replace("DAGL", "REGNA"))
    expect([second.status, second.headers.get("etag")]).toStrictEqual([200, '"2"'])
    const third = await put("tax-report", { "if-match": "*" })
    expect([third.status, third.headers.get("etag")]).toStrictEqual([200, '"3"'])
  })

  it("never over what somebody else has published: 412, with the version that is there", async () => {
    await put("contested", CREATE)
    const stale = await put("contested", { "if-match": '"7"' })
    expect([stale.status, stale.headers.get("etag")]).toStrictEqual([412, '"1"'])
    expect((await put("contested", CREATE)).status).toBe(412)
    expect((await put("new-one", { "if-match": '"1"' })).status).toBe(412)
    expect((await put("new-one", { "if-match": "*" })).status).toBe(412)
    expect((await put("new-one", { "if-match": '"0"' })).status).toBe(412)
    expect((await put("contested", { "if-match": "nonsense" })).status).toBe(412)
    expect((await put("contested", { "if-match": '"0"' })).status).toBe(412)
  })

  it("only when it is said what it builds on: 428", async () => {
    expect((await put("unconditional", {})).status).toBe(428)
    expect((await put("unconditional", { "if-none-match": '"1"' })).status).toBe(428)
  })

  it("by one of many who build on the same version", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => put("raced", CREATE)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19)
  })

  it("with what a review finds in it", async () => {
    const { findings } = await value(await put("app_ttd_some-app", CREATE, policyXml.replaceAll("tax-report", "x")))
    expect(Array.isArray(findings)).toBe(true)
  })

  it("not when it cannot be read, and all that is wrong is told with its place", async () => {
    const broken = await put("broken", CREATE, "<Policy>")
    expect(broken.status).toBe(400)
    const { problems } = await value(broken)
    expect(problems[0]).toMatchObject({ pointer: "", line: expect.any(Number), detail: expect.any(String) })
    expect((await world.call("GET", "/adressat/v1/policies/broken")).status).toBe(404)
  })

  it.each(["altinn%20x", "..%2Fx", "a%2Fb%2Fc", "skd%2Fapp", "app_skd_app", "x".repeat(200)])(
    "not under an id that is none, or that belongs to another: %s",
    async (id) => {
      expect((await put(id, CREATE)).status).toBe(400)
    }
  )

  it("not with the scope for orders alone", async () => {
    const response = await world.call("PUT", "/adressat/v1/policies/x", {
      body: policyXml,
      headers: { ...XML, ...CREATE },
      scopes: ["altinn:serviceowner/notifications.create"]
    })
    expect(response.status).toBe(403)
    expect(response.headers.get("www-authenticate")).toContain(POLICIES_SCOPE)
  })
})

describe("a policy is read", () => {
  it("as it was published, by version or the newest, and not twice when it is known", async () => {
    await put("ttd%2Fread-app", CREATE)
    await put("ttd%2Fread-app", { "if-match": '"1"' }, policyXml.replace("DAGL", "REGNA"))
    const read = (query: string, headers = {}) =>
      world.call("GET", `/adressat/v1/policies/ttd%2Fread-app${query}`, { headers })
    const newest = await read("")
    expect([newest.headers.get("etag"), newest.headers.get("content-type")]).toStrictEqual(['"2"', "application/xml"])
    expect(await newest.text()).toContain("REGNA")
    expect(await (await read("?version=1")).text()).toBe(policyXml)
    expect((await read("?version=3")).status).toBe(404)
    expect((await read("?version=one")).status).toBe(400)
    for (const tag of ['"2"', 'W/"2"', '"1", "2"', "*"]) {
      const known = await read("", { "if-none-match": tag })
      expect([known.status, await known.text()]).toStrictEqual([304, ""])
    }
    expect((await read("", { "if-none-match": '"1"' })).status).toBe(200)
  })

  it("in a list", async () => {
    const { documents } = await value(await world.call("GET", "/adressat/v1/policies"))
    const ids = documents.map(({ id }: { id: string }) => id)
    expect(ids).toContain("ttd/read-app")
    expect(ids).toStrictEqual(["app_ttd_some-app", "contested", "raced", "tax-report", "ttd/read-app"])
  })
})

describe("a policy is reviewed", () => {
  const review = async (query = "", body = policyXml) =>
    world.call("POST", `/adressat/v1/policies/review${query}`, { body, headers: XML })

  it("says who may read, and so can be notified", async () => {
    const { notifiable, readers, resource } = await value(await review())
    expect(notifiable).toStrictEqual([expect.stringContaining("DAGL")])
    expect(resource).toBe("tax-report")
    expect(readers[0].access[0].decision).toBe("Permit")
  })

  it("says so for the action and the resource that are asked for", async () => {
    expect((await value(await review("?action=write")))["notifiable"]).toStrictEqual([])
    expect((await value(await review("?resource=other&mode=strict")))["notifiable"]).toStrictEqual([])
  })

  it("refuses what is no policy", async () => {
    expect((await review("", "hello")).status).toBe(400)
    expect((await review("", "")).status).toBe(400)
  })
})

describe("a rule set", () => {
  it("is published, and read as it was written", async () => {
    const altinn = await value(await world.call("GET", "/adressat/v1/rule-sets/altinn"))
    const text = JSON.stringify({ ...altinn, id: "ours" }, null, 3)
    const published = await world.call("PUT", "/adressat/v1/rule-sets/ours", { body: text, headers: CREATE })
    expect(published.status).toBe(201)
    const read = await world.call("GET", "/adressat/v1/rule-sets/ours")
    expect(await read.text()).toBe(text)
    const { documents } = await value(await world.call("GET", "/adressat/v1/rule-sets"))
    expect(documents.map(({ id }: { id: string }) => id)).toStrictEqual(["altinn", "strict", "ours"])
  })

  it("is refused with everything wrong in it, under the id of another, and under one that comes with Adressat", async () => {
    const altinn = await value(await world.call("GET", "/adressat/v1/rule-sets/altinn"))
    const publish = async (id: string, body: unknown) => {
      const response = await world.call("PUT", `/adressat/v1/rule-sets/${id}`, { body, headers: CREATE })
      return { status: response.status, ...(await value(response)) }
    }
    const { problems, status } = await publish("bad", { ...altinn, id: "bad", rulez: [], options: { unknown: 1 } })
    expect(status).toBe(400)
    expect(problems.map(({ pointer }: { pointer: string }) => pointer)).toStrictEqual(
      expect.arrayContaining(["/rulez", "/options/unknown"])
    )
    expect((await publish("mine", { ...altinn, id: "other" }))["problems"]).toMatchObject([{ pointer: "/id" }])
    expect((await publish("altinn", altinn))["status"]).toBe(400)
  })
})
