/**
 * The contract of a store of documents that gives hints, as those see it who follow it: every change once, in order, and at
 * once where hints are promised.
 */
import { followDocuments, DocumentStore } from "@adressat/core"
import type { DocumentFeedOptions, DocumentSignals, StoreError } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { assert } from "vitest"
import { declareContract, runWith } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { atOnce } from "./StoreContract.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

/** The name of the case on hints, which a store that gives none skips. */
export const DOCUMENTS_HINTED = "has a feed look at once when something is published"

/** How long a feed may take on a busy machine, in milliseconds. */
const PATIENCE = 20_000

/** Waits for what a feed tells; fails a test where it does not come. */
export const within = <A, E, R>(waiting: Effect.Effect<A, E, R>, patience: number = PATIENCE): Effect.Effect<A, E, R> =>
  Effect.timeoutOrElse(waiting, {
    duration: patience,
    orElse: () => Effect.sync(() => assert.fail(`the feed did not tell all of it in ${patience} ms`))
  })

const publish = (id: string, expected: number): Effect.Effect<void, StoreError, DocumentStore> =>
  Effect.gen(function* () {
    const store = yield* DocumentStore
    const at = "2026-11-26T11:00:00Z"
    const [outcome] = yield* store.publish([
      { kind: "policy", owner: "skd", id, text: `<Policy>${id} ${expected}</Policy>`, author: "test", at, expected }
    ])
    assert.strictEqual(outcome?.outcome, "published")
  })

/** The first changes that a feed tells, while other things go on. */
const firstOf = (count: number, options: DocumentFeedOptions) =>
  followDocuments(options).pipe(Stream.take(count), Stream.runCollect, Effect.forkChild)

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

/** The cases of a store that hints at changes. */
export const documentFeedCases = (
  store: StoreUnderContract<DocumentStore | DocumentSignals>
): ReadonlyArray<ContractCase> => [
  {
    name: "tells every feed every change once and in order, while several publish",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const [writers, versions] = [5, 10]
          const feeds = [
            yield* firstOf(writers * versions, { interval: 20 }),
            yield* firstOf(writers * versions, { interval: 5, batch: 3 })
          ]
          yield* atOnce(
            upTo(writers).map((writer) =>
              Effect.forEach(upTo(versions), (expected) => publish(`id-${writer}`, expected), { discard: true })
            )
          )
          const kept = yield* Effect.flatMap(DocumentStore, ({ changes }) => changes(0, 1000))
          assert.lengthOf(kept, writers * versions)
          for (const feed of feeds) assert.deepStrictEqual(yield* within(Fiber.join(feed), store.patience), kept)
        })
      )
  },
  {
    name: "goes on after the sequence number where another feed stopped",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          for (const expected of upTo(3)) yield* publish("a", expected)
          const first = yield* within(Effect.flatMap(firstOf(2, { interval: 20 }), Fiber.join), store.patience)
          const after = first.at(-1)?.sequence ?? 0
          const second = yield* firstOf(2, { interval: 20, after })
          yield* publish("b", 0)
          const told = [...first, ...(yield* within(Fiber.join(second), store.patience))]
          assert.deepStrictEqual(
            told.map(({ id, version }) => `${id} ${version}`),
            ["a 1", "a 2", "a 3", "b 1"]
          )
        })
      )
  },
  {
    name: DOCUMENTS_HINTED,
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          // Only a hint makes it look again.
          const feed = yield* firstOf(1, { interval: 3_600_000, after: 1 })
          // It may not listen yet when the first ones come.
          const publishing = yield* Effect.forkChild(
            Effect.forEach(upTo(1000), (expected) => Effect.andThen(publish("a", expected), Effect.sleep(50)))
          )
          const told = yield* within(Fiber.join(feed), store.patience)
          yield* Fiber.interrupt(publishing)
          assert.deepStrictEqual(
            told.map(({ version }) => version),
            [2]
          )
        })
      )
  }
]

/** Runs the contract of a store that hints at changes as tests of vitest. */
export const documentFeedContract = (name: string, store: StoreUnderContract<DocumentStore | DocumentSignals>): void =>
  declareContract(`DocumentSignals contract: ${name}`, documentFeedCases(store), store.skip)
