/**
 * A column memory is one block of memory that holds all columns of a population, so that the kernel reaches every one of
 * them by its address.
 *
 * Invariants: addresses are multiples of 64 and stay what they are when the memory grows; memory that was never written is
 * zero; views are taken anew after each allocation, since growing may put another buffer in place.
 */
import { canShareMemory, platform } from "./Platform.ts"
import type { PlatformMemory } from "./Platform.ts"

/** A block of memory that grows. */
export interface ColumnMemory {
  /** Whether threads can work on it together. */
  readonly shared: boolean
  /** The WebAssembly memory; `undefined` where there is no WebAssembly. */
  readonly memory: PlatformMemory | undefined
  /** The bytes in use. */
  readonly size: () => number
  /** Takes so many bytes and gives their address; throws a `RangeError` when there is no room. */
  readonly allocate: (bytes: number) => number
  /** Takes so many bytes for a while; what is in them is whatever was left there. */
  readonly borrow: (bytes: number) => number
  /** Gives back what was borrowed. */
  readonly giveBack: (address: number, bytes: number) => void
  /** All of it, as words of 32 bits. */
  readonly words: () => Int32Array
  /** All of it, as bytes. */
  readonly bytes: () => Uint8Array
}

/** Everything begins and ends at multiples of so many bytes. */
export const ALIGNMENT = 64

/** The next multiple of {@link ALIGNMENT}. */
export const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT

const PAGE = 65_536
const MOST_PAGES = 65_536

/** Makes a memory for about so many bytes; by default it is shared where it can be. */
export const makeColumnMemory = (expected: number, shared: boolean = canShareMemory()): ColumnMemory => {
  const pages = Math.max(1, Math.ceil(expected / PAGE))
  const made = platform.WebAssembly === undefined ? undefined : webAssemblyMemory(pages, shared)
  const memory = made ?? plainMemory(pages)
  // Address 0 is left alone: it stands for nothing.
  let used = ALIGNMENT
  let buffer = memory.buffer
  let words = new Int32Array(buffer)
  let all = new Uint8Array(buffer)
  const refresh = () => {
    if (memory.buffer === buffer && words.length * 4 === buffer.byteLength) return
    buffer = memory.buffer
    words = new Int32Array(buffer)
    all = new Uint8Array(buffer)
  }
  const allocate = (wanted: number): number => {
    const address = used
    const end = address + aligned(wanted)
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE)
    if (end > MOST_PAGES * PAGE) throw noRoom()
    if (missing > 0) {
      try {
        memory.grow(missing)
      } catch {
        throw noRoom()
      }
    }
    refresh()
    used = end
    return address
  }
  const free: Array<{ readonly address: number; readonly bytes: number }> = []
  return {
    shared: made !== undefined && shared,
    memory: made,
    size: () => used,
    allocate,
    borrow: (bytes) => {
      const index = free.findIndex((part) => part.bytes === aligned(bytes))
      return free.splice(index, index < 0 ? 0 : 1)[0]?.address ?? allocate(bytes)
    },
    giveBack: (address, bytes) => {
      free.push({ address, bytes: aligned(bytes) })
    },
    words: () => words,
    bytes: () => all
  }
}

const noRoom = (): RangeError =>
  new RangeError("the columns need more memory than there is; split the population, each part is evaluated by itself")

const webAssemblyMemory = (pages: number, shared: boolean): PlatformMemory | undefined => {
  const { WebAssembly } = platform
  if (WebAssembly === undefined) return undefined
  // Some systems reserve the maximum at once and cannot reserve that much.
  for (const maximum of [MOST_PAGES, Math.min(MOST_PAGES, pages * 4 + 256)]) {
    try {
      return new WebAssembly.Memory({ initial: pages, maximum, shared })
    } catch {
      continue
    }
  }
  throw noRoom()
}

const plainMemory = (pages: number): PlatformMemory => {
  let buffer = new ArrayBuffer(pages * PAGE)
  return {
    get buffer() {
      return buffer
    },
    grow: (more) => {
      const before = buffer.byteLength / PAGE
      const larger = new ArrayBuffer(Math.max(buffer.byteLength + more * PAGE, buffer.byteLength * 1.5))
      new Uint8Array(larger).set(new Uint8Array(buffer))
      buffer = larger
      return before
    }
  }
}
