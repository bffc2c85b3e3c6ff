/** From a raw object to a decision with its trace. */
import type { Suite } from "../Suite.ts"
import { rawCandidates } from "./Ingestion.ts"

/** The suite. */
export const ingestSuite: Suite = {
  name: "ingest",
  title: "From a raw object to a decision",
  tables: [
    {
      name: "raw",
      title: "A raw object, validated, decided, its trace kept",
      item: "candidate",
      reference: "hand",
      base: "json-rules-engine",
      describe: (item) => rawCandidates()[item],
      rows: [
        {
          name: "hand",
          label: "hand-written, no trace",
          by: "hand",
          short: true,
          load: async () => (await import("./Ingestion.ts")).byHand()
        },
        {
          name: "json-rules-engine",
          label: "json-rules-engine after the same validation",
          by: "peer",
          packages: ["json-rules-engine"],
          short: true,
          load: async () => (await import("./Ingestion.ts")).byJsonRulesEngine()
        },
        {
          name: "ours",
          label: "Adressat",
          by: "ours",
          short: true,
          load: async () => (await import("./Ingestion.ts")).byProgram()
        },
        {
          name: "generated",
          label: "Adressat, generated module",
          by: "ours",
          load: async () => (await import("./Ingestion.ts")).byModule()
        }
      ]
    }
  ],
  figures: [],
  goals: [
    {
      text: "raw object to decision and trace / json-rules-engine after the same validation",
      quantity: { speed: "raw/ours", against: "raw/json-rules-engine" },
      bound: { atLeast: 250, guard: 170 }
    }
  ]
}
