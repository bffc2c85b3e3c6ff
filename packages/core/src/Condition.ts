/**
 * A condition is a question about facts, in the form of json-rules-engine: a leaf compares one fact, `all`, `any` and
 * `not` combine. This is the strict subset on which that engine and the compiled program agree; `ConditionCheck`
 * refuses everything else.
 *
 * Source of the traps refused here: json-rules-engine 7.3, `condition.js`, `engine-default-operators.js`.
 */
import * as Schema from "effect/Schema"
import { builtInFacts } from "./Fact.ts"
import type { FactDefinition } from "./Fact.ts"

/** The comparisons a leaf may make, by the type of its fact. */
export const operatorsByType = {
  word: ["equal", "notEqual", "in", "notIn"],
  number: ["equal", "notEqual", "lessThan", "lessThanInclusive", "greaterThan", "greaterThanInclusive", "in", "notIn"],
  words: ["contains", "doesNotContain"]
} as const satisfies Readonly<Record<FactDefinition["type"], ReadonlyArray<string>>>

/** A comparison. */
export type Operator = (typeof operatorsByType)[FactDefinition["type"]][number]

/** One comparison of one fact with a fixed value. */
export interface Leaf {
  readonly fact: string
  readonly operator: Operator
  readonly value: string | number | ReadonlyArray<string | number>
}

/** A question about facts. */
export type Condition =
  | Leaf
  | { readonly all: ReadonlyArray<Condition> }
  | { readonly any: ReadonlyArray<Condition> }
  | { readonly not: Condition }

/** Names of facts that a rule set adds: a team name, a dot, a fact name. The dot tells them from built-in facts. */
export const OWN_FACT_NAME = /^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)+$/u

const leafSchemas = Object.entries(builtInFacts).map(([name, definition]) => {
  const values = Schema.Literals(definition.values)
  return Schema.Union([
    Schema.Struct({ fact: Schema.Literal(name), operator: Schema.Literals(["equal", "notEqual"]), value: values }),
    Schema.Struct({
      fact: Schema.Literal(name),
      operator: Schema.Literals(["in", "notIn"]),
      value: Schema.Array(values).check(Schema.isMinLength(1))
    })
  ]).annotate({ description: definition.meaning })
})

const ownLeafSchema = Schema.Struct({
  fact: Schema.String.check(Schema.isPattern(OWN_FACT_NAME)),
  operator: Schema.Literals([...new Set(Object.values(operatorsByType).flat())]),
  value: Schema.Union([
    Schema.String,
    Schema.Finite,
    Schema.Array(Schema.Union([Schema.String, Schema.Finite])).check(Schema.isMinLength(1))
  ])
}).annotate({ description: "a fact that this rule set adds under facts" })

const nested = Schema.suspend((): Schema.Codec<Condition> => Condition)
const oneOrMore = Schema.Array(nested).check(Schema.isMinLength(1))

/** Schema of a condition; `checkCondition` gives the better sentences. */
export const Condition: Schema.Codec<Condition> = Schema.Union([
  Schema.Struct({ all: oneOrMore }),
  Schema.Struct({ any: oneOrMore }),
  Schema.Struct({ not: nested }),
  ...leafSchemas,
  ownLeafSchema
]).annotate({ identifier: "Condition" })

/** The root of a rule's conditions: json-rules-engine wants a combination there, not a bare leaf. */
export const RootCondition: Schema.Codec<Condition> = Schema.Union([
  Schema.Struct({ all: oneOrMore }),
  Schema.Struct({ any: oneOrMore }),
  Schema.Struct({ not: nested })
]).annotate({ identifier: "RootCondition" })

/** The comparisons of a condition, from left to right. */
export const leaves = (condition: Condition): ReadonlyArray<Leaf> => {
  if ("all" in condition) return condition.all.flatMap(leaves)
  if ("any" in condition) return condition.any.flatMap(leaves)
  if ("not" in condition) return leaves(condition.not)
  return [condition]
}

/** The facts a condition asks about, each once, in order of appearance. */
export const factsOf = (condition: Condition): ReadonlyArray<string> => [
  ...new Set(leaves(condition).map((leaf) => leaf.fact))
]
