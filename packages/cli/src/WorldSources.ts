/**
 * World sources answer a resolver's questions from a world, as raw register rows, so that decisions explain as much as
 * they can.
 */
import { accessKey, externalIdentityContactPoints, sanitizeResource } from "@adressat/core"
import type {
  AdressatOptions,
  CustomContactRegistrations,
  CustomContactRow,
  HostRequest,
  PersonRegisterRow,
  SourceName,
  StatutoryAddressRow,
  StatutoryRegisterEntry
} from "@adressat/core"
import type { RegisteredName } from "@adressat/orders"
import type { PublishedPolicies } from "./PublishedPolicies.ts"
import type { World } from "./World.ts"
import { worldAccess } from "./WorldAccess.ts"
import type { WorldAccess } from "./WorldAccess.ts"

type Sources = Pick<
  AdressatOptions,
  "persons" | "externalIdentities" | "statutoryContacts" | "customContacts" | "readAccess" | "ownFacts" | "predecessors"
>

/** The sources of a resolver over a world, at a time in milliseconds since 1970, with policies that were published since. */
export const worldSources = (world: World, now: number, published?: PublishedPolicies): Sources => {
  const outages = Map.groupBy(world.settings.unavailable ?? [], ({ source }) => source)
  const isDown = (source: SourceName, key: string) =>
    (outages.get(source) ?? []).some(({ keys }) => keys === undefined || keys.includes(key))
  /** A source that is down for one key is down for the question, as a register is. */
  const orThrow = <A>(source: SourceName, keys: ReadonlyArray<string>, answer: () => A): A => {
    if (outages.has(source) && keys.some((key) => isDown(source, key))) {
      throw new Error(`the world says that ${source} does not answer`)
    }
    return answer()
  }
  const statutoryEntry = statutoryEntries(world)
  const access = worldAccess(world, now, published)
  const registrations = customRegistrations(world, access)
  const predecessors = new Map(
    world.resources.map((resource) => [sanitizeResource(resource.resourceId), resource.predecessors ?? []])
  )
  return {
    persons: (keys) => orThrow("persons", keys, () => personRows(world, now)),
    externalIdentities: (keys) =>
      orThrow("externalIdentities", keys, () =>
        externalIdentityContactPoints(
          world.selfIdentified.map(({ email, phone, username }) => ({
            username,
            emailAddress: email ?? null,
            phoneNumber: phone ?? null
          })),
          keys
        )
      ),
    statutoryContacts: (keys) => orThrow("statutoryContacts", keys, () => keys.map(statutoryEntry)),
    customContacts: (keys, request) =>
      orThrow("customContacts", keys, () => Promise.all(keys.map((key) => registrations(key, request)))),
    readAccess: (request, host) => {
      const pairs = request.pairs.filter(
        ({ organizationNumber, userId }) => !isDown("readAccess", accessKey(organizationNumber, userId))
      )
      return access.decide({ ...request, pairs }, host)
    },
    ownFacts: (facts) => orThrow("ownFacts", facts, () => world.facts.filter(({ fact }) => facts.includes(fact))),
    predecessors: (resource) => predecessors.get(resource) ?? []
  }
}

/** The names that a world knows, for the placeholders of texts. */
export const worldNames = ({ organizations, persons }: World): ReadonlyArray<RegisteredName> => [
  ...organizations.map(({ name, organizationNumber }) => ({ organizationNumber, name })),
  ...persons.flatMap(({ name, nationalIdentityNumber }) =>
    nationalIdentityNumber === undefined ? [] : [{ nationalIdentityNumber, name }]
  )
]

