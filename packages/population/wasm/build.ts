/** Builds the kernel from its source; `columns.wasm` and `columns-shared.wasm` beside this file are what comes out. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import loadWabt from "wabt"

const source = "columns.wat"
const features = { simd: true, threads: true }

/** The two builds, by file name: for memory of its own and for memory that threads share. */
export const buildKernel = async (): Promise<ReadonlyArray<readonly [name: string, bytes: Uint8Array]>> => {
  const text = readFileSync(join(import.meta.dirname, source), "utf8")
  const wabt = await loadWabt()
  const assemble = (wat: string): Uint8Array => {
    const module = wabt.parseWat(source, wat, features)
    try {
      return module.toBinary({}).buffer
    } finally {
      module.destroy()
    }
  }
  const shared = text.replace("(memory 1 65536)", "(memory 1 65536 shared)")
  if (shared === text) throw new Error(`${source} does not import its memory as expected`)
  return [
    ["columns.wasm", assemble(text)],
    ["columns-shared.wasm", assemble(shared)]
  ]
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, bytes] of await buildKernel()) writeFileSync(join(import.meta.dirname, name), bytes)
}
