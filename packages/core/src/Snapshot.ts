/**
 * A snapshot is everything that the sources said about an order, at one time, as plain JSON. With the order and the rule
 * set it gives the same decision for ever.
 *
 * Every answer stands under the key that was asked. A key without an answer is *not known*, never "nobody": a source that
 * has nothing says so with `absent`, and one that failed says so with `unavailable`. Answers may be raw register rows,
 * which explain more, or what a source has already filtered. Source: contact point APIs of Altinn Profile.
 */
import type * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { decodeText, decodeValue } from "./Document.ts"
import type { DocumentOptions } from "./Document.ts"
import type { Problem } from "./Problem.ts"

const Text = Schema.NullOr(Schema.String)
const optionalText = Schema.optionalKey(Text)

/** A point in time in ISO 8601, with time zone. */
export const Timestamp = Schema.String.check(
  Schema.makeFilter(
    (text: string) =>
      (/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/u.test(text) &&
        !Number.isNaN(Date.parse(text))) ||
      "a date such as 2026-11-25, or a time with zone such as 2026-11-25T10:00:00Z, is expected",
    { expected: "a date, or a time with zone, in ISO 8601" }
  )
)
const optionalTime = Schema.optionalKey(Schema.NullOr(Timestamp))

/** Who a person is to the organisation's contact register: Altinn's user id, or any other key of the source. */
export const UserId = Schema.Union([Schema.Int, Schema.NonEmptyString]).annotate({ identifier: "UserId" })
export type UserId = typeof UserId.Type

/** A person's row in the contact and reservation register, with the dates that staleness is computed from. */
export const PersonRegisterRow = Schema.Struct({
  nationalIdentityNumber: Schema.String,
  reservation: Schema.Literals(["JA", "NEI"]).annotateKey({
    description: "JA: reserved against digital communication"
  }),
  email: optionalText,
  emailUpdated: optionalTime,
  emailVerified: optionalTime,
  mobileNumber: optionalText,
  mobileUpdated: optionalTime,
  mobileVerified: optionalTime
}).annotate({ identifier: "PersonRegisterRow" })
export type PersonRegisterRow = typeof PersonRegisterRow.Type

/** A person's contact data as Altinn Profile answers: stale fields are left out already, unless marked outdated. */
export const PersonContactPoint = Schema.Struct({
  nationalIdentityNumber: Schema.String,
  isReserved: Schema.NullOr(Schema.Boolean),
  email: optionalText,
  mobileNumber: optionalText,
  userId: Schema.optionalKey(Schema.NullOr(UserId)),
  emailIsOutdated: Schema.optionalKey(Schema.Boolean),
  mobileNumberIsOutdated: Schema.optionalKey(Schema.Boolean)
}).annotate({ identifier: "PersonContactPoint" })
export type PersonContactPoint = typeof PersonContactPoint.Type

/** What a source of persons may return: raw rows or filtered contact points. */
export const PersonContact = Schema.Union([PersonRegisterRow, PersonContactPoint])
export type PersonContact = typeof PersonContact.Type

/** A self-identified user's contact data. */
export const ExternalIdentityContact = Schema.Struct({
  externalIdentity: Schema.String,
  email: optionalText,
  mobileNumber: optionalText
}).annotate({ identifier: "ExternalIdentityContact" })
export type ExternalIdentityContact = typeof ExternalIdentityContact.Type

/** One statutory address in the register. */
export const StatutoryAddressRow = Schema.Struct({
  type: Schema.Literals(["Email", "SMS", "None"]),
  fullAddress: Schema.String,
  isSoftDeleted: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
  hasRegistryAccepted: Schema.optionalKey(
    Schema.NullOr(Schema.Boolean).annotateKey({
      description: "false: the national register refused the address; null counts as accepted"
    })
  )
}).annotate({ identifier: "StatutoryAddressRow" })
export type StatutoryAddressRow = typeof StatutoryAddressRow.Type

const unitEntry = {
  organizationNumber: Schema.String,
  addresses: Schema.NullOr(Schema.Array(StatutoryAddressRow)).annotateKey({
    description: "null: the unit has no entry in the register"
  })
}

/** An organisation's entry in the register of statutory contacts, with its main units in case they stand in. */
export const StatutoryRegisterEntry = Schema.Struct({
  ...unitEntry,
  mainUnits: Schema.optionalKey(Schema.Array(Schema.Struct(unitEntry)))
}).annotate({ identifier: "StatutoryRegisterEntry" })
export type StatutoryRegisterEntry = typeof StatutoryRegisterEntry.Type

