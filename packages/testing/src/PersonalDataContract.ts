/**
 * The contract of the port `PersonalData`: of a person who was erased nothing is left, of others everything; what was old is
 * gone, and what is young is not.
 */
import type { Order, Snapshot } from "@adressat/core"
import { defaultRetention, erasedSubject, PersonalData, replayDecision } from "@adressat/orders"
import type { ErasureRequest, Inbox, Retention, ShadowLog } from "@adressat/orders"
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import { declareContract, runWith } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { publishedMessages, unpublishedEvents } from "./InboxContract.ts"
import { append, change, find, findDecisions, findShipments, readFeed } from "./OrderQuestions.ts"
import type { OrderPorts } from "./OrderQuestions.ts"
import {
  allIds,
  decided,
  decisionIds,
  decisionsAbout,
  isFinalSeed,
  people,
  seed,
  seedAll,
  someone,
  tracesOf
} from "./PersonalDataSeed.ts"
import type { Someone } from "./PersonalDataSeed.ts"
import { SAMPLE_TIME, sampleChange } from "./SampleShipments.ts"
import { appendRuns, readRuns, sampleRun } from "./ShadowLogContract.ts"
import { commonStoreCases, storeErrorOf } from "./StoreContract.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

/** The ports that personal data come in by, and go by. */
export type PersonalDataPorts = OrderPorts | Inbox | ShadowLog | PersonalData

/** A store whose rows can be looked at. */
export interface PersonalStoreUnderContract extends StoreUnderContract<PersonalDataPorts> {
  /** Every row of every table of the store that was made last, as text; left out: what the ports give. */
  readonly dump?: () => Promise<ReadonlyArray<string>>
}

const DAY = 86_400_000
const SECRET = "a secret of the one who asks"
/** Everything that the ports give. */
const portDump = Effect.gen(function* () {
  const decisions = yield* findDecisions("ttd", ...allIds)
  const chainIds = people.map((_, index) => `chain-${index}`)
  const shipments = yield* find({ by: "chain", creator: "ttd", chainIds })
  const feed = yield* readFeed({ creator: "ttd" }, SAMPLE_TIME + DAY)
  const { receipts } = yield* PersonalData
  return [...decisions, ...shipments, ...feed, ...(yield* receipts({ limit: 100 }))].map((one) => JSON.stringify(one))
})

const erase = (request: Partial<ErasureRequest> & Pick<ErasureRequest, "person">) =>
  Effect.flatMap(PersonalData, (port) => port.erase({ id: "erasure", at: SAMPLE_TIME, secret: SECRET, ...request }))

const prune = (retention: Partial<Retention>, now = SAMPLE_TIME) =>
  Effect.flatMap(PersonalData, (port) =>
    port.prune({ id: "prune", now, retention: { ...defaultRetention, ...retention } })
  )

const [her = someone(0), neighbour = someone(1)] = people

