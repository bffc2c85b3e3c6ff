/**
 * A policy for an access program, as the standard evaluates it. A match asks about one category: those about the subject
 * are terms of it, all others terms of the question. An error leaves a term in doubt, and doubt spreads as Indeterminate
 * does.
 */
import { parseLiteral } from "../datatypes/DataTypes.ts"
import { collapsed, combiningAlgorithms } from "../evaluation/CombiningAlgorithm.ts"
import type { Compilation, Scope } from "../evaluation/Compilation.ts"
import { scopeOf } from "../evaluation/ExpressionProgram.ts"
import { requestContext } from "../evaluation/RequestContext.ts"
import type { RequestContext } from "../evaluation/RequestContext.ts"
import type { Test, TextMatch } from "../evaluation/TargetProgram.ts"
import { compileMatch, textMatchOf } from "../evaluation/TargetProgram.ts"
import type { Finding, Reading } from "../Finding.ts"
import type { Match, NoticeExpression, Policy, Target } from "../Policy.ts"
import type { Attributes } from "../Request.ts"
import { isFailure } from "../Value.ts"
import { Category } from "../Vocabulary.ts"
import type { AccessModel, Doubtful } from "./AccessModel.ts"
import { beyond, ruleBeyond } from "./AccessModel.ts"
import type { Clause, Conjunction, Demand, HeldTerms, TermSet } from "./Demand.ts"
import { hasTerm, readTerms } from "./Demand.ts"

/** Makes the model, or says what in the policy is in the way. */
export const standardAccess = (policy: Policy): Reading<AccessModel> => {
  const compilation: Compilation = {
    xpath: undefined,
    // What is wrong in a policy is reported where it is compiled to be evaluated.
    report: () => {},
    designators: new Map(),
    variables: 0,
    nesting: 0
  }
  const algorithm = combiningAlgorithms.get(policy.combiningAlgorithm)
  const findings = obstaclesIn(policy)
  if (algorithm === undefined || findings.length > 0) return { ok: false, findings }
  const scope = scopeOf(compilation, [], policy.xpathVersion)
  const sides: Sides = { subject: termReader(scope), question: termReader(scope) }
  const policyTarget = numbered(policy.target, sides)
  const rules = policy.rules.map(({ effect, target }) => ({ effect, target: numbered(target, sides) }))
  const value: AccessModel = {
    read: (attributes) => sides.subject.read(contextOf([{ category: Category.subject, attributes }], Number.NaN)),
    ask: (groups, now) => {
      const held = sides.question.read(contextOf(groups, now))
      const target = leftOf(policyTarget, held)
      if (target === undefined) return "NotApplicable"
      // A rule that cannot apply counts in no combining algorithm.
      const open = rules.flatMap(({ effect, target: own }) => {
        const left = leftOf(own, held)
        return left === undefined ? [] : [{ effect, ...left }]
      })
      return { target, rules: open }
    },
    combine: (decisions) => collapsed(algorithm(decisions.keys(), (rule) => decisions[rule] ?? "NotApplicable"))
  }
  return { ok: true, value, findings: [] }
}

const contextOf = (attributes: ReadonlyArray<Attributes>, now: number): RequestContext =>
  requestContext({ returnPolicyIdList: false, combinedDecision: false, attributes, requestReferences: [] }, { now })

/** Numbers matches and reads which of them hold. */
interface TermReader {
  readonly numberOf: (match: Match) => number
  readonly read: (context: RequestContext) => HeldTerms
}

/** The terms that compare the texts of one attribute: by text and, of those without regard to case, by text in lower case. */
interface TextTerms {
  readonly bagOf: TextMatch["bagOf"]
  readonly exact: Map<string, number>
  readonly caseless: Map<string, number>
}

const termReader = (scope: Scope): TermReader => {
  let count = 0
  const tests: Array<{ readonly term: number; readonly test: Test }> = []
  const texts = new Map<number, TextTerms>()
  return {
    numberOf: (match) => {
      const text = textMatchOf(match, scope.compilation)
      if (text === undefined) {
        tests.push({ term: count, test: compileMatch(match, scope) })
        return count++
      }
      const compared: TextTerms = texts.get(text.slot) ?? { bagOf: text.bagOf, exact: new Map(), caseless: new Map() }
      texts.set(text.slot, compared)
      const terms = text.ignoreCase ? compared.caseless : compared.exact
      const known = terms.get(text.text)
      if (known === undefined) terms.set(text.text, count++)
      return known ?? count - 1
    },
    read: (context) =>
      readTerms(count, (holds, isInDoubt) => {
        for (const compared of texts.values()) readTexts(compared, context, holds, isInDoubt)
        for (const { term, test } of tests) {
          const result = test(context)
          if (result === true) holds(term)
          else if (result !== false) isInDoubt(term)
        }
      })
  }
}

