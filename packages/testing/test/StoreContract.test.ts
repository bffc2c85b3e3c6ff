import { DocumentStore, StoreError } from "@adressat/core"
import type { StoredDocument } from "@adressat/core"
import { DecisionLog, layerMemoryOrders, OrderStore, StatusFeed } from "@adressat/orders"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { documentStoreCases, orderStoreCases, STORE_FAILS, STORE_INTERRUPTED } from "../src/index.ts"
import type { ContractCase, OrderPorts } from "../src/index.ts"

/** The names of the cases that a store does not keep. */
const brokenBy = async (cases: ReadonlyArray<ContractCase>): Promise<ReadonlyArray<string>> => {
  const broken: Array<string> = []
  for (const { name, run } of cases) {
    await run().catch(() => broken.push(name))
  }
  return broken.filter((name) => name !== STORE_FAILS && name !== STORE_INTERRUPTED)
}

type Documents = DocumentStore["Service"]

const documentsWith = (wrong: (right: Documents) => Partial<Documents>) =>
  brokenBy(
    documentStoreCases({
      empty: () =>
        Layer.effect(
          DocumentStore,
          Effect.map(DocumentStore, (right) => ({ ...right, ...wrong(right) }))
        ).pipe(Layer.provide(Layer.fresh(DocumentStore.layerMemory)))
    })
  )

const readWith =
  (change: (documents: ReadonlyArray<StoredDocument>) => ReadonlyArray<StoredDocument>) => (right: Documents) => ({
    read: (selection: Parameters<Documents["read"]>[0]) => Effect.map(right.read(selection), change)
  })

describe("a store of documents does not keep its contract", () => {
  it("unless it is right", async () => {
    expect(await documentsWith(() => ({}))).toEqual([])
  })

  it("when it loses the order", async () => {
    expect(await documentsWith(readWith((documents) => documents.toReversed()))).toContain(
      "reads by owner, by ids and by both, ordered by owner and id, each document once"
    )
  })

  it("when it keeps a text only nearly", async () => {
    const nearly = readWith((documents) => documents.map((one) => ({ ...one, text: one.text.toWellFormed() })))
    expect(await documentsWith(nearly)).toEqual(["keeps any text at all, unit by unit"])
  })

  it("when it looks before it leaps", async () => {
    const racing = (right: Documents): Partial<Documents> => ({
      publish: (publications) =>
        Effect.gen(function* () {
          const expected = yield* Effect.forEach(publications, ({ id, kind, owner }) =>
            Effect.map(right.read({ kind, owner, ids: [id] }), ([newest]) => newest?.version ?? 0)
          )
          yield* Effect.yieldNow
          return (yield* Effect.forEach(publications, (one, index) => {
            if (expected[index] !== one.expected) return right.publish([one])
            return Effect.flatMap(right.read({ kind: one.kind, owner: one.owner, ids: [one.id] }), ([newest]) =>
              right.publish([{ ...one, expected: newest?.version ?? 0 }])
            )
          })).flat()
        })
    })
    expect(await documentsWith(racing)).toContain(
      "lets exactly one of 20 publishers of the same version win, and tells the others the head"
    )
  })

  it("when it tells a change that came before", async () => {
    expect(await documentsWith((right) => ({ changes: (after, limit) => right.changes(after - 1, limit) }))).toContain(
      "tells the changes in their order, from a sequence on, and no more than asked for"
    )
  })
})

interface Ports {
  readonly orders: OrderStore["Service"]
  readonly feed: StatusFeed["Service"]
  readonly log: DecisionLog["Service"]
}

const ordersWith = (wrong: (right: Ports) => Partial<Ports>) =>
  brokenBy(
    orderStoreCases({
      empty: (): Layer.Layer<OrderPorts> =>
        Layer.effectContext(
          Effect.gen(function* () {
            const right = { orders: yield* OrderStore, feed: yield* StatusFeed, log: yield* DecisionLog }
            const { feed, log, orders } = { ...right, ...wrong(right) }
            return Context.empty().pipe(
              Context.add(OrderStore, orders),
              Context.add(StatusFeed, feed),
              Context.add(DecisionLog, log)
            )
          })
        ).pipe(Layer.provide(Layer.fresh(layerMemoryOrders)))
    })
  )

