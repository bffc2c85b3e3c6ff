/**
 * The Altinn tests of the conformance folder and what their sources say, as layers of the ports. The folder lies beside the
 * repository and is no part of it.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import type { Request } from "@adressat/xacml"
import { readRequestJson, readRequestXml } from "@adressat/xacml"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { PlatformAttribute } from "../src/PlatformAttribute.ts"
import { PolicyStore } from "../src/PolicyStore.ts"
import { policyIdOf } from "../src/ResourceEnrichment.ts"
import { RoleSource } from "../src/RoleSource.ts"
import type {
  Delegation,
  DelegationQuestion,
  PartyKey,
  RegisteredParty,
  RoleQuestion,
  SourcedAttribute
} from "../src/RoleQuestion.ts"

/** Where the conformance data lie. */
export const conformance = resolve(import.meta.dirname, "../../../../shared/conformance/xacml")

const folder = resolve(conformance, "altinn")

/** Whether the folder is there. */
export const isPresent = existsSync(folder)

/** Names a test that needs the folder; where that is absent, the name says why the test is skipped. */
export const withFolder = (name: string): string =>
  isPresent ? name : `${name} (skipped: ../shared/conformance/xacml is absent)`

/** A test as the manifest has it. */
export interface AltinnTest {
  readonly id: string
  readonly endpoint: string
  readonly requestFormat: "json" | "xml"
  readonly policies: ReadonlyArray<string>
  readonly request: string
  readonly response: string
  readonly featureFlags: ReadonlyArray<string>
  readonly expectedDecisions: ReadonlyArray<string>
  readonly expectedStatusCodes: ReadonlyArray<string>
  readonly expectedObligationCounts: ReadonlyArray<number>
  readonly individualDecisions: ReadonlyArray<{ readonly policy: string; readonly enrichedRequest: string }>
}

/** The text of a file of the folder, of which some are in UTF-16. */
export const textOf = (file: string): string => {
  const bytes = readFileSync(resolve(folder, file))
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8"
  return new TextDecoder(encoding).decode(bytes)
}

const jsonOf = (file: string): unknown => JSON.parse(textOf(file))

const filesIn = (part: string): ReadonlyArray<string> =>
  readdirSync(resolve(folder, part), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(?:json|xml)$/.test(file))
    .map((file) => `${part}/${file}`)

/** The tests; none where the folder is absent. */
export const altinnTests: ReadonlyArray<AltinnTest> = isPresent
  ? (jsonOf("manifest.json") as ReadonlyArray<AltinnTest>)
  : []

/** A request of the folder. */
export const requestIn = (file: string): Request => {
  const reading = file.endsWith(".xml") ? readRequestXml(textOf(file)) : readRequestJson(textOf(file))
  if (!reading.ok) throw new Error(`${file} cannot be read: ${reading.findings.map(({ message }) => message).join()}`)
  return reading.value
}

