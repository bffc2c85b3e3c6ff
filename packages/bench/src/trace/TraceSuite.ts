/** What it costs that every decision can be explained later. */
import { candidates } from "../decision/Candidates.ts"
import { heapFlags, measureHeap } from "../Measurement.ts"
import type { Implementation, Suite, Table } from "../Suite.ts"

const table = (name: string, title: string, without: Implementation["load"], kept: Implementation["load"]): Table => ({
  name,
  title,
  item: "decision",
  reference: "without",
  describe: (item) => candidates()[item],
  rows: [
    { name: "without", label: "decision alone", by: "ours", short: true, load: without },
    { name: "kept", label: "decision, and its trace kept", by: "ours", short: true, load: kept }
  ]
})

const closures = table(
  "closures",
  "No generated code: the decision alone, and with its trace kept",
  async () => (await import("../decision/Adressat.ts")).decisions(),
  async () => (await import("../decision/Adressat.ts")).traces()
)

/** The suite. */
export const traceSuite: Suite = {
  name: "trace",
  title: "The trace of a decision",
  tables: [
    closures,
    table(
      "module",
      "Generated module: the decision alone, and with its trace kept",
      async () => (await import("../decision/Adressat.ts")).generatedDecisions(),
      async () => (await import("../decision/Adressat.ts")).generatedTraces()
    )
  ],
  figures: [
    {
      name: "bytes",
      label: "size of a trace",
      unit: "bytes",
      short: true,
      once: true,
      measure: async () => (await import("./TraceForms.ts")).bytesOfTrace()
    },
    {
      name: "garbage",
      label: "left on the heap by a decision whose trace is kept",
      unit: "bytes",
      short: true,
      once: true,
      node: heapFlags,
      measure: async () => {
        const kept = closures.rows.find(({ name }) => name === "kept")
        return kept === undefined ? { absent: "no such row" } : measureHeap(kept)
      }
    },
    {
      name: "explanation",
      label: "reasons of all gates from a trace that has been read before",
      unit: "ns",
      measure: async () => (await import("./TraceForms.ts")).explanationFromMemory()
    },
    {
      name: "explanation-anew",
      label: "reasons of all gates from a new trace",
      unit: "ns",
      measure: async () => (await import("./TraceForms.ts")).explanationAnew()
    }
  ],
  goals: [
    {
      text: "time with trace / without, no generated code",
      quantity: { time: "closures/kept", of: "closures/without" },
      bound: { atMost: 1.2, guard: 1.8 }
    },
    {
      text: "time with trace / without, generated module",
      quantity: { time: "module/kept", of: "module/without" },
      bound: { atMost: 1.1, guard: 1.8 }
    },
    { text: "bytes of a trace", quantity: { figure: "bytes" }, bound: { atMost: 4, guard: 4 } },
    {
      text: "bytes left on the heap by a decision with trace",
      quantity: { figure: "garbage" },
      bound: { atMost: 1, guard: 4 }
    },
    {
      text: "nanoseconds to explain a trace read before",
      quantity: { figure: "explanation" },
      bound: { atMost: 500 }
    },
    { text: "nanoseconds to explain a new trace", quantity: { figure: "explanation-anew" }, bound: { atMost: 500 } }
  ]
}
