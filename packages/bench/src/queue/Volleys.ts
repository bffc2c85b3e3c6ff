/**
 * A volley is a number of orders that are published as fast as the broker takes them, by the bare client in this process,
 * while consumers in processes of their own take them. It is over when the last one is settled.
 *
 * Invariants: no two volleys have an order in common; whatever was made at the broker is removed when it is closed, and also
 * when a volley fails.
 */
import type { Absence, Task } from "../Suite.ts"
import { openBareClient } from "./BareClients.ts"
import { absenceOf, openDatabase, openPlace } from "./Broker.ts"
import type { BrokerName, Place } from "./Broker.ts"
import { startConsumer } from "./ConsumerProcess.ts"
import type { ConsumerProcess, Work } from "./ConsumerProcess.ts"
import { orderMessages } from "./OrderMessages.ts"

/** What came of a volley. */
export interface Volley {
  readonly settled: number
  /** Milliseconds from the first order that is published to the last one that is settled. */
  readonly elapsed: number
}

/** A broker with its consumers. */
export interface Volleys {
  /** Where the orders go. */
  readonly place: Place
  readonly fire: (orders: number) => Promise<Volley>
  /** Milliseconds that the consumers have spent outside of the client of the broker. */
  readonly outside: () => Promise<number>
  /** The database that decisions are kept in. */
  readonly store: string | undefined
  readonly close: () => Promise<void>
}

/** How long it may take until some more orders are settled, in milliseconds. */
const PATIENCE = 60_000

/** Opens a place at the broker, and starts consumers there. */
export const openVolleys = async (broker: BrokerName, work: Work, workers: number): Promise<Volleys> => {
  const closing: Array<() => Promise<void>> = []
  const close = async () => {
    for (const each of closing.splice(0).toReversed()) await each()
  }
  const closingWhenItFails = async <A>(run: () => Promise<A>): Promise<A> => {
    try {
      return await run()
    } catch (error) {
      await close()
      throw error
    }
  }
  const { client, place, store } = await closingWhenItFails(async () => {
    const opened = await openPlace(broker)
    closing.push(opened.close)
    const database = work === "kept" ? await openDatabase(`${opened.place.id}-store`) : undefined
    if (database !== undefined) closing.push(database.close)
    const connected = await openBareClient(opened.place)
    closing.push(connected.remove)
    return { client: connected, place: opened.place, store: database?.url }
  })
  const [orders, decisions] = [`${place.id}-orders`, `${place.id}-decisions`]
  const consumers: Array<ConsumerProcess> = []
  let settled = 0
  let progress = () => {}
  let failure: Error | undefined
  let fail = (error: Error) => void (failure ??= error)
  closing.push(async () => void (await Promise.all(consumers.map(({ end }) => end()))))
  const task = { place, orders, decisions, work, ...(store === undefined ? {} : { store }) }
  await closingWhenItFails(async () => {
    // The queues are there before anybody takes from them.
    await client.clear(orders)
    await client.clear(decisions)
    while (consumers.length < workers) {
      const onSettled = (count: number) => {
        settled += count
        progress()
      }
      consumers.push(await startConsumer(task, onSettled, (reason) => fail(new Error(`${broker}: ${reason}`))))
    }
  })
  let serial = 0
  const settledAll = (count: number) =>
    new Promise<number>((resolve, reject) => {
      const late = setTimeout(() => fail(new Error(`${broker}: nothing was settled for a minute`)), PATIENCE)
      fail = (error) => {
        failure ??= error
        clearTimeout(late)
        reject(failure)
      }
      progress = () => {
        late.refresh()
        if (settled < count) return
        clearTimeout(late)
        resolve(performance.now())
      }
      if (failure !== undefined) fail(failure)
    })
  return {
    place,
    fire: (count) =>
      closingWhenItFails(async () => {
        serial += 1
        settled = 0
        const messages = orderMessages(`${place.id}-${serial}`, count)
        const end = settledAll(count)
        const start = performance.now()
        const [, last] = await Promise.all([client.publish(orders, messages), end])
        const volley = { settled, elapsed: last - start }
        await client.clear(decisions)
        return volley
      }),
    outside: async () => {
      const times = await Promise.all(consumers.map(({ outside }) => outside()))
      return times.reduce((sum, time) => sum + time, 0)
    },
    store,
    close
  }
}

/** Volleys before any counts: a worker gets faster for some seconds, until all of it is compiled. */
const WARM_UP = 8

/** Volleys of so many orders as a task of one item. Nothing is started before the first pass. */
export const inVolleys = async (
  broker: BrokerName,
  work: Work,
  workers: number,
  orders: number
): Promise<Task | Absence> => {
  const absence = await absenceOf(broker, work === "kept")
  if (absence !== undefined) return absence
  let opened: Promise<Volleys> | undefined
  const open = async () => {
    const volleys = await openVolleys(broker, work, workers)
    for (let time = 0; time < WARM_UP; time++) await volleys.fire(orders)
    return volleys
  }
  let elapsed = 0
  return {
    items: 1,
    isParallel: true,
    pass: async () => {
      const volley = await (await (opened ??= open())).fire(orders)
      elapsed = volley.elapsed
      return volley.settled
    },
    elapsed: () => elapsed,
    // What could not be opened has been closed.
    close: async () => (await opened?.catch(() => undefined))?.close()
  }
}

/** Volleys that the share is measured over. */
const SHARE_VOLLEYS = 5

/** The share of its time that a worker spends outside of the client of the broker, by the clock on the wall. */
export const shareOutside = async (broker: BrokerName, orders: number): Promise<number | Absence> => {
  const absence = await absenceOf(broker)
  if (absence !== undefined) return absence
  const volleys = await openVolleys(broker, "timed", 1)
  for (let time = 0; time < WARM_UP; time++) await volleys.fire(orders)
  const before = await volleys.outside()
  let elapsed = 0
  for (let time = 0; time < SHARE_VOLLEYS; time++) elapsed += (await volleys.fire(orders)).elapsed
  const share = ((await volleys.outside()) - before) / elapsed
  await volleys.close()
  return share
}
