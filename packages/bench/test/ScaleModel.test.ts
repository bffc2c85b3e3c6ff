import { expect, it } from "vitest"
import { subjects } from "../src/queue/QueueSuite.ts"
import type { RunResult } from "../src/Result.ts"
import { CANDIDATES, decidingAbout } from "../src/scale/ManyOrganisations.ts"
import { bytesOfDecision, bytesOfOrder } from "../src/scale/Measured.ts"
import { scaleDocument } from "../src/scale/ScaleDocument.ts"
import { inputsOf, loadOf, norway, sizeOf } from "../src/scale/ScaleModel.ts"
import type { Assumptions, BrokerRates, ScaleInputs } from "../src/scale/ScaleModel.ts"
import { scaleSuite } from "../src/scale/ScaleSuite.ts"
import { spreadOf } from "../src/Statistics.ts"

const figureOf = (name: string, value: number) => ({ name, label: name, unit: "", value: spreadOf([value]) })

const rowOf = (name: string, seconds: number) => ({
  name,
  label: name,
  by: "ours" as const,
  speed: spreadOf([1]),
  time: spreadOf([seconds * 1e9])
})

/** A run in which volleys of 100 orders through NATS took so many seconds, and nothing else was measured of brokers. */
const result: RunResult = {
  date: "2026-11-25",
  node: "v24.21.0",
  machine: { processor: "Some CPU", cores: 2, caches: [], memory: 23.4, system: "Linux x64" },
  packages: {},
  measured: "built packages",
  short: false,
  seed: 1,
  rounds: 5,
  slice: 25,
  busy: 0,
  suites: [
    {
      name: "queue",
      title: "",
      tables: [
        {
          name: "nats",
          title: "",
          item: "volley",
          per: { name: "order", count: 100 },
          reference: "bare-1",
          agreed: 0,
          rows: [
            rowOf("bare-1", 0.01),
            rowOf("answering-1", 0.05),
            rowOf("ours-1", 0.1),
            rowOf("kept-1", 0.5),
            { name: "kept-2", label: "", by: "ours", absent: "PostgreSQL is not there" }
          ]
        }
      ],
      figures: [],
      goals: []
    },
    {
      name: "scale",
      title: "",
      tables: [],
      figures: [
        figureOf("contacts-1", 10),
        figureOf("contacts-1000", 2002),
        figureOf("bytes-order", 400),
        figureOf("bytes-decision", 1600),
        figureOf("bytes-kept", 5000)
      ],
      goals: []
    }
  ]
}

const assumptions: Assumptions = { persons: 600_000, units: 120_000, hours: 2, peak: 3, use: 0.5 }

const nothing: Omit<BrokerRates, "title"> = {
  bare: undefined,
  answering: undefined,
  worker: undefined,
  twoWorkers: undefined,
  keeping: undefined,
  twoKeeping: undefined
}

it("reads orders a second and times out of a result, and leaves out what was not measured", () => {
  const { brokers, bytes, contacts, organisations } = inputsOf(result)
  expect(brokers).toHaveLength(subjects.length)
  expect(brokers.find(({ title }) => title === "NATS JetStream")).toEqual({
    title: "NATS JetStream",
    bare: 10_000,
    answering: 2000,
    worker: 1000,
    twoWorkers: undefined,
    keeping: 200,
    twoKeeping: undefined
  })
  expect(brokers[0]).toEqual({ title: "RabbitMQ", ...nothing })
  expect(contacts.map(({ time }) => time)).toEqual([10, undefined, undefined, 2002, undefined])
  expect(contacts[3]).toMatchObject({ size: 1000, candidates: 1001 })
  expect(organisations[1]).toEqual({ size: 10, candidates: 10 * CANDIDATES, time: undefined })
  expect(bytes).toEqual({ order: 400, decision: 1600, kept: 5000 })
})

it("finds everything that it names in the suites", () => {
  const names = new Set(scaleSuite.figures.map(({ name }) => name))
  const { contacts, organisations } = inputsOf({ suites: [] })
  for (const name of [
    ...contacts.map(({ size }) => `contacts-${size}`),
    ...organisations.map(({ size }) => `organisations-${size}`),
    "bytes-order",
    "bytes-decision",
    "bytes-kept"
  ]) {
    expect(names).toContain(name)
  }
})

it("sizes a day by its peak, with the share of what was measured, rounded up", () => {
  expect(loadOf(assumptions)).toEqual({ orders: 720_000, mean: 100, peak: 300 })
  const sizing = sizeOf(inputsOf(result), assumptions)
  expect(sizing.brokers.find(({ title }) => title === "NATS JetStream")).toEqual({
    title: "NATS JetStream",
    // 300 orders a second, by 100 for each worker, and by 1,000 through the broker.
    workers: 3,
    aloneHours: 1,
    brokers: 1
  })
  expect(sizing).toMatchObject({ databases: 3, keptGigabytes: 3.6, sentGigabytes: 1.44 })
})

it("does not guess what was not measured", () => {
  const inputs: ScaleInputs = {
    brokers: [{ title: "RabbitMQ", ...nothing, bare: 10_000 }],
    contacts: [],
    organisations: [],
    bytes: { order: 400, decision: undefined, kept: undefined }
  }
  expect(sizeOf(inputs, norway)).toMatchObject({
    // The bare client answers nothing, so it says too little of the broker.
    brokers: [{ title: "RabbitMQ", workers: undefined, aloneHours: undefined, brokers: undefined }],
    databases: undefined,
    keptGigabytes: undefined,
    sentGigabytes: undefined
  })
})

it("assumes all persons and organisations of Norway within a working day", () => {
  expect(loadOf(norway).orders).toBe(6_800_000)
  expect(loadOf(norway).mean).toBeCloseTo(236.1, 1)
})

it("shows every figure in the document, and says which is missing", () => {
  const document = scaleDocument(JSON.stringify(result), assumptions)
  expect(document).toContain("| 1,000 | 1,001 | 2,002 | 2.00 |")
  expect(document).toContain("| 10 | 11 | not measured yet | not measured yet |")
  expect(document).toContain("| NATS JetStream | 10,000 | 2,000 | 1,000 | not measured yet | 200 | not measured yet |")
  expect(document).toContain("| NATS JetStream | 3 | 1 | 1.00 |")
  expect(document).toContain("| gigabytes of decisions in the database | 3.60 |")
  expect(document).toContain("| persons, an order each | 600,000 |")
  expect(() => scaleDocument("{}")).toThrow()
})

it("decides about as many candidates as the model counts", () => {
  // One address of the statutory list and four of custom contacts, for each organisation.
  expect(decidingAbout(3).pass(0, 1)).toBe(3 * CANDIDATES)
})

it("measures messages that hold an order, and a decision with its reasons", async () => {
  expect(await bytesOfOrder()).toBeGreaterThan(150)
  expect(await bytesOfDecision()).toBeGreaterThan(await bytesOfOrder())
})
