/**
 * A decision names every delivery and every candidate left out, each with its reasons. It is plain JSON, and the same
 * order, snapshot and rule set give the same decision for ever.
 *
 * Invariant (conservation): every candidate ends in exactly one state: delivered, merged into another's delivery, without
 * an address, withheld by a gate, or undetermined. {@link tally} counts them.
 */
import type * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { decodeText, decodeValue } from "./Document.ts"
import type { DocumentOptions } from "./Document.ts"
import { Actor, FactLabel } from "./Fact.ts"
import { Channel, Stage } from "./Order.ts"
import type { Problem } from "./Problem.ts"
import { Basis, Translations } from "./RuleSet.ts"
import { AccessGrounds, Timestamp, UnavailableReason, UserId } from "./Snapshot.ts"

/** How a message travels. */
export const DeliveryChannel = Schema.Literals(["Email", "Sms"]).annotate({ identifier: "DeliveryChannel" })

/** Whom a candidate is. National identity numbers and external identities are secret, user ids pseudonymous. */
export const SubjectSchema = Schema.Struct({
  nationalIdentityNumber: Schema.optionalKey(Schema.String),
  externalIdentity: Schema.optionalKey(Schema.String),
  organizationNumber: Schema.optionalKey(Schema.String),
  userId: Schema.optionalKey(UserId),
  registeredOn: Schema.optionalKey(
    Schema.String.annotateKey({
      description: "The unit the contact is registered on, when it is not the recipient"
    })
  ),
  everyone: Schema.optionalKey(
    Schema.Literal(true).annotateKey({
      description:
        "Stands for all persons with custom contact information, since they were not asked for or are not known"
    })
  )
}).annotate({ identifier: "Subject" })

/** A fact that a gate looked at. */
export const SeenFact = Schema.Struct({
  fact: Schema.String,
  value: Schema.Union([Schema.String, Schema.Finite, Schema.Array(Schema.String)]),
  label: FactLabel
}).annotate({ identifier: "SeenFact" })
export type SeenFact = typeof SeenFact.Type

/** Why a candidate is not notified: a failed gate, or an address that could not be used. */
export const DecisionReason = Schema.Struct({
  code: Schema.String,
  gate: Schema.optionalKey(Schema.String.annotateKey({ description: "The name of the rule that failed" })),
  source: Schema.optionalKey(Schema.String.annotateKey({ description: "Where the rule comes from" })),
  facts: Schema.optionalKey(Schema.Array(SeenFact)),
  since: Schema.optionalKey(Schema.String.annotateKey({ description: "When stale contact data were last touched" })),
  grounds: Schema.optionalKey(AccessGrounds),
  explanation: Schema.optionalKey(Translations)
}).annotate({ identifier: "DecisionReason" })
export type DecisionReason = typeof DecisionReason.Type

/** A smallest set of changes that would let a candidate be notified. */
export const RepairSchema = Schema.Struct({
  changes: Schema.Array(
    Schema.Struct({
      fact: Schema.String,
      to: Schema.Union([Schema.String, Schema.Finite]),
      by: Actor
    })
  ),
  provided: Schema.Array(Schema.String).annotateKey({
    description: "Facts that are not known, and that must turn out well too"
  })
}).annotate({ identifier: "Repair" })

const contributor = {
  recipient: Schema.Natural,
  basis: Basis,
  subject: SubjectSchema
}

/** A candidate that a delivery reaches. */
export const Contributor = Schema.Struct({
  ...contributor,
  state: Schema.Literals(["delivered", "merged"]).annotateKey({
    description: "merged: another candidate gave the same address first"
  }),
  notes: Schema.Array(Schema.String)
}).annotate({ identifier: "Contributor" })
export type Contributor = typeof Contributor.Type

/** One message to one address. */
export const Delivery = Schema.Struct({
  recipient: Schema.Natural.annotateKey({ description: "Index of the recipient in the order" }),
  channel: DeliveryChannel,
  address: Schema.String,
  contributors: Schema.Array(Contributor).annotateKey({
    description: "Everyone the delivery was merged from, the first being the one whose address is used"
  })
}).annotate({ identifier: "Delivery" })
export type Delivery = typeof Delivery.Type

/** An address on a channel. */
export const ChannelAddress = Schema.Struct({ channel: DeliveryChannel, address: Schema.String }).annotate({
  identifier: "ChannelAddress"
})

/** A candidate that no delivery reaches, with every reason. */
export const Withheld = Schema.Struct({
  ...contributor,
  state: Schema.Literals(["withheld", "undetermined", "no-address"]),
  reasons: Schema.Array(DecisionReason).annotateKey({
    description: "Every gate that failed, or why no address can be used"
  }),
  undetermined: Schema.Array(DecisionReason).annotateKey({
    description: "Every gate that depends on a fact that is not known"
  }),
  unavailable: Schema.optionalKey(
    Schema.Union([UnavailableReason, Schema.Literal("NotAsked")]).annotateKey({
      description: "Why facts are not known; NotAsked: nobody asked, since the outcome did not depend on them"
    })
  ),
  addresses: Schema.Array(ChannelAddress).annotateKey({
    description: "Where the candidate would have been notified"
  }),
  repairs: Schema.Array(RepairSchema)
}).annotate({ identifier: "Withheld" })
export type Withheld = typeof Withheld.Type

