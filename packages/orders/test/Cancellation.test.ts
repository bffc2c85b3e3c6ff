import { describe, expect, it } from "vitest"
import { cancellation, CANCELLATION_LIMIT } from "../src/Cancellation.ts"
import { mayFollow, orderStatuses } from "../src/Status.ts"
import type { OrderStatus } from "../src/Status.ts"

const now = 1_000_000_000
const cancel = (status: OrderStatus, ahead: number) => cancellation({ status, requestedSendTime: now + ahead }, now)

describe("a cancellation", () => {
  it("is in time until five minutes before the send time, exclusive", () => {
    expect(cancel("Registered", CANCELLATION_LIMIT + 1)).toEqual({ httpStatus: 200, reason: "CANCELLED" })
    expect(cancel("Registered", CANCELLATION_LIMIT)).toEqual({ httpStatus: 409, reason: "TOO_LATE" })
    expect(cancel("Registered", -1)).toEqual({ httpStatus: 409, reason: "TOO_LATE" })
  })

  it("succeeds again, however late", () => {
    expect(cancel("Cancelled", 0)).toEqual({ httpStatus: 200, reason: "ALREADY_CANCELLED" })
  })

  it("finds no order of somebody else's", () => {
    expect(cancellation(null, now)).toEqual({ httpStatus: 404, reason: "ORDER_NOT_FOUND" })
  })

  it("is possible only where the order's life allows it", () => {
    for (const status of Object.keys(orderStatuses) as ReadonlyArray<OrderStatus>) {
      const { httpStatus } = cancel(status, 60 * 60_000)
      expect(httpStatus).toBe(status === "Cancelled" || mayFollow("Order", status, "Cancelled") ? 200 : 409)
    }
  })
})
