/**
 * The naive evaluator's expressions (XACML 3.0 core §7.3, §7.4 and appendix A): each is computed anew from the request
 * wherever it stands, every argument before its function. It shares the data types and the plain functions with `src`,
 * which have tests of their own, and nothing else.
 */
import { currentType, parseLiteral } from "../src/datatypes/DataTypes.ts"
import type { ExpressionType, Signature } from "../src/functions/Function.ts"
import { functions } from "../src/functions/Functions.ts"
import type { Apply, AttributeDesignator, AttributeValue, Expression, VariableDefinition } from "../src/Policy.ts"
import type { Attribute, Request } from "../src/Request.ts"
import type { Bag, Failure, MissingAttribute, Value } from "../src/Value.ts"
import { isBag, isFailure } from "../src/Value.ts"
import type { StatusCode } from "../src/Vocabulary.ts"
import { AttributeId, Category, DataType, Status } from "../src/Vocabulary.ts"

/** One of the errors that a status may name. */
export interface Cause {
  readonly status: StatusCode
  readonly missing?: ReadonlyArray<MissingAttribute>
}

/** An expression without a value, with every error that may have been the first to be met. */
export interface Failed {
  readonly causes: ReadonlyArray<Cause>
}

/** What an expression is computed from. */
export interface Facts {
  readonly request: Request
  readonly now: number
  readonly variables: ReadonlyArray<VariableDefinition>
}

export type Computed = Value | Bag | Failed

export const isFailed = (computed: Computed | boolean): computed is Failed =>
  typeof computed === "object" && "causes" in computed

export const failed = (status: StatusCode): Failed => ({ causes: [{ status }] })

/** All the errors of several results. */
export const causesOf = (results: ReadonlyArray<Computed | boolean>): Array<Cause> =>
  results.filter(isFailed).flatMap(({ causes }) => causes)

/** The results that have not failed. */
export const succeeded = <A extends object>(results: ReadonlyArray<A | Failed>): ReadonlyArray<A> =>
  results.flatMap((result) => ("causes" in result ? [] : [result]))

/** The type of an expression; `undefined` for one that is wrong as it is written, which always fails. */
const typeOf = (expression: Expression, variables: ReadonlyArray<VariableDefinition>): ExpressionType | undefined => {
  switch (expression.kind) {
    case "AttributeValue": {
      const value = parseLiteral(expression)
      return isFailure(value) ? undefined : { bag: false, type: currentType(value.type) }
    }
    case "AttributeDesignator":
      return { bag: true, type: currentType(expression.dataType) }
    case "VariableReference": {
      const definition = definitionOf(expression.variableId, variables)
      return definition === undefined ? undefined : typeOf(definition.expression, variables)
    }
    case "Apply":
      return typeOfApply(expression, variables)
    case "AttributeSelector":
    case "Function":
      return undefined
  }
}

const typeOfApply = (
  { arguments: args, functionId }: Apply,
  variables: ReadonlyArray<VariableDefinition>
): ExpressionType | undefined => {
  const called = functions.get(functionId)
  if (called === undefined) return undefined
  if (called.kind !== "higher-order") {
    const types = args.map((argument) => typeOf(argument, variables))
    return accepts(called.signature, types) ? called.signature.result : undefined
  }
  const [first, ...others] = args
  const inner = first?.kind === "Function" ? functions.get(first.functionId) : undefined
  if (inner?.kind !== "plain") return undefined
  const types = others.map((argument) => typeOf(argument, variables))
  if (!types.every((type) => type !== undefined)) return undefined
  const type = called.typeOf(inner, types)
  return typeof type === "string" ? undefined : type
}

/** Whether arguments of these types may be given; one that is wrong in itself is no second error. */
const accepts = ({ parameters, rest }: Signature, types: ReadonlyArray<ExpressionType | undefined>): boolean => {
  if (types.length < parameters.length) return false
  return types.every((type, index) => {
    const parameter = parameters[index] ?? rest
    if (parameter === undefined) return false
    return type === undefined || isType(type, parameter)
  })
}

