/**
 * May this subject do that to this resource: asked of a policy as the Altinn PDP asks it once it has filled in the roles of
 * a user, and answered by the evaluator itself.
 */
import type { DecisionPointOptions } from "../evaluation/DecisionPoint.ts"
import { decisionPoint } from "../evaluation/DecisionPoint.ts"
import type { AnyPolicy, AttributeValue, Match } from "../Policy.ts"
import type { Attribute, Request } from "../Request.ts"
import type { Decision } from "../Response.ts"
import { AttributeId, Category, DataType } from "../Vocabulary.ts"
import type { Level, NamedValue, ReviewedResource } from "./ReviewedResource.ts"
import { partAttribute, resourceAttributes } from "./ReviewedResource.ts"
import type { ReviewedSubject } from "./ReviewedSubject.ts"
import { subjectValues } from "./ReviewedSubject.ts"

/** How questions are answered. */
export interface AnswerOptions extends Pick<DecisionPointOptions, "engineDate" | "repository" | "xpath"> {
  /** Whose answers: default `altinn`, the running engine, whose decisions decide who is notified. */
  readonly mode?: NonNullable<DecisionPointOptions["mode"]>
  /** For policies that look at the time: the moment of the question, in milliseconds since 1970; default 0. */
  readonly now?: number
}

/** One question. */
export interface AccessQuestion {
  readonly subject: ReviewedSubject
  readonly action: string
  readonly resource: ReviewedResource
  readonly level: Level
}

/** Answers a request. */
export type Answerer = (request: Request) => Decision

/** Prepares a policy for questions. */
export const answererOf = (policy: AnyPolicy, { mode = "altinn", now = 0, ...options }: AnswerOptions): Answerer => {
  const point = decisionPoint(policy, { ...options, mode })
  return (request) => point.decide(request, { now }).results[0]?.decision ?? "Indeterminate"
}

/** The request that asks a question. */
export const requestOf = ({ action, level, resource, subject }: AccessQuestion): Request => {
  const part = partAttribute(level)
  const named = [...resourceAttributes(resource), ...(part === undefined ? [] : [part])]
  return plainRequest([
    { category: Category.subject, attributes: grouped(subjectValues(subject)) },
    { category: Category.resource, attributes: named.map(stringAttribute) },
    { category: Category.action, attributes: [stringAttribute([AttributeId.actionId, action])] }
  ])
}

/** The request that has the literals of some matches as its values. */
export const requestOfMatches = (matches: ReadonlyArray<Match>): Request => {
  const named = matches.flatMap(({ attribute, value }) =>
    attribute.kind === "AttributeDesignator"
      ? [
          {
            category: attribute.category,
            attributeId: attribute.attributeId,
            value: { ...value, dataType: attribute.dataType }
          }
        ]
      : []
  )
  return plainRequest(
    [...Map.groupBy(named, ({ category }) => category)].map(([category, values]) => ({
      category,
      attributes: grouped(values)
    }))
  )
}

const plainRequest = (attributes: Request["attributes"]): Request => ({
  returnPolicyIdList: false,
  combinedDecision: false,
  requestReferences: [],
  attributes
})

const stringAttribute = ([attributeId, text]: NamedValue): Attribute => ({
  attributeId,
  includeInResult: false,
  values: [{ kind: "AttributeValue", dataType: DataType.string, text }]
})

/** One attribute for each id, with all its values. */
const grouped = (
  values: ReadonlyArray<{ readonly attributeId: string; readonly value: AttributeValue }>
): ReadonlyArray<Attribute> =>
  [...Map.groupBy(values, ({ attributeId }) => attributeId)].map(([attributeId, each]) => ({
    attributeId,
    includeInResult: false,
    values: each.map(({ value }) => value)
  }))
