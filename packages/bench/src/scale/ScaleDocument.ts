/**
 * `docs/scale.md`: how cost grows, and what follows from it for a country. Every figure comes from the result or is an
 * assumption that is shown; where the result lacks one the document says so.
 */
import { machineLines } from "../PerformanceDocument.ts"
import { decodeResult } from "../Result.ts"
import { figure, markdownTable, whole } from "../TextTable.ts"
import { inputsOf, norway, sizeOf } from "./ScaleModel.ts"
import type { Assumptions, BrokerRates, DecisionTime, ScaleInputs, Sizing } from "./ScaleModel.ts"

const MISSING = "not measured yet"

const shown = (value: number | undefined, show: (value: number) => string = figure): string =>
  value === undefined ? MISSING : show(value)

const table = (headings: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  markdownTable(
    headings.map((heading, index) => ({ heading, side: index === 0 ? "left" : "right" })),
    rows
  )

/** The document. */
export const scaleDocument = (json: string, assumptions: Assumptions = norway): string => {
  const result = decodeResult(JSON.parse(json))
  const inputs = inputsOf(result)
  const sizing = sizeOf(inputs, assumptions)
  return [
    "# Scale",
    "",
    "<!-- Written by `npx pnpm@12 generate` from packages/bench/results/queues.json; a test fails when it has drifted. -->",
    "",
    "How the cost of decisions and of orders grows, measured up to what one machine can do, and what follows from it for all of",
    "Norway by a model that is stated here. Read it for the order of magnitude, and measure on machines of your own before you",
    "buy any: `npx pnpm@12 bench queue scale`.",
    "",
    ...machineLines(result),
    "",
    "## A decision",
    "",
    "The processor time of `decide` with all facts at hand. A candidate is a person or a list of addresses that is decided about.",
    "",
    "One organisation with more and more custom contacts:",
    "",
    timesTable("custom contacts", inputs.contacts),
    "",
    "One order to more and more organisations, each with a statutory contact and four custom contacts:",
    "",
    timesTable("organisations", inputs.organisations),
    "",
    "Where the last column stays the same, the cost grows linearly. What a decision costs however small it is shows in the first",
    "rows. Facts are not gathered in these figures: in operation a question to a register takes longer than a decision, which is",
    "why they are asked in batches and for several orders at the same time.",
    "",
    "## Orders a second",
    "",
    "Orders to one organisation each through a broker, in the rows of [performance](performance.md): the bare client that only",
    "acknowledges; the bare client that publishes a message as large as a decision; workers of Adressat; and workers that keep",
    "each decision in PostgreSQL.",
    "",
    ratesTable(inputs.brokers),
    "",
    `The broker, the database, whoever publishes and all workers shared ${result.machine.cores} cores. A second worker therefore shows that`,
    "two share a queue, and not how much faster two machines are.",
    "",
    "## How much room",
    "",
    table(
      ["for each order to one organisation", "bytes"],
      [
        ["the message of the order", shown(inputs.bytes.order, whole)],
        ["the message of the decision", shown(inputs.bytes.decision, whole)],
        ["the decision, its facts and the inbox in PostgreSQL, with indexes", shown(inputs.bytes.kept, whole)]
      ]
    ),
    "",
    "## The size of Norway",
    "",
    "The model assumes a day on which everybody is written to at once:",
    "",
    table(
      ["assumption", "value"],
      [
        ["persons, an order each", whole(assumptions.persons)],
        ["organisations, an order each", whole(assumptions.units)],
        ["hours in which all orders are sent", String(assumptions.hours)],
        ["busiest minutes / mean", String(assumptions.peak)],
        ["share of a measured rate that is planned with", String(assumptions.use)]
      ]
    ),
    "",
    "* Orders: persons + organisations.",
    "* Mean rate: orders / (hours × 3,600). Peak rate: mean rate × busiest minutes / mean.",
    "* Workers: peak rate / (orders a second of one worker that keeps its decisions × share), rounded up; each has a core of its own.",
    "* Brokers: peak rate / (the most orders a second in any row whose decisions, or messages as large, went back through the broker",
    "  × share), rounded up, each as large as the one here.",
    "* Databases: peak rate / (the most orders a second of any row that keeps decisions × share), rounded up, each as large as the one",
    "  here.",
    "* Gigabytes: orders × bytes for each order.",
    "",
    sizingTable(sizing),
    "",
    brokersTable(sizing),
    "",
    "## What to hold against it",
    "",
    ...limits(inputs, result.machine.cores),
    ""
  ].join("\n")
}

const timesTable = (what: string, times: ReadonlyArray<DecisionTime>): string =>
  table(
    [what, "candidates", "µs", "µs for each candidate"],
    times.map(({ candidates, size, time }) => [
      whole(size),
      whole(candidates),
      shown(time),
      time === undefined ? MISSING : figure(time / candidates)
    ])
  )

const ratesTable = (brokers: ReadonlyArray<BrokerRates>): string =>
  table(
    ["orders/s", "bare client", "with an answer", "one worker", "two workers", "one that keeps", "two that keep"],
    brokers.map(({ answering, bare, keeping, title, twoKeeping, twoWorkers, worker }) => [
      title,
      ...[bare, answering, worker, twoWorkers, keeping, twoKeeping].map((rate) => shown(rate))
    ])
  )

const sizingTable = ({ databases, keptGigabytes, load, sentGigabytes }: Sizing): string =>
  table(
    ["the day", "value"],
    [
      ["orders", whole(load.orders)],
      ["orders a second, mean", figure(load.mean)],
      ["orders a second, peak", figure(load.peak)],
      ["databases for decisions", shown(databases, whole)],
      ["gigabytes of decisions in the database", shown(keptGigabytes)],
      ["gigabytes of messages through the broker", shown(sentGigabytes)]
    ]
  )

const brokersTable = ({ brokers }: Sizing): string =>
  table(
    ["on", "workers", "brokers", "hours of one worker alone, at its full rate"],
    brokers.map(({ aloneHours, brokers: count, title, workers }) => [
      title,
      shown(workers, whole),
      shown(count, whole),
      shown(aloneHours)
    ])
  )

const limits = ({ bytes }: ScaleInputs, cores: number): ReadonlyArray<string> => [
  "* Linear in the model: orders with workers, as long as broker and database keep up, since workers share nothing else; messages and kept",
  `  decisions with orders${bytes.kept === undefined ? "" : `, ${whole(bytes.kept)} bytes each`}; a decision with its candidates, where the tables above say so.`,
  "* Not linear: one queue of one broker has an upper end, beyond which orders are spread over several queues; a file of SQLite has one",
  "  writer at a time, however many workers there are; rows in PostgreSQL cost more as indexes outgrow its memory, so that what is",
  "  old is better deleted, by `adressat store prune` of the [command line](command-line.md).",
  `* The machine had ${cores} cores for everything, and no network between the parts. A broker and a database on machines of their own`,
  "  have more room than here and longer waits, for which there can be more batches at a time.",
  "* Facts were in memory. Sources that answer slowly make workers wait, not work: more batches at a time, or more workers, in",
  "  proportion. What the registers themselves stand is not in the model, and is the first thing to ask about.",
  "* Sending is not in it: a decision says whom to notify, and e-mail and SMS leave by other ways with limits of their own."
]
