/**
 * The conclusion makes the decision from a judgement: the deliveries as they are, everyone left out with reasons and
 * repairs, what became of each recipient, and a count that says that nobody was lost.
 */
import { factsAt } from "./ContactList.ts"
import type { ContactList } from "./ContactList.ts"
import type { Decision, RecipientOutcome, Tally, Withheld } from "./Decision.ts"
import { judge, judgeByReference } from "./Judgement.ts"
import type { Judgement } from "./Judgement.ts"
import { withheldOf } from "./LeftOut.ts"
import { lookupStatus } from "./Lookup.ts"
import { DELIVERED, MERGED } from "./Merge.ts"
import { actionOf, resourceOf, stageOf } from "./Order.ts"
import type { Order, Recipient } from "./Order.ts"
import { recipientKind } from "./RecipientKind.ts"
import type { RuleEngine } from "./RuleEngine.ts"
import type { RuleProgram } from "./RuleProgram.ts"
import type { Snapshot } from "./Snapshot.ts"

/** Decides an order from a snapshot: pure, synchronous, the same for ever. */
export const decide = (program: RuleProgram, order: Order, snapshot: Snapshot): Decision =>
  decisionOf(judge(program, order, snapshot))

/** Decides an order with json-rules-engine as the judge of all facts; the rest is the same as in {@link decide}. */
export const decideByReference = async (
  program: RuleProgram,
  engine: RuleEngine,
  order: Order,
  snapshot: Snapshot
): Promise<Decision> => decisionOf(await judgeByReference(program, engine, order, snapshot))

/** The decision of a judgement: the same deliveries, and everyone left out put into words. */
export const decisionOf = (judgement: Judgement): Decision => {
  const { contacts, deliveries, order, program, snapshotAt } = judgement
  const { fingerprint, ruleSet } = program
  const withheld: Array<Withheld> = []
  for (let index = 0; index < contacts.count; index++) {
    const one = withheldOf(judgement, index)
    if (one !== undefined) withheld.push(one)
  }
  const recipients = recipientOutcomes(judgement, withheld)
  const tally = tallyOf(judgement, withheld)
  return {
    ruleSet: { id: ruleSet.id, version: ruleSet.version, fingerprint },
    snapshotAt,
    order: {
      ...(order.id === undefined ? {} : { id: order.id }),
      stage: stageOf(order),
      channel: order.channel,
      resource: resourceOf(order),
      action: actionOf(order)
    },
    recipients,
    deliveries,
    withheld,
    lookup: lookupStatus(order, recipients, ruleSet.options),
    tally,
    retryable: tally.undetermined > 0
  }
}

const recipientOutcomes = (
  { contacts, order, reached }: Judgement,
  withheld: ReadonlyArray<Withheld>
): ReadonlyArray<RecipientOutcome> => {
  const open = new Set<number>()
  for (const { recipient, state } of withheld) if (state === "undetermined") open.add(recipient)
  return order.recipients.map((recipient, index): RecipientOutcome => {
    const kind = recipientKind(recipient, order.channel)
    const number = reached[index] ?? 0
    return {
      kind,
      identifier: identifierOf(recipient, kind),
      outcome: number > 0 ? "reached" : open.has(index) ? "undetermined" : "not-reached",
      isReserved: reservationOf(contacts, index),
      deliveries: number
    }
  })
}

/** Whether the person is reserved; `null` where the register did not say, and for whatever is no person. */
const reservationOf = (contacts: ContactList, recipient: number): boolean | null => {
  // A person is one contact.
  const shared = factsAt(contacts, contacts.firsts[recipient] ?? -1)
  if (shared?.basis !== "Person" || shared.facts["registerEntry"] !== "present") return null
  return shared.facts["reservation"] === "reserved" || shared.facts["reservation"] === "overridden"
}

const identifierOf = (recipient: Recipient, kind: RecipientOutcome["kind"]): string | null => {
  switch (kind) {
    case "person":
      return recipient.nationalIdentityNumber ?? null
    case "organization":
      return recipient.organizationNumber ?? null
    case "external-identity":
      return recipient.externalIdentity ?? null
    case "address":
      return null
  }
}

const tallyOf = ({ contacts, ends }: Judgement, withheld: ReadonlyArray<Withheld>): Tally => {
  const tally = { candidates: contacts.count, delivered: 0, merged: 0, noAddress: 0, withheld: 0, undetermined: 0 }
  for (const end of ends) {
    if (end === DELIVERED) tally.delivered++
    else if (end === MERGED) tally.merged++
  }
  for (const { state } of withheld) {
    if (state === "no-address") tally.noAddress++
    else if (state === "withheld") tally.withheld++
    else tally.undetermined++
  }
  return tally
}
