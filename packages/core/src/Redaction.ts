/**
 * Redaction replaces what is secret or pseudonymous in a decision, so that it can be logged, shown or sent. Names are
 * replaced by the order in which they appear, never by a hash or a part of them, so a redacted text says nothing about
 * what it hides.
 *
 * Invariant (non-interference): two decisions that differ only in secrets have byte-identical redactions.
 */
import type { Decision, DecisionReason, SeenFact } from "./Decision.ts"
import { isShowable } from "./Problem.ts"
import { makePseudonyms } from "./Pseudonym.ts"
import type { AccessGrounds } from "./Snapshot.ts"

/** A decision without secrets. Organisation numbers, resources, reasons and public facts stay. */
export const redact = (decision: Decision): Decision => {
  const { address, of: nameOf, organization, subject: subjectOf } = makePseudonyms()
  const identifierOf = (index: number, identifier: string): string => {
    const kind = decision.recipients[index]?.kind
    if (kind === "organization") return organization(identifier)
    return nameOf(kind === "person" ? "person" : "identity", identifier)
  }
  const kinds = new Map(decision.recipients.map(({ identifier }, index) => [identifier, index]))
  const lookupName = (identifier: string) => identifierOf(kinds.get(identifier) ?? -1, identifier)
  // Candidates with equal facts share their reasons, and then share the redacted ones.
  const redacted = new Map<ReadonlyArray<DecisionReason>, ReadonlyArray<DecisionReason>>()
  const redactReasons = (reasons: ReadonlyArray<DecisionReason>): ReadonlyArray<DecisionReason> => {
    const known = redacted.get(reasons) ?? reasons.map(redactReason)
    redacted.set(reasons, known)
    return known
  }
  // Free text of the sender: shown only where it cannot be somebody's identifier or address.
  const shown = (text: string, name: string) => (isShowable(text) ? text : `[${name}]`)
  const { id: _, ...order } = decision.order
  return {
    ...decision,
    order: { ...order, resource: shown(order.resource, "resource"), action: shown(order.action, "action") },
    recipients: decision.recipients.map((recipient, index) => ({
      ...recipient,
      identifier: recipient.identifier === null ? null : identifierOf(index, recipient.identifier)
    })),
    deliveries: decision.deliveries.map((delivery) => ({
      ...delivery,
      address: address(delivery.channel, delivery.address),
      contributors: delivery.contributors.map((contributor) => ({
        ...contributor,
        subject: subjectOf(contributor.subject)
      }))
    })),
    withheld: decision.withheld.map((withheld) => ({
      ...withheld,
      subject: subjectOf(withheld.subject),
      reasons: redactReasons(withheld.reasons),
      undetermined: redactReasons(withheld.undetermined),
      addresses: withheld.addresses.map(({ address: value, channel }) => ({
        channel,
        address: address(channel, value)
      }))
    })),
    lookup:
      decision.lookup === null
        ? null
        : {
            status: decision.lookup.status,
            isReserved: decision.lookup.isReserved.map(lookupName),
            missingContact: decision.lookup.missingContact.map(lookupName),
            undetermined: decision.lookup.undetermined.map(lookupName)
          }
  }
}

const redactReason = ({ facts, grounds, since: _, ...reason }: DecisionReason): DecisionReason => ({
  ...reason,
  ...(facts === undefined ? {} : { facts: facts.map(redactFact) }),
  ...(grounds === undefined ? {} : { grounds: redactGrounds(grounds) })
})

/** Attributes whose values name no person, no party and no organisation but service owners. */
const publicAttributes: ReadonlySet<string> = new Set([
  "urn:altinn:rolecode",
  "urn:altinn:external-role:ccr",
  "urn:altinn:accesspackage",
  "urn:altinn:org",
  "urn:altinn:task",
  "urn:altinn:end-event",
  "urn:altinn:appresource",
  "urn:altinn:app",
  "urn:altinn:resource",
  "urn:altinn:partytype",
  "urn:altinn:access-list",
  "urn:oasis:names:tc:xacml:1.0:action:action-id",
  "condition"
])

/** The grounds without values that may name somebody: a policy may give rights to single persons. */
export const redactGrounds = (grounds: AccessGrounds): AccessGrounds => ({
  ...grounds,
  missing: grounds.missing.map((alternatives) =>
    alternatives.map(({ attribute, values }) => ({
      attribute,
      values: publicAttributes.has(attribute) ? values : ["[hidden]"]
    }))
  )
})

const redactFact = (seen: SeenFact): SeenFact =>
  seen.label === "public" || seen.value === "unavailable" ? seen : { ...seen, value: `[${seen.label}]` }
