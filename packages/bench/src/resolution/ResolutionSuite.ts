/** A whole resolution of an organisation with many custom contacts, up to its deliveries. */
import type { Suite, Table } from "../Suite.ts"
import { decisionsInMemory, exponent } from "./Growth.ts"

const resolutions = (name: string, contacts: number, isCold: boolean): Table => ({
  name,
  title: `${contacts.toLocaleString("en-GB")} custom contacts, phone numbers ${isCold ? "new" : "seen before"}`,
  item: "resolution",
  reference: "plain",
  rows: [
    {
      name: "plain",
      label: "plain TypeScript with libphonenumber-js/max",
      by: "hand",
      packages: ["libphonenumber-js"],
      load: async () => (await import("./Resolutions.ts")).plain(contacts)
    },
    {
      name: "deliveries",
      label: "Adressat, judge: the same deliveries, and what the gates say of everyone",
      by: "ours",
      load: async () => (await import("./Resolutions.ts"))[isCold ? "cold" : "warm"](contacts, "deliveries")
    },
    {
      name: "decision",
      label: "Adressat, decide: reasons and repairs for everyone left out besides",
      by: "ours",
      load: async () => (await import("./Resolutions.ts"))[isCold ? "cold" : "warm"](contacts, "decision")
    }
  ]
})

/** The suite. */
export const resolutionSuite: Suite = {
  name: "resolution",
  title: "A whole resolution",
  tables: [
    resolutions("10", 10, false),
    resolutions("1000", 1000, false),
    resolutions("100000", 100_000, false),
    resolutions("100000-cold", 100_000, true),
    {
      name: "effect",
      title: "Effect around it, 1,000 custom contacts",
      item: "resolution",
      reference: "function",
      rows: [
        {
          name: "function",
          label: "decide, a plain function",
          by: "ours",
          short: true,
          load: async () => (await import("./Resolutions.ts")).warm(1000, "decision")
        },
        {
          name: "effect",
          label: "decide in one Effect with a span",
          by: "ours",
          packages: ["effect"],
          short: true,
          load: async () => (await import("./Resolutions.ts")).inEffect(1000)
        },
        {
          name: "gathered",
          label: "resolve: sources in memory asked and checked, then decided",
          by: "ours",
          packages: ["effect"],
          load: async () => (await import("./Resolutions.ts")).gathered(1000)
        }
      ]
    }
  ],
  figures: [
    {
      name: "exponent",
      label: "growth of the time from 10 to 1,000,000 custom contacts; 1 is linear",
      unit: "exponent",
      once: true,
      node: ["--max-old-space-size=8192"],
      measure: exponent
    },
    {
      name: "memory",
      label: "peak of the heap while resolveMany takes 1,000,000 orders, of 256 MB it may have",
      unit: "MB",
      once: true,
      node: ["--max-old-space-size=256"],
      measure: decisionsInMemory
    }
  ],
  goals: [
    {
      text: "100,000 custom contacts, phone numbers new / plain TypeScript",
      quantity: { speed: "100000-cold/deliveries", against: "100000-cold/plain" },
      bound: { atLeast: 3.5, guard: 2.4 }
    },
    {
      text: "100,000 custom contacts, phone numbers seen before / plain TypeScript",
      quantity: { speed: "100000/deliveries", against: "100000/plain" },
      bound: { atLeast: 5, guard: 3.2 }
    },
    {
      text: "time in one Effect / the plain function, 1,000 custom contacts",
      quantity: { time: "effect/effect", of: "effect/function" },
      bound: { atMost: 1.2, guard: 1.7 }
    },
    {
      text: "growth of the time from 10 to 1,000,000 custom contacts",
      quantity: { figure: "exponent" },
      bound: { atMost: 1.15, guard: 1.3 }
    },
    {
      text: "heap of resolveMany over 1,000,000 orders, in MB",
      quantity: { figure: "memory" },
      bound: { atMost: 256, guard: 256 }
    }
  ]
}
