import {
  QUEUE_CUT,
  QUEUE_FOREIGN,
  QUEUE_REFUSED,
  QUEUE_RESTARTED,
  QUEUE_UNREACHABLE,
  queueContract
} from "@adressat/testing"
import * as Effect from "effect/Effect"
import { layerOfDriver } from "../src/index.ts"
import { makeMemoryDriver } from "../src/Memory.ts"

const driver = makeMemoryDriver()

queueContract("a queue in memory", {
  open: () => layerOfDriver(Effect.succeed(driver)),
  guarantees: { ordering: "published", deduplication: 0, lateness: 0 },
  skip: [
    ...[QUEUE_CUT, QUEUE_RESTARTED, QUEUE_UNREACHABLE, QUEUE_REFUSED].map((name) => ({
      case: name,
      reason: "there is no broker"
    })),
    { case: QUEUE_FOREIGN, reason: "nobody else has access to the memory" }
  ]
})
