import { expect, it } from "vitest"
import { performanceDocument } from "../src/PerformanceDocument.ts"
import { rowsTable } from "../src/Report.ts"
import type { RunResult } from "../src/Result.ts"
import { spreadOf } from "../src/Statistics.ts"

const result: RunResult = {
  date: "2026-11-25",
  node: "v24.21.0",
  machine: { processor: "Some CPU", cores: 2, caches: ["L3 32768K"], memory: 23.4, system: "Linux x64" },
  packages: { ajv: "8.20.0" },
  measured: "built packages",
  short: false,
  seed: 1,
  rounds: 5,
  slice: 25,
  busy: 0.25,
  suites: [
    {
      name: "decision",
      title: "One decision",
      tables: [
        {
          name: "gate",
          title: "One gate",
          item: "decision",
          reference: "hand",
          agreed: 10_000,
          rows: [
            { name: "hand", label: "by hand", by: "hand", speed: spreadOf([1]), time: spreadOf([10]) },
            { name: "fast", label: "a | faster one", by: "peer", speed: spreadOf([2, 4, 3]), time: spreadOf([5]) },
            { name: "ours", label: "Adressat", by: "ours", speed: spreadOf([1.5]), time: spreadOf([7]), heap: 4 },
            { name: "native", label: "native code", by: "hand", absent: "there is no C compiler" }
          ]
        }
      ],
      figures: [{ name: "bytes", label: "size", unit: "bytes", value: spreadOf([4]) }],
      goals: [
        { text: "ours / by hand", kind: "at least", bound: 0.9, guard: 0.7, value: 1.5 },
        { text: "ours / the faster one", kind: "at least", bound: 1, guard: 0.4, value: 0.5 },
        { text: "ours / native code", kind: "at least", bound: 1 }
      ]
    }
  ]
}

const document = performanceDocument(JSON.stringify(result))

it("shows every row with its spread, and why one is missing", () => {
  expect(document).toContain("| a \\| faster one | 5.00 | 3.00 | 2.50 – 3.50 | 2.00 – 4.00 |  |")
  expect(document).toContain("| native code: there is no C compiler |")
  expect(document).toContain("all agree on 10,000 of them")
})

it("says which goals were reached, which were missed, and which were not measured", () => {
  expect(document).toContain("| ours / by hand | ≥ 0.900 | 1.50 | reached |")
  expect(document).toContain("| ours / the faster one | ≥ 1.00 | 0.500 | missed, within the guard |")
  expect(document).toContain("| ours / native code | ≥ 1.00 |  | not measured |")
})

it("does not hide who is faster", () => {
  expect(document).toContain("* One decision: a | faster one, 2.00 times as fast as the fastest of ours.")
  expect(document).toContain("* One decision: ours / the faster one: the goal is at least 1.00, measured 0.500.")
  expect(document).not.toContain("by hand, 0.667 times")
})

it("shows how many there are in a second, where a table asks for it", () => {
  const { columns, rows } = rowsTable({
    name: "rabbitmq",
    title: "RabbitMQ",
    item: "volley",
    per: { name: "order", count: 2000 },
    isRate: true,
    reference: "bare-1",
    agreed: 0,
    rows: [{ name: "bare-1", label: "amqplib", by: "peer", speed: spreadOf([1]), time: spreadOf([1e9]) }]
  })
  expect(columns.map(({ heading }) => heading).slice(1, 3)).toEqual(["ns/order", "orders/s"])
  expect(rows[0]?.slice(1, 3)).toEqual(["500,000", "2,000"])
})

it("refuses what is no result", () => {
  expect(() => performanceDocument("{}")).toThrow()
})
