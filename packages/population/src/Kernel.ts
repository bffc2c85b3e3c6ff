/**
 * A kernel is what runs lists of operations over the columns of a population: a fixed WebAssembly module with 128-bit
 * vectors, or plain JavaScript with the same results where that may not run.
 *
 * Invariant: nothing is generated at run time. A strict Content-Security-Policy without `'wasm-unsafe-eval'` forbids even
 * the fixed module; then JavaScript does the work, and every result says so.
 */
import type { ColumnMemory } from "./ColumnMemory.ts"
import { interpreter } from "./Interpreter.ts"
import type { RunOperations } from "./Operation.ts"
import { canShareMemory, fileReader, platform } from "./Platform.ts"
import type { CompiledModule } from "./Platform.ts"

/** Which engine did the work. */
export type Engine = "wasm" | "javascript"

/** What runs operations. */
export type Kernel =
  | {
      readonly engine: "wasm"
      readonly module: CompiledModule
      /** Whether the module is the one for shared memory. */
      readonly shared: boolean
    }
  | {
      readonly engine: "javascript"
      /** Why it is not WebAssembly; one sentence. */
      readonly because: string
    }

/** Where the kernel comes from. */
export interface KernelOptions {
  /** The module: its bytes, or compiled. Default: the file of this package, read or fetched. */
  readonly wasm?: Uint8Array<ArrayBuffer> | ArrayBuffer | URL | CompiledModule
  /** Whether it is the module for shared memory; default: where memory can be shared. */
  readonly shared?: boolean
}

/** Says why WebAssembly does not do the work. */
export const javascriptKernel = (because: string): Kernel => ({ engine: "javascript", because })

/** The module's file. Written out as it is, bundlers find it. */
const fileOf = (shared: boolean): URL =>
  shared ? new URL("../wasm/columns-shared.wasm", import.meta.url) : new URL("../wasm/columns.wasm", import.meta.url)

/** Loads a kernel; never rejects, since JavaScript does what WebAssembly may not. */
export const loadKernel = async ({ shared = canShareMemory(), wasm }: KernelOptions = {}): Promise<Kernel> => {
  const { WebAssembly } = platform
  if (WebAssembly === undefined) return javascriptKernel("there is no WebAssembly here")
  try {
    if (wasm !== undefined && !isBytes(wasm) && !(wasm instanceof URL)) return { engine: "wasm", module: wasm, shared }
    const bytes = isBytes(wasm) ? wasm : await read(wasm ?? fileOf(shared))
    return { engine: "wasm", module: await WebAssembly.compile(bytes), shared }
  } catch (error) {
    return javascriptKernel(`the WebAssembly module could not be loaded: ${messageOf(error)}`)
  }
}

const isBytes = (value: unknown): value is Uint8Array<ArrayBuffer> | ArrayBuffer =>
  value instanceof Uint8Array || value instanceof ArrayBuffer

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const read = async (file: URL): Promise<Uint8Array<ArrayBuffer> | ArrayBuffer> => {
  const readFile = file.protocol === "file:" ? fileReader() : undefined
  if (readFile !== undefined) return readFile(file)
  const response = await platform.fetch?.(file)
  if (response?.ok !== true) throw new Error(`${file.pathname.replace(/^.*\//, "")} is not where it should be`)
  return response.arrayBuffer()
}

/** A kernel at work on a memory. */
export interface Runner {
  readonly run: RunOperations
  readonly engine: Engine
  /** The module, where it is WebAssembly. */
  readonly module?: CompiledModule
  /** Why it is not WebAssembly; one sentence. */
  readonly because?: string
}

/** Puts a kernel to work on a memory. */
export const runnerOf = (kernel: Kernel, memory: ColumnMemory): Runner => {
  const fallback = (because: string): Runner => ({ run: interpreter(memory.words), engine: "javascript", because })
  if (kernel.engine === "javascript") return fallback(kernel.because)
  if (memory.memory === undefined || platform.WebAssembly === undefined) return fallback("there is no WebAssembly here")
  if (kernel.shared !== memory.shared) {
    return fallback(
      `the kernel is for memory that is ${kernel.shared ? "shared" : "not shared"}, and this memory is not so`
    )
  }
  const { exports } = new platform.WebAssembly.Instance(kernel.module, { population: { memory: memory.memory } })
  return { run: exports["run"] as RunOperations, engine: "wasm", module: kernel.module }
}
