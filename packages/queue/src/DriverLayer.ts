/**
 * A driver layer gives the ports of a queue over a driver that is opened with the layer and closed with it.
 */
import { DeadLetters, MessageQueue } from "@adressat/orders"
import type { QueueError } from "@adressat/orders"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { makeMessageQueue } from "./Consumption.ts"
import type { Driver } from "./Driver.ts"

/** The ports over a driver. */
export const layerOfDriver = <Token, E = QueueError>(
  open: Effect.Effect<Driver<Token>, E, Scope.Scope>
): Layer.Layer<MessageQueue | DeadLetters, E> =>
  Layer.effectContext(
    Effect.map(open, (driver) =>
      Context.empty().pipe(
        Context.add(MessageQueue, makeMessageQueue(driver)),
        Context.add(DeadLetters, driver.deadLetters)
      )
    )
  )
