/**
 * Expressions, compiled: each becomes a function from the request context to a value, a bag or a failure. Types are checked
 * while compiling (XACML 3.0 core §7.4 and appendix A); an expression that does not fit becomes a finding, and a
 * failure wherever it is reached.
 */
import { compileApply, tooDeep } from "./ApplyProgram.ts"
import type { Compilation, CompiledExpression, Evaluator, Scope } from "./Compilation.ts"
import { componentsOf } from "./Circle.ts"
import { at, mostDepth, slotOf, wrong } from "./Compilation.ts"
import { currentType, parseLiteral } from "../datatypes/DataTypes.ts"
import type { AttributeDesignator, AttributeValue, Expression, VariableDefinition } from "../Policy.ts"
import { lookUp } from "./RequestContext.ts"
import { compileSelector } from "./SelectorProgram.ts"
import type { Bag } from "../Value.ts"
import { isFailure } from "../Value.ts"

/** The scope of a policy: its variables are compiled when first named, each once. */
export const scopeOf = (
  compilation: Compilation,
  definitions: ReadonlyArray<VariableDefinition>,
  xpathVersion: string | undefined
): Scope => {
  // The first definition of a variable counts; a reader refuses a second.
  const byId = new Map(definitions.toReversed().map((definition) => [definition.id, definition]))
  const compiled = new Map<string, CompiledExpression>()
  const needs = (id: string) => variablesIn(byId.get(id)?.expression)
  const components = componentsOf(byId.keys(), needs)
  let following = 0
  const scope: Scope = {
    compilation,
    xpathVersion,
    variableOf: (id, place) => {
      const known = compiled.get(id)
      if (known !== undefined) return known
      const definition = byId.get(id)
      if (definition === undefined) {
        return wrong(compilation, {
          code: "undefined-variable",
          message: `variable ${id} is not defined in this policy`,
          remedy: "add a VariableDefinition with this id",
          ...at(place)
        })
      }
      if (following >= mostDepth) return tooDeep(place, compilation)
      following++
      const leadsBack = needs(id).some((needed) => components.get(needed) === components.get(id))
      const expression = leadsBack
        ? circular(definition, compilation)
        : remembered(compilation, compileExpression(definition.expression, scope), definition)
      following--
      compiled.set(id, expression)
      return expression
    }
  }
  return scope
}

const circular = ({ id, place }: VariableDefinition, compilation: Compilation): CompiledExpression =>
  wrong(compilation, {
    code: "circular-variable",
    message: `variable ${id} is defined by itself`,
    remedy: "break the circle of variable references",
    ...at(place)
  })

/** The variables that an expression names. */
const variablesIn = (expression: Expression | undefined): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (const open = [expression]; open.length > 0;) {
    const next = open.pop()
    if (next?.kind === "VariableReference") found.push(next.variableId)
    if (next?.kind === "Apply") open.push(...next.arguments)
  }
  return found
}

/** The expression computed once for each evaluation. */
const remembered = (
  compilation: Compilation,
  { depth = 0, run, type }: CompiledExpression,
  { place }: VariableDefinition
): CompiledExpression => {
  if (depth >= mostDepth) return tooDeep(place, compilation)
  const number = compilation.variables++
  return {
    ...(type === undefined ? {} : { type }),
    depth: depth + 1,
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
      return compileApply(expression, scope, compileExpression)
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
  if (!isFailure(value)) {
    return { type: { bag: false, type: currentType(value.type) }, constant: value, run: () => value }
  }
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
