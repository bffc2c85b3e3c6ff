/**
 * A world is a folder of JSON files that stands in for the registers: organisations, statutory contacts, persons, custom
 * contacts, roles, read access; and of policies, as XML. This file is its shape; `WorldCheck` checks it, `WorldFolder` reads it, `WorldSources`
 * answers from it.
 */
import {
  AccessDecision,
  isNationalIdentityNumber,
  isOrganizationNumber,
  OwnFactValue,
  SourceName,
  Timestamp,
  UserId
} from "@adressat/core"
import type { AnyPolicy } from "@adressat/xacml"
import * as Schema from "effect/Schema"

const identifier = (is: (text: string) => boolean, message: string, pattern: string) =>
  Schema.String.check(
    Schema.makeFilter((text: string) => is(text) || message, {
      expected: message,
      toJsonSchema: () => ({ pattern })
    })
  )

const OrganizationNumber = identifier(
  isOrganizationNumber,
  "an organisation number of nine digits is expected",
  "^\\p{Nd}{9}$"
)
const NationalIdentityNumber = identifier(
  isNationalIdentityNumber,
  "a national identity number of eleven digits is expected",
  "^\\p{Nd}{11}$"
)
/** Policies are decided for users by number, which may be written as text. */
const UserNumber = Schema.Union([
  Schema.Natural,
  identifier((text) => /^\d{1,10}$/u.test(text), "a user id of a role is a whole number", "^\\d{1,10}$")
])
const described = <S extends Schema.Constraint>(schema: S, description: string) =>
  Schema.optionalKey(schema as S & Schema.Top).pipe((key) => key.annotateKey({ description }))
const nullableText = Schema.NullOr(Schema.String)
const nullableTime = Schema.NullOr(Timestamp)

/** `world.json`: what holds for the whole world. */
export const WorldSettings = Schema.Struct({
  $schema: Schema.optionalKey(Schema.String),
  description: described(Schema.String, "What the world is about"),
  now: described(Timestamp, "The time at which orders are resolved; default: the clock of the machine"),
  unavailable: described(
    Schema.Array(
      Schema.Struct({
        source: SourceName,
        keys: described(
          Schema.Array(Schema.String),
          "Organisation numbers, national identity numbers or URNs; for readAccess {organizationNumber}/{userId}; default: all"
        )
      })
    ),
    "Sources that do not answer, to see what happens then"
  )
}).annotate({ identifier: "WorldSettings", title: "world.json" })

/** `organizations.json`: organisations and their units. */
export const Organizations = Schema.Array(
  Schema.Struct({
    organizationNumber: OrganizationNumber,
    name: Schema.NonEmptyString,
    mainUnit: described(OrganizationNumber, "The main unit, when this is a sub-unit")
  })
).annotate({ identifier: "Organizations", title: "organizations.json" })

/** `resources.json`: resources and the Altinn 2 services they replace. */
export const Resources = Schema.Array(
  Schema.Struct({
    resourceId: Schema.NonEmptyString,
    title: Schema.optionalKey(Schema.String),
    owner: described(Schema.String, "Short name of the service owner"),
    predecessors: described(
      Schema.Array(Schema.String),
      "Altinn 2 services that the resource replaces, such as se_4936_1"
    )
  })
).annotate({ identifier: "Resources", title: "resources.json" })

/** `persons.json`: persons with their own contact data and reservation. */
export const People = Schema.Array(
  Schema.Struct({
    name: Schema.NonEmptyString,
    nationalIdentityNumber: described(NationalIdentityNumber, "Left out: the person is known only as a user"),
    userId: described(UserId, "The user id that custom contacts and read access refer to"),
    reservation: described(Schema.Literals(["JA", "NEI"]), "JA: reserved against digital communication; default NEI"),
    email: described(nullableText, "E-mail address in the contact and reservation register"),
    emailUpdated: described(nullableTime, "When the address was last changed"),
    emailVerified: described(
      nullableTime,
      "When the person last confirmed the address; left out with emailUpdated: fresh"
    ),
    mobileNumber: described(nullableText, "Phone number in the contact and reservation register"),
    mobileUpdated: described(nullableTime, "When the number was last changed"),
    mobileVerified: described(
      nullableTime,
      "When the person last confirmed the number; left out with mobileUpdated: fresh"
    )
  })
).annotate({ identifier: "People", title: "persons.json" })

/** `statutory-contacts.json`: one row for each statutory address. */
export const StatutoryContacts = Schema.Array(
  Schema.Struct({
    organizationNumber: OrganizationNumber,
    email: Schema.optionalKey(Schema.String),
    phone: Schema.optionalKey(Schema.String),
    isSoftDeleted: described(Schema.Boolean, "The address has been deleted"),
    hasRegistryAccepted: described(Schema.NullOr(Schema.Boolean), "false: the national register refused the address")
  }).check(
    Schema.makeFilter(
      (row: { readonly email?: string; readonly phone?: string }) =>
        !(row.email !== undefined && row.phone !== undefined) ||
        "a row holds one address: write one row for the e-mail address and one for the phone number"
    )
  )
).annotate({
  identifier: "StatutoryContacts",
  title: "statutory-contacts.json",
  description: "A row without an address says that the organisation has an entry with nothing in it"
})

