/**
 * What the Altinn PDP demands of the subject of a request and adds to it: roles, access packages and the like, but only
 * those kinds that the policy asks about. Source: step 5 of its context handler.
 */
import type { Attribute } from "@adressat/xacml"
import type { ContextError } from "./ContextError.ts"
import { broken, refused } from "./ContextError.ts"
import { attributesFor, partyBy } from "./Inquiry.ts"
import type { Inquiry } from "./Inquiry.ts"
import type { CompiledPolicy } from "./PolicyCompiler.ts"
import { attributeOf, isUuid, parseId, PlatformAttribute } from "./PlatformAttribute.ts"
import type { AttributeGroup } from "./RequestContext.ts"
import { hasAttribute } from "./RequestContext.ts"
import type { ResourceFacts } from "./ResourceEnrichment.ts"
import { partyIdOf } from "./ResourceEnrichment.ts"
import type { RoleQuestion } from "./RoleQuestion.ts"

/** The features of the Altinn PDP that are switched on apart from its version. Default: none is. */
export interface PdpFeatures {
  /** Access packages count for persons and organisations (`UserAccessPackageAuthorization`). */
  readonly userAccessPackages?: boolean
  /** Access packages count for system users (`SystemUserAccessPackageAuthorization`). */
  readonly systemUserAccessPackages?: boolean
  /** Roles come from Access Management, those of the Central Coordinating Register too (`AccessManagementAsPipForRoles`). */
  readonly rolesFromAccessManagement?: boolean
}

/** Who the subject is. */
export interface SubjectFacts {
  readonly userId?: number
  readonly partyUuid?: string
  readonly systemUser?: string
  readonly organizationNumber?: string
  readonly nationalIdentityNumber?: string
}

/** Reads the subject and sees to it that it is one that may be asked about. */
const subjectFacts = (attributes: ReadonlyArray<Attribute>, isExternal: boolean): SubjectFacts | ContextError => {
  if (attributes.length === 0) return refused("the request names no subject")
  if (hasAttribute(attributes, PlatformAttribute.systemUser) && attributes.length > 1) {
    return refused("a system user may not be combined with other subjects")
  }
  const facts: { -readonly [Member in keyof SubjectFacts]: SubjectFacts[Member] } = {}
  for (const { attributeId, values } of attributes) {
    const text = values[0]?.text ?? ""
    switch (attributeId) {
      case PlatformAttribute.userId: {
        const userId = parseId(text)
        if (userId === undefined) return broken("the user id is no number")
        facts.userId = userId
        break
      }
      case PlatformAttribute.personIdentifier:
        if (!isExternal) return refused("a subject may not be a national identity number inside the platform")
        facts.nationalIdentityNumber = text
        break
      case PlatformAttribute.legacyOrganizationNumber:
      case PlatformAttribute.organizationNumber:
        facts.organizationNumber = text
        break
      case PlatformAttribute.partyUuid:
        if (!isUuid(text)) return refused("the party of the subject is no UUID")
        facts.partyUuid = text.toLowerCase()
        break
      case PlatformAttribute.systemUser:
        if (!isUuid(text)) return refused("the system user is no UUID")
        facts.systemUser = text.toLowerCase()
        break
      default:
        break
    }
  }
  const isUser = facts.userId !== undefined && facts.userId !== 0
  const isPerson = facts.nationalIdentityNumber !== undefined && facts.nationalIdentityNumber !== ""
  const isOrganization = facts.organizationNumber !== undefined && facts.organizationNumber !== ""
  if (isPerson && isUser) return refused("a subject may not be a user and a national identity number")
  if (isExternal && isOrganization && (isUser || isPerson)) {
    return refused("a subject may not be an organisation and a person")
  }
  return {
    ...(isUser ? { userId: facts.userId } : {}),
    ...(isPerson ? { nationalIdentityNumber: facts.nationalIdentityNumber } : {}),
    ...(isOrganization ? { organizationNumber: facts.organizationNumber } : {}),
    ...(facts.partyUuid === undefined ? {} : { partyUuid: facts.partyUuid }),
    ...(facts.systemUser === undefined ? {} : { systemUser: facts.systemUser })
  }
}

