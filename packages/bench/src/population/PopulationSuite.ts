/** What would become of ten million pairs of a person and a resource, by a rule set that is being written. */
import type { Implementation, Suite, Table } from "../Suite.ts"
import { PAIRS } from "./Pairs.ts"

const hand = (threeValued: boolean): Implementation => ({
  name: "hand",
  label: "hand-written loop in JavaScript",
  by: "hand",
  short: !threeValued,
  load: async () => (await import("./BareLoops.ts")).inJavaScript(threeValued)
})

const native = (threeValued: boolean): Implementation => ({
  name: "native",
  label: "hand-written loop in C, cc -O3 -march=native",
  by: "hand",
  short: !threeValued,
  load: async () => (await import("./BareLoops.ts")).inC(threeValued)
})

const wasm = (threeValued: boolean): Implementation => ({
  name: threeValued ? "three" : "wasm",
  label: "Adressat, WebAssembly, one thread",
  by: "ours",
  short: !threeValued,
  load: async () => (await import("./WhatIf.ts")).inWebAssembly(threeValued)
})

const javascript = (threeValued: boolean): Implementation => ({
  name: "javascript",
  label: "Adressat, plain JavaScript, one thread",
  by: "ours",
  load: async () => (await import("./WhatIf.ts")).inJavaScript(threeValued)
})

const whyNot = (threeValued: boolean): Implementation => ({
  name: "why-not",
  label: "Adressat, WebAssembly, with what each gate does",
  by: "ours",
  load: async () => (await import("./WhatIf.ts")).withWhyNot(threeValued)
})

const table = (name: string, title: string, rows: ReadonlyArray<Implementation>): Table => ({
  name,
  title: `${PAIRS.toLocaleString("en-GB")} pairs, ${title}, counted`,
  item: "evaluation",
  per: { name: "pair", count: PAIRS },
  reference: "hand",
  rows
})

/** Three-valued beside two-valued: not the same pairs, so there is no common answer. */
const withoutAnswer = (row: Implementation): Implementation => ({
  ...row,
  load: async () => {
    const task = await row.load()
    if ("absent" in task) return task
    const { answer: _, ...rest } = task
    return rest
  }
})

/** The suite. */
export const populationSuite: Suite = {
  name: "population",
  title: "Ten million pairs",
  tables: [
    table("two", "every fact known", [
      hand(false),
      native(false),
      wasm(false),
      javascript(false),
      whyNot(false),
      {
        ...withoutAnswer(wasm(true)),
        label: "Adressat, WebAssembly, one thread, facts unavailable here and there",
        short: true
      },
      ...([1, 2] as const).map((threads): Implementation => ({
        name: `threads-${threads}`,
        label: `Adressat, WebAssembly, shared memory, a crew of ${threads}`,
        by: "ours",
        load: async () => (await import("./WhatIf.ts")).byThreads(threads)
      }))
    ]),
    table("three", "facts unavailable here and there", [
      hand(true),
      native(true),
      wasm(true),
      javascript(true),
      whyNot(true)
    ])
  ],
  figures: [
    {
      name: "memory-two",
      label: "1,000,000 candidates with 16 conditions, every fact known",
      unit: "MB",
      once: true,
      measure: async () => (await import("./PopulationMemory.ts")).megabytes(false)
    },
    {
      name: "memory-three",
      label: "1,000,000 candidates with 16 conditions, facts unavailable here and there",
      unit: "MB",
      once: true,
      measure: async () => (await import("./PopulationMemory.ts")).megabytes(true)
    }
  ],
  goals: [
    { text: "G decisions/s, one thread", quantity: { rate: "two/wasm" }, bound: { atLeast: 10 } },
    {
      text: "time / native code on the same columns, with the count",
      quantity: { time: "two/wasm", of: "two/native" },
      bound: { atMost: 4, guard: 6 }
    },
    {
      text: "time with facts unavailable / with every fact known",
      quantity: { time: "two/three", of: "two/wasm" },
      bound: { atMost: 2, guard: 6 }
    },
    { text: "G decisions/s with what each gate does", quantity: { rate: "two/why-not" }, bound: { atLeast: 5 } },
    {
      text: "two threads / one",
      quantity: { speed: "two/threads-2", against: "two/threads-1" },
      bound: { atLeast: 1.5, guard: 1.1 }
    },
    {
      text: "MB of 1,000,000 candidates with 16 conditions, every fact known",
      quantity: { figure: "memory-two" },
      bound: { atMost: 2.2, guard: 2.2 }
    },
    {
      text: "the same with facts unavailable here and there",
      quantity: { figure: "memory-three" },
      bound: { atMost: 4.4, guard: 4.4 }
    }
  ]
}
