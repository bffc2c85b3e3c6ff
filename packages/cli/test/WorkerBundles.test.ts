import { shippedRuleSet } from "@adressat/core"
import { generateKeyPairSync } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, it } from "vitest"
import { adressat, demoFolder, folderOf } from "./RunCli.ts"

const rules = (name: "altinn" | "strict", version: string) => ({ ...shippedRuleSet(name), id: "own", version })
const key = generateKeyPairSync("ed25519").publicKey.export({ format: "pem", type: "spki" }) as string

it(
  "decides the orders of a service owner by its bundle in force, with the candidate in the shadow",
  { timeout: 120_000 },
  async () => {
    await using folder = await folderOf({
      "one/rule-sets/own.json": rules("altinn", "1"),
      "two/rule-sets/own.json": rules("strict", "2"),
      "own.json": rules("strict", "2"),
      "key.pem": key,
      "order.json": await readFile(join(demoFolder, "orders/05-opt-in-trap.json"), "utf8")
    })
    const command = async (...args: ReadonlyArray<string>) => {
      const { code, stderr, stdout } = await adressat(args, { cwd: folder.path })
      expect(code, stderr).toBe(0)
      return stdout
    }
    const decisionOf = async (creator: string, ...more: ReadonlyArray<string>) => {
      await command("queue", "publish", "order.json", "--creator", creator, "--source", `/${creator}/${more.length}`)
      const printed = await command("worker", "--sample-world", "--until-empty", "--bundles", "ttd", ...more)
      const { data } = JSON.parse(await command("queue", "decisions")) as {
        readonly data: { readonly decision: { readonly ruleSet: { readonly id: string; readonly version: string } } }
      }
      return { printed, ruleSet: `${data.decision.ruleSet.id} ${data.decision.ruleSet.version}` }
    }
    for (const [name, slot] of [
      ["one", "active"],
      ["two", "candidate"]
    ] as const) {
      await command("bundle", "pack", name, "--owner", "ttd", "--out", `${name}.bundle.json`)
      await command("bundle", "publish", `${name}.bundle.json`, "--as", slot)
    }

    const own = await decisionOf("ttd")
    expect(own.printed).toMatch(
      /bundles of ttd: active version 1 \([0-9a-f]{12}\), candidate version 1 \([0-9a-f]{12}\)/
    )
    expect(own.ruleSet).toBe("own 1")
    const report = JSON.parse(
      await command("shadow", "report", "--creator", "ttd", "--candidate", "own.json", "--json")
    ) as { readonly decisions: number }
    expect(report.decisions).toBe(1)

    const others = await decisionOf("skd")
    expect(others.ruleSet).toMatch(/^altinn /)

    const unsigned = await decisionOf("ttd", "--bundle-key", "key.pem")
    expect(unsigned.printed).toContain("active none, candidate none; active version 1 refused: ")
    expect(unsigned.ruleSet).toMatch(/^altinn /)
  }
)
