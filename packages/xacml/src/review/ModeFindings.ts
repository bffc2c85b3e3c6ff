/**
 * Where the Altinn engine of a date and the standard part: found by asking both, about everybody and everything that the
 * policy names, so that each difference comes with a witness. What makes the engine deviate is told with the difference
 * that it makes; a deviation that makes none for those who are named is only worth knowing.
 */
import { altinnDeviations } from "../altinn/AltinnDeviation.ts"
import { finding } from "../Finding.ts"
import type { Finding } from "../Finding.ts"
import type { Request } from "../Request.ts"
import type { Decision } from "../Response.ts"
import type { Answerer } from "./AccessQuestion.ts"
import { answererOf } from "./AccessQuestion.ts"
import type { ReviewedRule } from "./PolicyRules.ts"
import type { ReviewContext } from "./ReviewContext.ts"
import { ruleName } from "./ReviewContext.ts"
import type { ReviewQuestion } from "./ReviewQuestions.ts"

interface Difference extends ReviewQuestion {
  readonly strict: Decision
  readonly altinn: Decision
  /** The first rule that decides so by itself. */
  readonly rule: ReviewedRule | undefined
}

/** The findings about the two modes. */
export const modeFindings = (
  context: ReviewContext,
  questions: ReadonlyArray<ReviewQuestion>
): ReadonlyArray<Finding> => {
  const { engineDate } = context.options
  const deviations = altinnDeviations(context.policy, engineDate === undefined ? {} : { engineDate })
  const told = new Set<Finding>()
  const found = differences(context, questions).map((difference) => {
    const causes = deviations.filter((each) => !told.has(each) && mayCause(context, each, difference))
    const cause = causes.find(({ severity }) => severity === "warning") ?? causes[0]
    if (cause !== undefined) told.add(cause)
    return differenceFinding(context, difference, cause)
  })
  const isEmpty = context.rules.length === 0
  return [
    ...found,
    ...deviations
      .filter((each) => !told.has(each))
      .map((each): Finding => (isEmpty || shown.has(each.code) ? { ...each, severity: "note" } : each))
  ]
}

/** The most differences whose rule is looked for, so that a review ends. */
const mostDifferences = 1000

/** One for each rule that is behind some, and one for all where the engine cannot decide. */
const differences = (context: ReviewContext, questions: ReadonlyArray<ReviewQuestion>): ReadonlyArray<Difference> => {
  const { options, policy } = context
  const strict = answererOf(policy, { ...options, mode: "strict" })
  const altinn = answererOf(policy, { ...options, mode: "altinn" })
  const behind = ruleFinder(context)
  const found = new Map<ReviewedRule | string | undefined, Difference>()
  let count = 0
  for (const question of questions) {
    const decisions = { strict: strict(question.request), altinn: altinn(question.request) }
    if (decisions.strict === decisions.altinn) continue
    count += 1
    if (count > mostDifferences) break
    const rule = behind(question.request, decisions)
    const key = decisions.altinn === "Indeterminate" ? "Indeterminate" : rule
    const known = found.get(key)
    // That one of the two permits says more than that they refuse in different words.
    if (known === undefined || (!permits(known) && permits(decisions))) {
      found.set(key, { ...question, ...decisions, rule })
    }
  }
  return [...found.values()]
}

const permits = ({ altinn, strict }: Pick<Difference, "altinn" | "strict">): boolean =>
  [altinn, strict].includes("Permit")

const ruleFinder = ({ options, policy, rules }: ReviewContext) => {
  const alone = (mode: "altinn" | "strict"): ReadonlyArray<Answerer> =>
    policy.kind === "Policy"
      ? rules.map(({ rule }) => answererOf({ ...policy, rules: [rule] }, { ...options, mode }))
      : []
  const answers = { strict: alone("strict"), altinn: alone("altinn") }
  return (request: Request, { altinn, strict }: Pick<Difference, "altinn" | "strict">): ReviewedRule | undefined => {
    const mode = strict === "Deny" || altinn === "NotApplicable" ? "strict" : "altinn"
    const decision = mode === "strict" ? strict : altinn
    return rules[answers[mode].findIndex((answer) => answer(request) === decision)]
  }
}

/** Whether a deviation stands in the rule that is behind a difference, or outside every rule. */
const mayCause = ({ rules }: ReviewContext, { code, place }: Finding, { rule }: Difference): boolean => {
  if (place === undefined || code.endsWith("-dropped")) return false
  const before = rules.findLast(
    ({ rule: { place: start } }) =>
      start !== undefined && (start.line < place.line || (start.line === place.line && start.column <= place.column))
  )
  return before === rule || before === undefined
}

const differenceFinding = (
  { options, policy }: ReviewContext,
  { altinn, rule, strict, words }: Difference,
  cause: Finding | undefined
): Finding => {
  const engine = `the Altinn engine${options.engineDate === undefined ? "" : ` of ${options.engineDate}`}`
  const place = rule?.rule.place ?? policy.place
  if (rule !== undefined && strict === "Deny" && altinn !== "Indeterminate") {
    return finding(
      "warning",
      "deny-ignored",
      place,
      `${engine} does not heed the Deny of ${ruleName(rule)}: it answers ${altinn} when ${words}`,
      "permit only those who may, instead of denying the others"
    )
  }
  const reason = cause?.message ?? (rule === undefined ? undefined : `${ruleName(rule)} is understood in two ways`)
  return finding(
    "warning",
    "modes-differ",
    cause?.place ?? place,
    `${reason === undefined ? "" : `${reason}: `}${engine} answers ${altinn} and the standard ${strict} when ${words}`,
    cause?.remedy ?? "write one AnyOf for subjects, one for resources and one for actions, without conditions"
  )
}

/** What the questions would have shown. */
const shown: ReadonlySet<string> = new Set([
  "altinn-categories-torn",
  "altinn-category-ignored",
  "altinn-category-repeated",
  "altinn-default-decision-missing",
  "altinn-policy-target-ignored"
])
