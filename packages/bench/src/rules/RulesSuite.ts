/** All of many rules for each candidate: a function for each rule, and ours, which share conditions. */
import { candidates } from "../decision/Candidates.ts"
import type { Suite } from "../Suite.ts"

/** The suite. */
export const rulesSuite: Suite = {
  name: "rules",
  title: "Many rules",
  tables: [
    {
      name: "all",
      title: "41 rules over 14 distinct conditions, the answer of every rule about one candidate",
      item: "candidate",
      reference: "functions",
      describe: (item) => candidates()[item],
      rows: [
        {
          name: "functions",
          label: "a generated function for each rule",
          by: "hand",
          short: true,
          load: async () => (await import("./SeparateFunctions.ts")).asCode()
        },
        {
          name: "programs",
          label: "Adressat, a program for each rule",
          by: "ours",
          load: async () => (await import("./SeparateFunctions.ts")).asPrograms()
        },
        {
          name: "shared",
          label: "Adressat, one program",
          by: "ours",
          short: true,
          load: async () => (await import("./SharedConditions.ts")).asClosures()
        },
        {
          name: "shared-generated",
          label: "Adressat, one program, generated module",
          by: "ours",
          short: true,
          load: async () => (await import("./SharedConditions.ts")).asModule()
        }
      ]
    }
  ],
  figures: [],
  goals: [
    {
      text: "one program, no generated code / a generated function for each rule",
      quantity: { speed: "all/shared", against: "all/functions" },
      bound: { atLeast: 3, guard: 2.2 }
    },
    {
      text: "one program, generated module / a generated function for each rule",
      quantity: { speed: "all/shared-generated", against: "all/functions" },
      bound: { atLeast: 10, guard: 7 }
    }
  ]
}
