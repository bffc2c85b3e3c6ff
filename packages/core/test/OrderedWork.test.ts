import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { orderedWork } from "../src/OrderedWork.ts"

const settle = async () => new Promise<void>((resolve) => setImmediate(resolve))

const collect = async <A>(stream: AsyncIterable<A>): Promise<ReadonlyArray<A>> => {
  const all: Array<A> = []
  for await (const one of stream) all.push(one)
  return all
}

/** A stream that notes what is taken of it and whether it was closed. */
const noting = (count: number) => {
  const seen = { taken: 0, closed: false }
  function* items() {
    try {
      for (let item = 0; item < count; item++) {
        seen.taken++
        yield item
      }
    } finally {
      seen.closed = true
    }
  }
  return { seen, items }
}

describe("ordered work", () => {
  it("gives results in the order of the items, whichever is done first, and never does more at a time", async () => {
    const anyDelays = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(
        anyDelays,
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        async (delays, concurrency, isAsync) => {
          let running = 0
          let most = 0
          async function* slowly() {
            for (const delay of delays) {
              await settle()
              yield delay
            }
          }
          const results = await collect(
            orderedWork(isAsync ? slowly() : delays, {
              concurrency,
              signal: undefined,
              start: async (delay, index) => {
                most = Math.max(most, ++running)
                for (let turn = 0; turn < delay; turn++) await settle()
                running--
                return `${index}: ${delay}`
              }
            })
          )
          expect(results).toEqual(delays.map((delay, index) => `${index}: ${delay}`))
          expect(most).toBeLessThanOrEqual(concurrency)
        }
      ),
      { numRuns: 60 }
    )
  })

  it.each([0, -1, Number.NaN, 0.5])("does one thing at a time for a concurrency of %s", async (concurrency) => {
    let running = 0
    const start = async (item: number) => {
      expect(++running).toBe(1)
      await settle()
      running--
      return item
    }
    expect(await collect(orderedWork([1, 2, 3], { concurrency, signal: undefined, start }))).toEqual([1, 2, 3])
  })

  it("takes nothing before somebody wants a result, and then no more than there is room for", async () => {
    const { items, seen } = noting(100)
    const stream = orderedWork(items(), { concurrency: 4, signal: undefined, start: async (item) => item })
    await settle()
    expect(seen.taken).toBe(0)
    await stream.next()
    await settle()
    expect(seen.taken).toBe(4)
    await stream.next()
    expect(seen.taken).toBe(5)
  })

  it("aborts what is in the works and closes the stream when nobody wants more", async () => {
    const { items, seen } = noting(100)
    const signals: Array<AbortSignal> = []
    const start = async (item: number, _: number, signal: AbortSignal): Promise<number> => {
      signals.push(signal)
      return item === 0 ? item : new Promise(() => undefined)
    }
    for await (const item of orderedWork(items(), { concurrency: 3, signal: undefined, start })) {
      expect(item).toBe(0)
      break
    }
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true])
    expect(seen).toEqual({ taken: 3, closed: true })
  })

  it("rejects with the first failure in order, and with it ends everything else", async () => {
    const { items, seen } = noting(100)
    const reason = new Error("no")
    let signalled: AbortSignal | undefined
    const start = async (item: number, _: number, signal: AbortSignal): Promise<number> => {
      if (item === 2) throw reason
      if (item > 2) {
        signalled = signal
        return new Promise(() => undefined)
      }
      await settle()
      return item
    }
    const results: Array<number> = []
    const all = async () => {
      for await (const item of orderedWork(items(), { concurrency: 5, signal: undefined, start })) results.push(item)
    }
    await expect(all()).rejects.toBe(reason)
    expect(results).toEqual([0, 1])
    expect(signalled?.aborted).toBe(true)
    expect(seen.closed).toBe(true)
  })

  it("rejects with what the stream of items rejects with", async () => {
    const reason = new Error("no more")
    async function* broken() {
      yield 1
      await settle()
      throw reason
    }
    const all = collect(orderedWork(broken(), { concurrency: 2, signal: undefined, start: async (item) => item }))
    await expect(all).rejects.toBe(reason)
  })
})

describe("a signal that is aborted", () => {
  const reason = new Error("gone")

  it("is heard before anything is taken", async () => {
    const { items, seen } = noting(3)
    const signal = AbortSignal.abort(reason)
    await expect(collect(orderedWork(items(), { concurrency: 1, signal, start: async (item) => item }))).rejects.toBe(
      reason
    )
    expect(seen.taken).toBe(0)
  })

  it("is heard while the stream of items keeps silent", async () => {
    const controller = new AbortController()
    async function* silent() {
      yield 1
      await new Promise(() => undefined)
    }
    const stream = orderedWork(silent(), { concurrency: 2, signal: controller.signal, start: async (item) => item })
    const first = stream.next()
    await settle()
    controller.abort(reason)
    await expect(first).rejects.toBe(reason)
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it("reaches the work, and no listener stays behind", async () => {
    const controller = new AbortController()
    const { signal } = controller
    let listeners = 0
    const counting = {
      get aborted() {
        return signal.aborted
      },
      get reason(): unknown {
        return signal.reason
      },
      throwIfAborted: () => signal.throwIfAborted(),
      addEventListener: (...parts: Parameters<AbortSignal["addEventListener"]>) => {
        listeners++
        signal.addEventListener(...parts)
      },
      removeEventListener: (...parts: Parameters<AbortSignal["removeEventListener"]>) => {
        listeners--
        signal.removeEventListener(...parts)
      }
    } as unknown as AbortSignal
    const start = async (item: number, _: number, given: AbortSignal): Promise<number> =>
      new Promise((resolve, reject) => {
        given.addEventListener("abort", () => reject(given.reason as Error))
        if (item === 0) resolve(item)
      })
    const stream = orderedWork([0, 1, 2], { concurrency: 2, signal: counting, start })
    expect(await stream.next()).toEqual({ done: false, value: 0 })
    expect(listeners).toBe(1)
    controller.abort(reason)
    await expect(stream.next()).rejects.toBe(reason)
    expect(listeners).toBe(0)
  })
})
