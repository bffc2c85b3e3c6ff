/**
 * Every file in the repository that is generated, and what it must hold. `pnpm generate` writes them; a test fails when
 * one has drifted from what it is generated from.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { jsonSchemas, shippedRuleSet, writeModule } from "@adressat/core"
import { worldSchemas } from "../../cli/src/WorldSchemas.ts"
import { performanceDocument } from "../../bench/src/PerformanceDocument.ts"
import { scaleDocument } from "../../bench/src/scale/ScaleDocument.ts"
import { altinnAndStrict } from "./AltinnAndStrict.ts"
import { factAccessors } from "./FactAccessors.ts"
import { norwegianNumbers } from "./NorwegianNumbers.ts"
import { reasons } from "./Reasons.ts"

/** Path from the root of the repository, and text. */
export type GeneratedFile = readonly [path: string, text: string]

/** Every generated file. */
export const generatedFiles = async (root: string): Promise<ReadonlyArray<GeneratedFile>> => {
  const result = (name: string) => readFileSync(join(root, "packages/bench/results", name), "utf8")
  return [
    ...schemaFiles("packages/core/schema", jsonSchemas()),
    ...schemaFiles("packages/cli/schema", worldSchemas()),
    ["packages/core/src/FactAccessors.ts", factAccessors()],
    ["packages/core/src/NorwegianNumbers.gen.ts", norwegianNumbers()],
    ["packages/core/test/modules/altinn.gen.ts", writeModule(shippedRuleSet("altinn"))],
    ["docs/altinn-and-strict.md", await altinnAndStrict(root)],
    ["docs/performance.md", performanceDocument(result("latest.json"), result("queues.json"))],
    ["docs/reasons.md", reasons()],
    ["docs/scale.md", scaleDocument(result("queues.json"))]
  ]
}

const schemaFiles = (folder: string, schemas: Readonly<Record<string, unknown>>): ReadonlyArray<GeneratedFile> =>
  Object.entries(schemas).map(([name, schema]) => [`${folder}/${name}`, `${JSON.stringify(schema, null, 2)}\n`])
