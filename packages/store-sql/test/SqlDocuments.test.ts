import { documentStoreContract } from "@adressat/testing"
import { layerSqlite } from "../src/index.ts"
import { failing, silent } from "./Broken.ts"
import { temporaryFile } from "./TemporaryFile.ts"

documentStoreContract("a file", { empty: () => layerSqlite({ file: temporaryFile() }), failing, silent })
documentStoreContract(":memory:", { empty: () => layerSqlite({ file: ":memory:" }), failing, silent })
