import { compile, shippedRuleSet } from "@adressat/core"
import { DecisionLog } from "@adressat/orders"
import { layerPostgres } from "@adressat/store-sql/postgres"
import { describe, expect, it } from "vitest"
import { asAdministrator } from "../../store-sql/test/PostgresServer.ts"
import { describeWithService, serviceAt, services } from "../../testing/src/servers/index.ts"
import { cast, sampleDecisions } from "../../testing/src/index.ts"
import { shownDatabase, withStores } from "../src/Stores.ts"
import { folderOf } from "./RunCli.ts"
import { inStores, keeping, letterTo } from "./Seeding.ts"
import { storeCommand } from "./StoreCommands.ts"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

describe("a database of the command line", () => {
  it("is shown without a user and a password", () => {
    expect(shownDatabase("orders.db")).toBe("orders.db")
    expect(shownDatabase("postgres://ola:secret@db.example:5433/orders?sslmode=require")).toBe(
      "postgres://db.example:5433/orders"
    )
    expect(shownDatabase("postgresql://ola:sec ret@[")).toBe("a PostgreSQL database")
  })

  it("is refused without its password when it is not there", async () => {
    const done = await withStores("postgres://ola:secret@127.0.0.1:1/orders", { mustExist: true }, Effect.void)
    expect(JSON.stringify(done)).toContain("127.0.0.1:1")
    expect(JSON.stringify(done)).not.toContain("secret")
    expect(Result.isFailure(done)).toBe(true)
  })

  it("is made where it may be new, and closed afterwards", async () => {
    await using folder = await folderOf({})
    const file = `${folder.path}/new.db`
    expect(Result.isFailure(await withStores(file, { mustExist: true }, Effect.void))).toBe(true)
    expect(Result.isSuccess(await withStores(file, { mustExist: false }, Effect.void))).toBe(true)
    expect(Result.isSuccess(await withStores(file, { mustExist: true }, Effect.void))).toBe(true)
  })
})

const postgres = await serviceAt(services.postgres)

/** Does something with a database that is gone afterwards. */
const inDatabase = async (use: (url: string) => Promise<void>) => {
  const name = `adressat_cli_${process.pid}_${Date.now()}`
  await asAdministrator((sql) => sql.unsafe(`CREATE DATABASE ${name}`), postgres.url)
  try {
    const place = new URL(postgres.url)
    place.pathname = `/${name}`
    await use(place.href)
  } finally {
    await asAdministrator((sql) => sql.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`), postgres.url)
  }
}

describeWithService(postgres, "a PostgreSQL database of the command line", () => {
  it("holds the log, its shadow runs and bundles as a file does", async () => {
    await using folder = await folderOf({
      "rules/rule-sets/own.json": { ...shippedRuleSet("altinn"), id: "own" }
    })
    await inDatabase(async (url) => {
      await inStores(layerPostgres({ url }), keeping(sampleDecisions(20), compile(shippedRuleSet("strict"))))
      const report = (...more: ReadonlyArray<string>) =>
        storeCommand(
          folder.path,
          ["shadow", "report", "--db", url, "--candidate", "strict", "--creator", "ttd", "--json"].concat(more)
        )
      const [recorded, replayed] = [await report(), await report("--replay")]
      expect(recorded.stderr).toBe("")
      expect((JSON.parse(recorded.stdout) as { readonly decisions: number }).decisions).toBe(20)
      expect(recorded.stdout).toBe(replayed.stdout)
      for (const args of [
        ["pack", "rules", "--owner", "ttd", "--out", "bundle.json"],
        ["publish", "bundle.json", "--db", url, "--as", "active"],
        ["list", "--db", url]
      ]) {
        expect(await storeCommand(folder.path, ["bundle", ...args])).toMatchObject({ code: 0 })
      }
    })
  })

  it("is pruned, and forgets a person, with receipts", async () => {
    const [kari, ola] = cast.nationalIdentityNumbers
    await using folder = await folderOf({ "person.txt": kari })
    await inDatabase(async (url) => {
      const now = Date.now()
      const letters = [
        letterTo("old", ola, now - 400 * 86_400_000),
        letterTo("hers", kari, now),
        letterTo("his", ola, now)
      ]
      await inStores(layerPostgres({ url }), keeping(letters))
      const done = async (...args: ReadonlyArray<string>) => {
        const { code, stderr, stdout } = await storeCommand(folder.path, ["store", ...args, "--db", url])
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
        return JSON.parse(stdout) as unknown
      }
      expect(await done("prune")).toMatchObject({ kind: "prune", counts: { decisions: 1 } })
      expect(await done("erase", "person.txt")).toMatchObject({
        receipt: { kind: "erasure", isComplete: true, counts: { decisions: 1 } }
      })
      const log = Effect.flatMap(DecisionLog, ({ walk }) => walk({ creator: "ttd", limit: 10 }))
      const left = await inStores(layerPostgres({ url }), log)
      expect(left.map(({ id }) => id).toSorted()).toEqual(["hers", "his"])
      expect(JSON.stringify(left)).not.toMatch(new RegExp(`${kari}|hers@example`))
      expect(JSON.stringify(left)).toContain("his@example.com")
    })
  })
})
