/**
 * Decision answers: which result of a response belongs to which question. Pure.
 *
 * A result belongs to the question whose party, person and task it repeats; its position says nothing. So a Permit that
 * repeats nothing, or two persons, permits nobody, and results that contradict one another decide nothing. Altinn's engine repeats nothing
 * where it reaches no rule: such results decide only where there is one result for each question, and those that name
 * nobody all say the same and are no Permit, so that it does not matter whose is whose.
 */
import type { AccessDecision } from "@adressat/core"
import { AltinnAttributeId, Category, Status } from "@adressat/xacml"
import type { Response, Result } from "@adressat/xacml"
import { partyAttributes, questionKey, taskAttributes } from "./DecisionBatch.ts"
import type { DecisionQuestion } from "./DecisionBatch.ts"

/** What a response says about the questions of a batch. */
export type DecisionAnswer =
  /** By the key of the question; a question that is not there has no decision. */
  | { readonly kind: "decided"; readonly decisions: ReadonlyMap<string, AccessDecision> }
  /** One Indeterminate for the whole batch: something went wrong, and nothing is known of any question in it. */
  | { readonly kind: "failed" }

/** The different values of an attribute that a result repeats. */
const repeated = ({ attributes }: Result, category: string, attributeId: string): ReadonlyArray<string> => {
  const values = attributes
    .filter((group) => group.category === category)
    .flatMap((group) => group.attributes)
    .filter((attribute) => attribute.attributeId === attributeId)
    .flatMap((attribute) => attribute.values.map(({ text }) => text))
  return [...new Set(values)]
}

/** The keys of the questions that a result may be about; none when it does not say, or names two of a kind. */
const keysOf = (result: Result): ReadonlyArray<string> => {
  const users = repeated(result, Category.subject, AltinnAttributeId.userId)
  const named = (attribute: string) =>
    repeated(result, Category.resource, attribute).map((value) => [attribute, value] as const)
  const tasks = taskAttributes.flatMap(named)
  if (users.length !== 1 || tasks.length > 1) return []
  return partyAttributes.flatMap((attribute) => {
    const parties = named(attribute)
    return parties.length === 1 ? [JSON.stringify([...parties, users, ...tasks].flat())] : []
  })
}

const isFailure = ({ code }: Result["status"]): boolean =>
  code === Status.syntaxError || code === Status.processingError

/** Matches the results of a response with the questions of its batch. */
export const matchAnswers = (questions: ReadonlyArray<DecisionQuestion>, { results }: Response): DecisionAnswer => {
  const open = new Set(questions.map(questionKey))
  const decisions = new Map<string, AccessDecision>()
  const contradicted = new Set<string>()
  const unnamed: Array<Result> = []
  for (const result of results) {
    const keys = keysOf(result)
    if (keys.length === 0) unnamed.push(result)
    const key = keys.find((one) => open.has(one))
    if (key === undefined) continue
    if ((decisions.get(key) ?? result.decision) !== result.decision) contradicted.add(key)
    decisions.set(key, result.decision)
  }
  for (const key of contradicted) decisions.delete(key)
  const [first] = unnamed
  if (first === undefined) return { kind: "decided", decisions }
  const isLone = results.length === 1 && first.decision === "Indeterminate"
  if (isLone && (open.size > 1 || isFailure(first.status))) return { kind: "failed" }
  const left = [...open].filter((key) => !decisions.has(key) && !contradicted.has(key))
  const isEliminated =
    results.length === open.size &&
    unnamed.length === left.length &&
    unnamed.every(({ decision }) => decision === first.decision && decision !== "Permit")
  if (isEliminated) for (const key of left) decisions.set(key, first.decision)
  return { kind: "decided", decisions }
}
