/**
 * The inquiry about one decision: what the Altinn PDP does around its engine, in the order of the real one. It completes the
 * resource and the subject of a request, finds the policy, decides, and takes delegations and access lists into account.
 *
 * Requests of one call have much in common, and what they share as an object is worked out once: a group of attributes about
 * a resource with its policy, and a subject that is asked about at several tasks. A resource that is asked about again is
 * decided by the access program of its policy, if it has one, and otherwise as by itself; the decision is the same.
 *
 * Source: context handler and delegation context handler of the Altinn PDP.
 */
import { accessDecision, AttributeId, Category, decideAccess } from "@adressat/xacml"
import type {
  AccessProgram,
  AccessQuestion,
  AccessSubject,
  Attribute,
  Attributes,
  Decision,
  Request,
  Result
} from "@adressat/xacml"
import type { ContextError } from "./ContextError.ts"
import { broken, refused } from "./ContextError.ts"
import { deniedByAccessList } from "./DecisionResult.ts"
import { decideByDelegation } from "./DelegatedAccess.ts"
import { attributesFor, partyBy, policyOf } from "./Inquiry.ts"
import type { Inquiry } from "./Inquiry.ts"
import type { CompiledPolicy, PolicyCompiler } from "./PolicyCompiler.ts"
import type { StoredPolicy } from "./PolicyStore.ts"
import { enriched, firstGroup, requestContext, valueOf } from "./RequestContext.ts"
import { enrichResource, partyIdOf, policyIdOf, resourceFacts } from "./ResourceEnrichment.ts"
import type { EnrichedResource } from "./ResourceEnrichment.ts"
import { enrichSubject, identifySubject, ownerFacts } from "./SubjectEnrichment.ts"
import type { OwnerFacts, PdpFeatures, SubjectFacts } from "./SubjectEnrichment.ts"

/** A decision and what it was made of. */
export interface InquiredDecision {
  readonly decision: Decision
  readonly policy: CompiledPolicy
  /** What turned the decision of the policy into this one. */
  readonly by: "policy" | "delegation" | "access list"
  /** The whole result; evaluated when it is asked for. */
  readonly result: () => Result
  /** The request as it was enriched for the policy of the resource. */
  readonly request: () => Request
}

/** What is known of one subject. Requests whose group about the subject is the same may share it. */
export interface SubjectMemory {
  identified?: IdentifiedSubject | ContextError
  readonly enriched: Array<EnrichedSubject>
}

/** Decides a request for one decision. */
export type Inquirer = (request: Request, memory?: SubjectMemory) => Inquiry<InquiredDecision | ContextError>

/** What the inquiries of one call have in common. */
export interface InquirerOptions {
  /** Whether the requests come from outside the platform. */
  readonly isExternal: boolean
  /** Milliseconds since 1970. */
  readonly now: number
  readonly compiler: PolicyCompiler
  readonly features: PdpFeatures
}

interface IdentifiedSubject {
  readonly facts: SubjectFacts
  readonly attributes: ReadonlyArray<Attribute>
}

/** A subject with what a policy asks about, in view of an owner. */
interface EnrichedSubject {
  readonly policy: CompiledPolicy
  readonly owner: OwnerFacts
  readonly attributes: ReadonlyArray<Attribute>
  reading?: AccessSubject
}

interface KnownResource extends EnrichedResource {
  readonly owner: OwnerFacts
  readonly questions: Array<KnownQuestion>
  policyId?: string | ContextError
  isAskedAgain: boolean
}

/** A question about a resource by a policy, with the other groups that it was made of. */
interface KnownQuestion {
  readonly access: AccessProgram
  readonly others: ReadonlyArray<Attributes>
  readonly question: AccessQuestion
}

