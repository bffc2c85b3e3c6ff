import {
  inboxContract,
  orderStoreContract,
  personalDataContract,
  shadowLogContract,
  STORE_FAILS,
  STORE_INTERRUPTED
} from "../../testing/src/index.ts"
import { layerMemoryOrders } from "../src/index.ts"

const memory = {
  empty: () => layerMemoryOrders,
  skip: [
    { case: STORE_FAILS, reason: "a memory does not fail" },
    { case: STORE_INTERRUPTED, reason: "a memory writes at once" }
  ]
}

orderStoreContract("layerMemoryOrders", memory)
inboxContract("layerMemoryOrders", memory)
shadowLogContract("layerMemoryOrders", memory)
personalDataContract("layerMemoryOrders", memory)