/** What became of one recipient of the order. */
export const RecipientOutcome = Schema.Struct({
  kind: Schema.Literals(["address", "person", "organization", "external-identity"]),
  identifier: Schema.NullOr(Schema.String),
  outcome: Schema.Literals(["reached", "not-reached", "undetermined"]),
  isReserved: Schema.NullOr(Schema.Boolean).annotateKey({
    description: "null: not a person, or the register did not say"
  }),
  deliveries: Schema.Natural
}).annotate({ identifier: "RecipientOutcome" })
export type RecipientOutcome = typeof RecipientOutcome.Type

/** The platform's summary of whom it could look up; `null` when nothing needed to be looked up. */
export const LookupStatus = Schema.Struct({
  status: Schema.Literals(["Success", "PartialSuccess", "Failed"]),
  isReserved: Schema.Array(Schema.String),
  missingContact: Schema.Array(Schema.String),
  undetermined: Schema.Array(Schema.String)
}).annotate({ identifier: "LookupStatus" })
export type LookupStatus = typeof LookupStatus.Type

/** How many candidates ended in each state. */
export const Tally = Schema.Struct({
  candidates: Schema.Natural,
  delivered: Schema.Natural,
  merged: Schema.Natural,
  noAddress: Schema.Natural,
  withheld: Schema.Natural,
  undetermined: Schema.Natural
}).annotate({ identifier: "Tally" })
export type Tally = typeof Tally.Type

/** Who is notified at which address, who is not, and why. */
export const Decision = Schema.Struct({
  $schema: Schema.optionalKey(Schema.String),
  ruleSet: Schema.Struct({
    id: Schema.String,
    version: Schema.String,
    fingerprint: Schema.String.annotateKey({ description: "SHA-256 of the rule set's meaning" })
  }),
  snapshotAt: Timestamp,
  order: Schema.Struct({
    id: Schema.optionalKey(Schema.String),
    stage: Stage,
    channel: Channel,
    resource: Schema.String,
    action: Schema.String
  }),
  recipients: Schema.Array(RecipientOutcome),
  deliveries: Schema.Array(Delivery),
  withheld: Schema.Array(Withheld),
  lookup: Schema.NullOr(LookupStatus),
  tally: Tally,
  retryable: Schema.Boolean.annotateKey({
    description: "Somebody is undetermined: the same order may be decided otherwise once the sources answer"
  })
}).annotate({ identifier: "Decision", title: "Adressat decision", description: "Who is notified, where, and why not" })
export type Decision = typeof Decision.Type

const decodeDecision = decodeValue(Decision)
const decodeDecisionText = decodeText(Decision)

/** The identifiers a person may go by in a decision. */
export interface PersonKeys {
  readonly nationalIdentityNumber?: string | undefined
  readonly externalIdentity?: string | undefined
  readonly userId?: UserId | undefined
}

/**
 * The part of a decision that is about one person, fit to be shown to that person: no other person's identifier or
 * address is in it. Empty deliveries and `withheld` mean that the person has nothing to do with the order.
 */
export const partAbout = (decision: Decision, person: PersonKeys): Decision => {
  const same = (a: UserId | undefined, b: UserId | undefined) =>
    a !== undefined && b !== undefined && String(a).toLowerCase() === String(b).toLowerCase()
  const isThem = ({ externalIdentity, nationalIdentityNumber, userId }: typeof SubjectSchema.Type) =>
    same(userId, person.userId) ||
    same(nationalIdentityNumber, person.nationalIdentityNumber) ||
    same(externalIdentity, person.externalIdentity)
  const deliveries = decision.deliveries
    .map((delivery) => ({ ...delivery, contributors: delivery.contributors.filter(({ subject }) => isThem(subject)) }))
    .filter(({ contributors }) => contributors.length > 0)
  const withheld = decision.withheld.filter(({ subject }) => isThem(subject))
  const theirs = new Set([...deliveries, ...withheld].map(({ recipient }) => recipient))
  return {
    ...decision,
    deliveries,
    withheld,
    recipients: decision.recipients.map((recipient, index) =>
      theirs.has(index) || recipient.kind === "organization" ? recipient : { ...recipient, identifier: null }
    ),
    lookup: null
  }
}

/** Checks a stored decision given as a value. */
export const parseDecision = (
  value: unknown,
  options: DocumentOptions = {}
): Result.Result<Decision, ReadonlyArray<Problem>> => decodeDecision(value, options)

/** Checks a stored decision given as JSON text. */
export const parseDecisionText = (
  text: string,
  options: DocumentOptions = {}
): Result.Result<Decision, ReadonlyArray<Problem>> => decodeDecisionText(text, options)