/** One person's contact point on an organisation, already filtered by service selection. */
export const UserContactPoint = Schema.Struct({
  userId: UserId,
  email: optionalText,
  mobileNumber: optionalText,
  nationalIdentityNumber: optionalText,
  lastName: optionalText
}).annotate({ identifier: "UserContactPoint" })
export type UserContactPoint = typeof UserContactPoint.Type

/** An organisation's statutory contacts as Altinn Profile answers: deleted and refused addresses are left out. */
export const StatutoryContactPoint = Schema.Struct({
  organizationNumber: Schema.String,
  addressOrigin: Schema.optionalKey(
    Schema.NullOr(Schema.String).annotateKey({
      description: "The organisation number the addresses belong to: its own, or its main unit's"
    })
  ),
  partyId: Schema.optionalKey(Schema.NullOr(Schema.Int)),
  emailList: Schema.optionalKey(Schema.NullOr(Schema.Array(Text))),
  mobileNumberList: Schema.optionalKey(Schema.NullOr(Schema.Array(Text))),
  userContactPoints: Schema.optionalKey(Schema.NullOr(Schema.Array(UserContactPoint)))
}).annotate({ identifier: "StatutoryContactPoint" })
export type StatutoryContactPoint = typeof StatutoryContactPoint.Type

/** What a source of statutory contacts may return. */
export const StatutoryContact = Schema.Union([StatutoryRegisterEntry, StatutoryContactPoint])
export type StatutoryContact = typeof StatutoryContact.Type

/** A person's registration of custom contact information, with the service selection. */
export const CustomContactRow = Schema.Struct({
  userId: UserId,
  organizationNumber: Schema.optionalKey(
    Schema.String.annotateKey({
      description: "The unit of the registration; default the organisation asked for"
    })
  ),
  email: optionalText,
  phone: optionalText,
  resources: Schema.optionalKey(
    Schema.NullOr(Schema.Array(Schema.String)).annotateKey({
      description: "The service selection: empty means every service, otherwise only the services listed"
    })
  )
}).annotate({ identifier: "CustomContactRow" })
export type CustomContactRow = typeof CustomContactRow.Type

/** Every registration on an organisation (and, where known, on its other units): raw rows. */
export const CustomContactRegistrations = Schema.Struct({
  organizationNumber: Schema.String,
  partyId: Schema.optionalKey(Schema.NullOr(Schema.Int)),
  registrations: Schema.Array(CustomContactRow)
}).annotate({ identifier: "CustomContactRegistrations" })
export type CustomContactRegistrations = typeof CustomContactRegistrations.Type

/** The contact points of those who have selected the service, as Altinn Profile answers. */
export const UnitContactPoints = Schema.Struct({
  organizationNumber: Schema.String,
  partyId: Schema.optionalKey(Schema.NullOr(Schema.Int)),
  userContactPoints: Schema.Array(UserContactPoint)
}).annotate({ identifier: "UnitContactPoints" })
export type UnitContactPoints = typeof UnitContactPoints.Type

/** What a source of custom contacts may return. */
export const CustomContact = Schema.Union([CustomContactRegistrations, UnitContactPoints])
export type CustomContact = typeof CustomContact.Type

/** A policy decision. */
export const AccessDecision = Schema.Literals(["Permit", "Deny", "NotApplicable", "Indeterminate"]).annotate({
  identifier: "AccessDecision"
})
export type AccessDecision = typeof AccessDecision.Type

/** What a policy decision rests on, in words of the policy: nothing in it comes from the request. */
export const AccessGrounds = Schema.Struct({
  policy: Schema.String.annotateKey({ description: "The id of the policy, or of the file it is in" }),
  rule: Schema.optionalKey(Schema.String.annotateKey({ description: "The rule that decided, or came closest" })),
  line: Schema.optionalKey(Schema.Natural.annotateKey({ description: "Where the rule stands in the policy" })),
  missing: Schema.Array(
    Schema.Array(
      Schema.Struct({
        attribute: Schema.String.annotateKey({ description: "URN, such as urn:altinn:rolecode" }),
        values: Schema.Array(Schema.String)
      })
    )
  ).annotateKey({
    description: "What the rule asks for and did not get: each entry is needed, any one of the values in it would do"
  })
}).annotate({ identifier: "AccessGrounds" })
export type AccessGrounds = typeof AccessGrounds.Type

