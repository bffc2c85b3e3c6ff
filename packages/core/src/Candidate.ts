/**
 * A candidate is one contact that might be notified: an address in the order, a person, an address of an organisation, or
 * a person with custom contact information on it. It carries every fact that the rules may ask about.
 *
 * Invariants: facts that do not apply are `irrelevant`, facts that a source could not tell are `unavailable`; every fact of
 * the catalogue is there.
 */
import { missingField } from "./ContactField.ts"
import type { ContactField } from "./ContactField.ts"
import { isFactValue, UNAVAILABLE } from "./Fact.ts"
import type { FactCatalogue, Facts, FactValue } from "./Fact.ts"
import { resourceOf, stageOf } from "./Order.ts"
import type { Order } from "./Order.ts"
import type { RecipientKind } from "./RecipientKind.ts"
import { resourceKind } from "./Resource.ts"
import type { RuleOptions } from "./RuleOptions.ts"
import type { Basis } from "./RuleSet.ts"
import type { AccessGrounds, UnavailableReason, UserId } from "./Snapshot.ts"
import type { SnapshotIndex } from "./SnapshotIndex.ts"

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

/** The facts known before any source is asked; the rest is given by `rest`. */
export const orderFacts = (
  order: Order,
  kind: RecipientKind,
  basis: Basis,
  options: RuleOptions,
  catalogue: FactCatalogue,
  rest: "irrelevant" | typeof UNAVAILABLE
): Facts => {
  const facts: Record<string, FactValue> = {}
  for (const [name, definition] of Object.entries(catalogue)) {
    facts[name] = rest === "irrelevant" && isFactValue(definition, rest) ? rest : UNAVAILABLE
  }
  const stage = stageOf(order)
  facts["basis"] = basis
  facts["recipientKind"] = kind
  facts["stage"] = stage
  facts["channel"] = order.channel
  facts["resource"] = resourceKind(resourceOf(order))
  facts["customContactLookup"] =
    stage === "registration" && options.customContactsAtRegistration === "skip"
      ? "skipped-at-registration"
      : "consulted"
  if (rest === "irrelevant") facts["lookups"] = "complete"
  return facts
}

/** What candidates of one order are made from. */
export interface Enumeration {
  readonly order: Order
  readonly index: SnapshotIndex
  readonly options: RuleOptions
  readonly catalogue: FactCatalogue
  readonly ownFacts: ReadonlyArray<string>
  /** Facts shared by all candidates of a recipient kind and basis; only read. */
  readonly base: Map<string, Facts>
}

/** Makes a candidate: the facts of its kind and basis, those of its fields, those given, and the rule set's own. */
export const makeCandidate = (
  context: Enumeration,
  recipient: number,
  kind: RecipientKind,
  basis: Basis,
  subject: Subject,
  fields: {
    readonly email?: ContactField
    readonly phone?: ContactField
    readonly facts?: Facts
    readonly group?: "statutory"
    readonly unavailable?: Candidate["unavailable"]
    readonly accessGrounds?: AccessGrounds
  }
): Candidate => {
  const email = fields.email ?? missingField
  const phone = fields.phone ?? missingField
  const facts: Record<string, FactValue> = {
    ...baseFacts(context, kind, basis),
    emailState: email.state,
    phoneState: phone.state,
    ...fields.facts
  }
  for (const name of context.ownFacts) {
    const value = context.index.ownFact(name, subject)
    const definition = context.catalogue[name]
    facts[name] = definition !== undefined && isFactValue(definition, value) ? value : UNAVAILABLE
  }
  return {
    recipient,
    basis,
    subject,
    group: fields.group,
    email,
    phone,
    facts,
    ...(fields.unavailable === undefined ? {} : { unavailable: fields.unavailable }),
    ...(fields.accessGrounds === undefined ? {} : { accessGrounds: fields.accessGrounds })
  }
}

const baseFacts = (context: Enumeration, kind: RecipientKind, basis: Basis): Facts => {
  const key = `${kind} ${basis}`
  const known = context.base.get(key)
  if (known !== undefined) return known
  const facts = orderFacts(context.order, kind, basis, context.options, context.catalogue, "irrelevant")
  context.base.set(key, facts)
  return facts
}
