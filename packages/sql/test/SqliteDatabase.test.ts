import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import type { StoreError } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { afterAll, describe, expect, it } from "vitest"
import { openSqlite, statementsOf } from "../src/index.ts"
import type { SqliteOptions, Tables } from "../src/index.ts"

const folder = mkdtempSync(join(tmpdir(), "adressat-sql-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
const newFile = () => join(folder, `${++files}.db`)

const tables: Tables = {
  table: "notes_migrations",
  migrations: { "0001_notes": statementsOf(["CREATE TABLE notes (id TEXT NOT NULL PRIMARY KEY)"]) }
}

const errorOf = (options: SqliteOptions): Promise<StoreError> =>
  Effect.runPromise(Effect.flip(Effect.scoped(openSqlite(options, [tables]))))

/** Somebody else who has the database for itself until `letGo`. */
const occupied = (file: string) => {
  const other = new DatabaseSync(file)
  other.exec("BEGIN IMMEDIATE")
  return {
    letGo: () => {
      other.exec("ROLLBACK")
      other.close()
    }
  }
}

describe("a SQLite database", () => {
  it("has the tables, once, and what was put into them", async () => {
    const file = newFile()
    const count = Effect.scoped(
      Effect.gen(function* () {
        const { run, sql, transaction } = yield* openSqlite({ file }, [tables])
        const before = yield* run(sql`SELECT id FROM notes`)
        yield* transaction(sql`INSERT INTO notes ${sql.insert({ id: `n${before.length}` })}`)
        return before.length
      })
    )
    expect(await Effect.runPromise(count)).toBe(0)
    expect(await Effect.runPromise(count)).toBe(1)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it("undoes a transaction that fails", async () => {
    const left = Effect.scoped(
      Effect.gen(function* () {
        const { run, sql, transaction } = yield* openSqlite({ file: ":memory:" }, [tables])
        const insert = sql`INSERT INTO notes ${sql.insert({ id: "a" })}`
        const error = yield* Effect.flip(transaction(Effect.andThen(insert, insert)))
        return [error.reason, (yield* run(sql`SELECT id FROM notes`)).length]
      })
    )
    expect(await Effect.runPromise(left)).toEqual(["Rejected", 0])
  })

  it("is named where it cannot be used", async () => {
    const noDatabase = newFile()
    writeFileSync(noDatabase, "no database at all, but a text of some length".repeat(100))
    expect(await errorOf({ file: noDatabase })).toMatchObject({
      reason: "Malformed",
      message: expect.stringContaining(noDatabase)
    })
    expect(await errorOf({ file: join(folder, "nowhere", "a.db") })).toMatchObject({ reason: "Rejected" })
    const newer = newFile()
    await Effect.runPromise(Effect.scoped(openSqlite({ file: newer }, [tables])))
    const database = new DatabaseSync(newer)
    database.exec("INSERT INTO notes_migrations (migration_id, name) VALUES (7, 'later')")
    database.close()
    expect(await errorOf({ file: newer })).toMatchObject({
      reason: "Malformed",
      message: expect.stringMatching(/newer version of adressat \(its tables have version 7, known is 1\)/)
    })
  })

  it.each([
    ["run", false],
    ["the client", true]
  ])("is waited for by %s until others let go of it", async (_, waits) => {
    const file = newFile()
    const inserted = Effect.scoped(
      Effect.gen(function* () {
        const { run, sql } = yield* openSqlite({ file, waits }, [tables])
        const { letGo } = occupied(file)
        const insert = sql`INSERT INTO notes ${sql.insert({ id: "a" })}`
        const inserting = yield* Effect.forkChild(waits ? insert : run(insert), { startImmediately: true })
        yield* Effect.sleep(50)
        const isWaiting = inserting.pollUnsafe() === undefined
        letGo()
        yield* Fiber.join(inserting)
        return [isWaiting, (yield* run(sql`SELECT id FROM notes`)).length]
      })
    )
    expect(await Effect.runPromise(inserted)).toEqual([true, 1])
  })

  it.each([false, true])("is not waited for any longer than is said (the client waits: %s)", async (waits) => {
    const file = newFile()
    const error = Effect.scoped(
      Effect.gen(function* () {
        const { run, sql } = yield* openSqlite({ file, waits, busyTimeout: 50 }, [tables])
        const { letGo } = occupied(file)
        const refusal = yield* Effect.flip(run(sql`INSERT INTO notes ${sql.insert({ id: "a secret" })}`))
        letGo()
        return refusal
      })
    )
    const { message, reason } = await Effect.runPromise(error)
    expect([reason, message]).toEqual([
      "Unavailable",
      "the database was locked by somebody else for too long; try again"
    ])
  })
})