/** Whether a person may act on the resource on behalf of an organisation. */
export const ReadAccessAnswer = Schema.Struct({
  organizationNumber: Schema.String,
  userId: UserId,
  decision: AccessDecision,
  tasks: Schema.optionalKey(
    Schema.Array(Schema.Struct({ task: Schema.String, decision: AccessDecision })).annotateKey({
      description: "For an app: the decision on each relevant task and event"
    })
  ),
  grounds: Schema.optionalKey(AccessGrounds)
}).annotate({ identifier: "ReadAccessAnswer" })
export type ReadAccessAnswer = typeof ReadAccessAnswer.Type

/** The value of a fact that the rule set added, about one subject or (without a subject) about the whole order. */
export const OwnFactValue = Schema.Struct({
  fact: Schema.String,
  value: Schema.Union([Schema.String, Schema.Finite, Schema.Array(Schema.String)]),
  nationalIdentityNumber: Schema.optionalKey(Schema.String),
  externalIdentity: Schema.optionalKey(Schema.String),
  organizationNumber: Schema.optionalKey(Schema.String),
  userId: Schema.optionalKey(UserId)
}).annotate({ identifier: "OwnFactValue" })
export type OwnFactValue = typeof OwnFactValue.Type

/** The sources a snapshot is gathered from. */
export const SourceName = Schema.Literals([
  "persons",
  "externalIdentities",
  "statutoryContacts",
  "customContacts",
  "readAccess",
  "ownFacts"
]).annotate({ identifier: "SourceName" })
export type SourceName = typeof SourceName.Type

/** Why a source has no answer. */
export const UnavailableReason = Schema.Literals(["Unavailable", "Rejected", "Malformed", "NotConfigured"]).annotate({
  identifier: "UnavailableReason",
  description:
    "Unavailable: no answer; Rejected: refused; Malformed: the answer could not be read; NotConfigured: no such source"
})
export type UnavailableReason = typeof UnavailableReason.Type

/** Keys for which a source gave no answer. */
export const UnavailableAnswer = Schema.Struct({
  source: SourceName,
  reason: UnavailableReason,
  keys: Schema.Array(Schema.String).annotateKey({
    description: "The keys asked for; for readAccess {organizationNumber}/{userId}"
  })
}).annotate({ identifier: "UnavailableAnswer" })
export type UnavailableAnswer = typeof UnavailableAnswer.Type

const absentKeys = Schema.optionalKey(Schema.Array(Schema.String))

/** Everything the sources said about an order. */
export const Snapshot = Schema.Struct({
  $schema: Schema.optionalKey(Schema.String),
  at: Timestamp.annotateKey({ description: "When the sources were asked; staleness is measured against it" }),
  persons: Schema.optionalKey(Schema.Array(PersonContact)),
  externalIdentities: Schema.optionalKey(Schema.Array(ExternalIdentityContact)),
  statutoryContacts: Schema.optionalKey(Schema.Array(StatutoryContact)),
  customContacts: Schema.optionalKey(Schema.Array(CustomContact)),
  readAccess: Schema.optionalKey(Schema.Array(ReadAccessAnswer)),
  ownFacts: Schema.optionalKey(Schema.Array(OwnFactValue)),
  absent: Schema.optionalKey(
    Schema.Struct({
      persons: absentKeys,
      externalIdentities: absentKeys,
      statutoryContacts: absentKeys,
      customContacts: absentKeys
    }).annotate({ description: "Keys that a source knows nothing about" })
  ),
  unavailable: Schema.optionalKey(Schema.Array(UnavailableAnswer)),
  predecessors: Schema.optionalKey(
    Schema.Array(Schema.String).annotateKey({
      description: "Altinn 2 services that the order's resource replaces, such as se_4936_1"
    })
  )
}).annotate({
  identifier: "Snapshot",
  title: "Adressat snapshot",
  description: "What every source said about an order, at one time"
})
export type Snapshot = typeof Snapshot.Type

const decodeSnapshot = decodeValue(Snapshot)
const decodeSnapshotText = decodeText(Snapshot)

/** Checks a stored snapshot given as a value. */
export const parseSnapshot = (
  value: unknown,
  options: DocumentOptions = {}
): Result.Result<Snapshot, ReadonlyArray<Problem>> => decodeSnapshot(value, options)

/** Checks a stored snapshot given as JSON text. */
export const parseSnapshotText = (
  text: string,
  options: DocumentOptions = {}
): Result.Result<Snapshot, ReadonlyArray<Problem>> => decodeSnapshotText(text, options)

/** The key of one policy question: an organisation and a person. */
export const accessKey = (organizationNumber: string, userId: UserId): string => `${organizationNumber}/${userId}`