describe("a store of orders does not keep its contract", () => {
  it("unless it is right", async () => {
    expect(await ordersWith(() => ({}))).toEqual([])
  })

  it("when it places a chain in parts", async () => {
    const inParts = ({ orders }: Ports): Partial<Ports> => ({
      orders: {
        ...orders,
        place: (chains) =>
          Effect.map(
            Effect.forEach(chains, (one) => orders.place([one])),
            (placed) => placed.flat()
          )
      }
    })
    expect(await ordersWith(inParts)).toEqual([
      "refuses a shipment id that is there already, and keeps nothing of the call"
    ])
  })

  it("when it forgets keys", async () => {
    const forgetful = ({ orders }: Ports): Partial<Ports> => ({
      orders: {
        ...orders,
        place: (chains) =>
          orders.place(
            chains.map(({ decisions, shipments }) => ({
              decisions,
              shipments: shipments.map(({ placed: _, ...shipment }) => shipment)
            }))
          )
      }
    })
    const broken = await ordersWith(forgetful)
    expect(broken).toContain("places exactly one of 20 chains with the same key, and answers the others with it")
    expect(broken).toContain(
      "answers a chain with a key that was there before with the shipments of the first, as they are now"
    )
  })

  it("when it shows shipments of others", async () => {
    const open = ({ orders }: Ports): Partial<Ports> => ({
      orders: {
        ...orders,
        find: (selection) =>
          selection.by === "shipment"
            ? Effect.map(orders.find({ by: "due", now: Infinity, limit: Infinity }), (all) =>
                all.filter(({ shipmentId }) => selection.shipmentIds.includes(shipmentId))
              )
            : orders.find(selection)
      }
    })
    expect(await ordersWith(open)).toContain(
      "finds by shipment, chain and reference, by chain and place, and only of the creator"
    )
  })

  it("when it keeps a decision whether the change is made or not", async () => {
    const eager = ({ log, orders }: Ports): Partial<Ports> => ({
      orders: {
        ...orders,
        change: (changes) =>
          Effect.andThen(log.append(changes.flatMap(({ decision }) => decision ?? [])), orders.change(changes))
      }
    })
    const broken = await ordersWith(eager)
    expect(broken).toContain("keeps the decision and the entry of a change exactly when the change is made")
    expect(broken).toContain("makes exactly one of 20 changes from the same revision, with its decision and its entry")
  })

  it("when it is late by a millisecond", async () => {
    const late = ({ feed, orders }: Ports): Partial<Ports> => ({
      orders: {
        ...orders,
        find: (selection) => orders.find(selection.by === "due" ? { ...selection, now: selection.now - 1 } : selection)
      },
      feed: { read: (query, now) => feed.read(query, now - 1) }
    })
    const broken = await ordersWith(late)
    expect(broken).toContain(
      "finds what is due at an instant or before, the longest waiting first, and no more than asked for"
    )
    expect(broken).toContain("shows an entry of the status feed from 2 s on until it is 90 days old")
  })

  it("when it loses a decision between two pages", async () => {
    const losing = ({ log }: Ports): Partial<Ports> => ({
      log: {
        ...log,
        walk: ({ after, ...walk }) =>
          Effect.map(log.walk(after === undefined ? walk : { ...walk, after: `${after}~` }), (page) =>
            page.slice(after === undefined ? 0 : 1)
          )
      }
    })
    expect(await ordersWith(losing)).toEqual([
      "walks by each decision of a creator once, page by page, from an instant on"
    ])
  })

  it("when it keeps values as JSON alone", async () => {
    const asJson = <A>(value: A): A => JSON.parse(JSON.stringify(value)) as A
    const plain = ({ log, orders }: Ports): Partial<Ports> => ({
      orders: { ...orders, find: (selection) => Effect.map(orders.find(selection), asJson) },
      log: { ...log, find: (creator, ids) => Effect.map(log.find(creator, ids), asJson) }
    })
    expect(await ordersWith(plain)).toEqual([
      "gives every value back as it was: any text, any number, down to the sign of a zero",
      "gives every value of a decision back as it was, and a snapshot of 5 MB"
    ])
  })
})

describe("a store that fails or waits", () => {
  const failingWith = (error: Effect.Effect<never, StoreError>) => ({
    empty: () => DocumentStore.layerMemory,
    failing: () => Layer.succeed(DocumentStore, { read: () => error, publish: () => error, changes: () => error })
  })
  const runCase = (cases: ReadonlyArray<ContractCase>, wanted: string) =>
    cases.find(({ name }) => name === wanted)?.run()
  const unavailable = (message: string) => Effect.fail(new StoreError({ reason: "Unavailable", message }))

  it("fails with a store error that tells nothing", async () => {
    await runCase(documentStoreCases(failingWith(unavailable("no answer"))), STORE_FAILS)
    for (const wrong of [unavailable("no secret"), unavailable("no ola@example.com"), Effect.die("defect")]) {
      await expect(runCase(documentStoreCases(failingWith(wrong)), STORE_FAILS)).rejects.toThrow()
    }
    await expect(runCase(documentStoreCases({ empty: () => DocumentStore.layerMemory }), STORE_FAILS)).rejects.toThrow(
      "give failing"
    )
  })

  it("stops as it is interrupted", async () => {
    const waiting = (publish: Effect.Effect<never>) =>
      documentStoreCases({
        empty: () => DocumentStore.layerMemory,
        silent: () =>
          Layer.succeed(DocumentStore, { read: () => publish, publish: () => publish, changes: () => publish }),
        patience: 50
      })
    await runCase(waiting(Effect.never), STORE_INTERRUPTED)
    await expect(
      runCase(waiting(Effect.uninterruptible(Effect.andThen(Effect.sleep(300), Effect.never))), STORE_INTERRUPTED)
    ).rejects.toThrow()
    await expect(
      runCase(
        documentStoreCases({ empty: () => DocumentStore.layerMemory, silent: () => DocumentStore.layerMemory }),
        STORE_INTERRUPTED
      )
    ).rejects.toThrow("answered already")
  })
})
