/**
 * A fact plan says which sources must be asked about an order. It is computed from the rules themselves: a source is
 * asked only if some gate could still turn on its answer. So without a resource nobody asks for custom contacts, and a
 * person who has opted out is never put before the policy decision point.
 *
 * Invariant: deciding from what the plan asks for gives the same deliveries as deciding from everything.
 */
import type { Subject } from "./Candidate.ts"
import { subjectOf } from "./Contact.ts"
import { allContacts } from "./ContactList.ts"
import { listContacts } from "./Enumeration.ts"
import { resourceOf } from "./Order.ts"
import type { Order, Recipient } from "./Order.ts"
import { makePairMap, setValue, usersOf, valueOf } from "./PairMap.ts"
import { holdsAddress } from "./RecipientKind.ts"
import type { RuleProgram } from "./RuleProgram.ts"
import { factsForOrder, verdictOf } from "./SharedFacts.ts"
import type { Snapshot, UserId } from "./Snapshot.ts"

/**
 * How much to ask for. `needed`: only what the decision depends on. `everything`: also what would explain people left
 * out, such as the custom contacts of an organisation when the order names no resource.
 */
export type Completeness = "needed" | "everything"

/** Keys to look up in the sources of contact data. */
export interface ContactRequests {
  readonly persons: ReadonlyArray<string>
  readonly externalIdentities: ReadonlyArray<string>
  readonly statutoryContacts: ReadonlyArray<string>
  readonly customContacts: ReadonlyArray<string>
}

/** One question to the policy decision point: may this person act on the resource for this organisation? */
export interface AccessPair {
  readonly organizationNumber: string
  readonly userId: UserId
  readonly partyId?: number
}

/** Questions to the policy decision point that share resource and action. */
export interface AccessRequest<Pair extends AccessPair = AccessPair> {
  readonly resource: string
  readonly action: string
  readonly pairs: ReadonlyArray<Pair>
}

/** The first round: whose contact data to look up. Each key is asked for once. */
export const planContacts = (program: RuleProgram, order: Order, completeness: Completeness): ContactRequests => {
  const lookedUp = order.recipients.filter((recipient) => !holdsAddress(recipient, order.channel))
  const keys = (member: "nationalIdentityNumber" | "organizationNumber" | "externalIdentity") => [
    ...new Set(lookedUp.flatMap((recipient: Recipient) => recipient[member] ?? []))
  ]
  const organizations = keys("organizationNumber")
  return {
    persons: keys("nationalIdentityNumber"),
    externalIdentities: keys("externalIdentity"),
    statutoryContacts: organizations,
    customContacts: completeness === "everything" || mayNotifyCustomContacts(program, order) ? organizations : []
  }
}

const mayNotifyCustomContacts = (program: RuleProgram, order: Order): boolean => {
  const { unanswered } = factsForOrder(program, program.ruleSet, order).CustomContact
  return verdictOf(program, unanswered).outcome !== "withhold"
}

/**
 * The second round: whose read access to ask about, given what the first round told. Each pair is asked about once, with
 * the organisation's party id where the source of custom contacts told it.
 */
export const planAccess = (
  program: RuleProgram,
  order: Order,
  snapshot: Snapshot,
  completeness: Completeness
): ReadonlyArray<AccessPair> => {
  if (resourceOf(order) === "") return []
  const partyIds = new Map<string, number>()
  for (const { organizationNumber, partyId } of snapshot.customContacts ?? []) {
    if (partyId != null) partyIds.set(organizationNumber, partyId)
  }
  const planned = makePairMap<true>(false, 0)
  const pairs: Array<AccessPair> = []
  for (const { identifier, shared, userId } of allContacts(listContacts(program, program.ruleSet, order, snapshot))) {
    if (shared.basis !== "CustomContact" || userId === undefined) continue
    if (completeness === "needed" && verdictOf(program, shared).outcome !== "undetermined") continue
    const users = usersOf(planned, identifier)
    if (valueOf(planned, users, userId) === true) continue
    setValue(planned, users, userId, true)
    const partyId = partyIds.get(identifier)
    pairs.push(
      partyId === undefined
        ? { organizationNumber: identifier, userId }
        : { organizationNumber: identifier, userId, partyId }
    )
  }
  return pairs
}

/**
 * Splits the questions into batches of at most `size`, filled greedily in order, so that an organisation with many
 * persons may span several. Source: Altinn Notifications, authorisation batches.
 */
export const batchAccess = <Pair extends AccessPair>(
  request: AccessRequest<Pair>,
  size: number
): ReadonlyArray<AccessRequest<Pair>> => {
  const batches: Array<AccessRequest<Pair>> = []
  for (let from = 0; from < request.pairs.length; from += size) {
    batches.push({ ...request, pairs: request.pairs.slice(from, from + size) })
  }
  return batches
}

/** The third round: whom the rule set's own facts are about; empty when the rule set has none. */
export const planOwnFacts = (
  program: RuleProgram,
  order: Order,
  snapshot: Snapshot
): { readonly facts: ReadonlyArray<string>; readonly subjects: ReadonlyArray<Subject> } => {
  const facts = Object.keys(program.ruleSet.facts)
  return {
    facts,
    subjects:
      facts.length === 0 ? [] : allContacts(listContacts(program, program.ruleSet, order, snapshot)).map(subjectOf)
  }
}
