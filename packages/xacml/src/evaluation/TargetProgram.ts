/**
 * Targets, compiled (XACML 3.0 core §7.6 to §7.8). Alternatives that test one attribute against literals become one lookup
 * in a set. An error never hides a certain answer: no match wins in a conjunction, match wins in a disjunction.
 */
import { functionOf } from "./ApplyProgram.ts"
import type { Compilation, CompiledExpression, Evaluator, Scope } from "./Compilation.ts"
import { at, fits, slotOf, wrong } from "./Compilation.ts"
import { compileDesignator, compileExpression, compileLiteral } from "./ExpressionProgram.ts"
import type { AllOf, AnyOf, Match, Target } from "../Policy.ts"
import type { RequestContext } from "./RequestContext.ts"
import type { Bag, Failure } from "../Value.ts"
import { isBag, isFailure } from "../Value.ts"
import { DataType } from "../Vocabulary.ts"

/** Whether something holds in a context. */
export type Test = (context: RequestContext) => boolean | Failure

/** A match of an attribute with a literal text: what indexes are built from. */
export interface TextMatch {
  /** Number of the designator. */
  readonly slot: number
  readonly bagOf: Evaluator<Bag>
  /** The text to find, in lower case when `ignoreCase`. */
  readonly text: string
  readonly ignoreCase: boolean
}

const textEqualities: ReadonlyMap<string, { readonly type: string; readonly ignoreCase: boolean }> = new Map([
  ["urn:oasis:names:tc:xacml:1.0:function:string-equal", { type: DataType.string, ignoreCase: false }],
  ["urn:oasis:names:tc:xacml:1.0:function:anyURI-equal", { type: DataType.anyURI, ignoreCase: false }],
  ["urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case", { type: DataType.string, ignoreCase: true }]
])

/** The match as a comparison of text, when it is one that cannot fail once its bag is known. */
export const textMatchOf = (match: Match, compilation: Compilation): TextMatch | undefined => {
  const equality = textEqualities.get(match.matchId)
  const { attribute, value } = match
  if (equality === undefined || attribute.kind !== "AttributeDesignator") return undefined
  if (attribute.dataType !== equality.type || value.dataType !== equality.type) return undefined
  const text = textOf(compileLiteral(value, compilation))
  if (text === undefined) return undefined
  return {
    slot: slotOf(compilation, attribute),
    bagOf: compileDesignator(attribute, compilation).run,
    text: equality.ignoreCase ? text.toLowerCase() : text,
    ignoreCase: equality.ignoreCase
  }
}

/** The text of a literal that is in order. */
const textOf = ({ constant }: CompiledExpression): string | undefined =>
  constant !== undefined && !isFailure(constant) && !isBag(constant) ? (constant.data as string) : undefined

/** Compiles a target; without one, everything matches. */
export const compileTarget = (target: Target | undefined, scope: Scope): Test | undefined => {
  const tests = (target?.anyOf ?? []).map((anyOf) => compileAnyOf(anyOf, scope))
  return tests.length === 0 ? undefined : conjunction(tests)
}

const compileAnyOf = ({ allOf }: AnyOf, scope: Scope): Test => {
  const lookups = new Map<
    string,
    { readonly bagOf: Evaluator<Bag>; readonly ignoreCase: boolean; readonly texts: Set<string> }
  >()
  const tests: Array<Test> = []
  for (const alternative of allOf) {
    const [only, ...others] = alternative.matches
    const text = only === undefined || others.length > 0 ? undefined : textMatchOf(only, scope.compilation)
    if (text === undefined) {
      tests.push(compileAllOf(alternative, scope))
      continue
    }
    const key = `${text.slot} ${text.ignoreCase}`
    const known = lookups.get(key)
    if (known !== undefined) known.texts.add(text.text)
    else {
      const lookup = { bagOf: text.bagOf, ignoreCase: text.ignoreCase, texts: new Set([text.text]) }
      lookups.set(key, lookup)
      tests.push(lookupTest(lookup))
    }
  }
  return disjunction(tests)
}

const lookupTest = ({
  bagOf,
  ignoreCase,
  texts
}: {
  readonly bagOf: Evaluator<Bag>
  readonly ignoreCase: boolean
  readonly texts: ReadonlySet<string>
}): Test => {
  return (context) => {
    const bag = bagOf(context)
    if (isFailure(bag)) return bag
    for (const { data } of bag) {
      const text = data as string
      if (texts.has(ignoreCase ? text.toLowerCase() : text)) return true
    }
    return false
  }
}

const compileAllOf = ({ matches }: AllOf, scope: Scope): Test =>
  conjunction(matches.map((match) => compileMatch(match, scope)))

/** Compiles one match: the literal against each value of the bag. */
export const compileMatch = (match: Match, scope: Scope): Test => {
  const { compilation } = scope
  const text = textMatchOf(match, compilation)
  if (text !== undefined) return lookupTest({ ...text, texts: new Set([text.text]) })
  const attribute = compileExpression(match.attribute, scope)
  const literal = compileLiteral(match.value, compilation)
  const found = functionOf(match.matchId, match.place, compilation)
  const refused = "run" in found ? found : misfit(match, found, literal, attribute, compilation)
  if (refused !== undefined) {
    const { constant } = refused
    return () => (constant !== undefined && isFailure(constant) ? constant : false)
  }
  if ("run" in found || found.kind !== "plain") return () => false
  return (context) => {
    const value = literal.run(context)
    if (isFailure(value)) return value
    const bag = attribute.run(context)
    if (isFailure(bag)) return bag
    let failure: Failure | undefined
    for (const each of isBag(bag) ? bag : [bag]) {
      const result = found.call([value, each])
      if (isFailure(result)) failure ??= result
      else if (!isBag(result) && result.data === true) return true
    }
    return failure ?? false
  }
}

/** A match function takes the literal and one value of the attribute, and says whether they match. */
const misfit = (
  match: Match,
  found: Exclude<ReturnType<typeof functionOf>, CompiledExpression>,
  literal: CompiledExpression,
  attribute: CompiledExpression,
  compilation: Compilation
): CompiledExpression | undefined => {
  const { parameters, result } = found.kind === "plain" ? found.signature : { parameters: [], result: undefined }
  const [first, second] = parameters
  const isMatchFunction =
    parameters.length === 2 && first?.bag === false && second?.bag === false && result?.type === DataType.boolean
  const isFitting =
    isMatchFunction &&
    fits(literal.type, first) &&
    (attribute.type === undefined || attribute.type.type === second.type)
  if (isFitting) return undefined
  return wrong(compilation, {
    code: "type-error",
    message: isMatchFunction
      ? `${match.matchId} does not compare these data types`
      : `${match.matchId} cannot be used in a Match`,
    remedy: "use a function of two values of the DataTypes of the literal and the attribute that gives a boolean",
    ...at(match.place)
  })
}

/** All of the tests, decided by a false one; a failure counts only when nothing decides. */
const conjunction = (tests: ReadonlyArray<Test>): Test => junction(tests, false)

/** Any of the tests, decided by a true one. */
const disjunction = (tests: ReadonlyArray<Test>): Test => junction(tests, true)

const junction = (tests: ReadonlyArray<Test>, deciding: boolean): Test => {
  const [only] = tests
  if (only !== undefined && tests.length === 1) return only
  return (context) => {
    let failure: Failure | undefined
    for (const test of tests) {
      const result = test(context)
      if (result === deciding) return deciding
      if (typeof result !== "boolean") failure ??= result
    }
    return failure ?? !deciding
  }
}
