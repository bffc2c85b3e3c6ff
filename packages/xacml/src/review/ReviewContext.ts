/** What the parts of a review share: the policy taken apart, its matrix, and small words for messages. */
import type { AnyPolicy } from "../Policy.ts"
import type { PolicyChange } from "./PolicyChange.ts"
import type { ReadMatrix } from "./ReadMatrix.ts"
import type { AnswerOptions } from "./AccessQuestion.ts"
import type { ReviewedRule } from "./PolicyRules.ts"
import type { ReviewedResource } from "./ReviewedResource.ts"

/** A policy under review. */
export interface ReviewContext {
  readonly policy: AnyPolicy
  readonly rules: ReadonlyArray<ReviewedRule>
  readonly options: AnswerOptions
  /** What the rules name, those first that most rules name. */
  readonly resources: ReadonlyArray<ReviewedResource>
  /** Whether the caller has said which resource the policy is for. */
  readonly isResourceGiven: boolean
  readonly matrix: ReadMatrix
  readonly changes: ReadonlyArray<PolicyChange>
}

/** `a, b and c`. */
export const listed = (words: ReadonlyArray<string>, joint: "and" | "or" = "and"): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${joint} ${words.at(-1)}`

/** A rule in a message. */
export const ruleName = ({ rule }: ReviewedRule): string => `rule ${rule.id}`

/** One of each key, in order. */
export const onePer = <A>(all: ReadonlyArray<A>, keyOf: (one: A) => string): ReadonlyArray<A> =>
  [...new Map(all.toReversed().map((one) => [keyOf(one), one])).values()].toReversed()
