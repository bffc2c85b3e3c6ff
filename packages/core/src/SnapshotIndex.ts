/**
 * A snapshot index answers, in constant time, what a snapshot says about a key: found, absent, or not known. Each part of
 * the snapshot is indexed when somebody first asks about it.
 *
 * Invariants: identifiers match without regard to case, and the first answer for a key counts; a key that nobody asked for
 * is not known.
 */
import { addInteger, makeIntegerTable } from "./IntegerTable.ts"
import { isNumbered, makePairMap, setValue, takeValues, userKey, usersOf } from "./PairMap.ts"
import type { PairMap, UserMap } from "./PairMap.ts"
import { accessKey } from "./Snapshot.ts"
import type {
  CustomContact,
  ExternalIdentityContact,
  OwnFactValue,
  PersonContact,
  ReadAccessAnswer,
  Snapshot,
  SourceName,
  StatutoryContact,
  UnavailableReason,
  UserId
} from "./Snapshot.ts"

/** Why a key is not known. */
export type NotKnown = UnavailableReason | "NotAsked"

/** One source's answer for one key. */
export type Answer<A> =
  | { readonly state: "found"; readonly value: A }
  | { readonly state: "absent" }
  | { readonly state: "unavailable"; readonly reason: NotKnown }

/** A snapshot indexed by key, so that each look-up is constant time. */
export interface SnapshotIndex {
  readonly at: number
  readonly predecessors: ReadonlyArray<string>
  readonly person: (nationalIdentityNumber: string) => Answer<PersonContact>
  readonly externalIdentity: (urn: string) => Answer<ExternalIdentityContact>
  readonly statutoryContact: (organizationNumber: string) => Answer<StatutoryContact>
  readonly customContact: (organizationNumber: string) => Answer<CustomContact>
  /** Answers on read access. */
  readonly readAccess: () => PairMap<ReadAccessAnswer>
  /** Why read access without an answer is not known. */
  readonly readAccessNotKnown: (organizationNumber: string, userId: UserId) => NotKnown
  readonly ownFact: (fact: string, subject: OwnFactSubject) => OwnFactValue["value"] | undefined
}

/** Whom an own fact may be about, most particular member first. */
export type OwnFactSubject = Pick<
  OwnFactValue,
  "userId" | "nationalIdentityNumber" | "externalIdentity" | "organizationNumber"
>

/** Indexes a snapshot. */
export const indexSnapshot = (snapshot: Snapshot): SnapshotIndex => {
  const { absent } = snapshot
  const notKnown = once(() => failures(snapshot))
  const reasonOf = (source: SourceName, key: string): NotKnown => notKnown().get(source)?.get(key) ?? "NotAsked"
  const section = <A>(
    source: SourceName,
    answers: ReadonlyArray<A> | undefined,
    none: ReadonlyArray<string> | undefined,
    keyOf: (answer: A) => string
  ) => {
    const found = once(() => byKey(answers ?? [], keyOf))
    const nothing = once(() => new Set(none?.map(fold)))
    return (asked: string): Answer<A> => {
      const key = fold(asked)
      const value = found().get(key)
      if (value !== undefined) return { state: "found", value }
      return nothing().has(key) ? { state: "absent" } : { state: "unavailable", reason: reasonOf(source, key) }
    }
  }
  const access = once(() => accessByPair(snapshot.readAccess ?? []))
  const own = once(() => ownFactsByName(snapshot.ownFacts ?? []))
  return {
    at: Date.parse(snapshot.at),
    predecessors: snapshot.predecessors ?? [],
    person: section("persons", snapshot.persons, absent?.persons, (answer) => answer.nationalIdentityNumber),
    externalIdentity: section(
      "externalIdentities",
      snapshot.externalIdentities,
      absent?.externalIdentities,
      (answer) => answer.externalIdentity
    ),
    statutoryContact: section(
      "statutoryContacts",
      snapshot.statutoryContacts,
      absent?.statutoryContacts,
      (answer) => answer.organizationNumber
    ),
    customContact: section(
      "customContacts",
      snapshot.customContacts,
      absent?.customContacts,
      (answer) => answer.organizationNumber
    ),
    readAccess: access,
    readAccessNotKnown: (organizationNumber, userId) =>
      notKnown().has("readAccess") ? reasonOf("readAccess", fold(accessKey(organizationNumber, userId))) : "NotAsked",
    ownFact: (fact, subject) => {
      const values = own().get(fact)
      return values === undefined ? undefined : valueFor(values, subject)
    }
  }
}

const fold = (key: string): string => key.toLowerCase()

/** Makes a value when somebody first asks for it. */
export const once = <A>(make: () => A): (() => A) => {
  let made: A | undefined
  return () => (made ??= make())
}

