/**
 * Expressions and the small vocabulary that requests and policies share, so that what a policy asks for is often there:
 * a few categories, attribute ids, values and data types. Most expressions are well typed; a few are wrong on purpose.
 */
import fc from "fast-check"
import type { AttributeDesignator, AttributeValue, Expression } from "../src/Policy.ts"
import { AttributeId, Category, DataType } from "../src/Vocabulary.ts"

/** The data types that the generated policies speak of. */
export type TypeName = "string" | "integer" | "boolean" | "anyURI"

export const typeNames: ReadonlyArray<TypeName> = ["string", "integer", "boolean", "anyURI"]

/** Each data type is at home in one attribute of every category. */
export const attributeIds: Readonly<Record<TypeName, string>> = {
  string: "urn:test:name",
  integer: "urn:test:level",
  boolean: "urn:test:flag",
  anyURI: "urn:test:link"
}

export const categories = [Category.subject, Category.resource, Category.action, "urn:test:category"] as const

export const issuers = ["urn:test:issuer", "urn:test:other"] as const

/** Lexical forms; several stand for the same value, or differ in case alone. */
const texts: Readonly<Record<TypeName, ReadonlyArray<string>>> = {
  string: ["a", "b", "A", " a", "\u212A", "k"],
  integer: ["1", "2", "01", "+2", "-1", "9007199254740993"],
  boolean: ["true", "false", "1", "0"],
  anyURI: ["urn:a", "urn:b", "urn:A"]
}

/** Wrong forms: a string cannot be wrong. */
const wrongTexts: Readonly<Partial<Record<TypeName, string>>> = { integer: "one", boolean: "yes" }

/** In so many of a hundred cases. */
export const sometimes = <A>(chance: number, arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> =>
  fc.oneof({ weight: chance, arbitrary }, { weight: 100 - chance, arbitrary: fc.constant(undefined) })

/** A field that is left out where it has no value. */
export const present = <K extends string, A>(key: K, value: A | undefined): { readonly [key in K]?: A } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: A })

/** The same arbitrary is built once: depth would otherwise double the work at each step. */
const built = new Map<string, fc.Arbitrary<unknown>>()
const once = <A>(key: string, build: () => fc.Arbitrary<A>): fc.Arbitrary<A> => {
  const known = built.get(key) as fc.Arbitrary<A> | undefined
  if (known !== undefined) return known
  const arbitrary = build()
  built.set(key, arbitrary)
  return arbitrary
}

/** A literal of a type. */
export const literal = (type: TypeName): fc.Arbitrary<AttributeValue> => {
  const wrong = wrongTexts[type]
  const known = texts[type]
  return fc
    .oneof(
      // The first ones often, so that literals and attributes meet.
      { weight: 60, arbitrary: fc.constantFrom(...known.slice(0, 2)) },
      { weight: 30, arbitrary: fc.constantFrom(...known) },
      { weight: wrong === undefined ? 0 : 3, arbitrary: fc.constant(wrong ?? "") }
    )
    .map((text) => ({ kind: "AttributeValue", dataType: DataType[type], text }))
}

/** Asks for an attribute of a type, nearly always where that type is at home. */
export const designator = (type: TypeName): fc.Arbitrary<AttributeDesignator> =>
  fc
    .record({
      category: fc.constantFrom(...categories),
      attributeId: fc.oneof(
        { weight: 20, arbitrary: fc.constant(attributeIds[type]) },
        { weight: 1, arbitrary: fc.constantFrom(...Object.values(attributeIds), "urn:test:unknown") }
      ),
      issuer: sometimes(10, fc.constantFrom(...issuers)),
      mustBePresent: fc.integer({ min: 0, max: 3 }).map((chance) => chance === 3)
    })
    .map(({ issuer, ...rest }) => ({
      kind: "AttributeDesignator",
      ...rest,
      dataType: DataType[type],
      ...present("issuer", issuer)
    }))

const functionId = (version: "1.0" | "2.0" | "3.0", name: string): string =>
  `urn:oasis:names:tc:xacml:${version}:function:${name}`

const apply = (id: string, ...args: ReadonlyArray<fc.Arbitrary<Expression>>): fc.Arbitrary<Expression> =>
  fc.tuple(...args).map((found) => ({ kind: "Apply", functionId: id, arguments: found }))

