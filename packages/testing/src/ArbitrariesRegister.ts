/**
 * Rows of registers: raw, with the dates and marks that a register filters by, and filtered, as Altinn Profile answers.
 */
import fc from "fast-check"
import type {
  CustomContactRegistrations,
  CustomContactRow,
  ExternalIdentityContact,
  PersonContactPoint,
  PersonRegisterRow,
  ReadAccessAnswer,
  StatutoryAddressRow,
  StatutoryContactPoint,
  StatutoryRegisterEntry,
  UnitContactPoints,
  UserId
} from "@adressat/core"
import { anyEmailField, anyPhoneField } from "./ArbitrariesAddress.ts"
import { cast } from "./ArbitrariesIdentifier.ts"

/** The time of a snapshot; ends of months are among them, where eighteen months earlier is no such day. */
export const anySnapshotTime: fc.Arbitrary<string> = fc.constantFrom(
  "2026-11-25T10:00:00Z",
  "2026-08-31T00:00:00Z",
  "2026-11-25T10:00:00.000+01:00"
)

/** When a field was touched: lately, right at eighteen months before {@link anySnapshotTime}, just beyond, long ago, or never. */
export const anyTouch: fc.Arbitrary<string | null> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("2026-10-01", "2026-01-15T12:00:00Z") },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "2025-05-25T10:00:00Z",
      "2025-05-25T09:59:59.999Z",
      "2025-05-25T09:00:00Z",
      "2025-02-28T00:00:00Z",
      "2025-02-27T23:59:59Z",
      "2025-03-01"
    )
  },
  { weight: 2, arbitrary: fc.constantFrom("2019-01-01", "2024-05-25T10:00:00Z") },
  { weight: 1, arbitrary: fc.constant(null) }
)

/** A raw row of the contact and reservation register. */
export const personRow = (nationalIdentityNumber: string): fc.Arbitrary<PersonRegisterRow> =>
  fc.record(
    {
      nationalIdentityNumber: fc.constant(nationalIdentityNumber),
      reservation: fc.oneof(
        { weight: 3, arbitrary: fc.constant("NEI" as const) },
        { weight: 2, arbitrary: fc.constant("JA" as const) }
      ),
      email: anyEmailField,
      emailUpdated: anyTouch,
      emailVerified: anyTouch,
      mobileNumber: anyPhoneField,
      mobileUpdated: anyTouch,
      mobileVerified: anyTouch
    },
    { requiredKeys: ["nationalIdentityNumber", "reservation", "email", "mobileNumber"] }
  )

/** A person as Altinn Profile answers. */
export const personPoint = (nationalIdentityNumber: string): fc.Arbitrary<PersonContactPoint> =>
  fc.record(
    {
      nationalIdentityNumber: fc.constant(nationalIdentityNumber),
      isReserved: fc.constantFrom(false, false, true, null),
      email: anyEmailField,
      mobileNumber: anyPhoneField,
      userId: fc.constantFrom(0, null),
      emailIsOutdated: fc.boolean(),
      mobileNumberIsOutdated: fc.boolean()
    },
    { requiredKeys: ["nationalIdentityNumber", "isReserved"] }
  )

/** A self-identified user's contact data. */
export const identityContact = (externalIdentity: string): fc.Arbitrary<ExternalIdentityContact> =>
  fc.record(
    { externalIdentity: fc.constant(externalIdentity), email: anyEmailField, mobileNumber: anyPhoneField },
    { requiredKeys: ["externalIdentity"] }
  )

/** A statutory address in the register: usable most often, otherwise deleted, refused, or of no type. */
export const anyStatutoryAddressRow: fc.Arbitrary<StatutoryAddressRow> = fc
  .tuple(
    fc.oneof(
      { weight: 5, arbitrary: anyEmailField.map((value) => ({ type: "Email" as const, fullAddress: value ?? "" })) },
      { weight: 5, arbitrary: anyPhoneField.map((value) => ({ type: "SMS" as const, fullAddress: value ?? "" })) },
      { weight: 1, arbitrary: fc.constant({ type: "None" as const, fullAddress: "x" }) }
    ),
    fc.record(
      {
        isSoftDeleted: fc.constantFrom(false, false, false, true, null),
        hasRegistryAccepted: fc.constantFrom(true, true, null, false)
      },
      { requiredKeys: [] }
    )
  )
  .map(([address, marks]) => ({ ...address, ...marks }))

const addressRows = fc.oneof(
  { weight: 5, arbitrary: fc.array(anyStatutoryAddressRow, { maxLength: 4 }) },
  { weight: 2, arbitrary: fc.constant(null) }
)

