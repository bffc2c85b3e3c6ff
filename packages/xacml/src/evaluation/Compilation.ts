/**
 * What compiling a policy has in common, whatever is compiled: evaluators, findings, and the numbers of designators and
 * variables. What is wrong becomes a finding once, and a failure wherever it is reached.
 */
import type { Finding, Place } from "../Finding.ts"
import type { ExpressionType } from "../functions/Function.ts"
import type { AttributeDesignator } from "../Policy.ts"
import type { RequestContext } from "./RequestContext.ts"
import type { Bag, Failure, Value } from "../Value.ts"
import { Status } from "../Vocabulary.ts"
import type { XPathEngine } from "./XPath.ts"

/** Computes an expression in a context. */
export type Evaluator<A = Value | Bag> = (context: RequestContext) => A | Failure

/** A compiled expression; without a type when the expression is wrong, so that one mistake is reported once. */
export interface CompiledExpression {
  readonly type?: ExpressionType
  readonly run: Evaluator
  /** What it comes to in every context, when that is known: a literal, or a mistake. */
  readonly constant?: Value | Bag | Failure
  /** How many calls may be under way inside it; default 0. */
  readonly depth?: number
}

/** Calls within calls, variables followed, or policies within policies, beyond which they are refused: a stack is finite. */
export const mostDepth = 500

/** What the expressions of one program share while it is compiled. */
export interface Compilation {
  readonly xpath: XPathEngine | undefined
  readonly report: (finding: Finding) => void
  /** Number of each distinct designator: its place in the memory of an evaluation. */
  readonly designators: Map<string, number>
  /** Count of the variables of all policies. */
  variables: number
  /** Calls and policies that are being compiled within one another. */
  nesting: number
}

/** Where an expression stands: its policy's variables and XPath version. */
export interface Scope {
  readonly compilation: Compilation
  readonly xpathVersion: string | undefined
  readonly variableOf: (id: string, place: Place | undefined) => CompiledExpression
}

/** A failure that is met whenever the expression is reached. */
export const failing = (failure: Failure): CompiledExpression => ({ constant: failure, run: () => failure })

/** Reports what is wrong and makes it a failure. */
export const wrong = (
  { report }: Compilation,
  finding: Omit<Finding, "severity">,
  status: Failure["status"] = Status.processingError
): CompiledExpression => {
  report({ severity: "error", ...finding })
  return failing({ status, message: finding.message })
}

/** The place of a finding, if it is known. */
export const at = (place: Place | undefined) => (place === undefined ? {} : { place })

/** Reports that something needs XPath, which is not switched on. */
export const withoutXPath = (compilation: Compilation, what: string, place: Place | undefined): CompiledExpression =>
  wrong(compilation, {
    code: "xpath-not-available",
    message: `${what} needs XPath, which is optional and not switched on`,
    remedy: "give the engine of @adressat/xacml/xpath as the option xpath, or use an AttributeDesignator",
    ...at(place)
  })

/** The number of a designator in the memory of an evaluation; equal designators share it. */
export const slotOf = ({ designators }: Compilation, designator: AttributeDesignator): number => {
  const { attributeId, category, dataType, issuer, mustBePresent } = designator
  const key = JSON.stringify([category, attributeId, dataType, issuer, mustBePresent])
  const known = designators.get(key)
  if (known !== undefined) return known
  designators.set(key, designators.size)
  return designators.size - 1
}

/** Whether an expression may stand where a type is expected; one without a type has been reported already. */
export const fits = (type: ExpressionType | undefined, expected: ExpressionType): boolean =>
  type === undefined || (type.bag === expected.bag && type.type === expected.type)