/** Checks the subject and finds out who it is. */
export function* identifySubject(group: AttributeGroup, isExternal: boolean): Inquiry<SubjectFacts | ContextError> {
  const facts = subjectFacts(group.attributes, isExternal)
  if ("_tag" in facts) return facts
  const { nationalIdentityNumber, organizationNumber, userId } = facts
  if (organizationNumber !== undefined && hasAttribute(group.attributes, PlatformAttribute.legacyOrganizationNumber)) {
    group.attributes.push(attributeOf(PlatformAttribute.organizationNumber, [organizationNumber]))
  }
  if (nationalIdentityNumber !== undefined) {
    const person = yield* partyBy("nationalIdentityNumber", nationalIdentityNumber)
    if (person?.userId === undefined) return refused("the subject is no known person")
    group.attributes.push(attributeOf(PlatformAttribute.userId, [String(person.userId)]))
    return { ...facts, userId: person.userId, ...withUuid(person.uuid) }
  }
  if (userId !== undefined) {
    const user = yield* partyBy("userId", userId)
    const isPerson = user?.kind === "person" && user.nationalIdentityNumber !== undefined
    if (user === undefined) return facts
    const { partyUuid: _, ...others } = facts
    return {
      ...others,
      ...withUuid(user.uuid),
      ...(isPerson ? { nationalIdentityNumber: user.nationalIdentityNumber } : {})
    }
  }
  if (isExternal && organizationNumber !== undefined) {
    const party = yield* partyBy("organizationNumber", organizationNumber)
    if (party?.partyId === undefined) return broken("the organisation of the subject is not known")
    group.attributes.push(attributeOf(PlatformAttribute.partyId, [String(party.partyId)]))
  }
  return facts
}

const withUuid = (uuid: string | undefined) => (uuid === undefined ? {} : { partyUuid: uuid })

/** What counts of a resource for those who ask about it. */
export interface OwnerFacts {
  /** The party that owns the resource, if there is one. */
  readonly partyId: number | undefined
  readonly partyUuid: string | undefined
  /** Whether the resource is that of a request for consent, which says nothing of whose it is. */
  readonly isConsent: boolean
}

/** Takes the owner from what is known about a resource. */
export const ownerFacts = (resource: ResourceFacts): OwnerFacts => {
  const { app, instance, party, partyUuid, registryId, resourceInstance } = resource
  return {
    partyId: partyIdOf(resource),
    partyUuid,
    isConsent:
      registryId !== undefined && [app, instance, party, resourceInstance].every((value) => value === undefined)
  }
}

/** Adds what the policy asks about; an error when that cannot be found out. */
export function* enrichSubject(
  group: AttributeGroup,
  subject: SubjectFacts,
  owner: OwnerFacts,
  policy: CompiledPolicy,
  features: PdpFeatures
): Inquiry<ContextError | undefined> {
  const asksFor = (attributeId: string) => policy.subjectAttributes.has(attributeId)
  const { partyId } = owner

  if (asksFor(PlatformAttribute.accessPackage) && partyId !== undefined && partyId !== 0) {
    const to =
      features.systemUserAccessPackages === true && subject.systemUser !== undefined
        ? subject.systemUser
        : features.userAccessPackages === true
          ? subject.partyUuid
          : undefined
    const from = yield* uuidOf(owner)
    if (to !== undefined && from !== undefined) {
      yield* features.rolesFromAccessManagement === true
        ? addAnswers(group, { kind: "roles and access packages", from, to }, isAccessPackage)
        : addAnswers(group, { kind: "access packages", from, to })
    }
  }
  if (owner.isConsent) {
    const error = yield* enrichForConsent(group, subject, asksFor)
    if (error !== undefined) return error
  }
  const { userId } = subject
  if (userId === undefined || partyId === undefined || partyId === 0) return undefined
  if (asksFor(PlatformAttribute.estateRole)) {
    const to = subject.nationalIdentityNumber ?? (yield* partyBy("userId", userId))?.nationalIdentityNumber
    const from = (yield* partyBy("partyId", partyId))?.nationalIdentityNumber
    if (isText(to) && isText(from)) yield* addAnswers(group, { kind: "estate roles", from, to })
  }
  if (features.rolesFromAccessManagement === true) {
    if (!asksFor(PlatformAttribute.roleCode) && !asksFor(PlatformAttribute.externalRole)) return undefined
    const from = yield* uuidOf(owner)
    const to = subject.partyUuid
    if (from === undefined || to === undefined) return undefined
    yield* addAnswers(group, { kind: "roles and access packages", from, to }, (id) => !isAccessPackage(id))
  } else if (asksFor(PlatformAttribute.roleCode)) yield* addAnswers(group, { kind: "roles", userId, partyId })
  return undefined
}

