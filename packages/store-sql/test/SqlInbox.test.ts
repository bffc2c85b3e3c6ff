import { inboxContract, shadowLogContract } from "@adressat/testing"
import { layerSqlite } from "../src/index.ts"
import { failing, silent } from "./Broken.ts"
import { describePostgres, failingPostgres, layerTestPostgres, silentPostgres } from "./PostgresServer.ts"
import { temporaryFile } from "./TemporaryFile.ts"

const file = { empty: () => layerSqlite({ file: temporaryFile() }), failing, silent }
const memory = { empty: () => layerSqlite({ file: ":memory:" }), failing, silent }
const postgres = { empty: layerTestPostgres, failing: failingPostgres, silent: silentPostgres }

inboxContract("a file", file)
shadowLogContract("a file", file)
inboxContract(":memory:", memory)
shadowLogContract(":memory:", memory)
describePostgres("PostgreSQL", () => {
  inboxContract("PostgreSQL", postgres)
  shadowLogContract("PostgreSQL", postgres)
})
