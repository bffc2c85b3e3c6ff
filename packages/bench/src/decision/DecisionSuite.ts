/**
 * One decision of one gate with seven conditions: json-rules-engine with the document as it stands, the other engines with
 * the same gate in their own words, hand-written TypeScript, and ours.
 */
import type { Suite } from "../Suite.ts"
import { candidates } from "./Candidates.ts"

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
          name: "ours-words",
          label: "Adressat, verdict from words",
          by: "ours",
          short: true,
          load: async () => (await import("./Adressat.ts")).verdicts()
        }
      ]
    }
  ],
  figures: [],
  goals: [
    {
      text: "trace kept / json-rules-engine, the same document",
      quantity: { speed: "gate/ours-trace", against: "gate/json-rules-engine" },
      bound: { atLeast: 1000, guard: 700 }
    },
    {
      text: "trace kept / json-rules-engine at its best",
      quantity: { speed: "gate/ours-trace", against: "gate/json-rules-engine-best" },
      bound: { atLeast: 600, guard: 420 }
    },
    {
      text: "no trace kept / hand-written",
      quantity: { speed: "gate/ours", against: "gate/hand" },
      bound: { atLeast: 0.9, guard: 0.7 }
    },
    {
      text: "trace kept / hand-written",
      quantity: { speed: "gate/ours-trace", against: "gate/hand" },
      bound: { atLeast: 0.8, guard: 0.6 }
    },
    {
      text: "trace kept / json-logic-engine, built",
      quantity: { speed: "gate/ours-trace", against: "gate/json-logic-engine" },
      bound: { atLeast: 2.5, guard: 1.9 }
    },
    {
      text: "trace kept / the fastest of the others",
      quantity: {
        speed: "gate/ours-trace",
        against: [
          "gate/json-rules-engine-best",
          "gate/json-logic-engine",
          "gate/zen-in-flight",
          "gate/zen-sync",
          "gate/cedar",
          "gate/casbin",
          "gate/casl",
          "gate/ajv",
          "gate/arktype"
        ]
      },
      bound: { atLeast: 1, guard: 0.9 }
    }
  ]
}
