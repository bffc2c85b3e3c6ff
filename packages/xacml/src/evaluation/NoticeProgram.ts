/**
 * Obligation and advice expressions, compiled (XACML 3.0 core §7.18): a value gives one assignment, a bag one for each of
 * its values. One that fails makes the whole decision Indeterminate.
 */
import type { Evaluator, Scope } from "./Compilation.ts"
import type { XPathExpression } from "../datatypes/DataTypes.ts"
import { compileExpression } from "./ExpressionProgram.ts"
import type { AssignmentExpression, Effect, NoticeExpression } from "../Policy.ts"
import type { RequestContext } from "./RequestContext.ts"
import type { AttributeAssignment, Notice } from "../Response.ts"
import type { Failure, Value } from "../Value.ts"
import { isBag, isFailure } from "../Value.ts"
import { DataType } from "../Vocabulary.ts"

/** The obligations and advice of one element, for one effect. */
export interface Notices {
  readonly obligations: ReadonlyArray<Notice>
  readonly advice: ReadonlyArray<Notice>
}

/** Computes the notices of an effect; left out where the element has none for it. */
export type NoticeEvaluator = (context: RequestContext) => Notices | Failure

/** Compiles what an element adds to a decision, by effect. */
export const compileNotices = (
  element: { readonly obligations: ReadonlyArray<NoticeExpression>; readonly advice: ReadonlyArray<NoticeExpression> },
  scope: Scope
): Readonly<Partial<Record<Effect, NoticeEvaluator>>> => {
  const of = (effect: Effect): NoticeEvaluator | undefined => {
    const obligations = compileList(element.obligations, effect, scope)
    const advice = compileList(element.advice, effect, scope)
    if (obligations.length === 0 && advice.length === 0) return undefined
    return (context) => {
      const owed = evaluateList(obligations, context)
      if ("status" in owed) return owed
      const advised = evaluateList(advice, context)
      return "status" in advised ? advised : { obligations: owed, advice: advised }
    }
  }
  const permit = of("Permit")
  const deny = of("Deny")
  return { ...(permit === undefined ? {} : { Permit: permit }), ...(deny === undefined ? {} : { Deny: deny }) }
}

interface CompiledNotice {
  readonly id: string
  readonly assignments: ReadonlyArray<{ readonly about: AssignmentExpression; readonly run: Evaluator }>
}

const compileList = (
  expressions: ReadonlyArray<NoticeExpression>,
  effect: Effect,
  scope: Scope
): ReadonlyArray<CompiledNotice> =>
  expressions
    .filter(({ appliesTo }) => appliesTo === effect)
    .map(({ assignments, id }) => ({
      id,
      assignments: assignments.map((about) => ({ about, run: compileExpression(about.expression, scope).run }))
    }))

const evaluateList = (
  notices: ReadonlyArray<CompiledNotice>,
  context: RequestContext
): ReadonlyArray<Notice> | Failure => {
  const evaluated: Array<Notice> = []
  for (const { assignments, id } of notices) {
    const assigned: Array<AttributeAssignment> = []
    for (const { about, run } of assignments) {
      const result = run(context)
      if (isFailure(result)) return result
      for (const value of isBag(result) ? result : [result]) assigned.push(assignment(about, value))
    }
    evaluated.push({ id, assignments: assigned })
  }
  return evaluated
}

const assignment = ({ attributeId, category, issuer }: AssignmentExpression, value: Value): AttributeAssignment => ({
  attributeId,
  ...(category === undefined ? {} : { category }),
  ...(issuer === undefined ? {} : { issuer }),
  value: {
    kind: "AttributeValue",
    dataType: value.type,
    text: value.text,
    ...(value.type === DataType.xpathExpression ? { element: (value.data as XPathExpression).element } : {})
  }
})
