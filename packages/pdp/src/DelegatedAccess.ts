/**
 * Rights that were delegated: asked about only when no rule of the resource policy applies, and in the order in which the
 * source gives them, until one permits. Source: step 6 of the context handler of the Altinn PDP.
 */
import { Status } from "@adressat/xacml"
import type { Result } from "@adressat/xacml"
import type { ContextError } from "./ContextError.ts"
import { broken } from "./ContextError.ts"
import { delegationsFor, partyBy } from "./Inquiry.ts"
import type { Inquiry } from "./Inquiry.ts"
import { attributeOf, PlatformAttribute } from "./PlatformAttribute.ts"
import type { CompiledPolicy, PolicyCompiler } from "./PolicyCompiler.ts"
import type { AttributeGroup, RequestContext } from "./RequestContext.ts"
import { partyIdOf, resourceFacts } from "./ResourceEnrichment.ts"
import type { Delegation } from "./RoleQuestion.ts"
import { delegateOf, subjectNumber } from "./SubjectEnrichment.ts"

/** The Permit of a delegation, if there is one; an error when a delegation breaks. */
export function* decideByDelegation(
  context: RequestContext,
  policy: CompiledPolicy,
  compiler: PolicyCompiler,
  now: number
): Inquiry<Result | ContextError | undefined> {
  const { resource, subject } = context
  const facts = resourceFacts(resource.attributes)
  if ("_tag" in facts) return facts
  const delegate = delegateOf(subject.attributes)
  const partyId = partyIdOf(facts)
  const { app, appInstance, org, registryId, resourceInstance } = facts
  const id = registryId ?? (org === undefined || app === undefined ? undefined : `${org}/${app}`)
  if (delegate === undefined || partyId === undefined || id === undefined) return undefined
  const instances = [resourceInstance, appInstance].flatMap((instance) => instance?.toLowerCase() ?? [])
  const delegations = (yield* delegationsFor({ subject: delegate, partyId, resource: id })).filter(
    ({ instance }) => instance === undefined || instances.includes(instance.toLowerCase())
  )
  if (delegations.length === 0) return undefined
  const error = yield* enrichDelegate(subject, delegations, resourceInstance !== undefined)
  if (error !== undefined) return error
  for (const { isRevoked, policy: document } of delegations) {
    if (isRevoked === true) continue
    const delegated = compiler.compileDelegation(document, policy.policy)
    if (delegated === undefined) return broken("a delegation policy cannot be read")
    const result = delegated.decide(context.request(), now)
    if (result.decision === "Permit") return result
    // The engine has thrown, and the delegations that follow are not asked any more.
    if (result.status.code === Status.syntaxError) return undefined
  }
  return undefined
}

/** Adds the organisations through which rights reach the subject and, for an instance, everybody's UUID. */
function* enrichDelegate(
  { attributes }: AttributeGroup,
  delegations: ReadonlyArray<Delegation>,
  isAboutInstance: boolean
): Inquiry<ContextError | undefined> {
  const add = (attributeId: string, texts: ReadonlyArray<string>) => {
    if (texts.length > 0) attributes.push(attributeOf(attributeId, texts))
  }
  const userId = subjectNumber(attributes, PlatformAttribute.userId)
  if (typeof userId !== "number") return userId
  if (userId > 0) {
    if (isAboutInstance) {
      const user = yield* partyBy("userId", userId)
      if (user?.kind === "person" && user.uuid !== undefined) {
        add(PlatformAttribute.personUuid, [user.uuid])
        add(PlatformAttribute.partyUuid, [user.uuid])
      }
    }
    const through = delegations.flatMap(({ throughPartyId }) => throughPartyId ?? [])
    add(PlatformAttribute.partyId, [...new Set(through)].map(String))
    const organizations = delegations.flatMap(({ throughOrganizationUuid }) => throughOrganizationUuid ?? [])
    if (isAboutInstance) add(PlatformAttribute.organizationUuid, [...new Set(organizations)])
  }
  const partyId = subjectNumber(attributes, PlatformAttribute.partyId)
  if (typeof partyId !== "number") return partyId
  if (partyId <= 0 || !isAboutInstance) return undefined
  const party = yield* partyBy("partyId", partyId)
  if (party?.uuid === undefined || party.kind === "other") return undefined
  add(party.kind === "person" ? PlatformAttribute.personUuid : PlatformAttribute.organizationUuid, [party.uuid])
  return undefined
}
