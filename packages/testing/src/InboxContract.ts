/**
 * The contract of the ports of a queue's worker: the inbox, and what is kept with an entry of it, the decision and the run
 * of a candidate rule set.
 */
import { Inbox, ShadowLog } from "@adressat/orders"
import type { DecisionLog, InboxEntry, LoggedDecision } from "@adressat/orders"
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import { hostileTexts } from "./ArbitrariesText.ts"
import { declareContract, runWith } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { append, findDecisions, lookalikes, upTo } from "./OrderQuestions.ts"
import { SAMPLE_TIME, sampleDecisions } from "./SampleShipments.ts"
import { sampleRun } from "./ShadowLogContract.ts"
import { atOnce, commonStoreCases, RIVALS } from "./StoreContract.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

/** The ports that are kept together with an entry of the inbox. */
export type InboxPorts = Inbox | DecisionLog | ShadowLog

/** Accepts entries in one call. */
export const acceptEntries = (...entries: ReadonlyArray<InboxEntry>) =>
  Effect.flatMap(Inbox, (port) => port.accept(entries))

/** Notes that messages were published. */
export const publishedMessages = (consumer: string, ...messages: ReadonlyArray<string>) =>
  Effect.flatMap(Inbox, (port) => port.published(consumer, messages))

/** Events that are not known to be published. */
export const unpublishedEvents = (consumer: string, before = Infinity, limit = 1000) =>
  Effect.flatMap(Inbox, (port) => port.unpublished(consumer, before, limit))

const runsOf = (creator: string, candidate: string) =>
  Effect.flatMap(ShadowLog, (port) => port.read({ creator, candidate, limit: 1000 }))

/** An entry whose event is made from the message. */
const entry = (message: string, changes: Partial<InboxEntry> = {}): InboxEntry => ({
  consumer: "worker",
  message,
  at: SAMPLE_TIME,
  event: `{"of":${JSON.stringify(message)}}`,
  ...changes
})

/** An entry with a decision of its own, and a run. */
const decided = (message: string, decision: LoggedDecision, changes: Partial<InboxEntry> = {}): InboxEntry => {
  const own = { ...decision, id: `decision of ${message}` }
  return entry(message, { decision: own, shadow: sampleRun({ decisionId: own.id }), ...changes })
}

const decisionsOf = (entries: ReadonlyArray<InboxEntry>) => entries.flatMap((one) => one.decision ?? [])

const accepted = { outcome: "accepted" } as const
const known = (of: InboxEntry, isPublished = false) => ({ outcome: "known", event: of.event, isPublished }) as const

