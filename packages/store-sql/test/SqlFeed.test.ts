import { documentFeedContract, DOCUMENTS_HINTED } from "@adressat/testing"
import { layerSqlite } from "../src/index.ts"
import { describePostgres, layerTestPostgres } from "./PostgresServer.ts"
import { temporaryFile } from "./TemporaryFile.ts"

documentFeedContract("a file", {
  empty: () => layerSqlite({ file: temporaryFile() }),
  skip: [{ case: DOCUMENTS_HINTED, reason: "a file tells nobody: whoever follows it looks from time to time" }]
})
describePostgres("PostgreSQL", () => documentFeedContract("PostgreSQL", { empty: layerTestPostgres }))
