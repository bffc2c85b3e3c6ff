/**
 * A candidate is one contact that might be notified: an address in the order, a person, an address of an organisation, or
 * a person with custom contact information on it. It carries every fact that the rules may ask about.
 *
 * Invariants: facts that do not apply are `irrelevant`, facts that a source could not tell are `unavailable`; every fact of
 * the catalogue is there. Candidates with equal facts share one frozen dictionary.
 */
import type { ContactField } from "./ContactField.ts"
import type { Facts } from "./Fact.ts"
import type { Basis } from "./RuleSet.ts"
import type { AccessGrounds, UnavailableReason, UserId } from "./Snapshot.ts"

/** Whom a candidate is, by the identifiers that the order and the sources used. */
export interface Subject {
  readonly nationalIdentityNumber?: string
  readonly externalIdentity?: string
  readonly organizationNumber?: string
  readonly userId?: UserId
  /** The unit the contact is registered on, when it is not the recipient. */
  readonly registeredOn?: string
  /** The candidate stands for all persons with custom contact information, since they are not known. */
  readonly everyone?: true
}

/** One contact that might be notified. */
export interface Candidate {
  /** Index of the recipient in the order. */
  readonly recipient: number
  readonly basis: Basis
  readonly subject: Subject
  /** Contacts of one group fall back to another channel together; `undefined` falls back alone. */
  readonly group: "statutory" | undefined
  readonly email: ContactField
  readonly phone: ContactField
  readonly facts: Facts
  /** Why facts are unavailable, if a source failed. */
  readonly unavailable?: UnavailableReason | "NotAsked"
  /** What the policy decision on read access rests on, if its source has told. */
  readonly accessGrounds?: AccessGrounds
}
