/** The front door under load on the loopback interface, beside minimal servers that decode and decide the same. */
import type { Figure, Implementation, Suite, Table } from "../Suite.ts"
import type { LongRun } from "./LongRun.ts"
import type { ServerName } from "./ServerProcess.ts"

type LoadName = "single" | "batch"

/** Requests of a volley: a seventh of a second or so. */
const requests: Readonly<Record<LoadName, number>> = { single: 800, batch: 12 }

const load = (server: ServerName, name: LoadName) => async () => {
  const loads = await import("./Loads.ts")
  return loads.underLoad(server, loads[name], requests[name])
}

const rows = (name: LoadName): ReadonlyArray<Implementation> => [
  {
    name: "hono",
    label: "a minimal Hono server on @hono/node-server",
    by: "peer",
    packages: ["hono", "@hono/node-server"],
    load: load("hono", name)
  },
  {
    name: "fastify",
    label: "a minimal Fastify server",
    by: "peer",
    packages: ["fastify"],
    load: load("fastify", name)
  },
  {
    name: "ours",
    label: "Adressat, the front door",
    by: "ours",
    short: true,
    load: load("ours", name)
  },
  {
    name: "bare",
    label: "node:http with answers made beforehand: what the client reaches",
    by: "hand",
    packages: ["autocannon"],
    load: load("bare", name)
  }
]

const table = (name: LoadName, title: string): Table => ({
  name,
  title,
  item: "volley",
  per: { name: "request", count: requests[name] },
  reference: "hono",
  takesLong: true,
  rows: rows(name)
})

const latencyFigure = (name: "rate" | "ours" | "hono", label: string, unit: string): Figure => ({
  name: name === "rate" ? "rate" : `p99-${name}`,
  label,
  unit,
  once: true,
  measure: async () => (await import("./Latency.ts")).latency(name)
})

const longRunFigure = (name: keyof LongRun, label: string, unit: string): Figure => ({
  name,
  label: `the long run: ${label}`,
  unit,
  once: true,
  measure: async () => (await import("./LongRun.ts")).longRun(name)
})

/** The suite. */
export const httpSuite: Suite = {
  name: "http",
  title: "The front door under load",
  tables: [
    table("single", "One order to one organisation, 32 connections"),
    table("batch", "One order to 1,000 recipients, 4 connections")
  ],
  figures: [
    latencyFigure("rate", "half of the rate that Hono reaches, one order to one organisation", "requests/s"),
    latencyFigure("ours", "99 of 100 answers of Adressat at that rate take at most", "ms"),
    latencyFigure("hono", "99 of 100 answers of Hono at that rate take at most", "ms"),
    longRunFigure("requests", "requests, 32 connections, as fast as they are answered", "requests"),
    longRunFigure("failures", "answers that were no success, or missing", "answers"),
    longRunFigure("p50", "half of the answers take at most", "ms"),
    longRunFigure("p99", "99 of 100 answers take at most", "ms"),
    longRunFigure("p999", "999 of 1,000 answers take at most", "ms"),
    longRunFigure("heapBefore", "heap after the warm-up, collected", "MB"),
    longRunFigure("heapAfter", "heap at the end, collected", "MB"),
    longRunFigure("residentBefore", "resident memory after the warm-up", "MB"),
    longRunFigure("residentAfter", "resident memory at the end", "MB"),
    longRunFigure("growth", "growth of the heap for each 100,000 requests", "MB")
  ],
  goals: [
    {
      text: "one order to one organisation / Hono",
      quantity: { speed: "single/ours", against: "single/hono" },
      bound: { atLeast: 0.6, guard: 0.4 }
    },
    {
      text: "one order to 1,000 recipients / Hono",
      quantity: { speed: "batch/ours", against: "batch/hono" },
      bound: { atLeast: 0.95, guard: 0.7 }
    },
    {
      text: "what the client reaches / Hono, one order to one organisation",
      quantity: { speed: "single/bare", against: "single/hono" },
      bound: { atLeast: 2 }
    },
    {
      text: "answers that were no success in the long run",
      quantity: { figure: "failures" },
      bound: { atMost: 0, guard: 0 }
    },
    {
      text: "MB that the heap grows for each 100,000 requests of the long run",
      quantity: { figure: "growth" },
      bound: { atMost: 0.5, guard: 2 }
    }
  ]
}