const applyTo = (id: string, args: fc.Arbitrary<ReadonlyArray<Expression>>): fc.Arbitrary<Expression> =>
  args.map((found) => ({ kind: "Apply", functionId: id, arguments: found }))

const named = (id: string): fc.Arbitrary<Expression> => fc.constant({ kind: "Function", functionId: id })

const variable = (id: string): fc.Arbitrary<Expression> => fc.constant({ kind: "VariableReference", variableId: id })

/** The variables that policies define, with the type of each. */
export const variableTypes: Readonly<Record<string, { readonly type: TypeName; readonly bag: boolean }>> = {
  allowed: { type: "boolean", bag: false },
  denied: { type: "boolean", bag: false },
  title: { type: "string", bag: false },
  levels: { type: "integer", bag: true }
}

const variableOf = (type: TypeName, bag: boolean): fc.Arbitrary<Expression> | undefined => {
  const ids = Object.keys(variableTypes).filter(
    (id) => variableTypes[id]?.type === type && variableTypes[id]?.bag === bag
  )
  return ids.length === 0 ? undefined : fc.constantFrom(...ids).chain(variable)
}

type Weighted = fc.WeightedArbitrary<Expression>

const weighted = (weight: number, ...arbitraries: ReadonlyArray<fc.Arbitrary<Expression>>): ReadonlyArray<Weighted> =>
  arbitraries.map((arbitrary) => ({ weight, arbitrary }))

/** An expression of a type, or, now and then, one that is wrong. */
export const expression = (type: TypeName, bag: boolean, depth: number): fc.Arbitrary<Expression> =>
  once(`${type} ${bag} ${depth}`, () => {
    const reference = variableOf(type, bag)
    return fc.oneof(
      ...(bag ? bags(type, depth) : singles(type, depth)),
      ...(reference === undefined || depth < 2 ? [] : weighted(3, reference)),
      ...(depth === 0 ? [] : weighted(1, wrong(depth)))
    )
  })

/** Wrong as written: a type that does not fit, an unknown function or variable, a function out of its place. */
const wrong = (depth: number): fc.Arbitrary<Expression> =>
  once(`wrong ${depth}`, () =>
    fc.oneof(
      fc.constantFrom(...typeNames).chain(literal),
      fc.constantFrom(...typeNames).chain(designator),
      applyTo("urn:test:unknown-function", fc.array(expression("string", false, depth - 1), { maxLength: 2 })),
      applyTo(functionId("1.0", "string-equal"), fc.array(expression("string", false, depth - 1), { maxLength: 3 })),
      apply(functionId("3.0", "any-of"), named(functionId("1.0", "string-bag-size")), expression("string", true, 0)),
      apply(functionId("3.0", "any-of"), expression("string", true, depth - 1)),
      named(functionId("1.0", "string-equal")),
      variable("undefined")
    )
  )

const bags = (type: TypeName, depth: number): ReadonlyArray<Weighted> => {
  if (depth === 0) return weighted(1, designator(type))
  const one = expression(type, false, depth - 1)
  const many = expression(type, true, depth - 1)
  return [
    ...weighted(8, designator(type)),
    ...weighted(3, applyTo(functionId("1.0", `${type}-bag`), fc.array(one, { maxLength: 3 }))),
    ...weighted(
      1,
      apply(functionId("1.0", `${type}-union`), many, many),
      apply(functionId("1.0", `${type}-intersection`), many, many),
      ...(type === "string"
        ? [apply(functionId("3.0", "map"), named(functionId("1.0", "string-normalize-to-lower-case")), many)]
        : []),
      ...(type === "integer"
        ? [apply(functionId("3.0", "map"), named(functionId("1.0", "integer-add")), one, many)]
        : [])
    )
  ]
}

