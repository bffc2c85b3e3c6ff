/**
 * A work area is the part of a population's memory where one thread keeps the operations that it runs, what it counts and
 * what it notes in between.
 *
 * Invariant: nothing in it lasts longer than one run, so that runs may take turns.
 */
import type { ColumnMemory } from "./ColumnMemory.ts"
import { blockOf, encodeOperations, scratchOf } from "./Operation.ts"
import type { OperationList, RunOperations } from "./Operation.ts"

/** A list of operations, ready to be run. */
export interface ReadyOperations {
  readonly list: OperationList
  /** The list as the kernel reads it. */
  readonly words: Int32Array
  readonly block: number
}

/** Makes a list ready. */
export const readyOperations = (list: OperationList): ReadyOperations => ({
  list,
  words: encodeOperations(list),
  block: blockOf(list)
})

/** Where a thread works; addresses. */
export interface WorkArea {
  readonly operations: number
  readonly counts: number
  readonly scratch: number
}

/** Finds room for one thread after the other; takes more memory only when a list needs more than any before. */
export interface WorkAreas {
  readonly at: (thread: number, ready: ReadyOperations) => WorkArea
}

/** The work areas of a memory. */
export const workAreas = (memory: ColumnMemory): WorkAreas => {
  const parts = new Map<string, { readonly address: number; readonly bytes: number }>()
  const room = (part: string, bytes: number): number => {
    const known = parts.get(part)
    if (known !== undefined && known.bytes >= bytes) return known.address
    // Twice as much as before, so that what is left behind stays small.
    const taken = Math.max(bytes, (known?.bytes ?? 0) * 2, 512)
    const address = memory.allocate(taken)
    parts.set(part, { address, bytes: taken })
    return address
  }
  return {
    at: (thread, { list, words }) => ({
      operations: room("operations", words.byteLength),
      counts: room(`counts ${thread}`, list.counts * 4),
      scratch: room(`scratch ${thread}`, scratchOf(list))
    })
  }
}

/** Runs a list over a range of bytes of every column, on this thread, and adds what it counts to `counts`. */
export const runHere = (
  memory: ColumnMemory,
  areas: WorkAreas,
  run: RunOperations,
  ready: ReadyOperations,
  range: { readonly from: number; readonly until: number },
  counts: Float64Array
): void => {
  if (ready.list.operations.length === 0) return
  const area = areas.at(0, ready)
  const words = memory.words()
  const first = area.counts >>> 2
  words.set(ready.words, area.operations >>> 2)
  words.fill(0, first, first + ready.list.counts)
  run(area.operations, ready.list.operations.length, range.from, range.until, ready.block, area.scratch, area.counts)
  for (let count = 0; count < ready.list.counts; count++)
    counts[count] = (counts[count] ?? 0) + ((words[first + count] ?? 0) >>> 0)
}
