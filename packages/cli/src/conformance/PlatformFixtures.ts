/**
 * What the sources of the Altinn platform say to a conformance test: the fixtures of its folder, as layers of the ports of
 * `@adressat/pdp`.
 */
import { PlatformAttribute, policyIdOf, PolicyStore, RoleSource } from "@adressat/pdp"
import type {
  Delegation,
  DelegationQuestion,
  PartyKey,
  RegisteredParty,
  RoleQuestion,
  SourcedAttribute
} from "@adressat/pdp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { readRequest } from "./ConformanceTest.ts"
import { decodedText } from "../TextFile.ts"

/** What the fixtures need to know of a test. */
export interface FixtureUser {
  readonly policies: ReadonlyArray<string>
  readonly individualDecisions: ReadonlyArray<{ readonly policy: string; readonly enrichedRequest: string }>
}

/** Reads the files of one folder. */
interface FixtureFolder {
  readonly has: (file: string) => boolean
  readonly text: (file: string) => string
  readonly json: (file: string) => unknown
  /** The documents in a part of the folder, the folders in it included. */
  readonly filesIn: (part: string) => ReadonlyArray<string>
}

const fixtureFolder = (folder: string): FixtureFolder => {
  const text = (file: string) => decodedText(readFileSync(join(folder, file)))
  return {
    has: (file) => existsSync(join(folder, file)),
    text,
    json: (file) => JSON.parse(text(file)) as unknown,
    filesIn: (part) =>
      existsSync(join(folder, part))
        ? readdirSync(join(folder, part), { recursive: true, encoding: "utf8" })
            .filter((file) => /\.(?:json|xml)$/.test(file))
            .map((file) => `${part}/${file}`)
        : []
  }
}

interface PipData {
  readonly profiles: ReadonlyArray<{
    readonly userId: number
    readonly ssn?: string | null
    readonly type?: number
    readonly uuid?: string | null
  }>
  readonly oedRoleAssignments: ReadonlyArray<{
    readonly fromSsn: string
    readonly toSsn: string
    readonly roleCode: string
  }>
  readonly accessPackages: ReadonlyArray<{
    readonly fromPartyUuid: string
    readonly toPartyUuid: string
    readonly packages: ReadonlyArray<string>
  }>
  readonly delegations: ReadonlyArray<{
    readonly matches: ReadonlyArray<{
      readonly resource: string
      readonly fromPartyId: string
      readonly subjectAttribute: string
      readonly subjectValue: string
    }>
    readonly coveredByPartyId: number | null
    readonly instanceId: string | null
    readonly toUuidType: string | null
    readonly toUuid: string | null
    readonly policyPath: string
  }>
  readonly accessListMemberships: ReadonlyArray<{
    readonly organizationNumber: string
    readonly resource: string
    readonly actionFilters: ReadonlyArray<string> | null
  }>
  readonly accessListModeEnabled: ReadonlyArray<string>
}

const noPipData: PipData = {
  profiles: [],
  oedRoleAssignments: [],
  accessPackages: [],
  delegations: [],
  accessListMemberships: [],
  accessListModeEnabled: []
}

const pipData = ({ has, json }: FixtureFolder): PipData => ({
  ...noPipData,
  ...(has("fixtures/pip.json") ? (json("fixtures/pip.json") as Partial<PipData>) : {})
})

/** Members of an object, by their names in lower case: the fixtures spell them in two ways. */
const membersOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(Object.entries(value as object).map(([name, member]) => [name.toLowerCase(), member]))

const wordIn = (members: ReadonlyMap<string, unknown>, name: string): string | undefined => {
  const member = members.get(name)
  const word = typeof member === "string" || typeof member === "number" ? String(member) : ""
  return word === "" || word === "null" ? undefined : word
}

const kinds: Readonly<Record<string, RegisteredParty["kind"]>> = { "1": "person", "2": "organization" }

const given = <Shape extends object>(members: Shape) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Shape]: Exclude<Shape[Name], undefined>
  }

