/**
 * A decision batch is one request to a policy decision point about many pairs of organisation and person, as Altinn
 * Notifications asks: a resource for each organisation, a subject for each person, one action, and a reference for each
 * pair. Pure.
 *
 * Each attribute that an answer is matched by is asked back (`IncludeInResult`). Source: Altinn Notifications,
 * AuthorizationService.
 */
import { batchAccess, parseApp, resourceKind } from "@adressat/core"
import type { AccessPair, AccessRequest } from "@adressat/core"
import { AltinnAttributeId, AttributeId, DataType, requestFromJson, writeRequestJson } from "@adressat/xacml"

/** Most pairs in one request, as Altinn Notifications has it. */
export const BATCH_SIZE = 500

/** A process task or end event of an app. */
export interface AppTask {
  readonly kind: "task" | "end-event"
  /** As the policy has it, such as `Task_1`. */
  readonly id: string
}

/** A pair to decide, for the resource as a whole or, for an app, at one task or event. */
export interface DecisionQuestion extends AccessPair {
  readonly task?: AppTask
}

/** Splits the questions into batches, filled greedily in order; each question is asked once. */
export const decisionBatches = (
  request: AccessRequest<DecisionQuestion>,
  size: number = BATCH_SIZE
): ReadonlyArray<AccessRequest<DecisionQuestion>> => {
  const pairs = [...new Map(request.pairs.map((question) => [questionKey(question), question])).values()]
  return batchAccess({ ...request, pairs }, Math.max(1, Math.floor(size)))
}

const taskAttribute = ({ kind }: AppTask): string =>
  kind === "task" ? AltinnAttributeId.task : AltinnAttributeId.endEvent

/** The attributes that name a task or event. */
export const taskAttributes: ReadonlyArray<string> = [AltinnAttributeId.task, AltinnAttributeId.endEvent]

const organizationAttribute = "urn:altinn:organization:identifier-no"

/** The attributes that name an organisation. */
export const partyAttributes: ReadonlyArray<string> = [AltinnAttributeId.partyId, organizationAttribute]

/** By party id where it is known, otherwise by organisation number. */
const partyAttribute = ({ organizationNumber, partyId }: AccessPair): { readonly id: string; readonly value: string } =>
  partyId === undefined
    ? { id: organizationAttribute, value: organizationNumber }
    : { id: AltinnAttributeId.partyId, value: String(partyId) }

/** A text that two questions share only when they are the same to the policy decision point. */
export const questionKey = (question: DecisionQuestion): string => {
  const { id, value } = partyAttribute(question)
  const task = question.task === undefined ? [] : [taskAttribute(question.task), question.task.id]
  return JSON.stringify([id, value, String(question.userId), ...task])
}

/** An attribute in the spelling of Altinn's endpoint. */
export interface AltinnAttribute {
  readonly attributeId: string
  readonly value: string
  readonly issuer: string
  readonly dataType: string
  readonly includeInResult: boolean
}

/** A category in the spelling of Altinn's endpoint. */
export interface AltinnCategory {
  readonly id: string
  readonly attribute: ReadonlyArray<AltinnAttribute>
}

const attribute = (
  attributeId: string,
  value: string,
  includeInResult = false,
  dataType: string = DataType.string
) => ({
  attributeId,
  value,
  issuer: "Altinn",
  dataType,
  includeInResult
})

/**
 * The resource that a question is about: an app by owner and name, cut at underscores as on the platform, anything else by
 * its id. Nothing when an id that begins with `app_` names no app.
 */
export const resourceCategory = (resource: string, question: DecisionQuestion): AltinnCategory | undefined => {
  const app = parseApp(resource)
  if (app === undefined && resourceKind(resource) === "app") return undefined
  const { task } = question
  const party = partyAttribute(question)
  return {
    id: `resource${party.value}${task === undefined ? "" : `/${task.kind}/${task.id}`}`,
    attribute: [
      ...(app === undefined
        ? [attribute(AltinnAttributeId.resource, resource)]
        : [attribute(AltinnAttributeId.org, app.org), attribute(AltinnAttributeId.app, app.app)]),
      ...(task === undefined ? [] : [attribute(taskAttribute(task), task.id, true)]),
      attribute(party.id, party.value, true)
    ]
  }
}

const subjectCategory = ({ userId }: DecisionQuestion): AltinnCategory => ({
  id: `subject${userId}`,
  attribute: [attribute(AltinnAttributeId.userId, String(userId), true)]
})

/**
 * The request of one batch in the spelling of Altinn's endpoint, or nothing when the resource names no app although it
 * begins with `app_`.
 */
export const altinnDecisionRequest = ({ action, pairs, resource }: AccessRequest<DecisionQuestion>) => {
  const resources = new Map<string, AltinnCategory>()
  const subjects = new Map<string, AltinnCategory>()
  const requestReference: Array<{ readonly referenceId: ReadonlyArray<string> }> = []
  for (const question of pairs) {
    const about = resourceCategory(resource, question)
    if (about === undefined) return undefined
    const subject = subjectCategory(question)
    resources.set(about.id, about)
    subjects.set(subject.id, subject)
    requestReference.push({ referenceId: [subject.id, "action", about.id] })
  }
  return {
    request: {
      returnPolicyIdList: false,
      combinedDecision: false,
      accessSubject: [...subjects.values()],
      action: [{ id: "action", attribute: [attribute(AttributeId.actionId, action, false, "string")] }],
      resource: [...resources.values()],
      multiRequests: { requestReference }
    }
  }
}

/** How a policy decision point is spoken to: as Altinn's endpoint, or as the OASIS JSON profile has it. */
export type DecisionProfile = "altinn" | "oasis"

/** The text of the request of one batch; nothing as with {@link altinnDecisionRequest}. */
export const decisionRequestText = (
  request: AccessRequest<DecisionQuestion>,
  profile: DecisionProfile
): string | undefined => {
  const document = altinnDecisionRequest(request)
  if (document === undefined || profile === "altinn") return document && JSON.stringify(document)
  const reading = requestFromJson(document)
  return reading.ok ? writeRequestJson(reading.value) : undefined
}
