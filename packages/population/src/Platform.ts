/**
 * What this package asks of the platform it runs on, a browser or Node.js. Everything is optional: what is missing is done
 * without, in plain JavaScript and on one thread. No other file of the package reaches for any of it.
 *
 * The types are those few members that are used, since a browser's types and those of Node.js exclude one another.
 */

/** A compiled WebAssembly module. */
export interface CompiledModule {
  readonly [Symbol.toStringTag]?: string
}

/** A WebAssembly memory. */
export interface PlatformMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer
  readonly grow: (pages: number) => number
}

interface PlatformWebAssembly {
  readonly Memory: new (limits: {
    readonly initial: number
    readonly maximum: number
    readonly shared: boolean
  }) => PlatformMemory
  readonly Module: new (bytes: BufferSource) => CompiledModule
  readonly Instance: new (
    module: CompiledModule,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  ) => { readonly exports: Readonly<Record<string, unknown>> }
  readonly compile: (bytes: BufferSource) => Promise<CompiledModule>
}

/** Bytes, wherever they are. */
export type BufferSource = ArrayBuffer | Uint8Array<ArrayBuffer>

/** A thread, as browsers have them. */
export interface PlatformWorker {
  readonly postMessage: (message: unknown, transfer: []) => void
  readonly terminate: () => unknown
  readonly addEventListener?: (type: string, listen: (event: PlatformEvent) => void) => void
  /** In Node.js. */
  readonly on?: (type: string, listen: (value: unknown) => void) => void
  /** In Node.js: whether the thread keeps the process from ending. */
  readonly ref?: () => void
  readonly unref?: () => void
}

/** What a thread or a port tells. */
export interface PlatformEvent {
  readonly data?: unknown
  readonly message?: string
}

interface PlatformPort {
  readonly addEventListener: (type: string, listen: () => void) => void
  readonly start: () => void
  readonly postMessage: (message: unknown, transfer: []) => void
  readonly close: () => void
}

interface Platform {
  readonly WebAssembly?: PlatformWebAssembly
  /** In a browser: whether memory may be shared; in Node.js: not there. */
  readonly crossOriginIsolated?: boolean
  readonly Worker?: new (url: URL, options: { readonly type: "module" }) => PlatformWorker
  readonly navigator?: { readonly hardwareConcurrency?: number }
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown }
  readonly fetch?: (url: URL) => Promise<{
    readonly ok: boolean
    readonly status: number
    readonly arrayBuffer: () => Promise<ArrayBuffer>
  }>
  readonly setImmediate?: (run: () => void) => unknown
  readonly setTimeout?: (run: () => void, milliseconds: number) => unknown
  readonly MessageChannel?: new () => { readonly port1: PlatformPort; readonly port2: PlatformPort }
  /** In a thread of a browser. */
  readonly addEventListener?: (type: string, listen: (event: PlatformEvent) => void) => void
  readonly postMessage?: (message: unknown) => void
}

/** The platform. */
export const platform = globalThis as unknown as Platform

/** A module of Node.js; `undefined` elsewhere. */
const moduleOfNode = (name: string): unknown => platform.process?.getBuiltinModule?.(`node:${name}`)

/** Reads a file of this machine, in Node.js. */
export const fileReader = (): ((file: URL) => Promise<Uint8Array<ArrayBuffer>>) | undefined =>
  (moduleOfNode("fs/promises") as { readonly readFile: (file: URL) => Promise<Uint8Array<ArrayBuffer>> } | undefined)
    ?.readFile

/** The threads of Node.js. */
export interface NodeThreads {
  readonly Worker: new (url: URL) => PlatformWorker
  /** The way to the thread that started this one. */
  readonly parentPort: {
    readonly on: (type: string, listen: (message: unknown) => void) => void
    readonly postMessage: (message: unknown) => void
  } | null
}

/** The threads of Node.js; `undefined` elsewhere. */
export const nodeThreads = (): NodeThreads | undefined => moduleOfNode("worker_threads") as NodeThreads | undefined

/** How many threads the machine runs at the same time; 1 where it does not tell. */
export const parallelism = (): number =>
  (moduleOfNode("os") as { readonly availableParallelism?: () => number } | undefined)?.availableParallelism?.() ??
  platform.navigator?.hardwareConcurrency ??
  1

/** Whether threads can share memory here: always in Node.js, in a browser only on a page that is cross-origin isolated. */
export const canShareMemory = (): boolean =>
  typeof SharedArrayBuffer === "function" && platform.crossOriginIsolated !== false

/** Lets the platform do what else it has to do; it resolves after that. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    const { MessageChannel, setImmediate, setTimeout } = platform
    if (setImmediate !== undefined) setImmediate(resolve)
    else if (MessageChannel !== undefined) {
      // Unlike a timer it makes nobody wait.
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener("message", () => {
        port1.close()
        resolve()
      })
      port1.start()
      port2.postMessage(undefined, [])
    } else if (setTimeout !== undefined) setTimeout(resolve, 0)
    else resolve()
  })