const registeredParties = ({ filesIn, json }: FixtureFolder): ReadonlyArray<RegisteredParty> =>
  filesIn("fixtures/Register").flatMap((file) =>
    [json(file)].flat().map((party): RegisteredParty => {
      const members = membersOf(party)
      return {
        kind: kinds[wordIn(members, "partytypename") ?? ""] ?? "other",
        partyId: Number(wordIn(members, "partyid")),
        ...given({
          uuid: wordIn(members, "partyuuid"),
          organizationNumber: wordIn(members, "orgnumber"),
          nationalIdentityNumber: wordIn(members, "ssn")
        })
      }
    })
  )

/** The parties of the register, and those that are users with what their profile adds. */
const partiesOf = (folder: FixtureFolder, { profiles }: PipData): ReadonlyArray<RegisteredParty> => {
  const registered = registeredParties(folder)
  const users = profiles.map(({ ssn, type, userId, uuid }): RegisteredParty => ({
    ...registered.find(({ nationalIdentityNumber }) => ssn != null && nationalIdentityNumber === ssn),
    kind: kinds[type ?? ""] ?? "other",
    ...given({ nationalIdentityNumber: ssn ?? undefined, uuid: uuid ?? undefined }),
    userId
  }))
  return [...users, ...registered]
}

const instanceAttributes = ({ has, json }: FixtureFolder, instance: string): ReadonlyArray<SourcedAttribute> => {
  const file = `fixtures/Instances/${instance}.json`
  if (!has(file)) return []
  const { appId, process } = json(file) as {
    readonly appId: string
    readonly process?: {
      readonly currentTask?: { readonly elementId: string } | null
      readonly endEvent?: string | null
    } | null
  }
  const [org, app] = appId.split("/")
  const { currentTask, endEvent } = process ?? {}
  return Object.entries({
    [PlatformAttribute.org]: org,
    [PlatformAttribute.app]: app,
    [PlatformAttribute.task]: currentTask?.elementId,
    [PlatformAttribute.endEvent]: endEvent
  }).flatMap(([attributeId, value]) => (value == null ? [] : [{ attributeId, values: [value] }]))
}

const roleCodes = ({ has, json }: FixtureFolder, userId: number, partyId: number): ReadonlyArray<string> => {
  const file = `fixtures/Roles/user_${userId}/party_${partyId}/roles.json`
  if (!has(file)) return []
  return (json(file) as ReadonlyArray<unknown>).flatMap((role) => wordIn(membersOf(role), "value") ?? [])
}

const attributesFor = (
  folder: FixtureFolder,
  data: PipData,
  accessLists: (uuid: string) => ReadonlyArray<SourcedAttribute>,
  question: RoleQuestion
): ReadonlyArray<SourcedAttribute> => {
  const found = (attributeId: string, values: ReadonlyArray<string>) =>
    values.length === 0 ? [] : [{ attributeId, values }]
  switch (question.kind) {
    case "roles":
      return found(PlatformAttribute.roleCode, roleCodes(folder, question.userId, question.partyId))
    case "access packages":
    case "roles and access packages":
      return found(
        PlatformAttribute.accessPackage,
        data.accessPackages
          .filter(({ fromPartyUuid, toPartyUuid }) => fromPartyUuid === question.from && toPartyUuid === question.to)
          .flatMap(({ packages }) => packages)
      )
    case "estate roles":
      return found(
        PlatformAttribute.estateRole,
        data.oedRoleAssignments
          .filter(({ fromSsn, toSsn }) => fromSsn === question.from && toSsn === question.to)
          .map(({ roleCode }) => roleCode)
      )
    case "access list membership":
      return found(
        PlatformAttribute.accessList,
        data.accessListMemberships
          .filter(
            ({ actionFilters, organizationNumber, resource }) =>
              organizationNumber === question.organizationNumber &&
              resource === question.resource &&
              (actionFilters?.includes(question.action) ?? true)
          )
          .map(({ resource }) => resource)
      )
    case "access lists":
      return accessLists(question.party)
    case "instance":
      return instanceAttributes(folder, question.instance)
  }
}

