import {
  QUEUE_CUT,
  QUEUE_FOREIGN,
  QUEUE_REFUSED,
  QUEUE_RESTARTED,
  QUEUE_UNREACHABLE,
  queueContract
} from "@adressat/testing"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { guarantees } from "../src/Embedded.ts"
import { makeEmbeddedDriver } from "../src/EmbeddedDriver.ts"
import { openMemoryStore } from "../src/EmbeddedMemory.ts"
import { layerOfDriver } from "../src/index.ts"

const store = await Effect.runPromise(Scope.provide(openMemoryStore, Scope.makeUnsafe()))

queueContract("an embedded queue in memory", {
  open: () => layerOfDriver(makeEmbeddedDriver(store, guarantees.deduplication)),
  guarantees,
  skip: [
    ...[QUEUE_CUT, QUEUE_RESTARTED, QUEUE_UNREACHABLE, QUEUE_REFUSED].map((name) => ({
      case: name,
      reason: "there is no broker"
    })),
    { case: QUEUE_FOREIGN, reason: "nobody else has access to the memory" }
  ]
})
