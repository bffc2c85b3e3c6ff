/** Writes every generated file anew; run by `pnpm generate`. */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { generatedFiles } from "./GeneratedFiles.ts"

const root = join(import.meta.dirname, "../../..")
for (const [path, text] of await generatedFiles(root)) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
