/**
 * Expressions, compiled: each becomes a function from the request context to a value, a bag or a failure. Types are checked
 * while compiling (XACML 3.0 core §7.4 and appendix A); an expression that does not fit becomes a finding, and a
 * failure wherever it is reached.
 */
import { booleanValue, currentType, parseLiteral } from "./DataTypes.ts"
import type { Finding, Place } from "./Finding.ts"
import type { ExpressionType, HigherOrderFunction, PlainFunction, Signature, XacmlFunction } from "./Function.ts"
import { functions } from "./Functions.ts"
import type {
  Apply,
  AttributeDesignator,
  AttributeSelector,
  AttributeValue,
  Expression,
  VariableDefinition
} from "./Policy.ts"
import type { RequestContext } from "./RequestContext.ts"
import { lookUp } from "./RequestContext.ts"
import type { Bag, Failure, Value } from "./Value.ts"
import { isBag, isFailure } from "./Value.ts"
import { DataType, Status } from "./Vocabulary.ts"
import type { XPathEngine } from "./XPath.ts"

/** Computes an expression in a context. */
export type Evaluator<A = Value | Bag> = (context: RequestContext) => A | Failure

/** A compiled expression; without a type when the expression is wrong, so that one mistake is reported once. */
export interface CompiledExpression {
  readonly type?: ExpressionType
  readonly run: Evaluator
}

/** What the expressions of one program share while it is compiled. */
export interface Compilation {
  readonly xpath: XPathEngine | undefined
  readonly report: (finding: Finding) => void
  /** Number of each distinct designator: its place in the memory of an evaluation. */
  readonly designators: Map<string, number>
  /** Count of the variables of all policies. */
  variables: number
}

/** Where an expression stands: its policy's variables and XPath version. */
export interface Scope {
  readonly compilation: Compilation
  readonly xpathVersion: string | undefined
  readonly variableOf: (id: string, place: Place | undefined) => CompiledExpression
}

/** A failure that is met whenever the expression is reached. */
export const failing = (failure: Failure): CompiledExpression => ({ run: () => failure })

/** Reports what is wrong and makes it a failure. */
export const wrong = (
  { report }: Compilation,
  finding: Omit<Finding, "severity">,
  status: Failure["status"] = Status.processingError
): CompiledExpression => {
  report({ severity: "error", ...finding })
  return failing({ status, message: finding.message })
}

const at = (place: Place | undefined) => (place === undefined ? {} : { place })

/** The scope of a policy: its variables are compiled when first named, each once. */
export const scopeOf = (
  compilation: Compilation,
  definitions: ReadonlyArray<VariableDefinition>,
  xpathVersion: string | undefined
): Scope => {
  const byId = new Map(definitions.map((definition) => [definition.id, definition]))
  const compiled = new Map<string, CompiledExpression>()
  const open = new Set<string>()
  const scope: Scope = {
    compilation,
    xpathVersion,
    variableOf: (id, place) => {
      const known = compiled.get(id)
      if (known !== undefined) return known
      const definition = byId.get(id)
      if (definition === undefined || open.has(id)) {
        const cycle = definition !== undefined
        return wrong(compilation, {
          code: cycle ? "circular-variable" : "undefined-variable",
          message: cycle ? `variable ${id} is defined by itself` : `variable ${id} is not defined in this policy`,
          remedy: cycle ? "break the circle of variable references" : "add a VariableDefinition with this id",
          ...at(place)
        })
      }
      open.add(id)
      const expression = remembered(compilation, compileExpression(definition.expression, scope))
      open.delete(id)
      compiled.set(id, expression)
      return expression
    }
  }
  return scope
}

/** The expression computed once for each evaluation. */
const remembered = (compilation: Compilation, { run, type }: CompiledExpression): CompiledExpression => {
  const number = compilation.variables++
  return {
    ...(type === undefined ? {} : { type }),
    run: (context) => (context.variables[number] ??= run(context))
  }
}

/** Compiles one expression. */
export const compileExpression = (expression: Expression, scope: Scope): CompiledExpression => {
  switch (expression.kind) {
    case "AttributeValue":
      return compileLiteral(expression, scope.compilation)
    case "AttributeDesignator":
      return compileDesignator(expression, scope.compilation)
    case "AttributeSelector":
      return compileSelector(expression, scope)
    case "VariableReference":
      return scope.variableOf(expression.variableId, expression.place)
    case "Apply":
      return compileApply(expression, scope)
    case "Function":
      return wrong(scope.compilation, {
        code: "function-out-of-place",
        message: `function ${expression.functionId} stands where a value is expected`,
        remedy: "name a function only as the first argument of a higher-order function",
        ...at(expression.place)
      })
  }
}

/** Compiles a literal; one that is not of its type is a syntax error. */
export const compileLiteral = (literal: AttributeValue, compilation: Compilation): CompiledExpression => {
  const value = parseLiteral(literal)
  if (!isFailure(value)) return { type: { bag: false, type: currentType(value.type) }, run: () => value }
  return wrong(
    compilation,
    {
      code: "invalid-literal",
      message: value.message,
      remedy: "write the value in the form of its DataType, or correct the DataType",
      ...at(literal.place)
    },
    value.status
  )
}

