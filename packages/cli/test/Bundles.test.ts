import { shippedRuleSet, parseBundleText } from "@adressat/core"
import * as Result from "effect/Result"
import { generateKeyPairSync } from "node:crypto"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { policyText } from "./PolicyText.ts"
import { folderOf } from "./RunCli.ts"
import { storeCommand } from "./StoreCommands.ts"

const pemPair = () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  return {
    private: privateKey.export({ format: "pem", type: "pkcs8" }) as string,
    public: publicKey.export({ format: "pem", type: "spki" }) as string
  }
}
const [ours, others] = [pemPair(), pemPair()]
const rules = (version: string) => ({ ...shippedRuleSet("altinn"), id: "own", version })

let folder: Awaited<ReturnType<typeof folderOf>>
beforeAll(async () => {
  folder = await folderOf({
    "good/rule-sets/rules.json": rules("1"),
    "good/policies/tax-report.xml": policyText([{ roles: ["DAGL"] }]),
    "good/policies/ttd%2Ftax-app.xml": policyText([{ roles: ["DAGL"] }]),
    "good/policies/app_ttd_other-app.xml": policyText([{ roles: ["DAGL"] }]),
    "good/README.md": "What this is.",
    "next/rule-sets/own.json": rules("2"),
    "empty/README.md": "Nothing.",
    "key.pem": ours.private,
    "public.pem": ours.public,
    "others.pem": others.public
  })
  for (const name of ["good", "next"]) expect((await pack(name, "--out", `${name}.json`)).code).toBe(0)
})
afterAll(() => folder[Symbol.asyncDispose]())

const bundle = (...args: ReadonlyArray<string>) => storeCommand(folder.path, ["bundle", ...args])
const pack = (name: string, ...more: ReadonlyArray<string>) => bundle("pack", name, "--owner", "ttd", ...more)

describe("adressat bundle pack", () => {
  it("packs a rule set and policies, apps by either spelling, and leaves notes out", async () => {
    const packed = Result.getOrThrow(parseBundleText(await readFile(join(folder.path, "good.json"), "utf8")))
    expect(packed.owner).toBe("ttd")
    expect(packed.documents.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
      "policy tax-report",
      "policy ttd/other-app",
      "policy ttd/tax-app",
      "rule-set own"
    ])
    const again = await pack("good")
    expect(again.stdout).toBe(await readFile(join(folder.path, "good.json"), "utf8"))
  })

  it("signs it", async () => {
    const { stderr } = await pack("good", "--sign", "key.pem", "--out", "signed.json")
    expect(stderr.replaceAll(/\n */g, " ")).toMatch(
      /^wrote signed\.json: bundle [0-9a-f]{12} of ttd, rule set own 1, 3 policies, signed by [\w-]{12} $/
    )
  })

  it("tells everything that is wrong with a folder, in place", async () => {
    await using wrong = await folderOf({
      "rule-sets/own.json": '{\n  "id": "own",\n  "version": "1",\n  "ruls": []\n}',
      "rule-sets/notes.txt": "",
      "policies/tax.xml": "<Policy",
      "policies/100%.xml": policyText([{ roles: ["DAGL"] }]),
      "policie/other.xml": policyText([{ roles: ["DAGL"] }]),
      "rules.json": rules("1")
    })
    const { code, stderr, stdout } = await bundle("pack", wrong.path, "--owner", "ttd")
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" })
    const told = stderr.replaceAll(/\n {2}/g, " ")
    expect(told).toMatch(/own\.json:4:3 \$\.ruls: .*did you mean rules\?/)
    expect(told).toMatch(/tax\.xml:1:\d+/)
    expect(told).toMatch(/notes\.txt: the folder rule-sets holds one file \{id\}\.json/)
    expect(told).toMatch(/100%\.xml: the name of the file has a % that encodes nothing/)
    expect(told).toMatch(/policie: this is not part of a bundle.*did you mean policies\?/)
    expect(told).toMatch(/rules\.json: this is not part of a bundle.*allowed: rule-sets, policies/)
  })

  it("refuses two rule sets, a folder with nothing in it, no folder, and no key", async () => {
    await using two = await folderOf({ "rule-sets/a.json": rules("1"), "rule-sets/b.json": { ...rules("1"), id: "b" } })
    const refused = async (...args: ReadonlyArray<string>) => {
      const { code, stderr } = await bundle(...args)
      expect(code).toBe(3)
      return stderr.replaceAll(/\n {2}/g, " ")
    }
    expect(await refused("pack", two.path, "--owner", "ttd")).toContain("a bundle has one rule set")
    expect(await refused("pack", "empty", "--owner", "ttd")).toContain("neither a rule set in rule-sets nor a policy")
    expect(await refused("pack", "nowhere", "--owner", "ttd")).toContain("there is no such folder")
    const key = await refused("pack", "good", "--owner", "ttd", "--sign", "public.pem")
    expect(key).toContain("public.pem: there is no Ed25519 key in it; it begins with -----BEGIN PRIVATE KEY-----")
    expect(await refused("pack", "good", "--owner", "ttd", "--out", "no/where.json")).toContain("cannot be written")
  })
})

