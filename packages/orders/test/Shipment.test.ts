import { parseOrder } from "@adressat/core"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { orderOf } from "../src/Shipment.ts"
import type { Shipment } from "../src/Shipment.ts"

const shipment: Shipment = {
  type: "Reminder",
  requestedSendTime: 0,
  delayDays: 7,
  sendersReference: "ref",
  conditionEndpoint: "https://ttd.example.com/1",
  creator: "skd",
  channel: "Sms",
  recipients: [{ organizationNumber: "313000011" }],
  resourceId: "urn:altinn:resource:tax-report",
  resourceAction: "write",
  ignoreReservation: true,
  useStaleContactInformation: true,
  sms: { body: "Logg inn", sendingTimePolicy: "Daytime" }
}

describe("the order of a shipment", () => {
  it("has what decides, at its stage, and no text", () => {
    const order = orderOf(shipment, "registration")
    expect(order).toEqual({
      id: "ref",
      stage: "registration",
      channel: "Sms",
      recipients: [{ organizationNumber: "313000011" }],
      resourceId: "urn:altinn:resource:tax-report",
      resourceAction: "write",
      ignoreReservation: true,
      useStaleContactInformation: true,
      creator: "skd"
    })
    expect(Result.isSuccess(parseOrder(order))).toBe(true)
    expect(orderOf(shipment, "processing")).toEqual({ ...order, stage: "processing" })
  })

  it("leaves out what the shipment does not have", () => {
    const { resourceAction: _action, resourceId: _resource, sendersReference: _reference, ...rest } = shipment
    const order = orderOf(rest, "processing")
    for (const name of ["id", "resourceId", "resourceAction"]) expect(order).not.toHaveProperty(name)
  })
})
