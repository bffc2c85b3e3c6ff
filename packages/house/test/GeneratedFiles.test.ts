import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { generatedFiles } from "../src/GeneratedFiles.ts"

const root = join(import.meta.dirname, "../../..")

it("every generated file is what pnpm generate writes", { timeout: 120_000 }, async () => {
  const drifted = (await generatedFiles(root)).filter(
    ([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text
  )
  expect(drifted.map(([path]) => path)).toEqual([])
})
