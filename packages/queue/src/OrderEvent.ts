/**
 * The events that a worker takes and gives: an order to be decided, and what became of it.
 *
 * Invariants: what became of an order names the order by its event's source and id; the same order event leads to events with
 * the same ids, so that one that comes twice can be told.
 */
import { parseOrder } from "@adressat/core"
import type { Decision, Order, Problem } from "@adressat/core"
import { eventKey, readCloudEvent } from "@adressat/orders"
import type { CloudEvent, FailureCause } from "@adressat/orders"
import * as Result from "effect/Result"

/** An order to be decided; its data is an {@link OrderData}. */
export const ORDER_EVENT = "no.adressat.order"
/** The decision of an order; its data is a {@link DecisionData}. */
export const DECISION_EVENT = "no.adressat.decision"
/** An order that was refused, since something is wrong with it; its data is a {@link RefusalData}. */
export const REFUSAL_EVENT = "no.adressat.order.refused"
/** An order that was given up undecided, since sources did not answer; its data is an {@link UndecidedData}. */
export const UNDECIDED_EVENT = "no.adressat.order.undecided"

/** The data of an order event. */
export interface OrderData {
  /** Short name of the service owner whose order it is. */
  readonly creator: string
  readonly order: Order
}

/** Which order event an event tells of. */
export interface OrderReference {
  readonly source: string
  readonly id: string
}

/** The data of a decision event. */
export interface DecisionData {
  readonly order: OrderReference
  readonly creator: string
  /** By which the decision log finds it. */
  readonly decisionId: string
  readonly decision: Decision
}

/** The data of a refusal event. */
export interface RefusalData {
  readonly order: OrderReference
  readonly problems: ReadonlyArray<Problem>
}

/** The data of an event about an order that was given up. */
export interface UndecidedData {
  readonly order: OrderReference
  readonly creator: string
  readonly cause: FailureCause
  readonly attempts: number
}

/** What an order event is made of. */
export interface OrderEventOptions extends OrderData {
  /** Unique among the orders of the source; an order that is sent again with the same id is decided once. */
  readonly id: string
  /** Who places orders: a URI, or a path such as `/skd/tax-return`. */
  readonly source: string
  /** When it was placed, in ISO 8601; left out: not told. */
  readonly time?: string
}

/** The event of an order to be decided. */
export const orderEvent = ({ creator, id, order, source, time }: OrderEventOptions): CloudEvent => ({
  specversion: "1.0",
  id,
  source,
  type: ORDER_EVENT,
  ...(time === undefined ? {} : { time }),
  datacontenttype: "application/json",
  data: { creator, order } satisfies OrderData
})

/** An order event that was read: the order, or what is wrong with it. */
export type ReadOrderEvent =
  | { readonly outcome: "order"; readonly event: CloudEvent; readonly key: string; readonly data: OrderData }
  | {
      readonly outcome: "refused"
      readonly event: CloudEvent
      readonly key: string
      readonly problems: ReadonlyArray<Problem>
    }
  /** It is not even an event, so that there is nothing to name it by. */
  | { readonly outcome: "unreadable"; readonly problems: ReadonlyArray<Problem> }

/** Reads the text of an order event. */
export const readOrderEvent = (body: string): ReadOrderEvent => {
  const read = readCloudEvent(body)
  if (Result.isFailure(read)) return { outcome: "unreadable", problems: read.failure }
  const event = read.success
  const key = eventKey(event)
  const refused = (problems: ReadonlyArray<Problem>): ReadOrderEvent => ({ outcome: "refused", event, key, problems })
  if (event.type !== ORDER_EVENT) {
    return refused([wrong("$.type", "an event of another type is in the queue of orders", [ORDER_EVENT])])
  }
  const { data } = event
  if (typeof data !== "object" || data === null) return refused([wrong("$.data", "an object is expected")])
  const creator = "creator" in data ? data.creator : undefined
  if (typeof creator !== "string" || creator === "") {
    return refused([wrong("$.data.creator", "the short name of the service owner is expected")])
  }
  const order = parseOrder("order" in data ? data.order : undefined)
  if (Result.isFailure(order)) return refused(order.failure.map(inData))
  return { outcome: "order", event, key, data: { creator, order: order.success.order } }
}

const wrong = (path: string, message: string, allowed?: ReadonlyArray<string>): Problem => ({
  severity: "error",
  code: "wrong-value",
  path,
  message,
  ...(allowed === undefined ? {} : { allowed })
})

const inData = (problem: Problem): Problem => ({ ...problem, path: problem.path.replace(/^\$/, "$.data.order") })
