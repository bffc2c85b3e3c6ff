/**
 * One decision of a policy: a walk over the rules, other engines with equivalent policies, and ours.
 */
import type { Goal, Suite } from "../Suite.ts"
import { policyData } from "./PolicyData.ts"

const goal = (text: string, speed: string, against: string, atLeast: number, guard: number): Goal => ({
  text,
  quantity: { speed: `rules/${speed}`, against: `rules/${against}` },
  bound: { atLeast, guard }
})

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
          name: "any",
          label: "Adressat, any XACML request",
          by: "ours",
          load: async () => (await import("./Xacml.ts")).compiled()
        },
        {
          name: "read",
          label: "Adressat, access program, user read anew",
          by: "ours",
          load: async () => (await import("./Xacml.ts")).readAnew()
        },
        {
          name: "looked-up",
          label: "Adressat, access program, user and question looked up",
          by: "ours",
          load: async () => (await import("./Xacml.ts")).lookedUp()
        },
        {
          name: "prepared",
          label: "Adressat, access program, user and question prepared",
          by: "ours",
          short: true,
          load: async () => (await import("./Xacml.ts")).prepared()
        }
      ]
    }
  ],
  figures: [],
  goals: [
    goal("access program, prepared / naive walk", "prepared", "naive", 200, 140),
    goal("access program, prepared / cedar-wasm", "prepared", "cedar", 1000, 700)
  ]
}
