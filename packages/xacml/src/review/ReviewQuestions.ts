/**
 * The questions that a policy is asked when two answers are compared: everybody it names, each action, each app or resource
 * with its levels; and what each rule names, taken together.
 */
import type { Match } from "../Policy.ts"
import type { Request } from "../Request.ts"
import { requestOf, requestOfMatches } from "./AccessQuestion.ts"
import type { ReviewedRule } from "./PolicyRules.ts"
import { actionsIn, combinationsOf, matchesIn } from "./PolicyRules.ts"
import type { ReviewContext } from "./ReviewContext.ts"
import { ruleName } from "./ReviewContext.ts"
import type { Level, ReviewedResource } from "./ReviewedResource.ts"
import { isSameResource, levelsOf, resourceName } from "./ReviewedResource.ts"
import { subjectsIn } from "./ReviewedSubject.ts"

/** A request, and in words of the policy what it asks for. */
export interface ReviewQuestion {
  readonly request: Request
  /** Completes `when …`. */
  readonly words: string
}

/** The most questions; what goes beyond is not asked, so that a review ends. */
const mostQuestions = 20_000
const mostOfRule = 50

/** The questions for a policy. */
export const questionsFor = ({
  matrix,
  resources,
  rules
}: Omit<ReviewContext, "changes">): ReadonlyArray<ReviewQuestion> => {
  const { combined, single } = subjectsIn(rules)
  const actions = [...new Set([matrix.action, ...actionsIn(rules)])]
  const reviewed = matrix.resource === undefined ? [] : [matrix.resource]
  const all = [...reviewed, ...resources.filter((each) => !reviewed.some((one) => isSameResource(one, each)))]
  const places = all.flatMap((resource) => levelsOf(rules, resource).map((level) => ({ resource, level })))
  const questions: Array<ReviewQuestion> = []
  for (const subject of [...single, ...combined]) {
    for (const action of actions) {
      for (const { level, resource } of places) {
        if (questions.length >= mostQuestions) return questions
        questions.push({
          request: requestOf({ subject, action, resource, level }),
          words: `${subject.label} asks for ${action} on ${placeWords(resource, level)}`
        })
      }
    }
  }
  return [...questions, ...rules.flatMap(ownQuestions)]
}

const placeWords = (resource: ReviewedResource, { kind, value }: Level): string =>
  kind === "app" || kind === "resource" ? value : `${resourceName(resource)}, ${kind} ${value}`

/** What a rule names, one alternative of each `AnyOf`. */
const ownQuestions = (rule: ReviewedRule): ReadonlyArray<ReviewQuestion> => {
  const categories = [...new Set(matchesIn(rule).map(({ attribute }) => attribute.category))]
  return categories
    .reduce<ReadonlyArray<ReadonlyArray<Match>>>(
      (sofar, category) =>
        sofar
          .flatMap((before) => combinationsOf(rule, category).map((alternative) => [...before, ...alternative]))
          .slice(0, mostOfRule),
      [[]]
    )
    .map((matches) => ({
      request: requestOfMatches(matches),
      words: `a request has all that ${ruleName(rule)} names`
    }))
}
