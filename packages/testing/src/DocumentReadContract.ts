/**
 * The cases about reading documents: every text comes back as it was, under its own key.
 */
import { textFingerprint } from "@adressat/core"
import type { DocumentKey, DocumentSelection, DocumentStore } from "@adressat/core"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import { assert } from "vitest"
import { anyHostileText, hostileTexts } from "./ArbitrariesText.ts"
import { runWith } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { changes, publication, publish, published, read, stored, upTo } from "./DocumentQuestions.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

const keyOf = ({ id, kind, owner }: DocumentKey): DocumentKey => ({ kind, owner, id })

/** Keys that are easily taken for one another. */
const neighbours: ReadonlyArray<DocumentKey> = (["rule-set", "policy"] as const).flatMap((kind) =>
  [
    "skd",
    "SKD",
    "skd ",
    "sk",
    'skd"',
    '"skd"',
    "sk\u0000d",
    "e\u0301",
    "\u00e9",
    "\ud800",
    "\ufffd",
    "\u{1f600}"
  ].flatMap((owner) => ["tax", "Tax", "d/tax", "%", "t_x", "\uffff"].map((id) => ({ kind, owner, id })))
)

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const inOrder = <A extends DocumentKey>(documents: ReadonlyArray<A>): ReadonlyArray<A> =>
  documents.toSorted((a, b) => compareText(a.owner, b.owner) || compareText(a.id, b.id))

/** What reading keeps to. */
export const readCases = (store: StoreUnderContract<DocumentStore>): ReadonlyArray<ContractCase> => [
  {
    name: "reads by owner, by ids and by both, ordered by owner and id, each document once",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const all = ["nav", "skd", "brg"].flatMap((owner) =>
            ["c", "a", "b", "\u{1f600}", "\uffff"].map((id) => publication({ owner, id }))
          )
          yield* publish(all)
          yield* publish([publication({ owner: "nav", id: "a", expected: 1, text: "[]" })])
          const expect = function* (selection: Partial<DocumentSelection>, isWanted: (key: DocumentKey) => boolean) {
            const found = yield* read({ ...selection, version: 1 })
            assert.deepStrictEqual(found, inOrder(all.filter(isWanted).map(stored)))
          }
          yield* expect({}, () => true)
          yield* expect({ owner: "nav" }, ({ owner }) => owner === "nav")
          yield* expect({ ids: ["a", "c", "a", "nothing"] }, ({ id }) => id === "a" || id === "c")
          yield* expect({ owner: "skd", ids: ["b"] }, ({ id, owner }) => owner === "skd" && id === "b")
          yield* expect({ ids: [] }, () => false)
          yield* expect({ owner: "nobody" }, () => false)
          const many = [...upTo(2000).map((index) => `nothing-${index}`), "a"]
          yield* expect({ ids: many }, ({ id }) => id === "a")
          assert.deepStrictEqual(
            (yield* read({ ids: ["a"] })).map(({ owner, version }) => [owner, version]),
            [
              ["brg", 1],
              ["nav", 2],
              ["skd", 1]
            ]
          )
        })
      )
  },
  {
    name: "never takes a document for one of another kind, owner or id",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const all = neighbours.map((key) => publication({ ...key, text: JSON.stringify(key) }))
          assert.deepStrictEqual(yield* publish(all), all.map(published))
          for (const kind of ["rule-set", "policy"] as const) {
            assert.deepStrictEqual(yield* read({ kind }), inOrder(all.filter((one) => one.kind === kind).map(stored)))
          }
          for (const one of all) {
            assert.deepStrictEqual(yield* read({ kind: one.kind, owner: one.owner, ids: [one.id] }), [stored(one)])
          }
          assert.deepStrictEqual((yield* changes(0)).map(keyOf), neighbours)
        })
      )
  },
  {
    name: "keeps a text of 10 MB",
    timeout: 120_000,
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const text = `"${"æ\u{1f600}<>\\'\"\u0000".repeat(900_000)}`
          yield* publish([publication({ text })])
          const [document] = yield* read()
          // Without a difference printed, which would take minutes of a large text.
          assert.isTrue(document?.text === text, "a large text came back as another one")
          assert.strictEqual(document?.fingerprint, textFingerprint(text))
        })
      )
  },
  {
    name: "keeps any text at all, unit by unit",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const odd = [...hostileTexts, "null", '"', '"a"', "\\u0000", "\r\n"]
          const texts = [...odd, ...fc.sample(anyHostileText, { numRuns: 200, seed: 1 })]
          for (const [expected, text] of odd.entries()) {
            yield* publish([publication({ expected, text, author: text })])
            assert.strictEqual((yield* read())[0]?.text, text)
          }
          const rest = texts.map((text, expected) => publication({ expected, text, author: text })).slice(odd.length)
          yield* publish(rest)
          for (const [index, text] of texts.entries()) {
            const [document] = yield* read({ version: index + 1 })
            assert.deepStrictEqual(
              [document?.text, document?.author, document?.fingerprint],
              [text, text, textFingerprint(text)]
            )
          }
        })
      )
  },
  {
    name: "keeps a text that is no rule set and no policy: to check it is for whoever publishes it",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const bad = ["", " ", "{", "[]", '{"rules":0}', "<Policy", "<Policy/>", "no rule set"].flatMap(
            (text, index) =>
              (["rule-set", "policy"] as const).map((kind) => publication({ kind, id: `bad-${index}`, text }))
          )
          assert.deepStrictEqual(yield* publish(bad), bad.map(published))
          for (const kind of ["rule-set", "policy"] as const) {
            assert.deepStrictEqual(yield* read({ kind }), inOrder(bad.filter((one) => one.kind === kind).map(stored)))
          }
        })
      )
  },
  {
    name: "leaves what was read as it was, whatever is published later",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const first = publication()
          yield* publish([first])
          const [documents, told] = [yield* read(), yield* changes(0)]
          const [documentsBefore, toldBefore] = [structuredClone(documents), structuredClone(told)]
          yield* publish([publication({ expected: 1, text: "[]" }), publication({ id: "other" })])
          assert.deepStrictEqual(documents, documentsBefore)
          assert.deepStrictEqual(told, toldBefore)
          assert.deepStrictEqual(yield* read({ version: 1, ids: ["tax"] }), [stored(first)])
        })
      )
  }
]
