/**
 * What the Altinn PDP reads from the resource of a request and adds to it: the app and the task of an instance, the party,
 * and the other name of an app. Source: steps 1 to 3 of its context handler.
 */
import { Category } from "@adressat/xacml"
import type { Attribute, Attributes, Request } from "@adressat/xacml"
import type { ContextError } from "./ContextError.ts"
import { broken, refused } from "./ContextError.ts"
import { attributesFor, partyBy } from "./Inquiry.ts"
import type { Inquiry } from "./Inquiry.ts"
import { attributeOf, isUuid, parseId, PlatformAttribute } from "./PlatformAttribute.ts"
import type { AttributeGroup } from "./RequestContext.ts"
import { valueOf } from "./RequestContext.ts"

/** What a resource says. */
export interface ResourceFacts {
  readonly org?: string
  readonly app?: string
  /** The id in the resource registry; none for an app. */
  readonly registryId?: string
  /** The instance of an app: `{party id}/{uuid}`. */
  readonly instance?: string
  /** How delegations name the instance. */
  readonly resourceInstance?: string
  readonly appInstance?: string
  readonly task?: string
  readonly endEvent?: string
  readonly appResource?: string
  readonly party?: string
  readonly partyUuid?: string
  readonly organizationNumber?: string
  readonly nationalIdentityNumber?: string
}

const instancePrefix = `${PlatformAttribute.instanceId}:`

/** The app that an `app_{org}_{app}` id names, cut at underscores; breaks when there are too few. */
const appOf = (id: string): { readonly org: string; readonly app: string } | undefined => {
  const [, org, app] = id.split("_")
  return org === undefined || app === undefined ? undefined : { org, app }
}

const isAppId = (id: string | undefined): id is string => id?.startsWith("app_") === true

/** Reads a resource. An attribute that stands twice counts the second time. */
export const resourceFacts = (attributes: ReadonlyArray<Attribute>): ResourceFacts | ContextError => {
  const value = (attributeId: string) => valueOf(attributes, attributeId)
  const id = value(PlatformAttribute.resource)
  const named = isAppId(id) ? appOf(id) : undefined
  if (isAppId(id) && named === undefined) return broken("the resource begins with app_ but names no app")
  const resourceInstance = value(PlatformAttribute.resourceInstance)
  const instance =
    value(PlatformAttribute.instanceId) ??
    (resourceInstance?.startsWith(instancePrefix) === true ? resourceInstance.slice(instancePrefix.length) : undefined)
  const appInstance = instance?.split("/")[1]
  const partyUuid = value(PlatformAttribute.partyUuid)
  return defined({
    org: named?.org ?? value(PlatformAttribute.org),
    app: named?.app ?? value(PlatformAttribute.app),
    registryId: isAppId(id) ? undefined : id,
    instance,
    resourceInstance: appInstance === undefined ? resourceInstance : `${instancePrefix}${instance ?? ""}`,
    appInstance,
    task: value(PlatformAttribute.task),
    endEvent: value(PlatformAttribute.endEvent),
    appResource: value(PlatformAttribute.appResource),
    party: value(PlatformAttribute.partyId),
    partyUuid: partyUuid !== undefined && isUuid(partyUuid) ? partyUuid.toLowerCase() : undefined,
    organizationNumber:
      value(PlatformAttribute.organizationNumber) ?? value(PlatformAttribute.legacyOrganizationNumber),
    nationalIdentityNumber: value(PlatformAttribute.personIdentifier)
  })
}

/** The members that say something; an empty text says nothing. */
const defined = (facts: { readonly [Member in keyof ResourceFacts]: string | undefined }): ResourceFacts =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined && value !== ""))

const isComplete = (facts: ResourceFacts): boolean => {
  const { app, appResource, endEvent, instance, org, party, registryId, task } = facts
  if (party === undefined) return false
  if (registryId !== undefined) return true
  if (org === undefined || app === undefined) return false
  if (instance === undefined) return task === undefined
  return task !== undefined || endEvent !== undefined || appResource === "events"
}

/** A resource that has been completed. */
export interface EnrichedResource {
  readonly facts: ResourceFacts
  readonly group: Attributes
}

/** Completes a resource. `isExternal`: the request comes from outside the platform. */
export function* enrichResource(resource: Attributes, isExternal: boolean): Inquiry<EnrichedResource | ContextError> {
  const read = resourceFacts(resource.attributes)
  if ("_tag" in read) return read
  const group = { ...resource, attributes: [...resource.attributes] }
  const located = yield* locateInstance(read, group)
  if ("_tag" in located) return located
  const facts = yield* findParty(located, group, isExternal)
  if ("_tag" in facts) return facts
  addAliases(facts, group)
  return { facts, group }
}

