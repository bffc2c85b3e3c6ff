import { DatabaseSync } from "node:sqlite"
import { personalDataContract } from "@adressat/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layerSqlite } from "../src/index.ts"
import { failing, silent } from "./Broken.ts"
import {
  asAdministrator,
  describePostgres,
  failingPostgres,
  layerTestPostgres,
  silentPostgres
} from "./PostgresServer.ts"
import { temporaryFile } from "./TemporaryFile.ts"

const rowText = (table: string, row: object): string =>
  `${table} ${JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))}`

let file = ""

/** Every row of every table of the file. */
const dumpFile = (): Promise<ReadonlyArray<string>> => {
  const database = new DatabaseSync(file)
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
  const rows = tables.flatMap(({ name }) =>
    database
      .prepare(`SELECT * FROM ${String(name)}`)
      .all()
      .map((row) => rowText(String(name), row))
  )
  database.close()
  return Promise.resolve(rows)
}

let schema = ""

/** Every row of every table of the schema. */
const dumpSchema = (): Promise<ReadonlyArray<string>> =>
  asAdministrator((sql) =>
    Effect.gen(function* () {
      const tables = yield* sql<{ readonly name: string }>`
        SELECT tablename AS name FROM pg_tables WHERE schemaname = ${schema}`
      const rows = yield* Effect.forEach(tables, ({ name }) =>
        Effect.map(sql<object>`SELECT * FROM ${sql(schema)}.${sql(name)}`, (found) =>
          found.map((row) => rowText(name, row))
        )
      )
      return rows.flat()
    })
  )

personalDataContract("a file", {
  empty: () => {
    file = temporaryFile()
    return layerSqlite({ file })
  },
  dump: dumpFile,
  failing,
  silent
})

describePostgres("PostgreSQL", () =>
  personalDataContract("PostgreSQL", {
    empty: () =>
      layerTestPostgres({}, (name) =>
        Layer.effectDiscard(
          Effect.sync(() => {
            schema = name
          })
        )
      ),
    dump: dumpSchema,
    failing: failingPostgres,
    silent: silentPostgres
  })
)
