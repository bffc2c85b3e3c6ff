/**
 * Who is left out is told every reason: the gates that failed, or why no address can be used, and what would help.
 *
 * Invariant: what is said about facts is said once for all candidates who share them, and shared between them; it is
 * frozen, since the decisions of one program share it too.
 */
import { addressesAlone, reasonsForNone } from "./AddressSelection.ts"
import type { Selection } from "./AddressSelection.ts"
import { factsOf } from "./Condition.ts"
import { candidateOf, emailOf, groupOf, phoneOf, subjectOf, unknownField } from "./Contact.ts"
import type { Contact } from "./Contact.ts"
import { contactAt } from "./ContactList.ts"
import type { DecisionReason, Withheld } from "./Decision.ts"
import { UNAVAILABLE } from "./Fact.ts"
import type { FactCatalogue, Facts } from "./Fact.ts"
import { holdingOf } from "./Holding.ts"
import type { Judgement } from "./Judgement.ts"
import { LEFT_OUT } from "./Merge.ts"
import type { Channel } from "./Order.ts"
import type { BuiltInReason } from "./Reason.ts"
import { repairAddress, repairGates } from "./Repair.ts"
import type { Repair } from "./Repair.ts"
import type { RuleProgram } from "./RuleProgram.ts"
import type { RuleOptions } from "./RuleOptions.ts"
import type { Rule } from "./RuleSet.ts"
import type { Wording } from "./SharedFacts.ts"
import type { AccessGrounds } from "./Snapshot.ts"
import { gatesThat } from "./Verdict.ts"
import type { Verdict } from "./Verdict.ts"

/** Puts into words why a candidate, given by its index, is left out; `undefined` when a delivery reaches it. */
export const withheldOf = (judgement: Judgement, index: number): Withheld | undefined => {
  if (judgement.ends[index] !== LEFT_OUT) return undefined
  const contact = contactAt(judgement.contacts, index)
  const verdict = judgement.verdicts[judgement.contacts.kindOf[index] ?? -1]
  if (contact === undefined || verdict === undefined) return undefined
  return verdict.outcome === "notify"
    ? withoutAddress(judgement, index, contact, verdict)
    : stopped(judgement, contact, verdict)
}

/** A candidate that is to be notified, but has no address that can be used. */
const withoutAddress = (judgement: Judgement, index: number, contact: Contact, verdict: Verdict): Withheld => {
  const { cleared, groups, order, program } = judgement
  const { options } = program.ruleSet
  const group = groupOf(contact) === undefined ? undefined : groups.get(contact.recipient)
  const codes = reasonsForNone(holdingOf(contact, cleared[index] ?? 0), group, order.channel, options)
  const wording = wordingOf(judgement, contact, verdict)
  const isGroupReached = codes.includes("GROUP_REACHED_ON_PREFERRED_CHANNEL")
  return {
    recipient: contact.recipient,
    basis: contact.shared.basis,
    subject: subjectOf(contact),
    state: "no-address",
    reasons: codes.map((code) => addressReason(code, contact, options)),
    undetermined: wording.undetermined,
    addresses: nothing,
    repairs: isReachedAnyway(judgement, contact)
      ? nothing
      : contact.email === unknownField
        ? wording.repairs
        : isGroupReached
          ? nothing
          : wording.repairsWithoutAddress
  }
}

/** A candidate that the gates do not let through, or that they leave open. */
const stopped = (judgement: Judgement, contact: Contact, verdict: Verdict): Withheld => {
  const { order, program } = judgement
  const wording = wordingOf(judgement, contact, verdict)
  const { accessGrounds, recipient, shared, unavailable } = contact
  const addresses = addressesAlone(contact, order.channel, program.ruleSet.options)
  const hasGrounds = accessGrounds !== undefined && wording.asksReadAccess
  const reasons = hasGrounds ? withGrounds(wording.reasons, accessGrounds) : wording.reasons
  const undetermined = hasGrounds ? withGrounds(wording.undetermined, accessGrounds) : wording.undetermined
  const repairs = isReachedAnyway(judgement, contact)
    ? nothing
    : contact.email === unknownField
      ? wording.repairs
      : addresses.length > 0
        ? wording.repairsWithAddress
        : wording.repairsWithoutAddress
  const subject = subjectOf(contact)
  const state = verdict.outcome === "undetermined" ? "undetermined" : "withheld"
  return unavailable === undefined || undetermined.length === 0
    ? { recipient, basis: shared.basis, subject, state, reasons, undetermined, addresses, repairs }
    : { recipient, basis: shared.basis, subject, state, reasons, undetermined, unavailable, addresses, repairs }
}

