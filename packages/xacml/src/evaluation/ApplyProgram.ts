/**
 * Function calls, compiled: arguments are checked against the signature while compiling, and evaluated strictly, save those
 * of `and`, `or` and `n-of`.
 */
import type { Compilation, CompiledExpression, Evaluator, Scope } from "./Compilation.ts"
import { at, fits, mostDepth, withoutXPath, wrong } from "./Compilation.ts"
import { booleanValue } from "../datatypes/DataTypes.ts"
import type { Place } from "../Finding.ts"
import type {
  ExpressionType,
  HigherOrderFunction,
  PlainFunction,
  Signature,
  XacmlFunction
} from "../functions/Function.ts"
import { functions } from "../functions/Functions.ts"
import type { Apply, Expression } from "../Policy.ts"
import type { RequestContext } from "./RequestContext.ts"
import type { Bag, Failure, Value } from "../Value.ts"
import { isBag, isFailure } from "../Value.ts"
import { Status } from "../Vocabulary.ts"

/** Compiles the arguments of a call. */
export type ArgumentCompiler = (argument: Expression, scope: Scope) => CompiledExpression

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
  const meant = functionMeant(functionId)
  return wrong(compilation, {
    code: "unknown-function",
    message: `function ${functionId} is not known`,
    remedy:
      meant === undefined
        ? "use a function of XACML 3.0; the identifier must agree in every character"
        : `did you mean ${meant}?`,
    ...at(place)
  })
}

/** The function of the same name in another version of XACML, or in other letter case. */
const functionMeant = (functionId: string): string | undefined => {
  const name = lastPart(functionId)
  return [...functions.keys()].findLast((id) => lastPart(id) === name)
}

const lastPart = (id: string): string => id.slice(id.lastIndexOf(":") + 1).toLowerCase()

/** Compiles a call. */
export const compileApply = (apply: Apply, scope: Scope, compile: ArgumentCompiler): CompiledExpression => {
  const { compilation } = scope
  if (compilation.nesting >= mostDepth) return tooDeep(apply.place, compilation)
  compilation.nesting++
  let deepest = 0
  const call = compileCall(apply, scope, (argument) => {
    const compiled = compile(argument, scope)
    deepest = Math.max(deepest, compiled.depth ?? 0)
    return compiled
  })
  compilation.nesting--
  return deepest < mostDepth ? { ...call, depth: deepest + 1 } : tooDeep(apply.place, compilation)
}

/** Refuses a call that is nested too deeply. */
export const tooDeep = (place: Place | undefined, compilation: Compilation): CompiledExpression =>
  wrong(compilation, {
    code: "too-deep",
    message: `calls are nested more than ${mostDepth} deep, with the variables that they use`,
    remedy: "write the condition with fewer calls within calls",
    ...at(place)
  })

const compileCall = (apply: Apply, scope: Scope, compile: ArgumentCompiler): CompiledExpression => {
  const { compilation } = scope
  const found = functionOf(apply.functionId, apply.place, compilation)
  if ("run" in found) return found
  if (found.kind === "higher-order") return compileHigherOrder(found, apply, scope, compile)
  const args = apply.arguments.map((argument) => compile(argument, scope))
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
  const needed = isBag(wanted) ? 0 : Number(wanted.data)
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

const compileHigherOrder = (
  found: HigherOrderFunction,
  apply: Apply,
  scope: Scope,
  compile: ArgumentCompiler
): CompiledExpression => {
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
  const args = rest.map((argument) => compile(argument, scope))
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

const misfitOf = (signature: Signature, args: ReadonlyArray<CompiledExpression>): string | undefined => {
  const { parameters, rest } = signature
  const least = parameters.length
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
