import { documentStoreContract } from "@adressat/testing"
import { layerSqlite } from "../src/index.ts"
import { failing, silent } from "./Broken.ts"
import { describePostgres, failingPostgres, layerTestPostgres, silentPostgres } from "./PostgresServer.ts"
import { temporaryFile } from "./TemporaryFile.ts"

documentStoreContract("a file", { empty: () => layerSqlite({ file: temporaryFile() }), failing, silent })
documentStoreContract(":memory:", { empty: () => layerSqlite({ file: ":memory:" }), failing, silent })
describePostgres("PostgreSQL", () =>
  documentStoreContract("PostgreSQL", { empty: layerTestPostgres, failing: failingPostgres, silent: silentPostgres })
)
