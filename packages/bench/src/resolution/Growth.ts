/** How the cost of a resolution grows with the number of contacts, and whether many of them need more memory than one. */
import { createAdressat } from "@adressat/core"
import { processClock } from "../Clock.ts"
import { median } from "../Statistics.ts"
import type { Task } from "../Suite.ts"
import { ORGANISATION, order, RESOURCE, snapshot } from "./Organisation.ts"

const SIZES = [10, 100, 1000, 10_000, 100_000, 1_000_000]

/** Milliseconds of one pass of a task, in the middle of so many; the first third of them only compiles. */
export const timeOfPass = async (task: Task, repeats: number): Promise<number> => {
  const times: Array<number> = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = processClock()
    await task.pass(0, 1)
    times.push(processClock() - start)
  }
  return median(times.slice(Math.floor(repeats / 3)))
}

/** Milliseconds of a decision about one organisation with so many custom contacts. */
export const timeOf = async (contacts: number): Promise<number> => {
  const { warm } = await import("./Resolutions.ts")
  return timeOfPass(await warm(contacts, "decision"), Math.max(3, Math.round(20_000 / contacts)))
}

/** The exponent of the size in the time: the slope of the straight line through both in logarithms, by least squares. */
export const exponent = async (): Promise<number> => {
  const points: Array<readonly [number, number]> = []
  // Compiled code first: the smallest size would otherwise be measured while it is still being compiled.
  for (let round = 0; round < 3; round++) await timeOf(1000)
  for (const size of SIZES) points.push([Math.log(size), Math.log(await timeOf(size))])
  const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length
  const x = mean(points.map(([size]) => size))
  const y = mean(points.map(([, time]) => time))
  const covariance = mean(points.map(([size, time]) => (size - x) * (time - y)))
  return covariance / mean(points.map(([size]) => (size - x) ** 2))
}

const ORDERS = 1_000_000

/** The most megabytes on the heap while a million orders go through `resolveMany`, each to three persons. */
export const decisionsInMemory = async (): Promise<number> => {
  const { customContacts = [], readAccess = [], statutoryContacts = [] } = snapshot(3)
  const adressat = createAdressat({
    ruleSet: "strict",
    statutoryContacts: () => statutoryContacts,
    customContacts: () => customContacts,
    persons: () => [],
    readAccess: () => readAccess
  })
  const orders = function* () {
    const { channel } = order()
    for (let index = 0; index < ORDERS; index++) {
      yield {
        channel,
        resourceId: `urn:altinn:resource:${RESOURCE}`,
        recipients: [{ organizationNumber: ORGANISATION }]
      }
    }
  }
  let peak = 0
  let deliveries = 0
  for await (const resolved of adressat.resolveMany(orders())) {
    if ("decision" in resolved) deliveries += resolved.decision.deliveries.length
    if (resolved.index % 1000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed)
  }
  if (deliveries < ORDERS) throw new Error("orders have no deliveries")
  return peak / 1e6
}