/** The number of a designator in the memory of an evaluation; equal designators share it. */
export const slotOf = ({ designators }: Compilation, designator: AttributeDesignator): number => {
  const { attributeId, category, dataType, issuer, mustBePresent } = designator
  const key = JSON.stringify([category, attributeId, dataType, issuer, mustBePresent])
  const known = designators.get(key)
  if (known !== undefined) return known
  designators.set(key, designators.size)
  return designators.size - 1
}

/** Compiles a designator: its bag is looked up once for each evaluation. */
export const compileDesignator = (
  designator: AttributeDesignator,
  compilation: Compilation
): CompiledExpression & { readonly run: Evaluator<Bag> } => {
  const slot = slotOf(compilation, designator)
  return {
    type: { bag: true, type: currentType(designator.dataType) },
    run: (context) => (context.bags[slot] ??= lookUp(context, designator))
  }
}

const compileSelector = (selector: AttributeSelector, { compilation, xpathVersion }: Scope): CompiledExpression => {
  const { category, contextSelectorId, dataType, mustBePresent, namespaces, path, place } = selector
  const { xpath } = compilation
  if (xpath === undefined) return withoutXPath(compilation, "AttributeSelector", place)
  const missing: Failure = {
    status: Status.missingAttribute,
    message: `the content of ${category} has nothing at the path of the selector`
  }
  const contextDesignator: AttributeDesignator | undefined =
    contextSelectorId === undefined
      ? undefined
      : {
          kind: "AttributeDesignator",
          category,
          attributeId: contextSelectorId,
          dataType: DataType.xpathExpression,
          mustBePresent: true
        }
  return {
    type: { bag: true, type: currentType(dataType) },
    run: (context) => {
      const content = context.contents.get(category)
      if (content === undefined) return mustBePresent ? missing : []
      const start = contextDesignator === undefined ? undefined : startOf(lookUp(context, contextDesignator))
      if (start !== undefined && "status" in start) return start
      const version = xpathVersion ?? context.xpathVersion
      const texts = xpath.select(content, {
        path,
        namespaces,
        ...(version === undefined ? {} : { version }),
        ...(start === undefined ? {} : { context: start })
      })
      if ("status" in texts) return texts
      const bag: Array<Value> = []
      for (const text of texts) {
        const value = parseLiteral({ kind: "AttributeValue", dataType, text })
        if (isFailure(value)) return value
        bag.push(value)
      }
      return bag.length === 0 && mustBePresent ? missing : bag
    }
  }
}

/** The path of a context selector: exactly one `xpathExpression`. */
const startOf = (bag: Bag | Failure) => {
  if (isFailure(bag)) return bag
  const [only, ...others] = bag
  if (only === undefined || others.length > 0) {
    return { status: Status.syntaxError, message: "a context selector must have exactly one value" } as const
  }
  return only.data as { readonly path: string; readonly namespaces: Readonly<Record<string, string>> }
}

const withoutXPath = (compilation: Compilation, what: string, place: Place | undefined): CompiledExpression =>
  wrong(compilation, {
    code: "xpath-not-available",
    message: `${what} needs XPath, which is optional and not switched on`,
    remedy: "give the engine of @adressat/xacml/xpath as the option xpath, or use an AttributeDesignator",
    ...at(place)
  })

const xpathFunction = /:function:xpath-node-(count|equal|match)$/

/** Finds a function that a policy names, with a finding when there is none. */
export const functionOf = (
  functionId: string,
  place: Place | undefined,
  compilation: Compilation
): XacmlFunction | CompiledExpression => {
  const known = functions.get(functionId) ?? compilation.xpath?.functions.get(functionId)
  if (known !== undefined) return known
  if (compilation.xpath === undefined && xpathFunction.test(functionId)) {
    return withoutXPath(compilation, `function ${functionId}`, place)
  }
  return wrong(compilation, {
    code: "unknown-function",
    message: `function ${functionId} is not known`,
    remedy: "use a function of XACML 3.0; the identifier must agree in every character",
    ...at(place)
  })
}

const compileApply = (apply: Apply, scope: Scope): CompiledExpression => {
  const { compilation } = scope
  const found = functionOf(apply.functionId, apply.place, compilation)
  if ("run" in found) return found
  if (found.kind === "higher-order") return compileHigherOrder(found, apply, scope)
  const args = apply.arguments.map((argument) => compileExpression(argument, scope))
  const misfit = misfitOf(found.signature, args)
  if (misfit !== undefined) return typeError(apply, misfit, compilation)
  const type = found.signature.result
  const runs = args.map(({ run }) => run)
  if (found.kind === "content") {
    return {
      type,
      run: (context) => {
        const values = allOf(runs, context)
        return "status" in values ? values : found.call(values, (category) => context.contents.get(category))
      }
    }
  }
  switch (found.lazy) {
    case "and":
      return { type, run: (context) => junction(runs, context, false) }
    case "or":
      return { type, run: (context) => junction(runs, context, true) }
    case "n-of":
      return { type, run: (context) => nOf(runs, context) }
    default:
      return { type, run: strictly(found, runs) }
  }
}

