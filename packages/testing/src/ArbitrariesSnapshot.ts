/**
 * Snapshots that fit an order: every key that the order asks about is answered, known to be absent, or not available.
 */
import fc from "fast-check"
import type { Order, Snapshot, UnavailableAnswer } from "@adressat/core"
import { cast } from "./ArbitrariesIdentifier.ts"
import { anyOrder } from "./ArbitrariesOrder.ts"
import {
  accessAnswer,
  anySnapshotTime,
  customRegistrations,
  identityContact,
  legacyServices,
  personPoint,
  personRow,
  statutoryEntry,
  statutoryPoint,
  unitPoints
} from "./ArbitrariesRegister.ts"

/** How snapshots are drawn. */
export interface SnapshotConstraints {
  /** How many of hundred keys have no answer, because a source failed or was not asked; default 4. */
  readonly unavailable?: number
  /** Whether rows are raw, filtered, or either; default either. */
  readonly rows?: "raw" | "filtered" | "either"
}

type State = "found" | "absent" | "failed" | "not-asked"

const stateOfKey = (unavailable: number): fc.Arbitrary<State> =>
  fc.oneof(
    { weight: 100 - unavailable - 8, arbitrary: fc.constant("found" as const) },
    { weight: 8, arbitrary: fc.constant("absent" as const) },
    { weight: Math.ceil(unavailable / 2), arbitrary: fc.constant("failed" as const) },
    { weight: Math.floor(unavailable / 2), arbitrary: fc.constant("not-asked" as const) }
  )

interface Section<Row> {
  readonly rows: ReadonlyArray<Row>
  readonly absent: ReadonlyArray<string>
  readonly failed: ReadonlyArray<string>
}

const section = <Row>(
  keys: ReadonlyArray<string>,
  rowOf: (key: string) => fc.Arbitrary<Row>,
  unavailable: number
): fc.Arbitrary<Section<Row>> =>
  fc.tuple(...keys.map((key) => fc.tuple(stateOfKey(unavailable), rowOf(key)))).map((answers) => {
    const keysIn = (state: State) => keys.filter((_, index) => answers[index]?.[0] === state)
    return {
      rows: answers.flatMap(([state, row]) => (state === "found" ? [row] : [])),
      absent: keysIn("absent"),
      failed: keysIn("failed")
    }
  })

const failures = (source: UnavailableAnswer["source"], keys: ReadonlyArray<string>): ReadonlyArray<UnavailableAnswer> =>
  keys.length === 0 ? [] : [{ source, reason: "Unavailable", keys }]

/** Snapshots with an answer of some kind for every key of an order. */
export const snapshotFor = (order: Order, constraints: SnapshotConstraints = {}): fc.Arbitrary<Snapshot> => {
  const { rows = "either", unavailable = 4 } = constraints
  const either = <A, B>(raw: fc.Arbitrary<A>, filtered: fc.Arbitrary<B>): fc.Arbitrary<A | B> =>
    rows === "raw" ? raw : rows === "filtered" ? filtered : fc.oneof(raw, filtered)
  const keys = (member: "nationalIdentityNumber" | "organizationNumber" | "externalIdentity") => [
    ...new Set(order.recipients.flatMap((recipient) => recipient[member] ?? []))
  ]
  const organizations = keys("organizationNumber")
  const pairs = organizations.flatMap((number) => [...cast.userIds, "u-16"].map((userId) => ({ number, userId })))
  return fc
    .record({
      at: anySnapshotTime,
      persons: section(keys("nationalIdentityNumber"), (key) => either(personRow(key), personPoint(key)), unavailable),
      externalIdentities: section(keys("externalIdentity"), identityContact, unavailable),
      statutoryContacts: section(organizations, (key) => either(statutoryEntry(key), statutoryPoint(key)), unavailable),
      customContacts: section(organizations, (key) => either(customRegistrations(key), unitPoints(key)), unavailable),
      access: fc.tuple(
        ...pairs.map(({ number, userId }) => fc.tuple(stateOfKey(unavailable), accessAnswer(number, userId)))
      ),
      predecessors: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.constantFrom(...legacyServices).map((service) => [service]) }
      )
    })
    .map(({ access, at, customContacts, externalIdentities, persons, predecessors, statutoryContacts }): Snapshot => {
      const isAnswered = (state: State) => state === "found" || state === "absent"
      const lost = access
        .filter(([state]) => state === "failed")
        .map(([, answer]) => `${answer.organizationNumber}/${answer.userId}`)
      return {
        at,
        persons: persons.rows,
        externalIdentities: externalIdentities.rows,
        statutoryContacts: statutoryContacts.rows,
        customContacts: customContacts.rows,
        readAccess: access.flatMap(([state, answer]) => (isAnswered(state) ? [answer] : [])),
        absent: {
          persons: persons.absent,
          externalIdentities: externalIdentities.absent,
          statutoryContacts: statutoryContacts.absent,
          customContacts: customContacts.absent
        },
        unavailable: [
          ...failures("persons", persons.failed),
          ...failures("externalIdentities", externalIdentities.failed),
          ...failures("statutoryContacts", statutoryContacts.failed),
          ...failures("customContacts", customContacts.failed),
          ...failures("readAccess", lost)
        ],
        ...(predecessors.length === 0 ? {} : { predecessors })
      }
    })
}

/** An order with a snapshot that fits it. */
export interface Situation {
  readonly order: Order
  readonly snapshot: Snapshot
}

/** Orders, each with a snapshot that fits it. */
export const situationsWith = (
  orders: fc.Arbitrary<Order>,
  constraints: SnapshotConstraints = {}
): fc.Arbitrary<Situation> =>
  orders.chain((order) => snapshotFor(order, constraints).map((snapshot) => ({ order, snapshot })))

/** An order with a snapshot that fits it; a few keys have no answer. */
export const anySituation: fc.Arbitrary<Situation> = situationsWith(anyOrder)