/** The cases of the port `PersonalData`. */
export const personalDataCases = (store: PersonalStoreUnderContract): ReadonlyArray<ContractCase> => {
  const dump = Effect.gen(function* () {
    const rows = store.dump === undefined ? yield* portDump : yield* Effect.promise(store.dump)
    assert.isAbove(rows.length, 0)
    return rows
  })
  const isAbout = (one: Someone) => (row: string) => tracesOf(one).some((trace) => row.toLowerCase().includes(trace))
  return [
    {
      name: "leaves nothing of a person in any row, everything of others, and decisions that can be made again",
      run: async () => {
        for (const one of people.slice(0, 3)) {
          await runWith(
            store.empty(),
            Effect.gen(function* () {
              yield* seedAll
              const before = yield* dump
              assert.isAbove(before.filter(isAbout(one)).length, 5)
              const receipt = yield* erase({ person: one.person })
              assert.include(receipt, { kind: "erasure", isComplete: true, at: SAMPLE_TIME })
              assert.deepStrictEqual(receipt.pending, [])
              // Her own chain of two, and the order of the organisation that her neighbour's chain is about.
              assert.deepStrictEqual(receipt.counts, { shipments: 3, decisions: 6, tombstones: 0, feed: 3, events: 2 })
              const after = yield* dump
              assert.deepStrictEqual(after.filter(isAbout(one)), [])
              const kept = new Set(after)
              const others = before.filter((row) => !isAbout(one)(row))
              assert.deepStrictEqual(
                others.filter((row) => !kept.has(row)),
                []
              )
              const found = yield* findDecisions("ttd", ...allIds)
              assert.strictEqual(found.length, allIds.length)
              for (const decision of found) assert.isTrue(replayDecision(decision).isSame)
              for (const other of people) if (other !== one) assert.isAbove(after.filter(isAbout(other)).length, 5)
              assert.deepStrictEqual(yield* findShipments("ttd", "not there"), [])
            })
          )
        }
      }
    },
    {
      name: "erases addresses that are named wherever they stand, spelled with or without a country code",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            yield* seedAll
            yield* erase({ person: { addresses: [her.email.toUpperCase(), `+47${her.phone}`] } })
            const rows = (yield* dump).map((row) => row.toLowerCase())
            for (const trace of [her.email.toLowerCase(), her.phone]) {
              assert.deepStrictEqual(
                rows.filter((row) => row.includes(trace)),
                []
              )
            }
            assert.isAbove(rows.filter((row) => row.includes(her.person.nationalIdentityNumber)).length, 0)
          })
        )
    },
    {
      name: "erases an external identity, with the address in it",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const externalIdentity = "urn:altinn:person:idporten-email:ola@privat.example"
            const order: Order = { channel: "Email", recipients: [{ externalIdentity }] }
            const snapshot: Snapshot = {
              at: "2026-11-26T10:00:00Z",
              externalIdentities: [{ externalIdentity, email: "Ola@privat.example" }]
            }
            const decision = decided("chain-0 asked", order, snapshot)
            yield* append(decision)
            const receipt = yield* erase({ person: { externalIdentity } })
            assert.strictEqual(receipt.counts.decisions, 1)
            assert.deepStrictEqual(
              (yield* dump).filter((row) => /ola@/i.test(row)),
              []
            )
            const [found] = yield* findDecisions("ttd", "chain-0 asked")
            assert.isTrue(found !== undefined && replayDecision(found).isSame)
            assert.strictEqual(found?.decision.deliveries.length, decision.decision.deliveries.length)
          })
        )
    },
    {
      name: "leaves a tombstone of a decision that would not come out the same",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const { alone, together } = decisionsAbout(her, neighbour, "chain-0")
            const { shipmentId: _, ...asked } = { ...alone, id: "chain-0 asked" }
            const changed = { ...asked, decision: together.decision }
            yield* append(changed)
            const receipt = yield* erase({ person: her.person })
            assert.include(receipt.counts, { decisions: 0, tombstones: 1 })
            assert.deepStrictEqual((yield* dump).filter(isAbout(her)), [])
            assert.deepStrictEqual(yield* findDecisions("ttd", changed.id), [])
            // It does not come back with a message that comes again.
            yield* append(changed)
            assert.deepStrictEqual(yield* findDecisions("ttd", changed.id), [])
          })
        )
    },
    {
      name: "leaves alone what something is still to come of, says so, and goes on when it is asked again",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            yield* seed(her, neighbour, "chain-0", false)
            const open = yield* find({ by: "chain", creator: "ttd", chainIds: ["chain-0"] })
            const events = yield* unpublishedEvents("worker")
            const first = yield* erase({ person: her.person })
            assert.isFalse(first.isComplete)
            assert.deepStrictEqual(first.pending.map(({ id, kind }) => `${kind} ${id}`).toSorted(), [
              "event chain-0",
              "shipment chain-0-0",
              "shipment chain-0-1"
            ])
            for (const { until } of first.pending) assert.isAbove(until, SAMPLE_TIME)
            assert.deepStrictEqual(yield* find({ by: "chain", creator: "ttd", chainIds: ["chain-0"] }), open)
            assert.deepStrictEqual(yield* unpublishedEvents("worker"), events)
            const found = yield* findDecisions("ttd", ...decisionIds("chain-0"))
            const named = found.flatMap((one) => (isAbout(her)(JSON.stringify(one)) ? one.id : []))
            assert.deepStrictEqual(named, ["chain-0 alone", "chain-0 together", "chain-0 message"])

            yield* change(...open.map((one) => sampleChange(one, isFinalSeed)))
            yield* publishedMessages("worker", "chain-0")
            const second = yield* erase({ person: her.person, at: SAMPLE_TIME + 1 })
            assert.isTrue(second.isComplete)
            assert.deepStrictEqual((yield* dump).filter(isAbout(her)), [])
          })
        )
    },
    {
      name: "gives the same receipt when it is asked again, by which nobody is known but to whoever has the secret",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            yield* seedAll
            const receipt = yield* erase({ person: her.person })
            assert.strictEqual(receipt.subject, erasedSubject(her.person, SECRET))
            assert.notStrictEqual(receipt.subject, erasedSubject(her.person, `${SECRET}!`))
            assert.notStrictEqual(receipt.subject, erasedSubject(neighbour.person, SECRET))
            assert.deepStrictEqual(yield* erase({ person: her.person, at: 0 }), receipt)
            const rows = yield* dump
            assert.deepStrictEqual(
              rows.filter((row) => row.includes(SECRET)),
              []
            )
            const again = yield* erase({ id: "again", person: her.person })
            assert.deepStrictEqual(again.counts, { shipments: 0, decisions: 0, tombstones: 0, feed: 0, events: 0 })
            const { receipts } = yield* PersonalData
            assert.deepStrictEqual(yield* receipts({ limit: 10 }), [again, receipt])
            assert.deepStrictEqual(yield* receipts({ after: "again", limit: 10 }), [receipt])
            assert.deepStrictEqual(yield* receipts({ limit: 0 }), [])
            const other = yield* Effect.flip(erase({ person: neighbour.person }))
            assert.strictEqual(other.reason, "Rejected")
          })
        )
    },
    {
      name: "comes to its end when it is done again after it was interrupted",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            yield* seedAll
            for (const milliseconds of [1, 5, 15])
              yield* Effect.timeoutOption(erase({ person: her.person }), milliseconds)
            assert.isTrue((yield* erase({ person: her.person })).isComplete)
            assert.deepStrictEqual((yield* dump).filter(isAbout(her)), [])
          })
        )
    },
    {
      name: "refuses a short secret, nobody, and a retention that is no number of days",
      run: async () => {
        const asks: ReadonlyArray<Effect.Effect<unknown, Effect.Error<ReturnType<typeof erase>>, PersonalData>> = [
          erase({ person: her.person, secret: "short" }),
          erase({ person: {} }),
          erase({ person: { nationalIdentityNumber: "", addresses: [" "] } }),
          prune({ feed: -1 }),
          prune({ orders: Number.NaN })
        ]
        for (const ask of asks) assert.strictEqual((await storeErrorOf(store.empty(), ask)).reason, "Rejected")
      }
    },
    {
      name: "deletes what is old and over, and keeps what is young, not final, not published or referred to",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            yield* seed(her, neighbour, "chain-0")
            yield* seed(her, neighbour, "chain-1", false)
            yield* appendRuns(sampleRun(), sampleRun({ decisionId: "young", at: SAMPLE_TIME + 200 * DAY }))
            const old = yield* find({ by: "chain", creator: "ttd", chainIds: ["chain-0"] })
            const key = old[0]?.placed?.key ?? assert.fail("the seed has no key")
            const days = { decisions: 100, orders: 100, feed: 100, inbox: 100, shadow: 100 }
            const none = { shipments: 0, decisions: 0, feed: 0, events: 0, runs: 0, ruleSets: 0 }
            assert.deepStrictEqual((yield* prune(days, SAMPLE_TIME + 100 * DAY)).counts, none)
            assert.deepStrictEqual(yield* find({ by: "chain", creator: "ttd", chainIds: ["chain-0"] }), old)
            const later = SAMPLE_TIME + 100 * DAY + 1
            const counts = { shipments: 2, decisions: 6, feed: 2, events: 1, runs: 1, ruleSets: 0 }
            assert.deepStrictEqual((yield* prune(days, later)).counts, counts)
            assert.deepStrictEqual((yield* prune(days, later)).counts, none)
            assert.deepStrictEqual(yield* find({ by: "chain", creator: "ttd", chainIds: ["chain-0"] }), [])
            assert.deepStrictEqual(yield* find({ by: "idempotency", key }), [])
            assert.strictEqual((yield* find({ by: "chain", creator: "ttd", chainIds: ["chain-1"] })).length, 2)
            assert.deepStrictEqual(
              (yield* findDecisions("ttd", ...decisionIds("chain-0"), ...decisionIds("chain-1"))).map(({ id }) => id),
              ["chain-1 alone", "chain-1 together"]
            )
            assert.strictEqual((yield* unpublishedEvents("worker")).length, 1)
            assert.deepStrictEqual(
              (yield* readRuns()).map(({ decisionId }) => decisionId),
              ["young"]
            )
            // The rule set goes with the last decision that refers to it, and comes back with the next.
            yield* change(
              ...(yield* find({ by: "chain", creator: "ttd", chainIds: ["chain-1"] })).map((one) =>
                sampleChange(one, { ...isFinalSeed, lastUpdate: SAMPLE_TIME + 1 })
              )
            )
            yield* publishedMessages("worker", "chain-1")
            const all = { shipments: 2, decisions: 2, feed: 0, events: 1, runs: 0, ruleSets: 1 }
            assert.deepStrictEqual((yield* prune(days, later + 1)).counts, all)
            yield* seed(her, neighbour, "chain-0")
            assert.strictEqual((yield* findDecisions("ttd", ...decisionIds("chain-0"))).length, 4)
            const [first] = yield* readFeed({ creator: "ttd" }, SAMPLE_TIME + DAY)
            assert.isAbove(first?.sequenceNumber ?? 0, 2)
          })
        )
    },
    ...commonStoreCases<PersonalDataPorts>(
      store,
      [
        erase({ person: her.person }),
        prune({}),
        Effect.flatMap(PersonalData, (port) => port.receipts({ after: "secret", limit: 10 }))
      ],
      prune({})
    )
  ]
}

/** Runs the contract of the port `PersonalData` as tests of vitest. */
export const personalDataContract = (name: string, store: PersonalStoreUnderContract): void =>
  declareContract(`PersonalData contract: ${name}`, personalDataCases(store), store.skip)