/** The cases of the port `Inbox`. */
export const inboxCases = (store: StoreUnderContract<InboxPorts>): ReadonlyArray<ContractCase> => {
  const [decision, other] = sampleDecisions(2)
  if (decision === undefined || other === undefined) return assert.fail("there is no sample decision")
  const secret = decided("secret", decision, { consumer: "secret", event: "secret" })
  return [
    {
      name: "accepts a message once, with its decision and its run, and answers with the event of that time",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const first = decided("a", decision)
            assert.deepStrictEqual(yield* acceptEntries(first), [accepted])
            const again = decided("a", other, { event: "another", at: SAMPLE_TIME + 1 })
            const rival = { ...again, decision: { ...other, id: "never" }, shadow: sampleRun({ decisionId: "never" }) }
            assert.deepStrictEqual(yield* acceptEntries(rival), [known(first)])
            assert.deepStrictEqual(yield* findDecisions("ttd", "decision of a", "never"), decisionsOf([first]))
            assert.deepStrictEqual(yield* runsOf("ttd", "candidate"), first.shadow === undefined ? [] : [first.shadow])
            assert.deepStrictEqual(yield* unpublishedEvents("worker"), [{ message: "a", event: first.event }])
            yield* publishedMessages("worker", "a")
            assert.deepStrictEqual(yield* acceptEntries(rival), [known(first, true)])
            assert.deepStrictEqual(yield* acceptEntries(), [])
          })
        )
    },
    {
      name: `accepts exactly one of ${RIVALS} entries for the same message, and answers the others with it`,
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const rivals = upTo(RIVALS).map((index) =>
              entry("a", { event: `${index}`, decision: { ...decision, id: `rival-${index}` } })
            )
            const outcomes = (yield* atOnce(rivals.map((one) => acceptEntries(one)))).flat()
            const winner = outcomes.findIndex(({ outcome }) => outcome === "accepted")
            const first = rivals[winner] ?? assert.fail("nobody was first")
            assert.deepStrictEqual(
              outcomes,
              rivals.map((_, index) => (index === winner ? accepted : known(first)))
            )
            const ids = rivals.map((_, index) => `rival-${index}`)
            assert.deepStrictEqual(yield* findDecisions("ttd", ...ids), decisionsOf([first]))
          })
        )
    },
    {
      name: "accepts batches that overlap, in whichever order, each message once",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const messages = upTo(150).map((index) => `message-${index}`)
            const batches = upTo(6).map((rival) => {
              const batch = messages.map((message) =>
                entry(message, { event: `${rival}`, decision: { ...decision, id: `${rival} ${message}` } })
              )
              return rival % 2 === 0 ? batch : batch.toReversed()
            })
            const outcomes = (yield* atOnce(batches.map((batch) => acceptEntries(...batch)))).map((answers, rival) =>
              answers.flatMap(({ outcome }, index) => (outcome === "accepted" ? (batches[rival]?.[index] ?? []) : []))
            )
            const won = outcomes.flat()
            assert.deepStrictEqual(won.map(({ message }) => message).toSorted(), messages.toSorted())
            const found = yield* findDecisions("ttd", ...batches.flat().flatMap((one) => one.decision?.id ?? []))
            assert.deepStrictEqual(
              found.map(({ id }) => id).toSorted(),
              won.flatMap((one) => one.decision?.id ?? []).toSorted()
            )
            assert.strictEqual((yield* unpublishedEvents("worker")).length, messages.length)
          })
        )
    },
    {
      name: "answers each entry of one call by itself, the second of a message with the first",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const [a, b, c] = [entry("a"), entry("b"), entry("c")]
            yield* acceptEntries(b)
            yield* publishedMessages("worker", "b", "not there")
            const again = entry("a", { event: "another", decision: { ...decision, id: "never" } })
            assert.deepStrictEqual(yield* acceptEntries(a, b, again, c), [accepted, known(b, true), known(a), accepted])
            assert.deepStrictEqual(yield* findDecisions("ttd", "never"), [])
          })
        )
    },
    {
      name: "leaves a decision that is known as it is, and keeps the entry",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            yield* append(decision)
            assert.deepStrictEqual(yield* acceptEntries(entry("a", { decision: { ...other, id: decision.id } })), [
              accepted
            ])
            assert.deepStrictEqual(yield* findDecisions("ttd", decision.id), [decision])
          })
        )
    },
    {
      name: "gives events that are not known to be published, the oldest first, of one consumer and before an instant",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const entries = [3, 1, 2, 5, 4].map((at) => entry(`at-${at}`, { at }))
            yield* acceptEntries(...entries, entry("at-1", { consumer: "other", at: 0 }))
            const messages = (found: ReadonlyArray<{ readonly message: string }>) => found.map(({ message }) => message)
            assert.deepStrictEqual(messages(yield* unpublishedEvents("worker")), [
              "at-1",
              "at-2",
              "at-3",
              "at-4",
              "at-5"
            ])
            assert.deepStrictEqual(messages(yield* unpublishedEvents("worker", 4)), ["at-1", "at-2", "at-3"])
            assert.deepStrictEqual(messages(yield* unpublishedEvents("worker", 4, 2)), ["at-1", "at-2"])
            assert.deepStrictEqual(yield* unpublishedEvents("worker", 4, 0), [])
            yield* publishedMessages("worker", "at-1", "at-3")
            yield* publishedMessages("worker")
            assert.deepStrictEqual(messages(yield* unpublishedEvents("worker")), ["at-2", "at-4", "at-5"])
            assert.deepStrictEqual(messages(yield* unpublishedEvents("other")), ["at-1"])
          })
        )
    },
    {
      name: "gives messages and events back as they were, any text, and never takes one for another",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const texts = [...new Set([...hostileTexts, ...lookalikes, 'æ\u{1f600}\u0000"'.repeat(20_000)])]
            const entries = texts.map((text, index) => entry(text, { at: index, event: text }))
            assert.deepStrictEqual(
              yield* acceptEntries(...entries),
              entries.map(() => accepted)
            )
            assert.deepStrictEqual(
              yield* acceptEntries(...entries),
              entries.map((one) => known(one))
            )
            assert.deepStrictEqual(
              yield* unpublishedEvents("worker"),
              entries.map(({ event, message }) => ({ message, event }))
            )
            for (const text of texts)
              assert.deepStrictEqual(yield* acceptEntries(entry("a", { consumer: text })), [accepted])
            yield* publishedMessages("worker", ...texts)
            assert.deepStrictEqual(yield* unpublishedEvents("worker"), [])
          })
        )
    },
    {
      name: "keeps a batch of 256 with decisions that can be made again",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const entries = sampleDecisions(256).map((one, index) => decided(`message-${index}`, one))
            assert.deepStrictEqual(
              yield* acceptEntries(...entries),
              entries.map(() => accepted)
            )
            const decisions = decisionsOf(entries)
            assert.deepStrictEqual(yield* findDecisions("ttd", ...decisions.map(({ id }) => id)), decisions)
          })
        )
    },
    ...commonStoreCases<InboxPorts>(
      store,
      [acceptEntries(secret), publishedMessages("secret", "secret"), unpublishedEvents("secret")],
      acceptEntries(secret)
    )
  ]
}

/** Runs the contract of the port `Inbox` as tests of vitest. */
export const inboxContract = (name: string, store: StoreUnderContract<InboxPorts>): void =>
  declareContract(`Inbox contract: ${name}`, inboxCases(store), store.skip)
