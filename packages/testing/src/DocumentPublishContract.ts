/**
 * The cases about publishing documents: versions without gaps, and one winner among writers.
 */
import type { StoreError, DocumentStore } from "@adressat/core"
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import { runWith } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { changes, publication, publish, published, read, stored, upTo } from "./DocumentQuestions.ts"
import { atOnce, RIVALS } from "./StoreContract.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

/** What publishing keeps to. */
export const publishCases = (store: StoreUnderContract<DocumentStore>): ReadonlyArray<ContractCase> => [
  {
    name: "numbers the versions of a document 1, 2, 3, and keeps each as it was published",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const versions = upTo(3).map((expected) => publication({ expected, text: `{"version":${expected}}` }))
          for (const one of versions) assert.deepStrictEqual(yield* publish([one]), [published(one)])
          for (const [index, one] of versions.entries()) {
            assert.deepStrictEqual(yield* read({ version: index + 1 }), [stored(one)])
          }
          assert.deepStrictEqual(
            yield* read(),
            versions.slice(-1).map((one) => stored(one))
          )
          for (const version of [-1, 0, 4]) assert.deepStrictEqual(yield* read({ version }), [])
        })
      )
  },
  {
    name: "publishes the versions of one call in their order, each by itself",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const [first, second, other] = [
            publication(),
            publication({ expected: 1, text: "[]" }),
            publication({ id: "other" })
          ]
          assert.deepStrictEqual(yield* publish([first, first, second, publication({ expected: 7 }), other]), [
            published(first),
            { outcome: "conflict", head: 1 },
            published(second),
            { outcome: "conflict", head: 2 },
            published(other)
          ])
          assert.deepStrictEqual(yield* publish([]), [])
          assert.deepStrictEqual(yield* read(), [stored(other), stored(second)])
        })
      )
  },
  {
    name: `lets exactly one of ${RIVALS} publishers of the same version win, and tells the others the head`,
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          for (const expected of [0, 1]) {
            const rivals = upTo(RIVALS).map((index) => publication({ expected, text: `{"rival":${index}}` }))
            const outcomes = (yield* atOnce(rivals.map((one) => publish([one])))).flat()
            const winners = outcomes.flatMap((one) => (one.outcome === "published" ? [one.document] : []))
            assert.lengthOf(winners, 1)
            assert.deepStrictEqual(
              outcomes.filter(({ outcome }) => outcome === "conflict"),
              Array.from({ length: RIVALS - 1 }, () => ({ outcome: "conflict" as const, head: expected + 1 }))
            )
            assert.deepStrictEqual(yield* read(), winners)
            assert.lengthOf(yield* changes(0), expected + 1)
          }
        })
      )
  },
  {
    name: "keeps nothing of a publication that met a conflict",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const first = publication()
          yield* publish([first])
          const before = yield* changes(0)
          const refused = [
            publication({ text: "[]" }),
            publication({ expected: 2 }),
            publication({ id: "x", expected: 1 })
          ]
          assert.deepStrictEqual(yield* publish(refused), [
            { outcome: "conflict", head: 1 },
            { outcome: "conflict", head: 1 },
            { outcome: "conflict", head: 0 }
          ])
          assert.deepStrictEqual(yield* read(), [stored(first)])
          assert.deepStrictEqual(yield* changes(0), before)
        })
      )
  },
  {
    name: `lets ${RIVALS} publishers that try until they succeed all succeed, without a gap and each once`,
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const untilPublished = (text: string): Effect.Effect<void, StoreError, DocumentStore> =>
            Effect.gen(function* () {
              const [newest] = yield* read()
              const [outcome] = yield* publish([publication({ text, expected: newest?.version ?? 0 })])
              if (outcome?.outcome !== "published") yield* untilPublished(text)
            })
          const texts = upTo(RIVALS).map((index) => `{"rival":${index}}`)
          yield* atOnce(texts.map(untilPublished))
          const told = yield* changes(0)
          assert.deepStrictEqual(
            told.map(({ version }) => version),
            upTo(RIVALS).map((index) => index + 1)
          )
          const found: Array<string> = []
          for (const { version } of told) found.push(...(yield* read({ version })).map(({ text }) => text))
          assert.deepStrictEqual(found.toSorted(), texts.toSorted())
        })
      )
  },
  {
    name: "orders by what was published after what, whatever the clocks of publishers say",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const times = [
            "2026-11-26T11:00:00Z",
            "1970-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999Z",
            "2026-11-26T11:00:00Z",
            "2026-11-26T13:00:00+02:00",
            "2026-11-26"
          ]
          const all = times.flatMap((at, expected) => ["a", "b"].map((id) => publication({ id, at, expected })))
          for (const one of all) assert.deepStrictEqual(yield* publish([one]), [published(one)])
          assert.deepStrictEqual(
            (yield* changes(0)).map(({ id, version }) => [id, version]),
            all.map(({ expected, id }) => [id, expected + 1])
          )
          assert.deepStrictEqual(yield* read(), all.slice(-2).map(stored))
          for (const version of upTo(times.length)) {
            assert.deepStrictEqual(
              yield* read({ version: version + 1 }),
              all.slice(version * 2, version * 2 + 2).map(stored)
            )
          }
        })
      )
  }
]
