/**
 * The fact shapes of a population: the built-in facts and those that rule sets add, so that one population serves several
 * rule sets.
 *
 * Invariant: a fact that two rule sets define holds the values of both.
 */
import { builtInFacts, catalogueOf, InvalidInputError, jsonPath } from "@adressat/core"
import type { FactDefinition, RuleSet } from "@adressat/core"

/** What a fact is like, without what it means. */
export type FactShape =
  | { readonly type: "word" | "words"; readonly values: ReadonlyArray<string> }
  | { readonly type: "number"; readonly minimum: number; readonly maximum: number }

/** Facts by name. */
export type FactShapes = Readonly<Record<string, FactShape>>

/**
 * The facts of some rule sets, and the built-in ones.
 *
 * @throws InvalidInputError when a fact has another type in another rule set.
 */
export const shapesOf = (ruleSets: ReadonlyArray<RuleSet>): FactShapes => {
  const shapes: Record<string, FactShape> = {}
  for (const catalogue of [builtInFacts, ...ruleSets.map(catalogueOf)]) {
    for (const [name, definition] of Object.entries<FactDefinition>(catalogue)) {
      const before = shapes[name]
      shapes[name] = before === undefined ? shapeOf(definition) : joined(name, before, shapeOf(definition))
    }
  }
  return shapes
}

const shapeOf = (definition: FactDefinition): FactShape =>
  definition.type === "number"
    ? { type: "number", minimum: definition.minimum, maximum: definition.maximum }
    : { type: definition.type, values: definition.values }

const joined = (name: string, left: FactShape, right: FactShape): FactShape => {
  if (left.type === "number" && right.type === "number") {
    return {
      type: "number",
      minimum: Math.min(left.minimum, right.minimum),
      maximum: Math.max(left.maximum, right.maximum)
    }
  }
  if (left.type !== "number" && right.type !== "number" && left.type === right.type) {
    return { type: left.type, values: [...new Set([...left.values, ...right.values])] }
  }
  throw new InvalidInputError([
    {
      severity: "error",
      code: "wrong-type",
      path: jsonPath(["facts", name, "type"]),
      message: "one rule set says that this fact is of another type than the other says; give one of them another name",
      found: right.type,
      allowed: [left.type]
    }
  ])
}
