/**
 * The cases about the changes of documents: each once, in their order, and also where nobody gives a hint.
 */
import { DocumentSignals, followDocuments } from "@adressat/core"
import type { DocumentKey, DocumentStore } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { assert } from "vitest"
import { runWith } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { within } from "./DocumentFeedContract.ts"
import { changes, publication, publish, upTo } from "./DocumentQuestions.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

const keyOf = ({ id, kind, owner }: DocumentKey): DocumentKey => ({ kind, owner, id })

/** What changes keep to. */
export const documentChangeCases = (store: StoreUnderContract<DocumentStore>): ReadonlyArray<ContractCase> => [
  {
    name: "tells a feed what was published though no hint came, as when a process dies before it gives one",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          yield* publish([publication()])
          const feed = followDocuments({ interval: 10 }).pipe(Stream.map(({ id, version }) => `${id} ${version}`))
          const following = yield* feed.pipe(
            Stream.take(3),
            Stream.runCollect,
            Effect.provide(DocumentSignals.layerNone),
            Effect.forkChild
          )
          yield* Effect.sleep(30)
          yield* publish([publication({ expected: 1 }), publication({ id: "other" })])
          assert.deepStrictEqual(yield* within(Fiber.join(following)), ["tax 1", "tax 2", "other 1"])
        })
      )
  },
  {
    name: "tells the changes in their order, from a sequence on, and no more than asked for",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          assert.deepStrictEqual(yield* changes(0), [])
          const all = upTo(12).map((index) => publication({ id: `id-${index % 4}`, expected: Math.floor(index / 4) }))
          for (const one of all.slice(0, 6)) yield* publish([one])
          yield* publish(all.slice(6))
          const told = yield* changes(0)
          assert.deepStrictEqual(
            told.map(({ sequence: _, ...change }) => change),
            all.map((one) => ({ ...keyOf(one), version: one.expected + 1 }))
          )
          const sequences = told.map(({ sequence }) => sequence)
          assert.deepStrictEqual(
            sequences,
            [...new Set(sequences)].sort((a, b) => a - b)
          )
          assert.isAbove(sequences[0] ?? 0, 0)
          for (const [index, sequence] of sequences.entries()) {
            assert.deepStrictEqual(yield* changes(sequence), told.slice(index + 1))
            assert.deepStrictEqual(yield* changes(sequence, 2), told.slice(index + 1, index + 3))
          }
          assert.deepStrictEqual(yield* changes(0, 0), [])
          assert.deepStrictEqual(yield* changes(0, -1), [])
        })
      )
  }
]
