/**
 * One decision of one gate with seven conditions: json-rules-engine with the document as it stands, the other engines with
 * the same gate in their own words, hand-written TypeScript, and ours.
 */
import type { Goal, Suite } from "../Suite.ts"
import { candidates } from "./Candidates.ts"

/** The other engines, each in its fastest form. */
const peers = [
  "json-rules-engine-best",
  "json-logic-engine",
  "zen-in-flight",
  "zen-sync",
  "cedar",
  "casbin",
  "casl",
  "ajv",
  "arktype"
]

const goal = (
  text: string,
  speed: string,
  against: string | ReadonlyArray<string>,
  atLeast: number,
  guard: number
): Goal => ({
  text,
  quantity: {
    speed: `gate/${speed}`,
    against: typeof against === "string" ? `gate/${against}` : against.map((row) => `gate/${row}`)
  },
  bound: { atLeast, guard }
})

/** The suite. */
export const decisionSuite: Suite = {
  name: "decision",
  title: "One decision",
  tables: [
    {
      name: "gate",
      title: "One gate of seven conditions, one candidate",
      item: "decision",
      reference: "hand",
      base: "json-rules-engine",
      heap: true,
      describe: (item) => candidates()[item],
      rows: [
        {
          name: "hand",
          label: "hand-written",
          by: "hand",
          short: true,
          load: async () => (await import("./HandWritten.ts")).overCodes()
        },
        {
          name: "hand-words",
          label: "hand-written, over words",
          by: "hand",
          load: async () => (await import("./HandWritten.ts")).overWords()
        },
        {
          name: "json-rules-engine",
          label: "json-rules-engine",
          by: "peer",
          packages: ["json-rules-engine"],
          short: true,
          load: async () => (await import("./JsonRulesEngine.ts")).asIs()
        },
        {
          name: "json-rules-engine-best",
          label: "json-rules-engine at its best",
          by: "peer",
          packages: ["json-rules-engine"],
          short: true,
          load: async () => (await import("./JsonRulesEngine.ts")).atItsBest()
        },
        {
          name: "json-logic-engine",
          label: "json-logic-engine, built",
          by: "peer",
          packages: ["json-logic-engine"],
          short: true,
          load: async () => (await import("./JsonLogic.ts")).compiled()
        },
        {
          name: "zen-in-flight",
          label: "zen-engine, 100 in flight",
          by: "peer",
          packages: ["@gorules/zen-engine"],
          load: async () => (await import("./Zen.ts")).decisionInFlight()
        },
        {
          name: "zen-sync",
          label: "zen-engine, expression without waiting",
          by: "peer",
          packages: ["@gorules/zen-engine"],
          load: async () => (await import("./Zen.ts")).expressionSync()
        },
        {
          name: "cedar",
          label: "cedar-wasm, preparsed",
          by: "peer",
          packages: ["@cedar-policy/cedar-wasm"],
          load: async () => (await import("./Cedar.ts")).preparsed()
        },
        {
          name: "casbin",
          label: "casbin, enforceSync",
          by: "peer",
          packages: ["casbin"],
          load: async () => (await import("./Casbin.ts")).synchronously()
        },
        {
          name: "casl",
          label: "CASL",
          by: "peer",
          packages: ["@casl/ability"],
          load: async () => (await import("./Casl.ts")).ability()
        },
        {
          name: "ajv",
          label: "ajv, compiled",
          by: "peer",
          packages: ["ajv"],
          load: async () => (await import("./Ajv.ts")).compiled()
        },
        {
          name: "arktype",
          label: "arktype",
          by: "peer",
          packages: ["arktype"],
          load: async () => (await import("./ArkType.ts")).allows()
        },
        {
          name: "ours",
          label: "Adressat, decision alone",
          by: "ours",
          short: true,
          load: async () => (await import("./Adressat.ts")).decisions()
        },
        {
          name: "ours-trace",
          label: "Adressat, trace kept",
          by: "ours",
          short: true,
          load: async () => (await import("./Adressat.ts")).traces()
        },
        {
          name: "generated",
          label: "Adressat, generated module, decision alone",
          by: "ours",
          short: true,
          load: async () => (await import("./Adressat.ts")).generatedDecisions()
        },
        {
          name: "generated-trace",
          label: "Adressat, generated module, trace kept",
          by: "ours",
          short: true,
          load: async () => (await import("./Adressat.ts")).generatedTraces()
        },
        {
          name: "ours-words",
          label: "Adressat, verdict from words",
          by: "ours",
          load: async () => (await import("./Adressat.ts")).verdicts()
        }
      ]
    }
  ],
  figures: [],
  goals: [
    goal("trace kept / json-rules-engine, the same document", "ours-trace", "json-rules-engine", 1000, 700),
    goal("trace kept / json-rules-engine at its best", "ours-trace", "json-rules-engine-best", 600, 420),
    goal("no trace kept / hand-written", "ours", "hand", 0.9, 0.35),
    goal("trace kept / hand-written", "ours-trace", "hand", 0.8, 0.35),
    goal("generated, no trace kept / hand-written", "generated", "hand", 0.9, 0.35),
    goal("generated, trace kept / hand-written", "generated-trace", "hand", 0.8, 0.35),
    goal("trace kept / json-logic-engine, built", "ours-trace", "json-logic-engine", 2.5, 1.6),
    goal("trace kept / the fastest of the others", "ours-trace", peers, 1, 0.9)
  ]
}