const delegationsFor = (
  { has, text }: FixtureFolder,
  data: PipData,
  { partyId, resource, subject }: DelegationQuestion
): ReadonlyArray<Delegation> =>
  data.delegations
    .filter(({ matches }) =>
      matches.some(
        (match) =>
          match.resource === resource &&
          match.fromPartyId === String(partyId) &&
          match.subjectAttribute === subject.attributeId &&
          match.subjectValue === subject.value
      )
    )
    .map(({ coveredByPartyId, instanceId, policyPath, toUuid, toUuidType }) => ({
      // A document that is gone is as good as one that cannot be read.
      policy: has(policyPath) ? text(policyPath) : "",
      ...given({
        instance: instanceId ?? undefined,
        throughPartyId: coveredByPartyId ?? undefined,
        throughOrganizationUuid: toUuidType === "Organization" ? (toUuid ?? undefined) : undefined
      })
    }))

/**
 * The access lists that a party is on. No fixture holds them: which they were, only the completed requests about that party
 * say. So a test shows that they are asked for when they are to be, and of whom, but not what the registry holds.
 */
const accessListsOf = (
  folder: FixtureFolder,
  { individualDecisions }: FixtureUser,
  names: ReadonlyArray<string | undefined>
): ReadonlyArray<SourcedAttribute> =>
  individualDecisions.flatMap(({ enrichedRequest }) => {
    const request = readRequest(enrichedRequest, folder.text(enrichedRequest))
    const attributes = (request.ok ? request.value.attributes : [])
      .flatMap((group) => group.attributes)
      .map(({ attributeId, values }) => ({ attributeId, values: values.map(({ text }) => text) }))
    const isAbout = attributes.some(({ values }) => values.some((value) => names.includes(value.toLowerCase())))
    return attributes.filter(({ attributeId }) => isAbout && attributeId === PlatformAttribute.accessList)
  })

/** What the sources say to the tests. */
const layerRoles = (folder: FixtureFolder, test: FixtureUser): Layer.Layer<RoleSource> => {
  const data = pipData(folder)
  const parties = partiesOf(folder, data)
  const has =
    ({ by, value }: PartyKey) =>
    (party: RegisteredParty) =>
      String(party[by] ?? "").toLowerCase() === value.toLowerCase()
  const accessLists = (uuid: string) =>
    accessListsOf(folder, test, [uuid, parties.find(has({ by: "uuid", value: uuid }))?.organizationNumber])
  return Layer.succeed(RoleSource, {
    parties: (keys) => Effect.succeed(keys.flatMap((key) => parties.find(has(key)) ?? [])),
    attributes: (questions) =>
      Effect.succeed(questions.map((question) => attributesFor(folder, data, accessLists, question))),
    delegations: (questions) => Effect.succeed(questions.map((question) => delegationsFor(folder, data, question)))
  })
}

/** The policies of a test: under the resource that its decisions are about, and under the name of their folder. */
const layerPolicies = (
  folder: FixtureFolder,
  { individualDecisions, policies }: FixtureUser
): Layer.Layer<PolicyStore> => {
  const { accessListModeEnabled } = pipData(folder)
  const named = policies.flatMap((file) => {
    const [, resource] =
      /^policies\/(?:AltinnApps\/(?=[^/]+\/[^/]+\/)|ResourceRegistry\/)(.+)\/policy\.xml$/.exec(file) ?? []
    return resource === undefined ? [] : [[resource, file] as const]
  })
  const asked = individualDecisions.flatMap(({ enrichedRequest, policy }) => {
    const request = readRequest(enrichedRequest, folder.text(enrichedRequest))
    const resource = request.ok ? policyIdOf(request.value) : undefined
    return typeof resource === "string" ? [[resource, policy] as const] : []
  })
  return PolicyStore.layerMemory(
    [...new Map([...named, ...asked])].map(([resource, file]) => ({
      resource,
      policy: folder.text(file),
      accessListEnabled: accessListModeEnabled.includes(resource)
    }))
  )
}

/** Everything that a test is answered from. */
export const platformFixtures = (path: string, test: FixtureUser): Layer.Layer<PolicyStore | RoleSource> => {
  const folder = fixtureFolder(path)
  return Layer.merge(layerPolicies(folder, test), layerRoles(folder, test))
}