/** Most functions have one or two arguments: those are called without a loop. */
const strictly = ({ call }: PlainFunction, runs: ReadonlyArray<Evaluator>): Evaluator => {
  const [first, second] = runs
  if (first !== undefined && runs.length === 1) {
    return (context) => {
      const value = first(context)
      return isFailure(value) ? value : call([value])
    }
  }
  if (first !== undefined && second !== undefined && runs.length === 2) {
    return (context) => {
      const left = first(context)
      if (isFailure(left)) return left
      const right = second(context)
      return isFailure(right) ? right : call([left, right])
    }
  }
  return (context) => {
    const values = allOf(runs, context)
    return "status" in values ? values : call(values)
  }
}

const allOf = (runs: ReadonlyArray<Evaluator>, context: RequestContext): ReadonlyArray<Value | Bag> | Failure => {
  const values: Array<Value | Bag> = []
  for (const run of runs) {
    const value = run(context)
    if (isFailure(value)) return value
    values.push(value)
  }
  return values
}

const isTrue = (result: Value | Bag): boolean => !isBag(result) && result.data === true

/** `and` (decided by false) and `or` (decided by true): an error matters only when nothing decides. */
const junction = (runs: ReadonlyArray<Evaluator>, context: RequestContext, deciding: boolean): Value | Failure => {
  let failure: Failure | undefined
  for (const run of runs) {
    const result = run(context)
    if (isFailure(result)) failure ??= result
    else if (isTrue(result) === deciding) return booleanValue(deciding)
  }
  return failure ?? booleanValue(!deciding)
}

/** `n-of`: an error matters only when the arguments that could still be true might reach the number. */
const nOf = (runs: ReadonlyArray<Evaluator>, context: RequestContext): Value | Failure => {
  const [count, ...conditions] = runs
  const wanted = count?.(context)
  if (wanted === undefined || isFailure(wanted)) {
    return wanted ?? { status: Status.processingError, message: "n-of needs a number" }
  }
  const needed = isBag(wanted) ? 0 : Number(wanted.data as bigint)
  if (needed <= 0) return booleanValue(true)
  if (needed > conditions.length) {
    return { status: Status.processingError, message: "n-of asks for more conditions than it has" }
  }
  let held = 0
  let failed = 0
  let failure: Failure | undefined
  for (const condition of conditions) {
    const result = condition(context)
    if (isFailure(result)) {
      failure ??= result
      failed++
    } else if (isTrue(result) && ++held === needed) return booleanValue(true)
  }
  return failure !== undefined && held + failed >= needed ? failure : booleanValue(false)
}

const compileHigherOrder = (found: HigherOrderFunction, apply: Apply, scope: Scope): CompiledExpression => {
  const { compilation } = scope
  const [first, ...rest] = apply.arguments
  if (first?.kind !== "Function") {
    return typeError(apply, "the first argument must be a Function element", compilation)
  }
  const inner = functionOf(first.functionId, first.place, compilation)
  if ("run" in inner) return inner
  if (inner.kind !== "plain") {
    return typeError(apply, `${first.functionId} cannot be used as an argument`, compilation)
  }
  const args = rest.map((argument) => compileExpression(argument, scope))
  const types = args.flatMap(({ type }) => (type === undefined ? [] : [type]))
  const runs = args.map(({ run }) => run)
  const run: Evaluator = (context) => {
    const values = allOf(runs, context)
    return "status" in values ? values : found.call(inner, values)
  }
  if (types.length < args.length) return { run }
  const type = found.typeOf(inner, types)
  return typeof type === "string" ? typeError(apply, type, compilation) : { type, run }
}

const typeError = ({ functionId, place }: Apply, why: string, compilation: Compilation): CompiledExpression =>
  wrong(compilation, {
    code: "type-error",
    message: `${functionId}: ${why}`,
    remedy: "give the function the arguments that its definition asks for",
    ...at(place)
  })

const describe = ({ bag, type }: ExpressionType): string => {
  const name = type.slice(type.search(/[#:][^#:]*$/) + 1)
  return bag ? `a bag of ${name}` : `one ${name}`
}

/** Whether an expression may stand where a type is expected; one without a type has been reported already. */
export const fits = (type: ExpressionType | undefined, expected: ExpressionType): boolean =>
  type === undefined || (type.bag === expected.bag && type.type === expected.type)

const misfitOf = (signature: Signature, args: ReadonlyArray<CompiledExpression>): string | undefined => {
  const { minimum, parameters, rest } = signature
  const least = minimum ?? parameters.length
  if (args.length < least || (rest === undefined && args.length > parameters.length)) {
    const expected = rest === undefined ? String(parameters.length) : `${least} or more`
    return `takes ${expected} arguments, not ${args.length}`
  }
  for (const [index, { type }] of args.entries()) {
    const expected = parameters[index] ?? rest
    if (expected !== undefined && !fits(type, expected) && type !== undefined) {
      return `argument ${index + 1} must be ${describe(expected)}, not ${describe(type)}`
    }
  }
  return undefined
}