describe("adressat bundle verify", () => {
  const verified = async (file: string, ...more: ReadonlyArray<string>) => {
    const { code, stderr, stdout } = await bundle("verify", file, ...more)
    return { code, said: `${stdout}${stderr}`.replaceAll(/\n */g, " ") }
  }

  it("says what a bundle is, and that a key has signed it or has not", async () => {
    expect((await pack("good", "--sign", "key.pem", "--out", "signed.json")).code).toBe(0)
    expect(await verified("signed.json", "--key", "public.pem")).toMatchObject({
      code: 0,
      said: expect.stringContaining("It is signed by this key.")
    })
    expect(await verified("signed.json")).toMatchObject({ code: 0, said: expect.stringContaining("not verified") })
    expect(await verified("good.json")).toMatchObject({ code: 0, said: expect.stringContaining("It is not signed.") })
    expect(await verified("signed.json", "--key", "others.pem")).toMatchObject({
      code: 3,
      said: expect.stringContaining("a key that is not trusted here")
    })
    expect(await verified("good.json", "--key", "public.pem")).toMatchObject({
      code: 3,
      said: expect.stringContaining("the bundle is not signed")
    })
  })

  it("refuses one that was changed", async () => {
    const text = await readFile(join(folder.path, "good.json"), "utf8")
    await writeFile(join(folder.path, "changed.json"), text.replace('"owner":"ttd"', '"owner":"nav"'))
    expect(await verified("changed.json")).toMatchObject({
      code: 3,
      said: expect.stringContaining("changed.json $.id: the id is not that of the documents")
    })
    await writeFile(join(folder.path, "torn.json"), text.slice(0, -10))
    expect(await verified("torn.json")).toMatchObject({ code: 3, said: expect.stringMatching(/torn\.json:1:\d+/) })
  })
})

describe("bundles in a database", () => {
  it("are tried, promoted, rolled back and listed", async () => {
    await mkdir(join(folder.path, "life"), { recursive: true })
    const db = ["--db", "life/adressat.db"]
    const said = async (...args: ReadonlyArray<string>) => {
      const { code, stderr, stdout } = await bundle(...args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      return stdout.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "(time)").replaceAll(/bundle [0-9a-f]{12}/g, "bundle (id)")
    }
    expect(await said("publish", "good.json", ...db, "--as", "active")).toBe(
      "version 1 is the active bundle of ttd now\n"
    )
    expect(await said("publish", "next.json", ...db)).toBe("version 1 is the candidate bundle of ttd now\n")
    expect(await said("promote", ...db)).toBe("version 2 is the active bundle of ttd now\n")
    expect(await said("rollback", ...db)).toBe("version 3 is the active bundle of ttd now\n")
    expect(await said("rollback", ...db, "--to", "2", "--owner", "ttd")).toBe(
      "version 4 is the active bundle of ttd now\n"
    )
    expect(await said("rollback", ...db)).toBe("version 5 is the active bundle of ttd now\n")
    const [first, second] = [
      "(time) · bundle (id) of ttd, rule set own 1, 3",
      "(time) · bundle (id) of ttd, rule set own 2, 0"
    ]
    const list = await said("list", ...db)
    expect(list.replaceAll(/\n {7}/g, " ").split("\n")).toEqual([
      "ttd, active",
      expect.stringContaining(`→   5  ${first}`),
      expect.stringContaining(`    4  ${second}`),
      expect.stringContaining(`    3  ${first}`),
      expect.stringContaining(`    2  ${second}`),
      expect.stringContaining(`    1  ${first}`),
      "ttd, candidate",
      expect.stringContaining(`→   1  ${second}`),
      ""
    ])
    const trusting = (await said("list", ...db, "--key", "public.pem")).replaceAll(/\n {7}/g, " ")
    expect(trusting).not.toContain("→")
    expect(trusting).toContain("refused: the bundle is not signed")
    expect(await said("list", ...db, "--owner", "nav")).toBe("no bundles are published\n")
  })

  it("are refused where there is none, with a remedy", async () => {
    await writeFile(join(folder.path, "empty.db"), "")
    const refused = async (...args: ReadonlyArray<string>) => {
      const { code, stderr } = await bundle(...args)
      expect(code).toBe(3)
      return stderr.replaceAll(/\n {2}/g, " ")
    }
    expect(await refused("promote", "--db", "empty.db")).toContain("no bundles are published")
    expect(await refused("promote", "--db", "empty.db", "--owner", "ttd")).toContain("there is no candidate")
    expect(await refused("rollback", "--db", "empty.db", "--owner", "ttd")).toContain("there is no such version")
    expect(await refused("rollback", "--db", "empty.db", "--to", "latest")).toContain("a version is a number from 1 on")
    expect(await refused("list", "--db", "nowhere.db")).toContain("there is no such database")
    expect(await refused("publish", "good.json", "--db", "empty.db", "--key", "public.pem")).toContain("not signed")
  })

  it("are asked whose they are where several have some", async () => {
    expect((await bundle("pack", "next", "--owner", "nav", "--out", "nav.json")).code).toBe(0)
    for (const file of ["good.json", "nav.json"]) {
      expect((await bundle("publish", file, "--db", "two.db", "--as", "candidate")).code).toBe(0)
    }
    const { code, stderr } = await bundle("promote", "--db", "two.db")
    expect(code).toBe(3)
    expect(stderr).toContain("allowed: nav, ttd")
    expect(await bundle("promote", "--db", "two.db", "--owner", "nav")).toMatchObject({ code: 0 })
  })
})