/** Dates that are left out altogether mean fresh data; a date of null means that nobody ever confirmed them. */
const personRows = (world: World, now: number): ReadonlyArray<PersonRegisterRow> => {
  const fresh = new Date(now).toISOString()
  const confirmed = (
    value: string | null | undefined,
    updated: string | null | undefined,
    verified: string | null | undefined
  ) => (value != null && updated === undefined && verified === undefined ? fresh : (verified ?? null))
  return world.persons.flatMap((person): ReadonlyArray<PersonRegisterRow> => {
    const { email, mobileNumber, nationalIdentityNumber, reservation } = person
    const isRegistered = email !== undefined || mobileNumber !== undefined || reservation !== undefined
    if (nationalIdentityNumber === undefined || !isRegistered) return []
    return [
      {
        nationalIdentityNumber,
        reservation: reservation ?? "NEI",
        email: email ?? null,
        emailUpdated: person.emailUpdated ?? null,
        emailVerified: confirmed(email, person.emailUpdated, person.emailVerified),
        mobileNumber: mobileNumber ?? null,
        mobileUpdated: person.mobileUpdated ?? null,
        mobileVerified: confirmed(mobileNumber, person.mobileUpdated, person.mobileVerified)
      }
    ]
  })
}

const statutoryEntries = (world: World) => {
  const rows = Map.groupBy(world.statutoryContacts, ({ organizationNumber }) => organizationNumber)
  const mainUnits = new Map(
    world.organizations.map(({ mainUnit, organizationNumber }) => [organizationNumber, mainUnit])
  )
  const rowsOf = (number: string): ReadonlyArray<StatutoryAddressRow> | null =>
    rows
      .get(number)
      ?.flatMap(({ email, hasRegistryAccepted, isSoftDeleted, phone }): ReadonlyArray<StatutoryAddressRow> => {
        const fullAddress = email ?? phone
        return fullAddress === undefined
          ? []
          : [
              {
                type: email === undefined ? "SMS" : "Email",
                fullAddress,
                isSoftDeleted: isSoftDeleted ?? false,
                hasRegistryAccepted: hasRegistryAccepted ?? null
              }
            ]
      }) ?? null
  return (organizationNumber: string): StatutoryRegisterEntry => {
    const mainUnit = mainUnits.get(organizationNumber)
    return {
      organizationNumber,
      addresses: rowsOf(organizationNumber),
      mainUnits: mainUnit === undefined ? [] : [{ organizationNumber: mainUnit, addresses: rowsOf(mainUnit) }]
    }
  }
}

/**
 * Registrations on the unit, then those on its other units, then persons who are permitted but have registered nothing:
 * the last two explain why somebody who might be expected is not notified.
 */
const customRegistrations = (world: World, access: WorldAccess) => {
  const mainUnits = new Map(
    world.organizations.map(({ mainUnit, organizationNumber }) => [organizationNumber, mainUnit])
  )
  const enterpriseOf = (number: string) => mainUnits.get(number) ?? number
  const byEnterprise = Map.groupBy(world.customContacts, ({ organizationNumber }) => enterpriseOf(organizationNumber))
  return async (organizationNumber: string, { resource, signal }: HostRequest): Promise<CustomContactRegistrations> => {
    const related = byEnterprise.get(enterpriseOf(organizationNumber)) ?? []
    const onUnit = related.filter((contact) => contact.organizationNumber === organizationNumber)
    const here = new Set(onUnit.map(({ userId }) => userId))
    const elsewhere = related.filter(
      (contact) => contact.organizationNumber !== organizationNumber && !here.has(contact.userId)
    )
    const registered = new Set(related.map(({ userId }) => userId))
    const pairs = access
      .usersOf(organizationNumber, resource)
      .filter((userId) => !registered.has(userId))
      .map((userId) => ({ organizationNumber, userId }))
    const entitled = await access.decide({ resource, action: "read", pairs }, { signal })
    return {
      organizationNumber,
      registrations: [
        ...[...onUnit, ...elsewhere].map((row): CustomContactRow => ({
          userId: row.userId,
          organizationNumber: row.organizationNumber,
          email: row.email ?? null,
          phone: row.phone ?? null,
          resources: row.resources ?? []
        })),
        ...entitled
          .filter(({ decision }) => decision === "Permit")
          .map(({ userId }): CustomContactRow => ({ userId, email: null, phone: null }))
      ]
    }
  }
}
