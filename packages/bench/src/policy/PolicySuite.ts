/**
 * One decision of a policy: a walk over the rules, other engines with equivalent policies, and ours.
 */
import type { Suite } from "../Suite.ts"
import { policyData } from "./PolicyData.ts"

/** The suite. */
export const policySuite: Suite = {
  name: "policy",
  title: "Policies",
  tables: [
    {
      name: "rules",
      title: "A policy of 50 XACML rules, one request",
      item: "decision",
      reference: "naive",
      describe: (item) => policyData().questions[item],
      rows: [
        {
          name: "naive",
          label: "naive walk",
          by: "hand",
          short: true,
          load: async () => (await import("./NaiveWalk.ts")).walk()
        },
        {
          name: "map",
          label: "hand-written, map of resource and action",
          by: "hand",
          load: async () => (await import("./NaiveWalk.ts")).byMap()
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
          label: "CASL, an ability for each user",
          by: "peer",
          packages: ["@casl/ability"],
          load: async () => (await import("./Casl.ts")).abilities()
        },
        {
          name: "ours",
          label: "Adressat, compiled policy",
          by: "ours",
          short: true,
          load: async () => (await import("./Xacml.ts")).compiled()
        }
      ]
    }
  ],
  figures: [],
  goals: [
    {
      text: "compiled policy / naive walk",
      quantity: { speed: "rules/ours", against: "rules/naive" },
      bound: { atLeast: 200, guard: 140 }
    },
    {
      text: "compiled policy / cedar-wasm",
      quantity: { speed: "rules/ours", against: "rules/cedar" },
      bound: { atLeast: 1000, guard: 700 }
    }
  ]
}
