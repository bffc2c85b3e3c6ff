import { DocumentStore } from "../../src/ports/DocumentStore.ts"
import { documentStoreContract, STORE_FAILS, STORE_INTERRUPTED } from "../../../testing/src/index.ts"

documentStoreContract("layerMemory", {
  empty: () => DocumentStore.layerMemory,
  skip: [
    { case: STORE_FAILS, reason: "a memory does not fail" },
    { case: STORE_INTERRUPTED, reason: "a memory writes at once" }
  ]
})
