/**
 * What the Altinn parser refuses although XACML allows it. Each refusal is a fact of the policy that needs no request.
 */
import type { AnyPolicy, Expression, NoticeExpression, Policy } from "../Policy.ts"
import type { Place } from "../Finding.ts"

/** Why the parser throws, and where. */
export interface ParserRefusal {
  /** One lower-case sentence. */
  readonly message: string
  readonly remedy: string
  readonly place?: Place
}

/** The reasons why the parser refuses a policy; none: it can be evaluated. */
export const parserRefusals = (policy: AnyPolicy): ReadonlyArray<ParserRefusal> =>
  policy.kind === "PolicySet"
    ? [
        at(policy, {
          message: "the Altinn engine reads no policy sets",
          remedy: "write one policy with all the rules"
        })
      ]
    : [...structureRefusals(policy), ...expressionsOf(policy).flatMap(expressionRefusals)]

const at = <A extends object>({ place }: { readonly place?: Place }, rest: A) => ({
  ...rest,
  ...(place === undefined ? {} : { place })
})

const structureRefusals = (policy: Policy): ReadonlyArray<ParserRefusal> => {
  const refusals: Array<ParserRefusal> = []
  if (policy.rules.length + policy.variables.length === 0) {
    refusals.push(
      at(policy, {
        message: "the Altinn engine reads no policy without rules",
        remedy: "add a rule, or remove the policy"
      })
    )
  }
  if (policy.combinerParameters.filter(({ about }) => about?.kind === "Rule").length > 1) {
    refusals.push(
      at(policy, {
        message: "the Altinn engine reads one element RuleCombinerParameters at most",
        remedy: "remove the parameters: no algorithm uses them"
      })
    )
  }
  if (policy.issuer?.children.some((child) => child.kind === "element" && child.name === "Attribute") === true) {
    refusals.push(
      at(policy, { message: "the Altinn engine reads no attributes of a policy issuer", remedy: "remove PolicyIssuer" })
    )
  }
  for (const { expression, place } of policy.variables) {
    if (expression.kind === "AttributeDesignator" || expression.kind === "VariableReference") {
      refusals.push(
        at(place === undefined ? expression : { place }, {
          message: "the Altinn engine reads no variable that stands for an attribute or another variable",
          remedy: "write the expression where it is used"
        })
      )
    }
  }
  return refusals
}

/** Every expression that is read, whether or not it is ever evaluated. */
const expressionsOf = (policy: Policy): ReadonlyArray<Expression> => {
  const assigned = (notices: ReadonlyArray<NoticeExpression>) =>
    notices.flatMap(({ assignments }) => assignments.map(({ expression }) => expression))
  return [
    ...policy.variables.map(({ expression }) => expression),
    ...policy.rules.flatMap(({ advice, condition, obligations }) => [
      ...(condition === undefined ? [] : [condition]),
      ...assigned(obligations),
      ...assigned(advice)
    ]),
    ...assigned(policy.obligations),
    ...assigned(policy.advice)
  ]
}

const expressionRefusals = (expression: Expression): ReadonlyArray<ParserRefusal> => {
  if (expression.kind !== "Apply") return []
  const own =
    expression.description === undefined
      ? []
      : [
          at(expression, {
            message: "the Altinn engine reads no Description in an Apply",
            remedy: "move the description to the rule"
          })
        ]
  return [
    ...own,
    ...expression.arguments.flatMap((argument) =>
      argument.kind === "VariableReference"
        ? [
            at(argument, {
              message: "the Altinn engine reads no VariableReference in an Apply",
              remedy: "write the expression of the variable in its place"
            })
          ]
        : expressionRefusals(argument)
    )
  ]
}