const add = (
  group: AttributeGroup,
  attributeId: string,
  texts: ReadonlyArray<string>,
  includeInResult = false
): void => {
  group.attributes.push(attributeOf(attributeId, texts, includeInResult))
}

/** Where the process of an instance is. Without an instance nothing is looked up, and no task made up. */
function* locateInstance(facts: ResourceFacts, group: AttributeGroup): Inquiry<ResourceFacts | ContextError> {
  const { instance } = facts
  if (instance === undefined || isComplete(facts)) return facts
  const found = yield* attributesFor({ kind: "instance", instance })
  const known = (attributeId: string) => found.find((attribute) => attribute.attributeId === attributeId)?.values[0]
  const [org, app] = [known(PlatformAttribute.org), known(PlatformAttribute.app)]
  if (org === undefined || app === undefined) return broken("the instance is not known")
  if (facts.org === undefined) add(group, PlatformAttribute.org, [org])
  if (facts.app === undefined) add(group, PlatformAttribute.app, [app])
  const [task, endEvent] = [known(PlatformAttribute.task), known(PlatformAttribute.endEvent)]
  if (task !== undefined) {
    if (facts.task === undefined) add(group, PlatformAttribute.task, [task])
  } else if (endEvent !== undefined) add(group, PlatformAttribute.endEvent, [endEvent])
  const party = instance.split("/")[0] ?? ""
  if (facts.party === undefined) add(group, PlatformAttribute.partyId, [party], true)
  return { org, app, ...facts, party }
}

function* findParty(
  facts: ResourceFacts,
  group: AttributeGroup,
  isExternal: boolean
): Inquiry<ResourceFacts | ContextError> {
  if (facts.party !== undefined) return facts
  const { nationalIdentityNumber, organizationNumber, partyUuid } = facts
  const isPerson = organizationNumber === undefined && nationalIdentityNumber !== undefined
  if (isPerson && !isExternal) {
    return refused("a resource may not be owned by a national identity number inside the platform")
  }
  const party =
    organizationNumber !== undefined
      ? yield* partyBy("organizationNumber", organizationNumber)
      : nationalIdentityNumber !== undefined
        ? yield* partyBy("nationalIdentityNumber", nationalIdentityNumber)
        : partyUuid !== undefined
          ? yield* partyBy("uuid", partyUuid)
          : undefined
  if (party?.partyId === undefined) return facts
  add(group, PlatformAttribute.partyId, [String(party.partyId)])
  return {
    ...facts,
    party: String(party.partyId),
    ...(party.uuid === undefined ? {} : { partyUuid: party.uuid })
  }
}

/** An app goes by two names, and an instance too. */
const addAliases = ({ app, appInstance, instance, org }: ResourceFacts, group: AttributeGroup): void => {
  const { attributes } = group
  if (org !== undefined && app !== undefined) {
    const has = (attributeId: string) => valueOf(attributes, attributeId) !== undefined
    if (!has(PlatformAttribute.resource)) add(group, PlatformAttribute.resource, [`app_${org}_${app}`])
    if (!has(PlatformAttribute.org)) add(group, PlatformAttribute.org, [org])
    if (!has(PlatformAttribute.app)) add(group, PlatformAttribute.app, [app])
  }
  const hasInstance = valueOf(attributes, PlatformAttribute.instanceId) !== undefined
  if (hasInstance && instance !== undefined && appInstance !== undefined) {
    add(group, PlatformAttribute.resourceInstance, [appInstance, `${instancePrefix}${instance}`])
  }
}

/** The party as a number; `undefined` when there is none. */
export const partyIdOf = ({ party }: ResourceFacts): number | undefined =>
  party === undefined ? undefined : parseId(party)

/** Under which id the policy of a request is stored: of an app, or of a registry resource; the last attribute decides. */
export const policyIdOf = ({ attributes }: Request): string | ContextError => {
  const resource = attributes
    .filter(({ category }) => category === Category.resource)
    .flatMap((group) => group.attributes)
  let [org, app, id] = ["", "", ""]
  for (const { attributeId, values } of resource) {
    const text = values[0]?.text ?? ""
    if (attributeId === PlatformAttribute.org) org = text
    if (attributeId === PlatformAttribute.app) app = text
    if (attributeId !== PlatformAttribute.resource) continue
    if (!isAppId(text)) {
      id = text
      continue
    }
    const named = appOf(text)
    if (named === undefined) return broken("the resource begins with app_ but names no app")
    org = named.org
    app = named.app
  }
  if (org !== "" && app !== "") return `${org}/${app}`
  return id === "" ? refused("the request names no resource") : id
}
