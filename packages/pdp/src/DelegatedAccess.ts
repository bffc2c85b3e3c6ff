/**
 * Rights that were delegated: asked about only when no rule of the resource policy applies, and in the order in which the
 * source gives them, until one permits. Source: step 6 of the context handler of the Altinn PDP.
 */
import type { SourceError } from "@adressat/core"
import { Status } from "@adressat/xacml"
import type { Result } from "@adressat/xacml"
import * as Effect from "effect/Effect"
import type { ContextError } from "./ContextError.ts"
import { broken } from "./ContextError.ts"
import { attributeOf, PlatformAttribute } from "./PlatformAttribute.ts"
import type { CompiledPolicy, PolicyCompiler } from "./PolicyCompiler.ts"
import type { AttributeGroup, RequestContext } from "./RequestContext.ts"
import { partyIdOf, resourceFacts } from "./ResourceEnrichment.ts"
import type { Delegation } from "./RoleQuestion.ts"
import type { SourceLookup } from "./SourceLookup.ts"
import { delegateOf, subjectNumber } from "./SubjectEnrichment.ts"

/** What delegated access is decided with. */
export interface DelegationOptions {
  readonly compiler: PolicyCompiler
  readonly lookup: SourceLookup
  readonly now: number
}

/** The Permit of a delegation, if there is one. */
export const decideByDelegation = Effect.fnUntraced(function* (
  context: RequestContext,
  policy: CompiledPolicy,
  { compiler, lookup, now }: DelegationOptions
): Effect.fn.Return<Result | undefined, ContextError | SourceError> {
  const { resource, subject } = context
  if (resource === undefined || subject === undefined) return undefined
  const facts = resourceFacts(resource.attributes)
  if ("_tag" in facts) return yield* Effect.fail(facts)
  const delegate = delegateOf(subject.attributes)
  const partyId = partyIdOf(facts)
  const { app, appInstance, org, registryId, resourceInstance } = facts
  const id = registryId ?? (org === undefined || app === undefined ? undefined : `${org}/${app}`)
  if (delegate === undefined || partyId === undefined || id === undefined) return undefined
  const instances = [resourceInstance, appInstance].flatMap((instance) => instance?.toLowerCase() ?? [])
  const delegations = (yield* lookup.delegations({ subject: delegate, partyId, resource: id })).filter(
    ({ instance }) => instance === undefined || instances.includes(instance.toLowerCase())
  )
  if (delegations.length === 0) return undefined
  yield* enrichDelegate(subject, delegations, resourceInstance !== undefined, lookup)
  for (const { isRevoked, policy: document } of delegations) {
    if (isRevoked === true) continue
    const delegated = compiler.compileDelegation(document, policy.policy)
    if (delegated === undefined) return yield* Effect.fail(broken("a delegation policy cannot be read"))
    const result = delegated.decide(context.request(), now)
    if (result.decision === "Permit") return result
    // The engine has thrown, and the delegations that follow are not asked any more.
    if (result.status.code === Status.syntaxError) return undefined
  }
  return undefined
})

/** Adds the organisations through which rights reach the subject and, for an instance, everybody's UUID. */
const enrichDelegate = Effect.fnUntraced(function* (
  { attributes }: AttributeGroup,
  delegations: ReadonlyArray<Delegation>,
  isAboutInstance: boolean,
  lookup: SourceLookup
) {
  const add = (attributeId: string, texts: ReadonlyArray<string>) => {
    if (texts.length > 0) attributes.push(attributeOf(attributeId, texts))
  }
  const userId = subjectNumber(attributes, PlatformAttribute.userId)
  if (typeof userId !== "number") return yield* Effect.fail(userId)
  if (userId > 0) {
    if (isAboutInstance) {
      const user = yield* lookup.party({ by: "userId", value: String(userId) })
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
  if (typeof partyId !== "number") return yield* Effect.fail(partyId)
  if (partyId <= 0 || !isAboutInstance) return
  const party = yield* lookup.party({ by: "partyId", value: String(partyId) })
  if (party?.uuid === undefined || party.kind === "other") return
  add(party.kind === "person" ? PlatformAttribute.personUuid : PlatformAttribute.organizationUuid, [party.uuid])
})