/** Makes the inquiries of one call. */
export const makeInquirer = ({ compiler, features, isExternal, now }: InquirerOptions): Inquirer => {
  const resources = new Map<Attributes, KnownResource | ContextError>()

  function* complete(group: Attributes): Inquiry<KnownResource | ContextError> {
    const known = resources.get(group)
    if (known !== undefined) {
      if (!("_tag" in known)) known.isAskedAgain = true
      return known
    }
    const found = yield* enrichResource(group, isExternal)
    const made =
      "_tag" in found ? found : { ...found, owner: ownerFacts(found.facts), questions: [], isAskedAgain: false }
    resources.set(group, made)
    return made
  }

  function* identify(group: Attributes, memory: SubjectMemory): Inquiry<IdentifiedSubject | ContextError> {
    if (memory.identified === undefined) {
      const opened = { attributes: [...group.attributes] }
      const facts = yield* identifySubject(opened, isExternal)
      memory.identified = "_tag" in facts ? facts : { facts, attributes: opened.attributes }
    }
    return memory.identified
  }

  function* enrich(
    { attributes, facts }: IdentifiedSubject,
    owner: OwnerFacts,
    policy: CompiledPolicy,
    memory: SubjectMemory
  ): Inquiry<EnrichedSubject | ContextError> {
    const known = memory.enriched.find((one) => one.policy === policy && isSameOwner(one.owner, owner))
    if (known !== undefined) return known
    const opened = { attributes: [...attributes] }
    const error = yield* enrichSubject(opened, facts, owner, policy, features)
    if (error !== undefined) return error
    const made: EnrichedSubject = { policy, owner, attributes: opened.attributes }
    memory.enriched.push(made)
    return made
  }

  return function* (request, memory = { enriched: [] }) {
    const resourceGroup = firstGroup(request, Category.resource)
    if (resourceGroup === undefined) return refused("the request names no resource")
    const resource = yield* complete(resourceGroup)
    if ("_tag" in resource) return resource
    const subjectGroup = firstGroup(request, Category.subject)
    if (subjectGroup === undefined) return refused("the request names no subject")
    const identified = yield* identify(subjectGroup, memory)
    if ("_tag" in identified) return identified
    const id = policyIdFor(request, resource)
    if (typeof id !== "string") return id
    const stored = yield* policyOf(id)
    if (stored === undefined) return refused("the resource has no policy")
    const policy = compiler.compile(stored.policy)
    if (policy === undefined) return broken("the policy of the resource cannot be read")
    const subject = yield* enrich(identified, resource.owner, policy, memory)
    if ("_tag" in subject) return subject

    const byPolicy = decideByPolicy(request, resource, subject, now)
    const delegated =
      byPolicy.decision === "NotApplicable"
        ? yield* decideByDelegation(requestContext(request, resource.group, subject.attributes), policy, compiler, now)
        : undefined
    // A delegation that breaks is as if it were not there; a source that fails is not.
    const decided =
      delegated === undefined || "_tag" in delegated ? byPolicy : becoming(byPolicy, delegated, "delegation")
    if (decided.decision !== "Permit") return decided
    const isListed = yield* isOnAccessList(request, resource.group, id, stored)
    if (typeof isListed !== "boolean") return isListed
    return isListed ? decided : becoming(decided, deniedByAccessList, "access list")
  }
}

const isSameOwner = (one: OwnerFacts, other: OwnerFacts): boolean =>
  one.partyId === other.partyId && one.partyUuid === other.partyUuid && one.isConsent === other.isConsent

const becoming = (decided: InquiredDecision, result: Result, by: InquiredDecision["by"]): InquiredDecision => ({
  ...decided,
  decision: result.decision,
  result: () => result,
  by
})

/** Whether a request asks for one decision about one resource and one subject, as nearly all do. */
const isPlain = ({ attributes, combinedDecision }: Request): boolean =>
  !combinedDecision &&
  [Category.resource, Category.subject].every(
    (category) => attributes.filter((group) => group.category === category).length === 1
  )

const policyIdFor = (request: Request, resource: KnownResource): string | ContextError =>
  isPlain(request)
    ? (resource.policyId ??= policyIdOf({ ...request, attributes: [resource.group] }))
    : policyIdOf(enriched(request, resource.group, []))

/** The policy, asked. The whole result is evaluated only when it is needed, where an access program gives the decision. */
const decideByPolicy = (
  request: Request,
  resource: KnownResource,
  subject: EnrichedSubject,
  now: number
): InquiredDecision => {
  const { attributes, policy } = subject
  const asEnriched = () => enriched(request, resource.group, attributes)
  const access = resource.isAskedAgain && isPlain(request) ? policy.access() : undefined
  if (access === undefined) {
    const made = asEnriched()
    const result = policy.decide(made, now)
    return { decision: result.decision, policy, by: "policy", result: () => result, request: () => made }
  }
  subject.reading ??= access.subject(attributes)
  return {
    decision: accessDecision(decideAccess(questionFor(access, request, resource, now), subject.reading)),
    policy,
    by: "policy",
    result: () => policy.decide(asEnriched(), now),
    request: asEnriched
  }
}

/** The question of a request without its subject; prepared once for requests that share their groups. */
const questionFor = (access: AccessProgram, request: Request, resource: KnownResource, now: number): AccessQuestion => {
  const others = request.attributes.filter(
    ({ category }) => category !== Category.resource && category !== Category.subject
  )
  const known = resource.questions.find(
    (one) =>
      one.access === access &&
      one.others.length === others.length &&
      one.others.every((group, index) => group === others[index])
  )
  if (known !== undefined) return known.question
  const question = access.question([resource.group, ...others], now)
  resource.questions.push({ access, others, question })
  return question
}

/** Whether the party of the resource is on an access list, if the resource takes part in them. Apps never do. */
function* isOnAccessList(
  request: Request,
  resource: Attributes,
  id: string,
  { accessListEnabled }: StoredPolicy
): Inquiry<boolean | ContextError> {
  if (accessListEnabled !== true || id.includes("/")) return true
  const facts = resourceFacts(resource.attributes)
  const partyId = "_tag" in facts ? undefined : partyIdOf(facts)
  if (partyId === undefined) return refused("the resource has no party, and is for access lists")
  const party = yield* partyBy("partyId", partyId)
  const { kind, organizationNumber } = party ?? {}
  if (kind !== "organization" || organizationNumber === undefined) return false
  const actions = firstGroup(request, Category.action)
  const action = valueOf(actions?.attributes ?? [], AttributeId.actionId) ?? ""
  const lists = yield* attributesFor({ kind: "access list membership", organizationNumber, resource: id, action })
  return lists.length > 0
}
