/**
 * A snapshot index answers, in constant time, what a snapshot says about a key: found, absent, or not known.
 *
 * Invariants: identifiers match without regard to case, and the first answer for a key counts; a key that nobody asked for
 * is not known.
 */
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

/** One source's answer for one key. */
export type Answer<A> =
  | { readonly state: "found"; readonly value: A }
  | { readonly state: "absent" }
  | { readonly state: "unavailable"; readonly reason: UnavailableReason | "NotAsked" }

/** A snapshot indexed by key, so that each look-up is constant time. */
export interface SnapshotIndex {
  readonly at: number
  readonly predecessors: ReadonlyArray<string>
  readonly person: (nationalIdentityNumber: string) => Answer<PersonContact>
  readonly externalIdentity: (urn: string) => Answer<ExternalIdentityContact>
  readonly statutoryContact: (organizationNumber: string) => Answer<StatutoryContact>
  readonly customContact: (organizationNumber: string) => Answer<CustomContact>
  readonly readAccess: (organizationNumber: string, userId: UserId) => Answer<ReadAccessAnswer>
  readonly ownFact: (fact: string, subject: OwnFactSubject) => OwnFactValue["value"] | undefined
}

/** Whom an own fact may be about, most particular member first. */
export type OwnFactSubject = Pick<
  OwnFactValue,
  "userId" | "nationalIdentityNumber" | "externalIdentity" | "organizationNumber"
>

/** Indexes a snapshot. */
export const indexSnapshot = (snapshot: Snapshot): SnapshotIndex => {
  const failures = new Map<string, UnavailableReason>()
  for (const { keys, reason, source } of snapshot.unavailable ?? []) {
    for (const key of keys) failures.set(`${source} ${fold(key)}`, reason)
  }
  const section = <A>(
    source: SourceName,
    answers: ReadonlyArray<A> | undefined,
    absent: ReadonlyArray<string> | undefined,
    keyOf: (answer: A) => string
  ) => {
    const found = new Map<string, A>()
    for (const answer of answers ?? []) {
      const key = fold(keyOf(answer))
      if (!found.has(key)) found.set(key, answer)
    }
    const none = new Set(absent?.map(fold))
    return (asked: string): Answer<A> => {
      const key = fold(asked)
      const value = found.get(key)
      if (value !== undefined) return { state: "found", value }
      if (none.has(key)) return { state: "absent" }
      return { state: "unavailable", reason: failures.get(`${source} ${key}`) ?? "NotAsked" }
    }
  }
  const { absent } = snapshot
  const access = section("readAccess", snapshot.readAccess, undefined, (answer) =>
    accessKey(answer.organizationNumber, answer.userId)
  )
  const own = new Map<string, OwnFactValue["value"]>()
  for (const { fact, value, ...subject } of snapshot.ownFacts ?? []) {
    for (const key of ownFactKeys(fact, subject).slice(0, 1)) if (!own.has(key)) own.set(key, value)
  }
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
    readAccess: (organizationNumber, userId) => access(accessKey(organizationNumber, userId)),
    ownFact: (fact, subject) => {
      for (const key of ownFactKeys(fact, subject)) {
        const value = own.get(key)
        if (value !== undefined) return value
      }
      return undefined
    }
  }
}

const fold = (key: string): string => key.toLowerCase()

/** Keys under which an own fact may stand, most particular first; the last is the whole order. */
const ownFactKeys = (fact: string, subject: OwnFactSubject): ReadonlyArray<string> => {
  const keys: Array<string> = []
  if (subject.userId !== undefined) keys.push(`${fact} user ${subject.userId}`)
  if (subject.nationalIdentityNumber !== undefined) keys.push(`${fact} person ${subject.nationalIdentityNumber}`)
  if (subject.externalIdentity !== undefined) keys.push(`${fact} identity ${subject.externalIdentity}`)
  if (subject.organizationNumber !== undefined) keys.push(`${fact} organisation ${subject.organizationNumber}`)
  keys.push(`${fact} order`)
  return keys
}