const readTexts = (
  { bagOf, caseless, exact }: TextTerms,
  context: RequestContext,
  holds: (term: number) => void,
  isInDoubt: (term: number) => void
): void => {
  const bag = bagOf(context)
  if (isFailure(bag)) {
    for (const terms of [exact, caseless]) for (const term of terms.values()) isInDoubt(term)
    return
  }
  for (const { data } of bag) {
    const text = data as string
    const same = exact.get(text)
    if (same !== undefined) holds(same)
    const similar = caseless.size === 0 ? undefined : caseless.get(text.toLowerCase())
    if (similar !== undefined) holds(similar)
  }
}

/** The two sides that a policy is about, with a numbering each. */
interface Sides {
  readonly subject: TermReader
  readonly question: TermReader
}

/** An `AllOf`: the terms that the question has to hold, and those that it leaves to the subject. */
interface Alternative {
  readonly asked: ReadonlyArray<number>
  readonly left: ReadonlyArray<number>
}

type NumberedTarget = ReadonlyArray<ReadonlyArray<Alternative>>

const numbered = (target: Target | undefined, { question, subject }: Sides): NumberedTarget =>
  (target?.anyOf ?? []).map(({ allOf }) =>
    allOf.map(({ matches }) => ({
      asked: matches.filter((match) => !isAboutSubject(match)).map(question.numberOf),
      left: matches.filter(isAboutSubject).map(subject.numberOf)
    }))
  )

const isAboutSubject = ({ attribute }: Match): boolean => attribute.category === Category.subject

/** What is left of a target for the subject to meet, once a question holds these terms; `undefined`: it cannot be met. */
const leftOf = (target: NumberedTarget, { certain, possible }: HeldTerms): Doubtful | undefined => {
  const perhaps = demandOf(target, possible)
  if (perhaps === undefined) return undefined
  return { certain: possible === certain ? perhaps : (demandOf(target, certain) ?? never), possible: perhaps }
}

const never: Demand = [[]]

const demandOf = (target: NumberedTarget, held: TermSet): Demand | undefined => {
  const demand: Array<Clause> = []
  for (const alternatives of target) {
    const clause: Array<Conjunction> = []
    for (const { asked, left } of alternatives) if (asked.every((term) => hasTerm(held, term))) clause.push(left)
    if (clause.length === 0) return undefined
    // Where nothing is left of an alternative, nothing is of the clause.
    if (clause.every((left) => left.length > 0)) demand.push(clause)
  }
  return demand
}

const obstaclesIn = (policy: Policy): ReadonlyArray<Finding> => [
  ...(combiningAlgorithms.has(policy.combiningAlgorithm)
    ? []
    : [beyond(`combining algorithm ${policy.combiningAlgorithm} is not known`, policy.place)]),
  ...selectorsIn(policy.target).map(({ place }) => beyond("the target of the policy has an AttributeSelector", place)),
  ...[...policy.obligations, ...policy.advice]
    .filter((notice) => !isFixed(notice))
    .map(({ id, place }) => beyond(`${id} is computed and can fail`, place)),
  ...policy.rules.flatMap((rule) => [
    ...(rule.condition === undefined ? [] : [ruleBeyond(rule, "has a condition")]),
    ...selectorsIn(rule.target).map(({ place }) => ruleBeyond(rule, "has an AttributeSelector", place)),
    ...[...rule.obligations, ...rule.advice]
      .filter((notice) => !isFixed(notice))
      .map(({ place }) => ruleBeyond(rule, "has an obligation or advice that is computed and can fail", place))
  ])
]

const selectorsIn = (target: Target | undefined): ReadonlyArray<Match> =>
  (target?.anyOf ?? []).flatMap(({ allOf }) =>
    allOf.flatMap(({ matches }) => matches.filter(({ attribute }) => attribute.kind === "AttributeSelector"))
  )

/** Whether an obligation or advice is the same for all requests. One that fails would make a decision Indeterminate. */
const isFixed = ({ assignments }: NoticeExpression): boolean =>
  assignments.every(({ expression }) => expression.kind === "AttributeValue" && !isFailure(parseLiteral(expression)))
