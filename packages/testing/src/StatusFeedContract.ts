/**
 * The part of the contract of the order ports on the status feed, which is held against `feedPage`.
 */
import { FEED_DELAY, FEED_RETENTION, feedPage, MAX_PAGE_SIZE } from "@adressat/orders"
import type { FeedEntry, FeedQuery, KeptEntry } from "@adressat/orders"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import { assert } from "vitest"
import { runWith } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { change, place, readFeed, upTo } from "./OrderQuestions.ts"
import type { OrderPorts } from "./OrderQuestions.ts"
import { SAMPLE_TIME, sampleCompletion, sampleShipment } from "./SampleShipments.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

/** When an entry was made, and by whom its order was placed. */
interface Made {
  readonly creator: string
  readonly at: number
}

/** Places orders and completes each, in one call or in many, and tells the entries as they are kept. */
const complete = Effect.fnUntraced(function* (made: ReadonlyArray<Made>, isOneCall: boolean) {
  const shipments = made.map(({ creator }, index) =>
    sampleShipment({
      creator,
      shipmentId: `shipment-${index}`,
      chainId: `chain-${index}`,
      notificationIds: [`n-${index}`]
    })
  )
  yield* place(...shipments.map((one) => ({ shipments: [one], decisions: [] })))
  const completions = made.map(({ at }, index) => sampleCompletion(shipments[index] ?? sampleShipment(), at))
  if (isOneCall) yield* change(...completions)
  else yield* Effect.forEach(completions, (one) => change(one))
  const kept: Array<KeptEntry> = []
  for (const [index, { at, creator }] of made.entries()) {
    const shown = yield* readFeed({ creator }, at + FEED_DELAY)
    const entry = shown.find(({ shipmentId }) => shipmentId === `shipment-${index}`)
    if (entry === undefined) return assert.fail("an entry is not shown though its time has come")
    const { sequenceNumber, ...content } = entry
    assert.deepStrictEqual(content, completions[index]?.entry)
    assert.isAbove(sequenceNumber, kept.at(-1)?.entry.sequenceNumber ?? 0)
    kept.push({ creator, createdAt: at, entry })
  }
  return kept
})

const pageOf = (kept: ReadonlyArray<KeptEntry>, query: FeedQuery, now: number): ReadonlyArray<FeedEntry> => {
  const page = feedPage(kept, query, now)
  return "error" in page ? [] : page
}

const creators = ["ttd", "TTD", "nav"] as const

const anyInstant = fc.oneof(
  fc.integer({ min: 0, max: 3000 }),
  fc.integer({ min: FEED_RETENTION - 3000, max: FEED_RETENTION + 3000 }),
  fc.integer({ min: 0, max: 2 * FEED_RETENTION })
)

const anyQuery = fc
  .record(
    {
      creator: fc.constantFrom(...creators, "other"),
      sequence: fc.nat(30),
      pageSize: fc.oneof(fc.integer({ min: -2, max: 12 }), fc.constantFrom(null, 2.7, 1_000_000)),
      orderBy: fc.constantFrom("Asc" as const, "Desc" as const)
    },
    { requiredKeys: ["creator"] }
  )
  .map((query): FeedQuery => query)

/** The cases on the status feed. */
export const statusFeedCases = (store: StoreUnderContract<OrderPorts>): ReadonlyArray<ContractCase> => [
  {
    name: "gives the pages of the status feed that feedPage gives",
    run: () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ creator: fc.constantFrom(...creators), at: anyInstant }), { maxLength: 20 }),
          fc.boolean(),
          fc.array(fc.tuple(anyQuery, anyInstant), { minLength: 10, maxLength: 20 }),
          (made, isOneCall, queries) =>
            runWith(
              store.empty(),
              Effect.gen(function* () {
                const kept = yield* complete(
                  made.map(({ at, creator }) => ({ creator, at: SAMPLE_TIME + at })),
                  isOneCall
                )
                for (const [query, now] of queries) {
                  const at = SAMPLE_TIME + now
                  assert.deepStrictEqual(yield* readFeed(query, at), pageOf(kept, query, at))
                }
              })
            )
        ),
        { numRuns: 20 }
      )
  },
  {
    name: "shows an entry of the status feed from 2 s on until it is 90 days old",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          yield* complete([{ creator: "ttd", at: SAMPLE_TIME }], true)
          const shown = (age: number) =>
            Effect.map(readFeed({ creator: "ttd" }, SAMPLE_TIME + age), ({ length }) => length)
          for (const age of [0, FEED_DELAY - 1, FEED_RETENTION + 1]) assert.strictEqual(yield* shown(age), 0)
          for (const age of [FEED_DELAY, FEED_RETENTION]) assert.strictEqual(yield* shown(age), 1)
        })
      )
  },
  {
    name: `gives no more than ${MAX_PAGE_SIZE} entries of the status feed, and all of them page by page`,
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const made = upTo(MAX_PAGE_SIZE + 20).map((index) => ({ creator: "ttd", at: SAMPLE_TIME + (index % 7) }))
          const shipments = made.map((_, index) => sampleShipment({ shipmentId: `s-${index}`, chainId: `c-${index}` }))
          yield* place(...shipments.map((one) => ({ shipments: [one], decisions: [] })))
          yield* change(...shipments.map((one, index) => sampleCompletion(one, made[index]?.at ?? 0)))
          const now = SAMPLE_TIME + FEED_DELAY + 7
          for (const pageSize of [undefined, null, MAX_PAGE_SIZE, MAX_PAGE_SIZE + 1]) {
            const query = { creator: "ttd", ...(pageSize === undefined ? {} : { pageSize }) }
            assert.lengthOf(yield* readFeed(query, now), MAX_PAGE_SIZE)
          }
          for (const orderBy of ["Asc", "Desc"] as const) {
            const seen: Array<string> = []
            let sequence = 0
            for (;;) {
              const page = yield* readFeed({ creator: "ttd", orderBy, sequence, pageSize: 100 }, now)
              seen.push(...page.map(({ shipmentId }) => shipmentId))
              if (page.length < 100) break
              sequence = page.at(-1)?.sequenceNumber ?? 0
            }
            const ids = shipments.map(({ shipmentId }) => shipmentId)
            assert.deepStrictEqual(seen, orderBy === "Asc" ? ids : ids.toReversed())
          }
        })
      )
  }
]