const nothing: ReadonlyArray<never> = Object.freeze([])

/** An organisation that is reached needs no further address. */
const isReachedAnyway = ({ reachedByStatute }: Judgement, { recipient, shared }: Contact): boolean =>
  shared.basis === "StatutoryContact" && reachedByStatute.has(recipient)

const addressReason = (code: BuiltInReason, contact: Contact, options: RuleOptions): DecisionReason => {
  const since =
    code === "EMAIL_STALE"
      ? emailOf(contact, options).staleSince
      : code === "PHONE_STALE"
        ? phoneOf(contact, options).staleSince
        : undefined
  return since === undefined ? { code } : { code, since }
}

// --- Words for everyone with the same facts --------------------------------------------------------------------------

const wordingOf = ({ order, program }: Judgement, contact: Contact, verdict: Verdict): Wording => {
  const { shared } = contact
  if (shared.wording?.verdict !== verdict) shared.wording = putIntoWords(program, order.channel, contact, verdict)
  return shared.wording
}

const putIntoWords = (program: RuleProgram, channel: Channel, contact: Contact, verdict: Verdict): Wording => {
  const { basis, facts } = contact.shared
  const failed = gatesThat(verdict, "fails")
  const open = gatesThat(verdict, "undetermined")
  const reasonOf = (rule: Rule) => gateReason(rule, facts, program.catalogue)
  const isUnruled = failed.length === 0 && verdict.outcome === "withhold"
  const candidate = candidateOf(contact, program.ruleSet.options)
  const repairs = repairGates(program, basis, facts)
  const repairsFor = (addresses: Selection["addresses"]) =>
    frozenRepairs(repairAddress(repairs, candidate, { addresses, reasons: [] }, channel))
  return {
    verdict,
    reasons: Object.freeze(isUnruled ? [Object.freeze({ code: "NO_RULE_FOR_BASIS" })] : failed.map(reasonOf)),
    undetermined: Object.freeze(open.map(reasonOf)),
    asksReadAccess: [...failed, ...open].some(({ conditions }) => factsOf(conditions).includes("readAccess")),
    repairs: frozenRepairs(repairs),
    repairsWithAddress: repairsFor([{ channel: "Email", address: "", notes: [] }]),
    repairsWithoutAddress: repairsFor([])
  }
}

const gateReason = (
  { conditions, event: { params }, name }: Rule,
  facts: Facts,
  catalogue: FactCatalogue
): DecisionReason => {
  const seen = factsOf(conditions).map((fact) =>
    Object.freeze({ fact, value: facts[fact] ?? UNAVAILABLE, label: catalogue[fact]?.label ?? "secret" })
  )
  return Object.freeze({
    code: params.reason,
    gate: name,
    source: params.source,
    facts: Object.freeze(seen),
    ...(params.explanation === undefined ? {} : { explanation: params.explanation })
  })
}

const frozenRepairs = (repairs: ReadonlyArray<Repair>): ReadonlyArray<Repair> => {
  for (const repair of repairs) {
    Object.freeze(repair.changes)
    Object.freeze(repair.provided)
    Object.freeze(repair)
    for (const change of repair.changes) Object.freeze(change)
  }
  return Object.freeze([...repairs])
}

/** The reasons with what the policy decision rests on, where they look at read access. */
const withGrounds = (reasons: ReadonlyArray<DecisionReason>, grounds: AccessGrounds): ReadonlyArray<DecisionReason> =>
  reasons.map((reason) => {
    if (reason.facts?.some(({ fact }) => fact === "readAccess") !== true) return reason
    const { explanation, ...rest } = reason
    return explanation === undefined ? { ...rest, grounds } : { ...rest, grounds, explanation }
  })
