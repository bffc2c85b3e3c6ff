import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { followDocuments } from "../src/DocumentFeed.ts"
import type { DocumentFeedOptions } from "../src/DocumentFeed.ts"
import { DocumentSignals } from "../src/ports/DocumentSignals.ts"
import { DocumentStore } from "../src/ports/DocumentStore.ts"
import { StoreError } from "../src/ports/StoreError.ts"

/** A store whose hints are given by hand, and that can be made to fail; `told` is what a feed of it has told. */
const world = (run: (hands: Hands) => Effect.Effect<void>) =>
  Effect.gen(function* () {
    const inner = yield* DocumentStore
    const hints = yield* Queue.unbounded<void>()
    const state = { looks: 0, failing: false, versions: 0 }
    const store: DocumentStore["Service"] = {
      ...inner,
      changes: (after, limit) =>
        Effect.suspend(() => {
          state.looks++
          return state.failing
            ? Effect.fail(new StoreError({ reason: "Unavailable", message: "the store is away" }))
            : inner.changes(after, limit)
        })
    }
    yield* run({
      state,
      publish: Effect.suspend(() =>
        Effect.orDie(
          inner.publish([
            { kind: "policy", owner: "skd", id: "tax", text: "", author: "test", at: "", expected: state.versions++ }
          ])
        )
      ),
      hint: Queue.offer(hints, undefined),
      follow: (options) =>
        Effect.gen(function* () {
          const told: Array<number> = []
          const fiber = yield* followDocuments(options).pipe(
            Stream.runForEach(({ sequence }) => Effect.sync(() => void told.push(sequence))),
            Effect.provideService(DocumentStore, store),
            Effect.provideService(DocumentSignals, { changed: Stream.fromQueue(hints) }),
            Effect.forkChild
          )
          yield* TestClock.adjust(0)
          return { told, fiber }
        })
    })
  }).pipe(
    Effect.provide(Layer.mergeAll(DocumentStore.layerMemory, TestClock.layer()), { local: true }),
    Effect.runPromise
  )

interface Hands {
  readonly state: { looks: number; failing: boolean }
  readonly publish: Effect.Effect<unknown>
  readonly hint: Effect.Effect<unknown>
  readonly follow: (
    options?: DocumentFeedOptions
  ) => Effect.Effect<{ readonly told: Array<number>; readonly fiber: Fiber.Fiber<void> }>
}

const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, index) => from + index)