interface PipData {
  readonly profiles: ReadonlyArray<{
    readonly userId: number
    readonly ssn: string
    readonly type: number
    readonly uuid: string | null
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

const pipData = () => jsonOf("fixtures/pip.json") as PipData

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

const registeredParties = (): ReadonlyArray<RegisteredParty> =>
  filesIn("fixtures/Register").flatMap((file) =>
    [jsonOf(file)].flat().map((party): RegisteredParty => {
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
const partiesOf = ({ profiles }: PipData): ReadonlyArray<RegisteredParty> => {
  const registered = registeredParties()
  const users = profiles.map(({ ssn, type, userId, uuid }): RegisteredParty => ({
    ...registered.find(({ nationalIdentityNumber }) => nationalIdentityNumber === ssn),
    kind: kinds[type] ?? "other",
    nationalIdentityNumber: ssn,
    userId,
    ...(uuid === null ? {} : { uuid })
  }))
  return [...users, ...registered]
}

const instanceAttributes = (instance: string): ReadonlyArray<SourcedAttribute> => {
  const file = `fixtures/Instances/${instance}.json`
  if (!existsSync(resolve(folder, file))) return []
  const { appId, process } = jsonOf(file) as {
    readonly appId: string
    readonly process?: { readonly currentTask?: { readonly elementId: string }; readonly endEvent?: string }
  }
  const [org, app] = appId.split("/")
  const { currentTask, endEvent } = process ?? {}
  return Object.entries({
    [PlatformAttribute.org]: org,
    [PlatformAttribute.app]: app,
    [PlatformAttribute.task]: currentTask?.elementId,
    [PlatformAttribute.endEvent]: endEvent
  }).flatMap(([attributeId, value]) => (value === undefined ? [] : [{ attributeId, values: [value] }]))
}

const roleCodes = (userId: number, partyId: number): ReadonlyArray<string> => {
  const file = `fixtures/Roles/user_${userId}/party_${partyId}/roles.json`
  if (!existsSync(resolve(folder, file))) return []
  return (jsonOf(file) as ReadonlyArray<{ readonly value: string }>).map(({ value }) => value)
}

const attributesFor = (data: PipData, question: RoleQuestion): ReadonlyArray<SourcedAttribute> => {
  const found = (attributeId: string, values: ReadonlyArray<string>) =>
    values.length === 0 ? [] : [{ attributeId, values }]
  switch (question.kind) {
    case "roles":
      return found(PlatformAttribute.roleCode, roleCodes(question.userId, question.partyId))
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
      return []
    case "instance":
      return instanceAttributes(question.instance)
  }
}

const delegationsFor = (data: PipData, { partyId, resource, subject }: DelegationQuestion): ReadonlyArray<Delegation> =>
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
      policy: textOf(policyPath),
      ...given({
        instance: instanceId ?? undefined,
        throughPartyId: coveredByPartyId ?? undefined,
        throughOrganizationUuid: toUuidType === "Organization" ? (toUuid ?? undefined) : undefined
      })
    }))

/** What the sources say to the tests. */
const layerRoles = (): Layer.Layer<RoleSource> => {
  const data = pipData()
  const parties = partiesOf(data)
  const has =
    ({ by, value }: PartyKey) =>
    (party: RegisteredParty) =>
      String(party[by] ?? "") === value
  return Layer.succeed(RoleSource, {
    parties: (keys) => Effect.succeed(keys.flatMap((key) => parties.find(has(key)) ?? [])),
    attributes: (questions) => Effect.succeed(questions.map((question) => attributesFor(data, question))),
    delegations: (questions) => Effect.succeed(questions.map((question) => delegationsFor(data, question)))
  })
}

/** The policies of a test: under the resource that its decisions are about, and under the name of their folder. */
const layerPolicies = ({ individualDecisions, policies }: AltinnTest): Layer.Layer<PolicyStore> => {
  const { accessListModeEnabled } = pipData()
  const named = policies.flatMap((file) => {
    const [, resource] =
      /^policies\/(?:AltinnApps\/(?=[^/]+\/[^/]+\/)|ResourceRegistry\/)(.+)\/policy\.xml$/.exec(file) ?? []
    return resource === undefined ? [] : [[resource, file] as const]
  })
  const asked = individualDecisions.flatMap(({ enrichedRequest, policy }) => {
    const resource = policyIdOf(requestIn(enrichedRequest))
    return typeof resource === "string" ? [[resource, policy] as const] : []
  })
  return PolicyStore.layerMemory(
    [...new Map([...named, ...asked])].map(([resource, file]) => ({
      resource,
      policy: textOf(file),
      accessListEnabled: accessListModeEnabled.includes(resource)
    }))
  )
}

/** Everything that a test is answered from. */
export const layerFixtures = (test: AltinnTest): Layer.Layer<PolicyStore | RoleSource> =>
  Layer.merge(layerPolicies(test), layerRoles())
