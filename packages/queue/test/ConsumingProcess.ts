/**
 * A process of its own that takes messages from an embedded queue in a file: it says so, and then holds them until it is
 * killed (`hold`), is done with them, stops and ends by itself (`end`), or closes its layer while it consumes still (`leave`).
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import { layerEmbedded } from "../src/Embedded.ts"
import { MessageQueue } from "../src/index.ts"

const [file = "", queue = "", mode = ""] = process.argv.slice(2)

await Effect.gen(function* () {
  const port = yield* MessageQueue
  const isTaken = Latch.makeUnsafe(false)
  const consuming = yield* Effect.forkChild(
    port.consume(queue, (deliveries) => {
      console.info("taken")
      isTaken.openUnsafe()
      return mode === "hold" ? Effect.never : Effect.succeed(deliveries.map(() => ({ outcome: "done" as const })))
    })
  )
  yield* isTaken.await
  if (mode === "hold") yield* Effect.never
  if (mode === "end") yield* Fiber.interrupt(consuming)
}).pipe(Effect.provide(layerEmbedded({ store: { sqlite: { file } }, lock: 2000 })), Effect.runPromise)