/** A raw entry of the register of statutory contacts, now and then with main units that may stand in. */
export const statutoryEntry = (organizationNumber: string): fc.Arbitrary<StatutoryRegisterEntry> =>
  fc.record(
    {
      organizationNumber: fc.constant(organizationNumber),
      addresses: addressRows,
      mainUnits: fc.array(
        fc.record({ organizationNumber: fc.constantFrom("310000019", "310010014"), addresses: addressRows }),
        { maxLength: 2 }
      )
    },
    { requiredKeys: ["organizationNumber", "addresses"] }
  )

/** Statutory contacts as Altinn Profile answers. */
export const statutoryPoint = (organizationNumber: string): fc.Arbitrary<StatutoryContactPoint> =>
  fc.record(
    {
      organizationNumber: fc.constant(organizationNumber),
      addressOrigin: fc.constantFrom(organizationNumber, "310000019", null),
      partyId: fc.constant(0),
      emailList: fc.array(anyEmailField, { maxLength: 3 }),
      mobileNumberList: fc.array(anyPhoneField, { maxLength: 3 })
    },
    { requiredKeys: ["organizationNumber"] }
  )

/** Altinn 2 services in the spellings that a service selection may have inherited. */
export const legacyServices: ReadonlyArray<string> = ["se_4936_1", "4936:1", "4936/1", "se_1234_2", "5793"]

/** A service selection: everything, the resource in some spelling, other services, or what Altinn 2 left behind. */
export const anyServiceSelection: fc.Arbitrary<ReadonlyArray<string> | null> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(null, [], [" "]) },
  {
    weight: 4,
    arbitrary: fc.array(
      fc.constantFrom("tax-report", "urn:altinn:resource:tax-report", "app_ttd_skatt", "vat", "Tax-Report"),
      { minLength: 1, maxLength: 3 }
    )
  },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...legacyServices), { minLength: 1, maxLength: 2 }) }
)

/** Somebody's registration of custom contact information. */
export const anyCustomContactRow: fc.Arbitrary<CustomContactRow> = fc.record(
  {
    userId: fc.constantFrom<UserId>(...cast.userIds, "u-16"),
    organizationNumber: fc.constantFrom(...cast.organizationNumbers),
    email: anyEmailField,
    phone: anyPhoneField,
    resources: anyServiceSelection
  },
  { requiredKeys: ["userId"] }
)

/** Every registration on an organisation: raw rows, a few of them on other units. */
export const customRegistrations = (organizationNumber: string): fc.Arbitrary<CustomContactRegistrations> =>
  fc.record(
    {
      organizationNumber: fc.constant(organizationNumber),
      partyId: fc.constantFrom(5001, null),
      registrations: fc.array(
        fc
          .tuple(anyCustomContactRow, fc.integer({ min: 0, max: 9 }))
          .map(([row, luck]) => (luck === 0 ? row : { ...row, organizationNumber })),
        { maxLength: 5 }
      )
    },
    { requiredKeys: ["organizationNumber", "registrations"] }
  )

/** The contact points of those who have selected the service, as Altinn Profile answers. */
export const unitPoints = (organizationNumber: string): fc.Arbitrary<UnitContactPoints> =>
  fc.record(
    {
      organizationNumber: fc.constant(organizationNumber),
      partyId: fc.constantFrom(5001, null),
      userContactPoints: fc.array(
        fc.record(
          { userId: fc.constantFrom<UserId>(...cast.userIds), email: anyEmailField, mobileNumber: anyPhoneField },
          { requiredKeys: ["userId"] }
        ),
        { maxLength: 4 }
      )
    },
    { requiredKeys: ["organizationNumber", "userContactPoints"] }
  )

const anyAccessDecision = fc.constantFrom<ReadAccessAnswer["decision"]>(
  "Permit",
  "Permit",
  "Permit",
  "Permit",
  "Deny",
  "NotApplicable",
  "Indeterminate"
)

/** The policy decision on one person and organisation, now and then with the tasks of an app. */
export const accessAnswer = (organizationNumber: string, userId: UserId): fc.Arbitrary<ReadAccessAnswer> =>
  fc.record(
    {
      organizationNumber: fc.constant(organizationNumber),
      userId: fc.constant(userId),
      decision: anyAccessDecision,
      tasks: fc.array(fc.record({ task: fc.constantFrom("Task_1", "Task_2"), decision: anyAccessDecision }), {
        maxLength: 2
      })
    },
    { requiredKeys: ["organizationNumber", "userId", "decision"] }
  )
