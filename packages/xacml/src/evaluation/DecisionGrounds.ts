/**
 * The grounds of a decision that is not Permit: the rule that denies, or else the rule that came closest to permitting and
 * what it asks for beyond what the request has. In words of the policy only, never of the request; a policy that gives
 * rights to single persons names them all the same.
 */
import type { Compilation, Scope } from "./Compilation.ts"
import { compileExpression, scopeOf } from "./ExpressionProgram.ts"
import type { Place } from "../Finding.ts"
import type { AllOf, AnyOf, AnyPolicy, Expression, Match, Rule } from "../Policy.ts"
import type { CompileOptions } from "./PolicyProgram.ts"
import type { Request } from "../Request.ts"
import type { Environment, RequestContext } from "./RequestContext.ts"
import { requestContext } from "./RequestContext.ts"
import type { Test } from "./TargetProgram.ts"
import { compileMatch } from "./TargetProgram.ts"
import { isBag, isFailure } from "../Value.ts"
import { Category } from "../Vocabulary.ts"

/** Values of an attribute, any one of which a rule would accept. */
export interface AcceptedValues {
  /** Attribute id; `condition` stands for a condition, and its value for the function it calls. */
  readonly attribute: string
  readonly values: ReadonlyArray<string>
}

/** Why a policy does not permit. */
export interface DecisionGrounds {
  /** Id of the policy that the rule stands in, or of the policy as a whole. */
  readonly policy: string
  /** Id of the rule; left out when no rule is about the action and the resource of the request. */
  readonly rule?: string
  readonly place?: Place
  /** What the rule asks for and the request lacks: each entry is needed, any one of its values would do. */
  readonly missing: ReadonlyArray<ReadonlyArray<AcceptedValues>>
}

/** Finds the grounds of a request that is not permitted. */
export type GroundsFinder = (request: Request, environment: Environment) => DecisionGrounds

/** Prepares a policy, and those it refers to, for {@link DecisionGrounds}; done once for each policy. */
export const groundsFinder = (policy: AnyPolicy, options: CompileOptions = {}): GroundsFinder => {
  const compilation: Compilation = {
    xpath: options.xpath,
    // What is wrong in a policy is reported where it is compiled to be evaluated.
    report: () => {},
    designators: new Map(),
    variables: 0,
    nesting: 0
  }
  const rules = rulesOf(policy, [], [], options, compilation)
  return (request, environment) => {
    const context = requestContext(request, environment)
    const judged = rules.map((rule) => ({ rule, unmet: unmetIn(rule, context) }))
    const denying = judged.find(({ rule, unmet }) => rule.effect === "Deny" && unmet.length === 0)
    const closest = judged
      .filter(({ rule }) => rule.effect === "Permit")
      .reduce<Judged | undefined>(
        (best, one) => (best === undefined || isCloser(one.unmet, best.unmet) ? one : best),
        undefined
      )
    const found = denying ?? closest
    if (found === undefined || found.unmet.some(({ isElsewhere }) => isElsewhere)) {
      return { policy: policy.id, missing: [] }
    }
    return {
      policy: found.rule.policy,
      rule: found.rule.id,
      ...(found.rule.place === undefined ? {} : { place: found.rule.place }),
      missing: found.unmet.flatMap(({ missing }) => missing())
    }
  }
}

interface Judged {
  readonly rule: GroundsRule
  readonly unmet: ReadonlyArray<Unmet>
}

/** A rule with everything that must hold for it, from the outermost policy inwards. */
interface GroundsRule {
  readonly policy: string
  readonly id: string
  readonly effect: Rule["effect"]
  readonly place: Place | undefined
  readonly demands: ReadonlyArray<Demand>
  readonly condition: { readonly holds: Test; readonly name: string } | undefined
}

/** An `AnyOf`, compiled match by match, and what it is about. */
interface Demand {
  readonly alternatives: ReadonlyArray<ReadonlyArray<{ readonly match: Match; readonly holds: Test }>>
  readonly isAboutAction: boolean
  readonly isAboutResource: boolean
  readonly isAboutSubject: boolean
}

/** Something that a rule demands and a request does not meet. */
interface Unmet {
  /** Worked out for the one rule that is told about. */
  readonly missing: () => ReadonlyArray<ReadonlyArray<AcceptedValues>>
  /** How many matches are lacking in the best alternative. */
  readonly count: number
  /** It is about the action, or about another resource altogether. */
  readonly isElsewhere: boolean
  readonly isSubject: boolean
}