/** Reasons by source and key; the last one given for a key counts. */
const failures = (snapshot: Snapshot): ReadonlyMap<SourceName, ReadonlyMap<string, UnavailableReason>> => {
  const bySource = new Map<SourceName, Map<string, UnavailableReason>>()
  for (const { keys, reason, source } of snapshot.unavailable ?? []) {
    const reasons = bySource.get(source) ?? new Map<string, UnavailableReason>()
    bySource.set(source, reasons)
    for (const key of keys) reasons.set(fold(key), reason)
  }
  return bySource
}

const byKey = <A>(answers: ReadonlyArray<A>, keyOf: (answer: A) => string): ReadonlyMap<string, A> => {
  const found = new Map<string, A>()
  for (const answer of answers) {
    const key = fold(keyOf(answer))
    if (!found.has(key)) found.set(key, answer)
  }
  return found
}

const accessByPair = (answers: ReadonlyArray<ReadAccessAnswer>): PairMap<ReadAccessAnswer> =>
  accessOfOne(answers) ?? accessOfMany(answers)

/** Answers about one organisation, one for each user: the place of an answer is the number of its user. */
const accessOfOne = (answers: ReadonlyArray<ReadAccessAnswer>): PairMap<ReadAccessAnswer> | undefined => {
  const organization = answers[0]?.organizationNumber
  if (organization === undefined) return undefined
  const numbers = makeIntegerTable(answers.length)
  for (let index = 0; index < answers.length; index++) {
    const { organizationNumber, userId } = answers[index] ?? {}
    if (organizationNumber !== organization || userId === undefined || !isNumbered(userId)) return undefined
    if (addInteger(numbers, userId) !== index) return undefined
  }
  const pairs = makePairMap<ReadAccessAnswer>(true, 0)
  takeValues(pairs, organization, numbers, answers)
  return pairs
}

/** From behind, so that the first answer for a pair is the one that stays. */
const accessOfMany = (answers: ReadonlyArray<ReadAccessAnswer>): PairMap<ReadAccessAnswer> => {
  const pairs = makePairMap<ReadAccessAnswer>(true, answers.length)
  let organization: string | undefined
  let users: UserMap<ReadAccessAnswer> | undefined
  for (let index = answers.length - 1; index >= 0; index--) {
    const answer = answers[index]
    if (answer === undefined) continue
    if (users === undefined || answer.organizationNumber !== organization) {
      organization = answer.organizationNumber
      users = usersOf(pairs, organization)
    }
    setValue(pairs, users, answer.userId, answer)
  }
  return pairs
}

// --- Own facts -------------------------------------------------------------------------------------------------------

type OwnValue = OwnFactValue["value"]

/** The values of one own fact, by whom they are about. */
interface OwnValues {
  readonly users: Map<number | string, OwnValue>
  readonly persons: Map<string, OwnValue>
  readonly identities: Map<string, OwnValue>
  readonly organizations: Map<string, OwnValue>
  /** The value for the whole order. */
  order: OwnValue | undefined
}

const ownFactsByName = (values: ReadonlyArray<OwnFactValue>): ReadonlyMap<string, OwnValues> => {
  const byName = new Map<string, OwnValues>()
  for (const { externalIdentity, fact, nationalIdentityNumber, organizationNumber, userId, value } of values) {
    let known = byName.get(fact)
    if (known === undefined) {
      known = {
        users: new Map(),
        persons: new Map(),
        identities: new Map(),
        organizations: new Map(),
        order: undefined
      }
      byName.set(fact, known)
    }
    if (userId !== undefined) keepFirst(known.users, userKey(userId), value)
    else if (nationalIdentityNumber !== undefined) keepFirst(known.persons, nationalIdentityNumber, value)
    else if (externalIdentity !== undefined) keepFirst(known.identities, externalIdentity, value)
    else if (organizationNumber !== undefined) keepFirst(known.organizations, organizationNumber, value)
    else known.order ??= value
  }
  return byName
}

const keepFirst = <Key>(values: Map<Key, OwnValue>, key: Key, value: OwnValue): void => {
  if (!values.has(key)) values.set(key, value)
}

/** The value under the most particular key that has one; the last is the whole order. */
const valueFor = (values: OwnValues, subject: OwnFactSubject): OwnValue | undefined => {
  const { externalIdentity, nationalIdentityNumber, organizationNumber, userId } = subject
  return (
    (userId === undefined ? undefined : values.users.get(userKey(userId))) ??
    (nationalIdentityNumber === undefined ? undefined : values.persons.get(nationalIdentityNumber)) ??
    (externalIdentity === undefined ? undefined : values.identities.get(externalIdentity)) ??
    (organizationNumber === undefined ? undefined : values.organizations.get(organizationNumber)) ??
    values.order
  )
}
