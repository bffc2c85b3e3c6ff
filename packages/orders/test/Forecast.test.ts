import { decide } from "@adressat/core"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { forecastOf, orderOf } from "../src/index.ts"
import { inWorld, makeWorld, nin, noon, organizationNumber, program, shipmentOf } from "./World.ts"

describe("a forecast", () => {
  const shipment = shipmentOf({
    recipients: [{ nationalIdentityNumber: nin.kari }, { organizationNumber }],
    resourceId: "tax-report",
    sendersReference: "ref"
  })

  it("decides both stages from one snapshot, which is gathered once", async () => {
    const world = makeWorld()
    const forecast = await inWorld(world, forecastOf(program, shipment))
    expect(world.gathers).toEqual([noon, noon])
    expect(forecast.snapshot.at).toBe("2026-11-26T11:00:00.000Z")
    expect(forecast.registration).toEqual(decide(program, orderOf(shipment, "registration"), forecast.snapshot))
    expect(forecast.processing).toEqual(decide(program, orderOf(shipment, "processing"), forecast.snapshot))
    expect([forecast.registration.order.stage, forecast.processing.order.stage]).toEqual(["registration", "processing"])
  })

  it("never fails: sources that do not answer leave it undetermined", async () => {
    const world = makeWorld({ down: new Set(["persons", "statutoryContacts"]) })
    const forecast = await inWorld(
      world,
      Effect.map(forecastOf(program, shipment), (made) => made)
    )
    expect(forecast.registration.recipients.map(({ outcome }) => outcome)).toEqual(["undetermined", "undetermined"])
    expect(forecast.processing.retryable).toBe(true)
  })

  it("takes how to gather", async () => {
    const forecast = await inWorld(makeWorld(), forecastOf(program, shipment, { now: () => 0 }))
    expect(forecast.snapshot.at).toBe("1970-01-01T00:00:00.000Z")
  })
})
