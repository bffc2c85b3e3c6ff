/**
 * A cancellation takes back one order that is not processed yet: a main order or a single reminder, never a whole chain.
 *
 * Invariants: cancelling twice succeeds twice; nothing can be cancelled from five minutes before its send time. Source:
 * Altinn Notifications, `PUT /orders/{id}/cancel` and the function cancelorder.
 */
import { MINUTE } from "./Instant.ts"
import type { OrderStatus } from "./Status.ts"

/** How long before the requested send time an order can no longer be cancelled: 5 minutes, in milliseconds. */
export const CANCELLATION_LIMIT = 5 * MINUTE

/** What becomes of a request to cancel. */
export type Cancellation =
  | { readonly httpStatus: 200; readonly reason: "CANCELLED" | "ALREADY_CANCELLED" }
  | { readonly httpStatus: 404; readonly reason: "ORDER_NOT_FOUND" }
  | { readonly httpStatus: 409; readonly reason: "TOO_LATE" | "NOT_REGISTERED" }

/** The order to cancel: its status and its requested send time, an instant. */
export interface CancellableOrder {
  readonly status: OrderStatus
  readonly requestedSendTime: number
}

/** Whether an order may be cancelled now; `null` for an order that does not exist or that somebody else placed. */
export const cancellation = (order: CancellableOrder | null, now: number): Cancellation => {
  if (order === null) return { httpStatus: 404, reason: "ORDER_NOT_FOUND" }
  if (order.status === "Cancelled") return { httpStatus: 200, reason: "ALREADY_CANCELLED" }
  if (order.status !== "Registered") return { httpStatus: 409, reason: "NOT_REGISTERED" }
  return order.requestedSendTime > now + CANCELLATION_LIMIT
    ? { httpStatus: 200, reason: "CANCELLED" }
    : { httpStatus: 409, reason: "TOO_LATE" }
}
