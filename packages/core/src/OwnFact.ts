/**
 * An own fact is a fact that a rule set adds: one word or a list of words of a closed vocabulary, or a number in a range.
 * Its values come from the host. It is secret unless the rule set says otherwise.
 */
import * as Schema from "effect/Schema"
import { OWN_FACT_NAME } from "./Condition.ts"
import { problemAt } from "./Document.ts"
import type { DocumentOptions } from "./Document.ts"
import { Actor, FactLabel, isFactValue, UNAVAILABLE } from "./Fact.ts"
import type { FactDefinition } from "./Fact.ts"
import type { Problem } from "./Problem.ts"

/** The name of a fact that a rule set adds. */
export const OwnFactName = Schema.String.check(
  Schema.isPattern(OWN_FACT_NAME, { message: "a fact of your own is named team.fact, such as tax.debtClass" })
)

const changes = Schema.Array(Schema.Struct({ to: Schema.Union([Schema.String, Schema.Finite]), by: Actor })).annotate({
  description: "Changes of the fact that somebody could make; used to suggest repairs"
})

const ownFact = {
  meaning: Schema.NonEmptyString,
  source: Schema.optionalKey(Schema.String),
  label: Schema.optionalKey(
    FactLabel.annotateKey({
      description: "How the value may be shown; default secret"
    })
  ),
  changes: Schema.optionalKey(changes)
}

const Vocabulary = Schema.Array(Schema.NonEmptyString).check(
  Schema.isMinLength(1),
  Schema.isMaxLength(64),
  Schema.isUnique()
)

/** A fact that a rule set adds: one word or a list of words of a closed vocabulary, or a number in a range. */
export const OwnFact = Schema.Union([
  Schema.Struct({ type: Schema.Literal("word"), values: Vocabulary, ...ownFact }),
  Schema.Struct({ type: Schema.Literal("words"), values: Vocabulary, ...ownFact }),
  Schema.Struct({
    type: Schema.Literal("number"),
    minimum: Schema.Finite,
    maximum: Schema.Finite,
    unit: Schema.NonEmptyString,
    ...ownFact
  })
]).annotate({ identifier: "OwnFact" })
export type OwnFact = typeof OwnFact.Type

/** What a Schema cannot say about an own fact. */
export const checkOwnFact = (
  name: string,
  fact: OwnFact,
  definition: FactDefinition,
  options: DocumentOptions
): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  if (fact.type === "number" && fact.minimum > fact.maximum) {
    problems.push(
      problemAt(options, ["facts", name, "minimum"], {
        code: "wrong-value",
        message: "the minimum is greater than the maximum"
      })
    )
  }
  if (fact.type !== "number" && fact.values.includes(UNAVAILABLE)) {
    problems.push(
      problemAt(options, ["facts", name, "values", fact.values.indexOf(UNAVAILABLE)], {
        code: "wrong-value",
        message: "unavailable is reserved: every fact can be unavailable by itself"
      })
    )
  }
  for (const [index, change] of (fact.changes ?? []).entries()) {
    if (!isFactValue(definition, change.to)) {
      problems.push(
        problemAt(options, ["facts", name, "changes", index, "to"], {
          code: "wrong-value",
          message: "the value is not in the fact's vocabulary or range"
        })
      )
    }
  }
  return problems
}

/** The entry of an own fact in the catalogue. */
export const ownFactDefinition = (fact: OwnFact): FactDefinition => {
  const rest = {
    meaning: fact.meaning,
    source: fact.source ?? "this rule set",
    label: fact.label ?? "secret",
    scope: "candidate",
    changes: fact.changes ?? []
  } as const
  return fact.type === "number"
    ? { type: "number", minimum: fact.minimum, maximum: fact.maximum, unit: fact.unit, ...rest }
    : { type: fact.type, values: fact.values, ...rest }
}