function* addAnswers(
  { attributes }: AttributeGroup,
  question: RoleQuestion,
  isWanted: (id: string) => boolean = () => true
): Inquiry<void> {
  for (const { attributeId, values } of yield* attributesFor(question)) {
    if (isWanted(attributeId)) attributes.push(attributeOf(attributeId, values))
  }
}

const isAccessPackage = (attributeId: string): boolean => attributeId === PlatformAttribute.accessPackage

function* uuidOf({ partyId, partyUuid }: OwnerFacts): Inquiry<string | undefined> {
  if (partyUuid !== undefined || partyId === undefined) return partyUuid
  return (yield* partyBy("partyId", partyId))?.uuid
}

const isText = (text: string | undefined): text is string => text !== undefined && text.trim() !== ""

function* enrichForConsent(
  group: AttributeGroup,
  subject: SubjectFacts,
  asksFor: (attributeId: string) => boolean
): Inquiry<ContextError | undefined> {
  const { organizationNumber, partyUuid } = subject
  const asksForKind = asksFor(PlatformAttribute.partyType)
  const asksForLists = asksFor(PlatformAttribute.accessList)
  const isNamed = partyUuid !== undefined || organizationNumber !== undefined
  if (!isNamed || (!asksForKind && !asksForLists)) return undefined
  const party =
    partyUuid === undefined
      ? yield* partyBy("organizationNumber", organizationNumber ?? "")
      : yield* partyBy("uuid", partyUuid)
  if (party === undefined && (asksForKind || partyUuid === undefined)) {
    return broken("the party of the subject is not known")
  }
  if (asksForKind && party !== undefined) {
    group.attributes.push(attributeOf(PlatformAttribute.partyType, party.kind === "other" ? [] : [party.kind]))
  }
  const uuid = partyUuid ?? party?.uuid
  if (!asksForLists || uuid === undefined) return undefined
  yield* addAnswers(group, { kind: "access lists", party: uuid })
  return undefined
}

/** The subject that delegations are looked up for: the first of the kinds in this order that the request has. */
export const delegateOf = (attributes: ReadonlyArray<Attribute>) => {
  for (const attributeId of [PlatformAttribute.userId, PlatformAttribute.partyId, PlatformAttribute.systemUser]) {
    const found = attributes.find((attribute) => attribute.attributeId.toLowerCase() === attributeId)
    if (found === undefined) continue
    const value = found.values[0]?.text ?? ""
    // Sources write a UUID in lower case, and so does whoever reads it as one.
    return { attributeId, value: isUuid(value) ? value.toLowerCase() : value }
  }
  return undefined
}

/** A user id or party id of the subject; 0 when there is none. */
export const subjectNumber = (attributes: ReadonlyArray<Attribute>, attributeId: string): number | ContextError => {
  const first = attributes.find((attribute) => attribute.attributeId === attributeId)?.values[0]?.text
  if (first === undefined) return 0
  return parseId(first) ?? broken("an id of the subject is no number")
}