/** `custom-contacts.json`: what persons have registered on organisations. */
export const CustomContacts = Schema.Array(
  Schema.Struct({
    organizationNumber: OrganizationNumber,
    userId: UserId,
    email: Schema.optionalKey(nullableText),
    phone: Schema.optionalKey(nullableText),
    resources: described(
      Schema.NullOr(Schema.Array(Schema.String)),
      "The services the person has selected; empty or left out: every service"
    )
  })
).annotate({ identifier: "CustomContacts", title: "custom-contacts.json" })

/** `roles.json`: what persons may act with on behalf of an organisation; policies are evaluated with it. */
export const Roles = Schema.Array(
  Schema.Struct({
    organizationNumber: OrganizationNumber,
    userId: UserNumber,
    roles: described(Schema.Array(Schema.NonEmptyString), "Role codes, such as DAGL"),
    accessPackages: described(Schema.Array(Schema.NonEmptyString), "Access packages, such as skatt-naering"),
    delegations: described(
      Schema.Array(
        Schema.Struct({
          resourceId: Schema.NonEmptyString,
          actions: described(Schema.NonEmptyArray(Schema.NonEmptyString), "Default read")
        })
      ),
      "Rights on single resources that the organisation has given the person"
    )
  })
).annotate({ identifier: "Roles", title: "roles.json" })

/** `read-access.json`: decisions that stand instead of those of a policy; without a policy, the rest is NotApplicable. */
export const ReadAccess = Schema.Array(
  Schema.Struct({
    resourceId: Schema.NonEmptyString,
    organizationNumber: OrganizationNumber,
    userId: UserId,
    action: described(Schema.NonEmptyString, "Default read"),
    decision: described(AccessDecision, "Default Permit"),
    tasks: described(
      Schema.Array(Schema.Struct({ task: Schema.String, decision: AccessDecision })),
      "For an app: the decision on each relevant task and event"
    )
  })
).annotate({ identifier: "ReadAccess", title: "read-access.json" })

/** `self-identified.json`: users who log in without a national identity number. */
export const SelfIdentified = Schema.Array(
  Schema.Struct({
    username: Schema.NonEmptyString.annotateKey({
      description: "The user name; epost:{e-mail} for ID-porten e-mail users"
    }),
    email: Schema.optionalKey(nullableText),
    phone: Schema.optionalKey(nullableText)
  })
).annotate({ identifier: "SelfIdentified", title: "self-identified.json" })

/** `facts.json`: values of the facts that a rule set adds. */
export const OwnFacts = Schema.Array(OwnFactValue).annotate({ identifier: "OwnFacts", title: "facts.json" })

/** `service-owners.json`: who may place orders, as far as `serve` is concerned; in the format of altinn-orgs.json. */
export const ServiceOwners = Schema.Struct({
  orgs: Schema.Record(
    Schema.String.annotate({ description: "Short name, such as skd" }),
    Schema.Struct({
      name: Schema.Record(Schema.String, Schema.String).annotate({ description: "Names by language: nb, nn, en" }),
      orgnr: described(Schema.String, "Organisation number (nine digits); a token names its owner by it"),
      logo: Schema.optionalKey(Schema.String),
      emblem: Schema.optionalKey(Schema.String),
      homepage: Schema.optionalKey(Schema.String),
      environments: Schema.optionalKey(Schema.Array(Schema.String)),
      contact: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
    })
  )
}).annotate({ identifier: "ServiceOwners", title: "service-owners.json" })

/** A policy of the world: `policies/{resourceId}.xml`. */
export interface WorldPolicy {
  readonly resourceId: string
  readonly file: string
  readonly policy: AnyPolicy
}

/** A checked world. */
export interface World {
  readonly settings: typeof WorldSettings.Type
  readonly organizations: typeof Organizations.Type
  readonly resources: typeof Resources.Type
  readonly persons: typeof People.Type
  readonly statutoryContacts: typeof StatutoryContacts.Type
  readonly customContacts: typeof CustomContacts.Type
  readonly roles: typeof Roles.Type
  readonly readAccess: typeof ReadAccess.Type
  readonly selfIdentified: typeof SelfIdentified.Type
  readonly facts: typeof OwnFacts.Type
  readonly serviceOwners: typeof ServiceOwners.Type
  readonly policies: ReadonlyArray<WorldPolicy>
}

/** The members of a world that are JSON files. */
export type WorldMember = Exclude<keyof World, "policies">

interface WorldFile {
  readonly member: WorldMember
  readonly schema: Schema.Codec<unknown>
  readonly whenMissing: unknown
}

const file = (member: WorldMember, schema: Schema.Top, whenMissing: unknown = []): WorldFile => ({
  member,
  schema: schema as unknown as Schema.Codec<unknown>,
  whenMissing
})

/** The files of a world, by name. Each may be left out; it is empty then. */
export const worldFiles: Readonly<Record<string, WorldFile>> = {
  "world.json": file("settings", WorldSettings, {}),
  "organizations.json": file("organizations", Organizations),
  "resources.json": file("resources", Resources),
  "persons.json": file("persons", People),
  "statutory-contacts.json": file("statutoryContacts", StatutoryContacts),
  "custom-contacts.json": file("customContacts", CustomContacts),
  "roles.json": file("roles", Roles),
  "read-access.json": file("readAccess", ReadAccess),
  "self-identified.json": file("selfIdentified", SelfIdentified),
  "facts.json": file("facts", OwnFacts),
  "service-owners.json": file("serviceOwners", ServiceOwners, { orgs: {} })
}
