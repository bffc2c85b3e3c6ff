/**
 * Who may read, and at which level: roles, access packages and other subjects of a policy × the app or resource as such,
 * each task, each event. Three facts are kept apart: access to the app or resource as such, which is all that Altinn asks
 * for before it notifies somebody; access to each task and event; and the condition that the service owner guide states,
 * access to all of them. A rule that names a task matches no request without one, so access to every task is not access to
 * the app. Every cell is the answer of the evaluator itself.
 */
import type { DecisionPointOptions } from "../evaluation/DecisionPoint.ts"
import type { AnyPolicy } from "../Policy.ts"
import type { Decision } from "../Response.ts"
import type { AnswerOptions } from "./AccessQuestion.ts"
import { answererOf, requestOf } from "./AccessQuestion.ts"
import { rulesIn } from "./PolicyRules.ts"
import type { Level, ReviewedResource } from "./ReviewedResource.ts"
import { isTaskOrEvent, levelsOf, resourcesIn } from "./ReviewedResource.ts"
import type { ReviewedSubject } from "./ReviewedSubject.ts"
import { isPart, subjectsIn } from "./ReviewedSubject.ts"

/** What is asked of a policy. */
export interface ReadMatrixOptions extends AnswerOptions {
  /** Default: the app or resource that most rules name. */
  readonly resource?: ReviewedResource
  /** Default `read`, which is what notifications ask for unless an order says otherwise. */
  readonly action?: string
}

/** The answers for one subject. */
export interface ReadRow {
  readonly subject: ReviewedSubject
  /** One for each level of the matrix, in its order. */
  readonly decisions: ReadonlyArray<Decision>
  /** The decision for the app or resource as such: what Altinn asks for. */
  readonly appLevel: Decision
  /** Whether all tasks and end events are permitted, as the guide demands; left out: the policy names none. */
  readonly documentedCondition?: boolean
  /** Whether a person who is this subject passes the check that Altinn makes before it notifies. */
  readonly notifiable: boolean
  /** Why a person who has access to something is not notified. */
  readonly gap?: "read-on-every-task-but-not-on-the-app" | "read-on-some-tasks"
}

/** The answers of a policy. */
export interface ReadMatrix {
  readonly mode: NonNullable<DecisionPointOptions["mode"]>
  readonly action: string
  /** Left out: the policy names none, and then there are no levels and no rows. */
  readonly resource?: ReviewedResource
  /** The app or resource as such is the first. */
  readonly levels: ReadonlyArray<Level>
  readonly rows: ReadonlyArray<ReadRow>
}

/** The matrix of a policy. */
export const readMatrix = (policy: AnyPolicy, options: ReadMatrixOptions = {}): ReadMatrix => {
  const { action = "read", mode = "altinn" } = options
  const rules = rulesIn(policy)
  const resource = options.resource ?? resourcesIn(rules)[0]
  if (resource === undefined) return { mode, action, levels: [], rows: [] }
  const answer = answererOf(policy, options)
  const levels = levelsOf(rules, resource)
  const rowOf = (subject: ReviewedSubject): ReadRow =>
    rowOfDecisions(
      subject,
      levels,
      levels.map((level) => answer(requestOf({ subject, action, resource, level })))
    )
  const { combined, single } = subjectsIn(rules)
  const rows = single.map(rowOf)
  // Holding several attributes together matters only where it gives what none of them gives.
  const together = combined.map(rowOf).filter(({ decisions, subject }) => {
    const parts = rows.filter((row) => isPart(row.subject, subject))
    return !parts.some((part) => part.decisions.every((decision, index) => decision === decisions[index]))
  })
  return { mode, action, resource, levels, rows: [...rows, ...together] }
}

const rowOfDecisions = (
  subject: ReviewedSubject,
  levels: ReadonlyArray<Level>,
  decisions: ReadonlyArray<Decision>
): ReadRow => {
  const appLevel = decisions[0] ?? "Indeterminate"
  const parts = decisions.filter((_, index) => {
    const level = levels[index]
    return level !== undefined && isTaskOrEvent(level)
  })
  const documentedCondition = parts.length === 0 ? undefined : parts.every((decision) => decision === "Permit")
  const gap =
    !subject.canBePerson || appLevel === "Permit" || !parts.includes("Permit")
      ? undefined
      : documentedCondition === true
        ? "read-on-every-task-but-not-on-the-app"
        : "read-on-some-tasks"
  return {
    subject,
    decisions,
    appLevel,
    ...(documentedCondition === undefined ? {} : { documentedCondition }),
    notifiable: subject.canBePerson && appLevel === "Permit",
    ...(gap === undefined ? {} : { gap })
  }
}
