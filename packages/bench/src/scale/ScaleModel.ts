/**
 * The scale model leads from what was measured on one machine to what a country needs: workers, brokers, databases, and room
 * in the database for each day.
 *
 * Invariants: it is a pure function of a result and of assumptions that are stated; what was not measured is left out and
 * never guessed; every number of machines is rounded up.
 */
import { subjects } from "../queue/QueueSuite.ts"
import type { RunResult } from "../Result.ts"
import { CANDIDATES } from "./ManyOrganisations.ts"
import { contactSizes, organisationSizes } from "./ScaleSuite.ts"

/** What is assumed about the day that everything has to be large enough for. */
export interface Assumptions {
  /** Who gets an order of their own on that day. */
  readonly persons: number
  /** Organisations that get an order of their own on that day. */
  readonly units: number
  /** Hours in which all of it is sent. */
  readonly hours: number
  /** How many times the mean the rate is in its busiest minutes. */
  readonly peak: number
  /** The share of what was measured that anything is planned with. */
  readonly use: number
}

/** The day on which the tax settlement is sent to everybody in Norway at once. */
export const norway: Assumptions = { persons: 5_600_000, units: 1_200_000, hours: 8, peak: 3, use: 0.5 }

/** Orders a second through a broker, as far as they were measured. */
export interface BrokerRates {
  readonly title: string
  /** The bare client, which answers nothing. */
  readonly bare: number | undefined
  /** The bare client, which publishes a message as large as a decision for each order. */
  readonly answering: number | undefined
  readonly worker: number | undefined
  readonly twoWorkers: number | undefined
  /** With decisions kept in PostgreSQL. */
  readonly keeping: number | undefined
  readonly twoKeeping: number | undefined
}

/** The time of a decision that is so large. */
export interface DecisionTime {
  readonly size: number
  /** How many persons and lists it decides about. */
  readonly candidates: number
  /** Microseconds. */
  readonly time: number | undefined
}

/** What the model is fed with. */
export interface ScaleInputs {
  readonly brokers: ReadonlyArray<BrokerRates>
  readonly contacts: ReadonlyArray<DecisionTime>
  readonly organisations: ReadonlyArray<DecisionTime>
  /** Bytes of each order. */
  readonly bytes: Readonly<Record<"order" | "decision" | "kept", number | undefined>>
}

/** Reads the inputs out of a result. */
export const inputsOf = ({ suites }: Pick<RunResult, "suites">): ScaleInputs => {
  const tables = suites.find(({ name }) => name === "queue")?.tables ?? []
  const figures = suites.find(({ name }) => name === "scale")?.figures ?? []
  const valueOf = (name: string) => figures.find((one) => one.name === name)?.value?.median
  const timesOf = (name: string, sizes: ReadonlyArray<number>, candidatesOf: (size: number) => number) =>
    sizes.map((size) => ({ size, candidates: candidatesOf(size), time: valueOf(`${name}-${size}`) }))
  return {
    brokers: subjects.map(({ broker, title }): BrokerRates => {
      const table = tables.find(({ name }) => name === broker)
      const rateOf = (name: string) => {
        const time = table?.rows.find((row) => row.name === name)?.time?.median
        return time === undefined ? undefined : ((table?.per?.count ?? 1) / time) * 1e9
      }
      return {
        title,
        bare: rateOf("bare-1"),
        answering: rateOf("answering-1"),
        worker: rateOf("ours-1"),
        twoWorkers: rateOf("ours-2"),
        keeping: rateOf("kept-1"),
        twoKeeping: rateOf("kept-2")
      }
    }),
    contacts: timesOf("contacts", contactSizes, (size) => size + 1),
    organisations: timesOf("organisations", organisationSizes, (size) => size * CANDIDATES),
    bytes: { order: valueOf("bytes-order"), decision: valueOf("bytes-decision"), kept: valueOf("bytes-kept") }
  }
}

/** What a day asks for. */
export interface Load {
  readonly orders: number
  /** Orders a second. */
  readonly mean: number
  /** Orders a second in the busiest minutes. */
  readonly peak: number
}

/** What a day on one broker needs; left out is what was not measured. */
export interface BrokerSize {
  readonly title: string
  /** Workers that keep their decisions, each with a core of its own. */
  readonly workers: number | undefined
  /** Hours in which one such worker alone would have done all of it. */
  readonly aloneHours: number | undefined
  /** Brokers as large as the one that was measured. */
  readonly brokers: number | undefined
}

/** What a day needs. */
export interface Sizing {
  readonly load: Load
  readonly brokers: ReadonlyArray<BrokerSize>
  /** Databases as large as the one that was measured. */
  readonly databases: number | undefined
  /** Gigabytes that decisions take of a database each such day. */
  readonly keptGigabytes: number | undefined
  /** Gigabytes of messages that go through brokers each such day. */
  readonly sentGigabytes: number | undefined
}

/** The load of a day. */
export const loadOf = ({ hours, peak, persons, units }: Assumptions): Load => {
  const orders = persons + units
  const mean = orders / (hours * 3600)
  return { orders, mean, peak: mean * peak }
}

/** What a day needs. */
export const sizeOf = ({ brokers, bytes }: ScaleInputs, assumptions: Assumptions): Sizing => {
  const load = loadOf(assumptions)
  const machines = (rate: number | undefined) =>
    rate === undefined ? undefined : Math.ceil(load.peak / (rate * assumptions.use))
  const gigabytes = (each: number | undefined) => (each === undefined ? undefined : (load.orders * each) / 1e9)
  return {
    load,
    brokers: brokers.map(({ answering, keeping, title, twoKeeping, twoWorkers, worker }) => ({
      title,
      workers: machines(keeping),
      aloneHours: keeping === undefined ? undefined : load.orders / keeping / 3600,
      // The most that has gone both ways through it.
      brokers: machines(most([answering, worker, twoWorkers, keeping, twoKeeping]))
    })),
    databases: machines(most(brokers.flatMap(({ keeping, twoKeeping }) => [keeping, twoKeeping]))),
    keptGigabytes: gigabytes(bytes.kept),
    sentGigabytes: gigabytes(
      bytes.order === undefined || bytes.decision === undefined ? undefined : bytes.order + bytes.decision
    )
  }
}

const most = (rates: ReadonlyArray<number | undefined>): number | undefined => {
  const known = rates.filter((rate) => rate !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}
