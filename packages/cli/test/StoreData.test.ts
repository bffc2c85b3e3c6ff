import { DecisionLog, defaultRetention, erasedSubject } from "@adressat/orders"
import type { ErasureReceipt, PruneReceipt } from "@adressat/orders"
import { layerSqlite } from "@adressat/store-sql"
import * as Effect from "effect/Effect"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { adressat, folderOf } from "./RunCli.ts"
import { inStores, letterTo, seedDecisions } from "./Seeding.ts"
import { storeCommand } from "./StoreCommands.ts"

const [kari, ola] = ["01890110009", "02890110004"]

const logIn = (folder: string) =>
  inStores(
    layerSqlite({ file: join(folder, "log.db") }),
    Effect.flatMap(DecisionLog, (log) => log.walk({ creator: "ttd", limit: 100 }))
  )

describe("adressat store erase", () => {
  it("erases the person on standard input, and prints a receipt that she can be told by", async () => {
    await using folder = await folderOf({})
    await seedDecisions(join(folder.path, "log.db"), [letterTo("hers", kari), letterTo("his", ola)])
    const { code, stderr, stdout } = await adressat(["store", "erase", "--db", "log.db"], {
      cwd: folder.path,
      stdin: `${kari}\n`
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    const { receipt, secret } = JSON.parse(stdout) as { readonly receipt: ErasureReceipt; readonly secret: string }
    expect(receipt).toMatchObject({ kind: "erasure", isComplete: true, pending: [], counts: { decisions: 1 } })
    expect(receipt.subject).toBe(erasedSubject({ nationalIdentityNumber: kari }, secret))
    expect(stdout).not.toContain(kari)
    const left = JSON.stringify(await logIn(folder.path))
    expect(left).not.toContain(kari)
    expect(left).not.toContain("hers@example.com")
    expect(left).toContain(ola)
    // The same again, with what was printed, is the same erasure.
    await writeFile(join(folder.path, "printed.json"), stdout)
    await writeFile(join(folder.path, "person.json"), JSON.stringify({ nationalIdentityNumber: kari }))
    const line = "store erase person.json --db log.db --again printed.json"
    const again = await storeCommand(folder.path, line.split(" "))
    expect(JSON.parse(again.stdout)).toMatchObject({ secret, receipt: { id: receipt.id, subject: receipt.subject } })
  })

  it("refuses what names nobody, without repeating it", async () => {
    await using folder = await folderOf({
      "kari.txt": "Kari Nordmann",
      "wrong.json": { nationalIdentityNumbers: [kari] }
    })
    await seedDecisions(join(folder.path, "log.db"), [])
    for (const file of ["kari.txt", "wrong.json", "nowhere.txt"]) {
      const { code, stderr, stdout } = await storeCommand(folder.path, ["store", "erase", file, "--db", "log.db"])
      expect({ code, stdout }).toEqual({ code: 3, stdout: "" })
      expect(stderr).not.toMatch(/Nordmann|01890110009/)
      expect(stderr).toContain(file)
    }
  })
})

describe("adressat store prune", () => {
  it("deletes what is old, keeps what is young, and prints the receipt", async () => {
    await using folder = await folderOf({})
    const year = 365 * 24 * 3600 * 1000
    await seedDecisions(join(folder.path, "log.db"), [
      letterTo("old", kari, Date.now() - year - 60_000),
      letterTo("young", ola)
    ])
    const { code, stderr, stdout } = await storeCommand(folder.path, ["store", "prune", "--db", "log.db"])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(JSON.parse(stdout) as PruneReceipt).toMatchObject({
      kind: "prune",
      retention: defaultRetention,
      counts: { decisions: 1 }
    })
    expect((await logIn(folder.path)).map(({ id }) => id)).toEqual(["young"])
    const wrong = await storeCommand(folder.path, ["store", "prune", "--db", "log.db", "--decisions", "-1"])
    expect(wrong).toMatchObject({ code: 3, stderr: expect.stringContaining('$["--decisions"]') })
  })
})
