/**
 * Readiness is whether calls can be answered now: whether they are taken at all, the stores answer, and the list of service
 * owners could be read.
 */
import { DocumentStore } from "@adressat/core"
import { OrderStore } from "@adressat/orders"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Ports } from "./HostPorts.ts"
import type { ServiceOwnerList } from "./ServiceOwners.ts"

/** One thing that answers depend on. */
export interface ReadinessCheck {
  readonly name: string
  readonly isOk: boolean
  readonly detail?: string
}

/** How long a store may take, in milliseconds. */
const TIME_LIMIT = 2000

/** Looks at everything that answers depend on; `now` is an instant. */
export const readiness = async (
  context: Context.Context<Ports>,
  owners: ServiceOwnerList,
  isShuttingDown: boolean,
  now: number
): Promise<ReadonlyArray<ReadinessCheck>> => {
  const answers = (effect: Effect.Effect<unknown, unknown, Ports>): Promise<boolean> =>
    Effect.runPromiseWith(context)(
      effect.pipe(
        Effect.as(true),
        Effect.timeout(TIME_LIMIT),
        Effect.catchCause(() => Effect.succeed(false))
      )
    )
  const [list, documents, orders] = await Promise.all([
    owners.current(now),
    answers(Effect.flatMap(DocumentStore, ({ changes }) => changes(0, 1))),
    answers(Effect.flatMap(OrderStore, ({ find }) => find({ by: "due", now: 0, limit: 1 })))
  ])
  return [
    { name: "accepting", isOk: !isShuttingDown },
    { name: "documents", isOk: documents },
    { name: "orders", isOk: orders },
    {
      name: "service-owners",
      isOk: list !== undefined,
      ...(list === undefined || list.asOf === 0 ? {} : { detail: `as of ${new Date(list.asOf).toISOString()}` })
    }
  ]
}