const rulesOf = (
  policy: AnyPolicy,
  outer: ReadonlyArray<Demand>,
  path: ReadonlyArray<AnyPolicy>,
  options: CompileOptions,
  compilation: Compilation
): ReadonlyArray<GroundsRule> => {
  if (path.includes(policy) || path.length > 100) return []
  const scope = scopeOf(compilation, policy.kind === "Policy" ? policy.variables : [], policy.xpathVersion)
  const demands = [...outer, ...policy.target.anyOf.map((anyOf) => demandOf(anyOf, scope))]
  if (policy.kind === "Policy") {
    return policy.rules.map((rule): GroundsRule => ({
      policy: policy.id,
      id: rule.id,
      effect: rule.effect,
      place: rule.place,
      demands: [...demands, ...(rule.target?.anyOf ?? []).map((anyOf) => demandOf(anyOf, scope))],
      condition: rule.condition === undefined ? undefined : conditionOf(rule.condition, scope)
    }))
  }
  return policy.children.flatMap((child) => {
    const found = child.kind === "Policy" || child.kind === "PolicySet" ? child : options.repository?.find(child)
    return found === undefined ? [] : rulesOf(found, demands, [...path, policy], options, compilation)
  })
}

const demandOf = ({ allOf }: AnyOf, scope: Scope): Demand => {
  const categories = new Set(allOf.flatMap(({ matches }) => matches.map(({ attribute }) => attribute.category)))
  return {
    alternatives: allOf.map(({ matches }: AllOf) =>
      matches.map((match) => ({ match, holds: compileMatch(match, scope) }))
    ),
    isAboutAction: categories.has(Category.action),
    isAboutResource: categories.has(Category.resource),
    isAboutSubject: categories.has(Category.subject)
  }
}

const conditionOf = (condition: Expression, scope: Scope): GroundsRule["condition"] => {
  const { run } = compileExpression(condition, scope)
  const name = condition.kind === "Apply" ? condition.functionId : condition.kind
  return {
    name: name.slice(name.lastIndexOf(":") + 1),
    holds: (context) => {
      const result = run(context)
      return !isFailure(result) && !isBag(result) && result.data === true
    }
  }
}

const unmetIn = ({ condition, demands }: GroundsRule, context: RequestContext): ReadonlyArray<Unmet> => {
  const unmet = demands.flatMap((demand) => unmetOf(demand, context) ?? [])
  if (condition === undefined || condition.holds(context) === true) return unmet
  const missing = () => [[{ attribute: "condition", values: [condition.name] }]]
  return [...unmet, { missing, count: 1, isElsewhere: false, isSubject: false }]
}

const unmetOf = (demand: Demand, context: RequestContext): Unmet | undefined => {
  const { isAboutAction, isAboutResource, isAboutSubject } = demand
  let count = Infinity
  let best: Array<{ readonly lacking: ReadonlyArray<Match>; readonly isWhole: boolean }> = []
  for (const matches of demand.alternatives) {
    const lacking = matches.filter(({ holds }) => holds(context) !== true).map(({ match }) => match)
    if (lacking.length === 0) return undefined
    if (lacking.length > count) continue
    if (lacking.length < count) best = []
    count = lacking.length
    best.push({ lacking, isWhole: lacking.length === matches.length })
  }
  return {
    missing: () =>
      count === 1 ? [grouped(best.flatMap(({ lacking }) => lacking))] : (best[0]?.lacking ?? []).map(needed),
    count,
    isElsewhere: isAboutAction || (isAboutResource && best.every(({ isWhole }) => isWhole)),
    isSubject: isAboutSubject
  }
}

const nameOf = ({ attribute }: Match): string =>
  attribute.kind === "AttributeDesignator" ? attribute.attributeId : attribute.path

const needed = (match: Match): ReadonlyArray<AcceptedValues> => grouped([match])

/** Alternatives that each lack one match, by attribute. */
const grouped = (matches: ReadonlyArray<Match>): ReadonlyArray<AcceptedValues> =>
  [...Map.groupBy(matches, nameOf)].map(([attribute, group]) => ({
    attribute,
    values: [...new Set(group.map(({ value }) => value.text.trim()))]
  }))

/** About the action and the resource first, then the fewer matches lacking, then those of the subject last. */
const isCloser = (one: ReadonlyArray<Unmet>, other: ReadonlyArray<Unmet>): boolean => {
  const score = (unmet: ReadonlyArray<Unmet>): number =>
    unmet.reduce(
      (sum, { count, isElsewhere, isSubject }) => sum + (isElsewhere ? 10_000 : 0) + count * 10 + (isSubject ? 1 : 0),
      0
    )
  return score(one) < score(other)
}