const singles = (type: TypeName, depth: number): ReadonlyArray<Weighted> => {
  if (depth === 0) return weighted(1, literal(type))
  const at = depth - 1
  const onlyValue = apply(functionId("1.0", `${type}-one-and-only`), expression(type, true, at))
  const common = [...weighted(4, literal(type)), ...weighted(2, onlyValue)]
  const [text, number] = [expression("string", false, at), expression("integer", false, at)]
  switch (type) {
    case "string":
      return [
        ...common,
        ...weighted(
          1,
          apply(functionId("1.0", "string-normalize-to-lower-case"), text),
          apply(functionId("2.0", "string-concatenate"), text, text),
          apply(functionId("3.0", "string-from-integer"), number),
          apply(functionId("3.0", "string-substring"), text, number, number)
        )
      ]
    case "integer":
      return [
        ...common,
        ...weighted(
          1,
          apply(functionId("1.0", "integer-add"), number, number),
          apply(functionId("1.0", "integer-subtract"), number, number),
          apply(functionId("1.0", "integer-divide"), number, number),
          apply(functionId("3.0", "integer-from-string"), text),
          ...typeNames.map((of) => apply(functionId("1.0", `${of}-bag-size`), expression(of, true, at)))
        )
      ]
    case "boolean":
      return [...common, ...truths(at)]
    case "anyURI":
      return [...common, ...weighted(1, apply(functionId("3.0", "anyURI-from-string"), text))]
  }
}

/** Applications that give a boolean. */
const truths = (depth: number): ReadonlyArray<Weighted> => {
  const truth = expression("boolean", false, depth)
  const number = expression("integer", false, depth)
  const numbers = expression("integer", true, depth)
  const greater = named(functionId("1.0", "integer-greater-than"))
  return [
    ...weighted(
      3,
      applyTo(functionId("1.0", "and"), fc.array(truth, { maxLength: 3 })),
      applyTo(functionId("1.0", "or"), fc.array(truth, { maxLength: 3 })),
      applyTo(
        functionId("1.0", "n-of"),
        fc
          .tuple(literal("integer"), fc.array(truth, { maxLength: 3 }))
          .map(([count, conditions]) => [count, ...conditions])
      ),
      apply(functionId("1.0", "not"), truth)
    ),
    ...weighted(
      1,
      apply(functionId("1.0", "integer-greater-than"), number, number),
      apply(functionId("1.0", "integer-less-than-or-equal"), number, number),
      apply(
        functionId("3.0", "string-starts-with"),
        expression("string", false, depth),
        expression("string", false, depth)
      ),
      apply(functionId("1.0", "string-regexp-match"), fc.constant(pattern), expression("string", false, depth)),
      apply(functionId("3.0", "any-of"), greater, number, numbers),
      apply(functionId("3.0", "any-of"), greater, numbers, number),
      apply(functionId("3.0", "all-of"), greater, number, numbers),
      apply(functionId("3.0", "any-of-any"), greater, numbers, numbers),
      apply(functionId("1.0", "all-of-any"), greater, numbers, numbers),
      apply(functionId("1.0", "any-of-all"), greater, numbers, numbers),
      apply(functionId("1.0", "all-of-all"), greater, numbers, numbers),
      apply(
        functionId("1.0", "dateTime-less-than"),
        apply(functionId("1.0", "dateTime-one-and-only"), fc.constant(currentDateTime)),
        fc.constant(someDateTime)
      )
    ),
    ...typeNames.flatMap((of) => {
      const [one, many] = [expression(of, false, depth), expression(of, true, depth)]
      return [
        ...weighted(2, apply(functionId("1.0", `${of}-equal`), one, one)),
        ...weighted(2, apply(functionId("1.0", `${of}-is-in`), one, many)),
        ...weighted(
          1,
          apply(functionId("1.0", `${of}-at-least-one-member-of`), many, many),
          apply(functionId("1.0", `${of}-subset`), many, many),
          apply(functionId("1.0", `${of}-set-equals`), many, many)
        )
      ]
    })
  ]
}

const pattern: Expression = { kind: "AttributeValue", dataType: DataType.string, text: "^[a-k]$" }

const someDateTime: Expression = {
  kind: "AttributeValue",
  dataType: DataType.dateTime,
  text: "2026-06-01T00:00:00Z"
}

/** Nearly always supplied by the clock; the request may have one of its own. */
export const currentDateTime: AttributeDesignator = {
  kind: "AttributeDesignator",
  category: Category.environment,
  attributeId: AttributeId.currentDateTime,
  dataType: DataType.dateTime,
  mustBePresent: true
}