const isType = (type: ExpressionType, expected: ExpressionType): boolean =>
  type.bag === expected.bag && type.type === expected.type

/** A variable has a definition in its own policy, and one that does not lead back to itself. */
const definitionOf = (id: string, variables: ReadonlyArray<VariableDefinition>): VariableDefinition | undefined => {
  const definition = variables.find((variable) => variable.id === id)
  return definition !== undefined && !namesOf(definition.expression, variables, []).includes(id)
    ? definition
    : undefined
}

/** All the variables that an expression names, directly or through others. */
const namesOf = (
  expression: Expression,
  variables: ReadonlyArray<VariableDefinition>,
  known: ReadonlyArray<string>
): ReadonlyArray<string> => {
  if (expression.kind === "Apply") {
    return expression.arguments.reduce((names, argument) => namesOf(argument, variables, names), known)
  }
  if (expression.kind !== "VariableReference" || known.includes(expression.variableId)) return known
  const names = [...known, expression.variableId]
  const definition = variables.find(({ id }) => id === expression.variableId)
  return definition === undefined ? names : namesOf(definition.expression, variables, names)
}

/** Computes an expression. */
export const compute = (expression: Expression, facts: Facts): Computed => {
  switch (expression.kind) {
    case "AttributeValue":
      return literalOf(expression)
    case "AttributeDesignator":
      return bagOf(expression, facts)
    case "VariableReference": {
      const definition = definitionOf(expression.variableId, facts.variables)
      return definition === undefined ? failed(Status.processingError) : compute(definition.expression, facts)
    }
    case "Apply":
      return computeApply(expression, facts)
    // Without XPath there are no nodes to select.
    case "AttributeSelector":
    case "Function":
      return failed(Status.processingError)
  }
}

/** Computes an expression that must be one boolean. */
export const computeTruth = (expression: Expression, facts: Facts): boolean | Failed => {
  const type = typeOf(expression, facts.variables)
  if (type !== undefined && !isType(type, { bag: false, type: DataType.boolean })) {
    return failed(Status.processingError)
  }
  const result = compute(expression, facts)
  return isFailed(result) ? result : isTrue(result)
}

const isTrue = (result: Value | Bag): boolean => !isBag(result) && result.data === true

/** A literal that is not of its type is a syntax error. */
export const literalOf = (literal: AttributeValue): Value | Failed => {
  const value = parseLiteral(literal)
  return isFailure(value) ? failed(value.status) : value
}

const computeApply = (apply: Apply, facts: Facts): Computed => {
  const { arguments: args, functionId } = apply
  const called = functions.get(functionId)
  if (called === undefined) return failed(Status.processingError)
  if (called.kind === "higher-order") return computeHigherOrder(apply, facts)
  const types = args.map((argument) => typeOf(argument, facts.variables))
  if (!accepts(called.signature, types)) return failed(Status.processingError)
  const results = args.map((argument) => compute(argument, facts))
  if (called.kind === "plain" && called.lazy !== undefined) return computeLogical(called.lazy, results)
  if (results.some(isFailed) || called.kind !== "plain") return { causes: causesOf(results) }
  return checked(called.call(succeeded<Value | Bag>(results)))
}

const checked = (result: Value | Bag | Failure): Computed => (isFailure(result) ? failed(result.status) : result)

