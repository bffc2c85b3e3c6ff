/**
 * A fact plan says which sources must be asked about an order. It is computed from the rules themselves: a source is
 * asked only if some gate could still turn on its answer. So without a resource nobody asks for custom contacts, and a
 * person who has opted out is never put before the policy decision point.
 *
 * Invariant: deciding from what the plan asks for gives the same deliveries as deciding from everything.
 */
import { orderFacts } from "./Candidate.ts"
import { holdsAddress } from "./RecipientKind.ts"
import type { Candidate, Subject } from "./Candidate.ts"
import { UNAVAILABLE } from "./Fact.ts"
import { resourceOf } from "./Order.ts"
import type { Order, Recipient } from "./Order.ts"
import type { RuleProgram } from "./RuleProgram.ts"
import type { UserId } from "./Snapshot.ts"

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
  const {
    catalogue,
    ruleSet: { options }
  } = program
  const facts = orderFacts(order, "organization", "CustomContact", options, catalogue, UNAVAILABLE)
  return program.evaluate("CustomContact", facts).outcome !== "withhold"
}

/** The second round: whose read access to ask about, given the candidates of the first. Each pair is asked about once. */
export const planAccess = (
  program: RuleProgram,
  order: Order,
  candidates: ReadonlyArray<Candidate>,
  partyIds: ReadonlyMap<string, number>,
  completeness: Completeness
): ReadonlyArray<AccessPair> => {
  if (resourceOf(order) === "") return []
  const pairs = new Map<string, AccessPair>()
  for (const { basis, facts, recipient, subject } of candidates) {
    const { everyone, organizationNumber, userId } = subject
    if (basis !== "CustomContact" || everyone === true || organizationNumber === undefined || userId === undefined)
      continue
    const depends = completeness === "everything" || program.evaluate(basis, facts).outcome === "undetermined"
    const key = `${organizationNumber}/${userId}`
    if (!depends || pairs.has(key) || order.recipients[recipient] === undefined) continue
    const partyId = partyIds.get(organizationNumber)
    pairs.set(key, { organizationNumber, userId, ...(partyId === undefined ? {} : { partyId }) })
  }
  return [...pairs.values()]
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
  candidates: ReadonlyArray<Candidate>
): { readonly facts: ReadonlyArray<string>; readonly subjects: ReadonlyArray<Subject> } => {
  const facts = Object.keys(program.ruleSet.facts)
  return { facts, subjects: facts.length === 0 ? [] : candidates.map(({ subject }) => subject) }
}
