import type { StoreError } from "@adressat/core"
import { describeWithService, freePort, serviceAt, services } from "@adressat/testing/servers"
import * as Effect from "effect/Effect"
import { afterAll, expect, it } from "vitest"
import { statementsOf } from "../src/index.ts"
import type { Tables } from "../src/index.ts"
import { openPostgres } from "../src/Postgres.ts"
import type { PostgresOptions } from "../src/Postgres.ts"

const service = await serviceAt(services.postgres)
const { url } = service
const schema = `adressat_test_sql_${process.pid}_${Date.now().toString(36)}`

const tables: Tables = {
  table: "notes_migrations",
  migrations: { "0001_notes": statementsOf(["CREATE TABLE notes (id TEXT NOT NULL PRIMARY KEY)"]) }
}

const errorOf = (options: PostgresOptions): Promise<StoreError> =>
  Effect.runPromise(Effect.flip(Effect.scoped(openPostgres(options, [tables]))))

describeWithService(service, "a PostgreSQL database", () => {
  afterAll(() =>
    Effect.runPromise(
      Effect.scoped(
        Effect.flatMap(openPostgres({ url }), ({ run, sql }) => run(sql`DROP SCHEMA IF EXISTS ${sql(schema)} CASCADE`))
      )
    )
  )

  it("has the tables once, however many open it at the same time", async () => {
    const inserting = (index: number) =>
      Effect.scoped(
        Effect.flatMap(openPostgres({ url, schema, maxConnections: 2 }, [tables]), ({ sql, transaction }) =>
          transaction(sql`INSERT INTO notes ${sql.insert({ id: `n${index}` })}`)
        )
      )
    await Effect.runPromise(Effect.forEach([1, 2, 3, 4, 5], inserting, { concurrency: "unbounded" }))
    const ids = Effect.scoped(
      Effect.flatMap(openPostgres({ url, schema }), ({ run, sql }) => run(sql`SELECT id FROM notes ORDER BY id`))
    )
    expect(await Effect.runPromise(ids)).toEqual(["n1", "n2", "n3", "n4", "n5"].map((id) => ({ id })))
  })

  it("is named where nobody listens, without the password", async () => {
    const port = await freePort()
    const error = await errorOf({ url: `postgres://somebody:hunter2secret@127.0.0.1:${port}/postgres` })
    expect(error).toMatchObject({ reason: "Unavailable", message: expect.stringContaining(`127.0.0.1:${port}`) })
    expect(error.message).not.toMatch(/hunter2|somebody/)
  })

  it("refuses a user that it does not know, and a schema and a url that cannot be", async () => {
    const stranger = new URL(url)
    stranger.username = "nobody_knows_me"
    expect(await errorOf({ url: stranger.href })).toMatchObject({ reason: "Rejected" })
    expect(await errorOf({ url, schema: "a; b" })).toMatchObject({ reason: "Rejected" })
    expect(await errorOf({ url: "mysql://127.0.0.1/a" })).toMatchObject({ reason: "Rejected" })
  })
})