describe("the document feed", () => {
  it("tells what is there, and looks again at once after a hint", () =>
    world(
      Effect.fnUntraced(function* ({ follow, hint, publish }) {
        yield* publish
        const { told } = yield* follow()
        expect(told).toEqual([1])
        yield* publish
        yield* hint
        yield* TestClock.adjust(0)
        expect(told).toEqual([1, 2])
      })
    ))

  it("finds what no hint came for, as of a process that died before it gave one, when the interval is over", () =>
    world(
      Effect.fnUntraced(function* ({ follow, publish }) {
        const { told } = yield* follow({ interval: 500 })
        yield* publish
        yield* TestClock.adjust(499)
        expect(told).toEqual([])
        yield* TestClock.adjust(1)
        expect(told).toEqual([1])
        yield* publish
        yield* TestClock.adjust(500)
        expect(told).toEqual([1, 2])
      })
    ))

  it("looks every second where nothing else is said", () =>
    world(
      Effect.fnUntraced(function* ({ follow, state }) {
        yield* follow()
        yield* TestClock.adjust(10_000)
        expect(state.looks).toBe(11)
      })
    ))

  it("tells a change once, however many hints come, and looks no more often than needed", () =>
    world(
      Effect.fnUntraced(function* ({ follow, hint, publish, state }) {
        const { told } = yield* follow()
        yield* publish
        for (const _ of upTo(100)) yield* hint
        yield* TestClock.adjust(0)
        expect(told).toEqual([1])
        expect(state.looks).toBeLessThan(110)
        yield* TestClock.adjust(5000)
        expect(told).toEqual([1])
      })
    ))

  it("begins after the sequence number that it is given", () =>
    world(
      Effect.fnUntraced(function* ({ follow, publish }) {
        for (const _ of upTo(5)) yield* publish
        const { told } = yield* follow({ after: 3 })
        expect(told).toEqual([4, 5])
      })
    ))

  it("reads more than a batch at once, without waiting in between", () =>
    world(
      Effect.fnUntraced(function* ({ follow, publish, state }) {
        for (const _ of upTo(25)) yield* publish
        const { told } = yield* follow({ batch: 10 })
        expect(told).toEqual(upTo(25))
        expect(state.looks).toBe(3)
      })
    ))

  it("goes on after a failure, asks again after 100 ms and later ever more seldom, and tells each failure", () =>
    world(
      Effect.fnUntraced(function* ({ follow, publish, state }) {
        state.failing = true
        const failures: Array<string> = []
        const { fiber, told } = yield* follow({ onFailure: ({ reason }) => failures.push(reason) })
        expect(failures).toEqual(["Unavailable"])
        yield* publish
        yield* TestClock.adjust(100)
        expect(failures).toHaveLength(2)
        yield* TestClock.adjust(200)
        expect(failures).toHaveLength(3)
        yield* TestClock.adjust(3_600_000)
        expect(failures.length).toBeGreaterThan(360)
        expect(failures.length).toBeLessThan(375)
        expect(fiber.pollUnsafe()).toBeUndefined()
        state.failing = false
        yield* TestClock.adjust(10_000)
        expect(told).toEqual([1])
        // The next failure is the first one again.
        state.failing = true
        const before = failures.length
        yield* TestClock.adjust(1100)
        expect(failures.length).toBeGreaterThanOrEqual(before + 2)
      })
    ))

  it("looks every millisecond at most, whatever it is told", () =>
    world(
      Effect.fnUntraced(function* ({ follow, publish, state }) {
        for (const _ of upTo(3)) yield* publish
        for (const odd of [0, -1, Number.NaN]) {
          const { fiber, told } = yield* follow({ interval: odd, batch: odd })
          expect(told).toEqual([1, 2, 3])
          const before = state.looks
          yield* TestClock.adjust(10)
          expect(state.looks - before).toBeLessThanOrEqual(10)
          yield* Fiber.interrupt(fiber)
        }
      })
    ))

  it("tells every change once and in order, whatever happens in whatever order", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("publish", "hint", "fail", "recover", "wait", "resume"), { maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        (steps, batch) =>
          world(
            Effect.fnUntraced(function* ({ follow, hint, publish, state }) {
              let feed = yield* follow({ batch })
              const told: Array<number> = []
              let count = 0
              for (const step of steps) {
                if (step === "publish") {
                  yield* publish
                  count++
                } else if (step === "hint") yield* hint
                else if (step === "wait") yield* TestClock.adjust(700)
                else if (step === "resume") {
                  yield* Fiber.interrupt(feed.fiber)
                  told.push(...feed.told)
                  feed = yield* follow({ batch, after: told.at(-1) ?? 0 })
                } else state.failing = step === "fail"
                yield* TestClock.adjust(0)
              }
              state.failing = false
              yield* TestClock.adjust(30_000)
              expect([...told, ...feed.told]).toEqual(upTo(count))
            })
          )
      ),
      { numRuns: 100 }
    ))

  it("does without hints, and with hints that have ended", () =>
    Effect.gen(function* () {
      const told: Array<number> = []
      yield* Effect.forkChild(
        Stream.runForEach(followDocuments(), ({ sequence }) => Effect.sync(() => void told.push(sequence)))
      )
      const store = yield* DocumentStore
      yield* TestClock.adjust(10)
      yield* store.publish([
        { kind: "rule-set", owner: "skd", id: "tax", text: "", author: "test", at: "", expected: 0 }
      ])
      yield* TestClock.adjust(1000)
      expect(told).toEqual([1])
    }).pipe(
      Effect.provide(Layer.mergeAll(DocumentStore.layerMemory, DocumentSignals.layerNone, TestClock.layer()), {
        local: true
      }),
      Effect.runPromise
    ))
})
