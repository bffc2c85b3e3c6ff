import { StoreError } from "@adressat/core"
import { layerMemoryOrders, OrderStore } from "@adressat/orders"
import { DocumentStore } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { expect, it } from "vitest"
import type { World } from "./World.ts"
import { chain, makeWorld, NOW, turns, until } from "./World.ts"

const place = (world: World, id: string, at = NOW) =>
  world.call("POST", "/notifications/api/v1/future/orders", {
    body: chain({ idempotencyId: id, requestedSendTime: new Date(at).toISOString() })
  })

it("takes up an order when it is due, and not before", async () => {
  const world = await makeWorld({ isScheduler: true })
  await until(() => world.clock.sleeping() > 0)
  await place(world, "one", NOW + 60_000)
  for (const at of [NOW + 1000, NOW + 30_000, NOW + 59_000]) {
    world.clock.set(at)
    await until(() => world.clock.sleeping() > 0)
    expect(world.sent).toHaveLength(0)
  }
  world.clock.set(NOW + 60_000)
  await until(() => world.sent.length === 2)
  expect(world.sent.map(({ to }) => to)).toStrictEqual(["post@firma.example", "anne@firma.example"])
})

it("takes up more than one batch, each order once", async () => {
  const world = await makeWorld({ isScheduler: true })
  for (let count = 0; count < 150; count++) await place(world, `many-${count}`, NOW + 500)
  world.clock.set(NOW + 1000)
  for (let turn = 0; turn < 400 && world.sent.length < 300; turn++) {
    await turns(2)
    if (world.clock.sleeping() > 0) world.clock.set(world.clock.now() + 100)
  }
  expect(new Set(world.sent.map(({ id }) => id)).size).toBe(300)
  expect(world.sent).toHaveLength(300)
})

/** A store that answers only when it is told to. */
const breakable = () => {
  let isThere = true
  let asked = 0
  const layer = Layer.effect(
    OrderStore,
    Effect.map(OrderStore, (store) => ({
      ...store,
      find: (selection: Parameters<typeof store.find>[0]) => {
        if (selection.by === "due") asked += 1
        return isThere ? store.find(selection) : Effect.fail(new StoreError({ reason: "Unavailable", message: "gone" }))
      }
    }))
  ).pipe(Layer.provideMerge(layerMemoryOrders))
  return {
    layer: Layer.mergeAll(layer, DocumentStore.layerMemory),
    set: (to: boolean) => {
      isThere = to
    },
    asked: () => asked
  }
}

it("goes on when the store does not answer, waiting longer each time, and takes up what was left", async () => {
  const store = breakable()
  const world = await makeWorld({ isScheduler: true, stores: store.layer })
  await until(() => world.clock.sleeping() > 0)
  await place(world, "one")
  store.set(false)
  for (let second = 1; second <= 30; second++) {
    world.clock.set(NOW + second * 1000)
    await until(() => world.clock.sleeping() > 0)
  }
  expect(store.asked()).toBeLessThan(15)
  const failures = await (await world.call("GET", "/metrics", { as: null })).text()
  expect(Number(/scheduler_failures_total (\d+)/.exec(failures)?.[1])).toBeGreaterThan(3)
  store.set(true)
  world.clock.set(NOW + 60_000)
  await until(() => world.sent.length === 2)
})

it("finishes what it has begun before it is stopped, and begins nothing after", async () => {
  let finish: () => void = () => undefined
  let begun = false
  const world = await makeWorld({
    isScheduler: true,
    dispatch: (messages) =>
      new Promise((resolve) => {
        begun = true
        finish = () => resolve(messages.map(({ id }) => ({ id, status: "Succeeded" as const })))
      })
  })
  await until(() => world.clock.sleeping() > 0)
  const response = await place(world, "one")
  const { notification } = (await response.json()) as { readonly notification: { readonly shipmentId: string } }
  const status = async () =>
    (await world.call("GET", `/notifications/api/v1/future/shipment/${notification.shipmentId}`)).text()
  world.clock.set(NOW + 1000)
  await until(() => begun || (world.clock.set(world.clock.now() + 50), false))
  let isDisposed = false
  const before = await status()
  const disposed = world.dispose().then(() => (isDisposed = true))
  await turns()
  expect([isDisposed, before.includes("Email_New")]).toStrictEqual([false, true])
  finish()
  await disposed
  expect(world.clock.sleeping()).toBe(0)
})

it("is not there where another worker is", async () => {
  const world = await makeWorld()
  await place(world, "one")
  world.clock.set(NOW + 10_000)
  await turns()
  expect(world.sent).toHaveLength(0)
  expect(await world.takeUpDue()).toBe(1)
})
