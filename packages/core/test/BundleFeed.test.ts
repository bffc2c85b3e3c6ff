import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import {
  DocumentSignals,
  DocumentStore,
  followBundles,
  makeBundle,
  promoteBundle,
  publishBundle,
  rollBackBundle,
  StoreError
} from "../src/index.ts"

const by = { owner: "skd", author: "skd", at: "2026-11-26T10:00:00Z" }
const bundleOf = (text: string, owner = "skd") =>
  Result.getOrThrow(makeBundle(owner, [{ kind: "policy", id: "tax", text }]))

/** Follows bundles in a store that can be made to fail; `told` is what was in force, time after time. */
const following = <E>(
  use: (
    told: ReadonlyArray<string>,
    state: { failing: boolean; failures: number }
  ) => Effect.Effect<void, E, DocumentStore>
) =>
  Effect.gen(function* () {
    const inner = yield* DocumentStore
    const state = { failing: false, failures: 0 }
    const told: Array<string> = []
    const away = Effect.fail(new StoreError({ reason: "Unavailable", message: "the store is away" }))
    const store: DocumentStore["Service"] = {
      ...inner,
      read: (selection) => Effect.suspend(() => (state.failing ? away : inner.read(selection))),
      changes: (after, limit) => Effect.suspend(() => (state.failing ? away : inner.changes(after, limit)))
    }
    yield* followBundles({ owner: "skd", onFailure: () => void state.failures++ }).pipe(
      Stream.runForEach(({ active, candidate, refused }) =>
        Effect.sync(() => {
          const texts = [active, candidate].map((one) => one?.policies[0]?.text ?? "none")
          told.push([...texts, ...refused.map(({ error }) => error.reason)].join(" "))
        })
      ),
      Effect.provideService(DocumentStore, store),
      Effect.forkChild
    )
    yield* TestClock.adjust(0)
    yield* use(told, state)
  }).pipe(
    Effect.provide(Layer.mergeAll(DocumentStore.layerMemory, DocumentSignals.layerNone, TestClock.layer()), {
      local: true
    }),
    Effect.runPromise
  )

describe("the bundle feed", () => {
  it("tells what is in force, and again after each change of it and of nothing else", () =>
    following((told) =>
      Effect.gen(function* () {
        expect(told).toEqual(["none none"])
        yield* publishBundle("active", bundleOf("a"), by)
        yield* TestClock.adjust(1000)
        yield* publishBundle("candidate", bundleOf("b"), by)
        yield* TestClock.adjust(1000)
        yield* publishBundle("active", bundleOf("c", "nav"), by)
        yield* (yield* DocumentStore).publish([{ kind: "policy", id: "tax", text: "", expected: 0, ...by }])
        yield* TestClock.adjust(5000)
        expect(told).toEqual(["none none", "a none", "a b"])
        yield* promoteBundle(by)
        yield* TestClock.adjust(1000)
        yield* rollBackBundle(by)
        yield* TestClock.adjust(1000)
        expect(told.slice(3)).toEqual(["b none", "a b"])
      })
    ))

  it("tells that a newer version is refused, while the last good one stays", () =>
    following((told) =>
      Effect.gen(function* () {
        yield* publishBundle("active", bundleOf("a"), by)
        yield* TestClock.adjust(1000)
        yield* (yield* DocumentStore).publish([{ kind: "bundle", id: "active", text: "{", expected: 1, ...by }])
        yield* TestClock.adjust(1000)
        expect(told).toEqual(["none none", "a none", "a none Malformed"])
      })
    ))

  it("goes on when a store that failed answers again", () =>
    following((told, state) =>
      Effect.gen(function* () {
        yield* publishBundle("active", bundleOf("a"), by)
        state.failing = true
        yield* TestClock.adjust(60_000)
        expect(told).toEqual(["none none"])
        expect(state.failures).toBeGreaterThan(3)
        state.failing = false
        yield* TestClock.adjust(10_000)
        expect(told).toEqual(["none none", "a none"])
      })
    ))
})
