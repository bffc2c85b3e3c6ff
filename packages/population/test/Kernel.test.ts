import { readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { makeColumnMemory } from "../src/ColumnMemory.ts"
import type { ColumnMemory } from "../src/ColumnMemory.ts"
import { javascriptKernel, loadKernel, runnerOf } from "../src/Kernel.ts"
import type { Kernel } from "../src/Kernel.ts"
import { encodeOperations } from "../src/Operation.ts"
import type { Operation, OperationList, Place } from "../src/Operation.ts"
import { workAreas, runHere } from "../src/WorkArea.ts"
import { buildKernel } from "../wasm/build.ts"
import { randomNumbers } from "./Naive.ts"

const BYTES = 64 * 5
const COLUMNS = 5
const REGISTERS = 3
const COUNTS = 3

const anyPlace = (columns: ReadonlyArray<number>): fc.Arbitrary<Place> =>
  fc.oneof(
    fc.constantFrom(...columns).map((column) => ({ column })),
    fc.nat(REGISTERS - 1).map((register) => ({ register }))
  )

const anyOperation = (columns: ReadonlyArray<number>): fc.Arbitrary<Operation> =>
  fc
    .record({
      operands: fc.array(fc.record({ place: anyPlace(columns), inverted: fc.boolean() }), {
        minLength: 1,
        maxLength: 4
      }),
      inverted: fc.boolean(),
      to: anyPlace(columns),
      count: fc.option(fc.nat(COUNTS - 1), { nil: undefined })
    })
    .map(({ count, ...rest }) => (count === undefined ? rest : { ...rest, count }))

/** A register that is read before anything was written to it holds whatever was there; a column stands in. */
const withoutLeftovers = (operations: ReadonlyArray<Operation>): ReadonlyArray<Operation> => {
  const written = new Set<number>()
  return operations.map((operation) => {
    const operands = operation.operands.map((operand) =>
      "register" in operand.place && !written.has(operand.place.register)
        ? { ...operand, place: { column: 64 } }
        : operand
    )
    if ("register" in operation.to) written.add(operation.to.register)
    return { ...operation, operands }
  })
}

/** A memory with random columns; addresses are the same every time. */
const columnsOf = (seed: number, shared: boolean) => {
  const memory = makeColumnMemory(0, shared)
  const random = randomNumbers(seed)
  const columns = Array.from({ length: COLUMNS }, () => memory.allocate(BYTES))
  for (const address of columns)
    for (let word = 0; word < BYTES / 4; word++) memory.words()[(address >>> 2) + word] = random() * 2 ** 32
  return { memory, columns }
}

/** What operations come to, bit by bit. */
const naive = (memory: ColumnMemory, list: OperationList) => {
  const bits = new Map<string, Array<boolean>>()
  const key = (place: Place) => ("column" in place ? `c${place.column}` : `r${place.register}`)
  const read = (place: Place): Array<boolean> => {
    const known = bits.get(key(place))
    if (known !== undefined) return known
    const words = memory.words()
    return Array.from(
      { length: BYTES * 8 },
      (_, row) => "column" in place && (((words[(place.column >>> 2) + (row >>> 5)] ?? 0) >>> (row & 31)) & 1) === 1
    )
  }
  const counts: Array<number> = Array.from({ length: COUNTS }, () => 0)
  for (const { count, inverted, operands, to } of list.operations) {
    const values = operands.map(({ inverted: flipped, place }) => read(place).map((bit) => bit !== flipped))
    const result = Array.from({ length: BYTES * 8 }, (_, row) => values.every((bit) => bit[row]) !== inverted)
    bits.set(key(to), result)
    if (count !== undefined) counts[count] = (counts[count] ?? 0) + result.filter((bit) => bit).length
  }
  return { counts, column: (column: number) => read({ column }) }
}

const run = (kernel: Kernel, memory: ColumnMemory, list: OperationList, block: number, parts: number) => {
  const { engine, run: operate } = runnerOf(kernel, memory)
  const words = encodeOperations(list)
  const counts = new Float64Array(COUNTS)
  const areas = workAreas(memory)
  const part = (BYTES / 64 / parts) * 64
  for (let from = 0; from < BYTES; from += part) {
    runHere(memory, areas, operate, { list, words, block }, { from, until: from + part }, counts)
  }
  return { engine, counts: [...counts] }
}

describe("the kernel", () => {
  it("is built from its source", async () => {
    for (const [name, bytes] of await buildKernel()) {
      const committed = readFileSync(join(import.meta.dirname, "../wasm", name))
      expect(committed.equals(bytes), `${name} is not what columns.wat comes to; run pnpm run wasm`).toBe(true)
    }
  })

  it.each([true, false])("does what operations say, in both engines; shared memory: %s", async (shared) => {
    const kernels = [await loadKernel({ shared }), javascriptKernel("a test")]
    expect(kernels.map(({ engine }) => engine)).toStrictEqual(["wasm", "javascript"])
    const { columns } = columnsOf(0, shared)
    fc.assert(
      fc.property(
        fc.array(anyOperation(columns), { minLength: 1, maxLength: 12 }).map(withoutLeftovers),
        fc.nat(),
        fc.constantFrom(64, 128, 8192),
        fc.constantFrom(1, 5),
        (operations, seed, block, parts) => {
          const list: OperationList = { operations, registers: REGISTERS, counts: COUNTS }
          const expected = naive(columnsOf(seed, shared).memory, list)
          for (const kernel of kernels) {
            const { memory } = columnsOf(seed, shared)
            expect(run(kernel, memory, list, block, parts)).toStrictEqual({
              engine: kernel.engine,
              counts: expected.counts
            })
            const after = naive(memory, { operations: [], registers: 0, counts: 0 })
            for (const column of columns) expect(after.column(column)).toStrictEqual(expected.column(column))
          }
        }
      ),
      { numRuns: 60 }
    )
  })

  it("takes the module as bytes or compiled", async () => {
    const bytes = new Uint8Array(readFileSync(join(import.meta.dirname, "../wasm/columns.wasm")))
    const fromBytes = await loadKernel({ wasm: bytes, shared: false })
    expect(fromBytes.engine).toBe("wasm")
    if (fromBytes.engine !== "wasm") return
    const { memory } = columnsOf(1, false)
    expect(runnerOf(fromBytes, memory).engine).toBe("wasm")
    expect(runnerOf(await loadKernel({ wasm: fromBytes.module, shared: false }), memory).engine).toBe("wasm")
  })

  it("says why JavaScript does the work", async () => {
    const because = async (kernel: Promise<Kernel>, shared = false) =>
      runnerOf(await kernel, columnsOf(1, shared).memory)
    const missing = new URL("no-such-file.wasm", import.meta.url)
    expect((await because(loadKernel({ wasm: missing, shared: false }))).because).toMatch(
      /^the WebAssembly module could not be loaded: ENOENT/
    )
    expect((await because(loadKernel({ wasm: new Uint8Array(8), shared: false }))).because).toMatch(
      /^the WebAssembly module could not be loaded: /
    )
    expect((await because(loadKernel({ shared: true }))).because).toBe(
      "the kernel is for memory that is shared, and this memory is not so"
    )
    expect((await because(Promise.resolve(javascriptKernel("it was asked for")))).because).toBe("it was asked for")
  })
})