const computeLogical = (called: "and" | "or" | "n-of", results: ReadonlyArray<Computed>): Computed => {
  const truths = results.map((result) => (isFailed(result) ? result : isTrue(result)))
  switch (called) {
    case "and":
      return ofTruth(every(truths))
    case "or":
      return ofTruth(some(truths))
    case "n-of": {
      const [count] = results
      if (count === undefined) return failed(Status.processingError)
      if (isFailed(count)) return count
      if (isBag(count)) return failed(Status.processingError)
      const wanted = Number(count.data)
      const conditions = truths.slice(1)
      const held = conditions.filter((truth) => truth === true).length
      const failures = conditions.filter((truth) => isFailed(truth)).length
      if (wanted <= 0) return ofTruth(true)
      if (wanted > conditions.length) return failed(Status.processingError)
      if (held >= wanted) return ofTruth(true)
      if (held + failures >= wanted) return { causes: causesOf(conditions) }
      return ofTruth(false)
    }
  }
}

const ofTruth = (truth: boolean | Failed): Computed =>
  isFailed(truth) ? truth : literalOf({ kind: "AttributeValue", dataType: DataType.boolean, text: String(truth) })

/** One false makes it false; else one error makes it an error. */
export const every = (truths: ReadonlyArray<boolean | Failed>): boolean | Failed => {
  if (truths.includes(false)) return false
  return truths.every((truth) => truth === true) || { causes: causesOf(truths) }
}

/** One true makes it true; else one error makes it an error. */
export const some = (truths: ReadonlyArray<boolean | Failed>): boolean | Failed => {
  if (truths.includes(true)) return true
  return truths.every((truth) => truth === false) ? false : { causes: causesOf(truths) }
}

const computeHigherOrder = (apply: Apply, facts: Facts): Computed => {
  const [first, ...others] = apply.arguments
  const called = functions.get(apply.functionId)
  const inner = first?.kind === "Function" ? functions.get(first.functionId) : undefined
  if (called?.kind !== "higher-order" || inner?.kind !== "plain") return failed(Status.processingError)
  const results = others.map((argument) => compute(argument, facts))
  const isWrongItself = others.some((argument) => typeOf(argument, facts.variables) === undefined)
  if (isWrongItself) return { causes: causesOf(results) }
  if (typeOfApply(apply, facts.variables) === undefined) return failed(Status.processingError)
  if (results.some(isFailed)) return { causes: causesOf(results) }
  return checked(called.call(inner, succeeded<Value | Bag>(results)))
}

/** The values of an attribute: those of its category, id and data type, and of its issuer if one is named. */
export const bagOf = (designator: AttributeDesignator, facts: Facts): Bag | Failed => {
  const { attributeId, category, dataType, issuer } = designator
  const isNamed = (attribute: Attribute): boolean => attribute.attributeId === attributeId
  const given = facts.request.attributes
    .filter((group) => group.category === category)
    .flatMap(({ attributes }) => attributes)
    .filter(isNamed)
  const supplied = category === Category.environment && given.length === 0 ? clock(facts.now).filter(isNamed) : []
  const values = [...given, ...supplied]
    .filter((attribute) => issuer === undefined || attribute.issuer === issuer)
    .flatMap((attribute) => attribute.values)
    .filter((literal) => currentType(literal.dataType) === currentType(dataType))
    .map(literalOf)
  if (values.some(isFailed)) return { causes: causesOf(values) }
  if (values.length > 0 || !designator.mustBePresent) return succeeded<Value>(values)
  const missing = [{ category, attributeId, dataType, ...(issuer === undefined ? {} : { issuer }) }]
  return { causes: [{ status: Status.missingAttribute, missing }] }
}

/** The attributes that are supplied when the request has none of the name, all of the same instant. */
const clock = (now: number): ReadonlyArray<Attribute> => {
  const text = new Date(now).toISOString()
  const attribute = (attributeId: string, dataType: string, lexical: string): Attribute => ({
    attributeId,
    includeInResult: false,
    values: [{ kind: "AttributeValue", dataType, text: lexical }]
  })
  return [
    attribute(AttributeId.currentDateTime, DataType.dateTime, text),
    attribute(AttributeId.currentDate, DataType.date, text.replace(/T.*Z/, "Z")),
    attribute(AttributeId.currentTime, DataType.time, text.replace(/.*T/, ""))
  ]
}
