/**
 * The contract of the port that keeps rule sets and policies: versions without gaps, one winner among writers, and texts
 * that come back as they were.
 */
import { DocumentSignals, DocumentStore, followDocuments, textFingerprint } from "@adressat/core"
import type { DocumentKey, DocumentSelection, Publication, Published, StoredDocument, StoreError } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import fc from "fast-check"
import { assert } from "vitest"
import { anyHostileText, hostileTexts } from "./ArbitrariesText.ts"
import { declareContract, runWith } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { frozen } from "./Frozen.ts"
import { within } from "./DocumentFeedContract.ts"
import { atOnce, commonStoreCases, RIVALS } from "./StoreContract.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

const AT = "2026-11-26T03:38:24.123Z"

const publication = (changes: Partial<Publication> = {}): Publication =>
  frozen({ kind: "rule-set", owner: "skd", id: "tax", text: "{}", author: "pipeline", at: AT, expected: 0, ...changes })

const stored = ({ expected, ...document }: Publication): StoredDocument => ({
  ...document,
  version: expected + 1,
  fingerprint: textFingerprint(document.text)
})

const publish = (publications: ReadonlyArray<Publication>) =>
  Effect.flatMap(DocumentStore, (store) => store.publish(publications))

const read = (selection: Partial<DocumentSelection> = {}) =>
  Effect.flatMap(DocumentStore, (store) => store.read({ kind: "rule-set", ...selection }))

const changes = (after: number, limit = 1000) => Effect.flatMap(DocumentStore, (store) => store.changes(after, limit))

const published = (one: Publication): Published => ({ outcome: "published", document: stored(one) })

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

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

/** The cases of the port `DocumentStore`. */
export const documentStoreCases = (store: StoreUnderContract<DocumentStore>): ReadonlyArray<ContractCase> => [
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
  },
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
  },
  ...commonStoreCases(
    store,
    [publish([publication({ text: "secret" })]), read({ owner: "secret" }), changes(0)],
    publish([publication()])
  )
]

/** Runs the contract of the port `DocumentStore` as tests of vitest. */
export const documentStoreContract = (name: string, store: StoreUnderContract<DocumentStore>): void =>
  declareContract(`DocumentStore contract: ${name}`, documentStoreCases(store), store.skip)
