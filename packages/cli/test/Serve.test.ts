import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { adressat, demoFolder, folderOf } from "./RunCli.ts"
import { issuerIn, ORDERS, startServer, TAX } from "./RunServe.ts"

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "adressat-serve-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe("adressat serve", () => {
  it("answers the line that it prints, keeps what it was told, and ends when it is asked to", async () => {
    const database = join(folder, "first.db")
    const server = await startServer(["--sample-world", "--db", database])
    const line = /curl -s (\S+) \\\n {2}-H '(\S+: .*)' \\\n {2}-H '(\S+): (\S+)' \\\n {2}-d '(.*)'/.exec(
      server.printed()
    )
    const [, url = "", authorization = "", name = "", type = "", body = ""] = line ?? []
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization: authorization.replace("Authorization: ", ""), [name]: type },
      body
    })
    expect(response.status).toBe(200)
    const { explanation } = (await response.json()) as { readonly explanation: { readonly summary: string } }
    expect(explanation.summary).toContain("Notifications sent: 2.")
    expect(server.printed()).toContain(`are kept in ${database}`)
    expect(await server.end("SIGTERM")).toBe(0)
    expect((await readFile(database)).subarray(0, 15).toString()).toBe("SQLite format 3")
  })

  it("decides by a policy that was published, from then on", async () => {
    const issuer = await issuerIn(folder)
    const server = await startServer(["--sample-world", "--db", ":memory:", ...issuer.args])
    const token = await issuer.token({ organizationNumber: TAX, scopes: [ORDERS, "adressat:policies.write"] })
    const headers = { authorization: `Bearer ${token}` }
    const addresses = async () => {
      const response = await fetch(`${server.url}/adressat/v1/resolve`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({
          channel: "Email",
          resourceId: "tax-report",
          recipients: [{ organizationNumber: "310000019" }]
        })
      })
      const { decision } = (await response.json()) as {
        readonly decision: { readonly deliveries: ReadonlyArray<{ readonly address: string }> }
      }
      return decision.deliveries.map(({ address }) => address).sort()
    }
    expect(await addresses()).toEqual(["kari@fjordtind.example.com", "post@fjordtind.example.com"])
    const policy = await readFile(join(demoFolder, "world/policies/tax-report.xml"), "utf8")
    const published = await fetch(`${server.url}/adressat/v1/policies/tax-report`, {
      method: "PUT",
      headers: { ...headers, "content-type": "application/xml", "if-none-match": "*" },
      body: policy.replaceAll(">DAGL<", ">NOBODY<").replaceAll(">skatt-naering<", ">nothing<")
    })
    expect(published.status).toBe(201)
    expect(await addresses()).toEqual(["post@fjordtind.example.com"])
    await server.end("SIGTERM")
  })

  it("says everything that is wrong with what it is asked for, at once", async () => {
    const { code, stderr } = await adressat(["serve", "--port", "abc", "--rules", "altin", "--jwks", "keys.json"])
    expect(code).toBe(3)
    const text = stderr.replaceAll(/\s+/g, " ")
    expect(text).toContain("a port is a whole number from 0 to 65535")
    expect(text).toContain("name a folder with --world <folder>, or take the invented one with --sample-world")
    expect(text).toContain("did you mean altinn?")
    expect(text).toContain("add --issuer <issuer>")
  })

  it.each([
    [["--issuer", "https://maskinporten.no/"], "add --jwks <file or https address>"],
    [["--issuer", "https://maskinporten.no/", "--jwks", "nowhere.json"], "there is no such file"],
    [["--service-owners", "nowhere.json"], "there is no such file, or it is no JSON"],
    [["--db", "/nowhere/at/all.db"], "--db"]
  ])("refuses %j with a remedy", async (args, said) => {
    const { code, stderr } = await adressat(["serve", "--sample-world", "--port", "0", "--db", ":memory:", ...args])
    expect(code).toBe(3)
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(said)
  })

  it("refuses a world without service owners, and a list that is none", async () => {
    await using world = await folderOf({ "world.json": {}, "owners.json": { orgs: { tax: {} } } })
    await rm(join(world.path, "owners.json"))
    const nobody = await adressat(["serve", "--world", world.path, "--port", "0", "--db", ":memory:"])
    expect(nobody.code).toBe(3)
    expect(nobody.stderr.replaceAll(/\s+/g, " ")).toContain("nobody may call: the world has no service-owners.json")
    const list = join(folder, "owners.json")
    await writeFile(list, JSON.stringify({ orgs: { tax: {} } }))
    const broken = await adressat([
      "serve",
      "--world",
      world.path,
      "--port",
      "0",
      "--db",
      ":memory:",
      "--service-owners",
      list
    ])
    expect(broken.code).toBe(3)
    expect(broken.stderr).toContain("owners.json")
  })

  it("makes no tokens in production", async () => {
    const { code, stderr } = await adressat(["serve", "--sample-world", "--port", "0", "--db", ":memory:"], {
      env: { NODE_ENV: "production" }
    })
    expect(code).toBe(3)
    expect(stderr.replaceAll(/\s+/g, " ")).toContain("in production (NODE_ENV=production) no tokens are made here")
  })

  it("says that a port is taken", async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve))
    const { port } = other.address() as AddressInfo
    const { code, stderr } = await adressat(["serve", "--sample-world", "--port", String(port), "--db", ":memory:"])
    other.close()
    expect(code).toBe(3)
    expect(stderr.replaceAll(/\s+/g, " ")).toContain("something else listens there already")
  })
})
