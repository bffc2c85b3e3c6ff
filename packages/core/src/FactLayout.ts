/**
 * A fact layout puts facts into the normal form that compiled programs read: every word a small code, every number a
 * number, and `unavailable` a code like any other, so that a fact that is not known costs a program no branch.
 *
 * Invariants: packing never throws; a value outside the fact's vocabulary or range, like one that is missing, is
 * unavailable; a fact that no gate of the rule set asks about is left unavailable.
 */
import { factsOf } from "./Condition.ts"
import { builtInFacts, isFactValue } from "./Fact.ts"
import type { FactCatalogue, FactDefinition, Facts, FactValue } from "./Fact.ts"
import { encoders, makePackedFacts } from "./FactAccessors.ts"
import type { BuiltInFactName, Encoder, PackedFacts } from "./FactAccessors.ts"
import type { NumberedCondition, NumberOperator } from "./Numbering.ts"
import type { RuleSet } from "./RuleSet.ts"
import { catalogueOf } from "./RuleSet.ts"
import { CONDITIONS_PER_WORD, PAIR_FALSE, PAIR_TRUE, PAIR_UNKNOWN } from "./Trace.ts"
import { unavailableCode, wordTable } from "./WordTable.ts"

/** How the facts of a rule set are packed and read. */
export interface FactLayout {
  /** Puts facts into the normal form. */
  readonly pack: (facts: Facts) => PackedFacts
  /** Where the truth of a condition is read. */
  readonly reading: (condition: NumberedCondition) => FactReading
}

/** Words for which the pairs of all values, and of `unavailable`, can be placed in one integer; no built-in fact has more. */
export const MOST_WORDS_IN_TABLE = 8

/** The layout for a rule set. */
export const layoutOf = (ruleSet: RuleSet): FactLayout => {
  const catalogue = catalogueOf(ruleSet)
  const asked = new Set(ruleSet.rules.flatMap(({ conditions }) => factsOf(conditions)))
  // Sorted, since the order of members is no part of a rule set's meaning nor of its fingerprint.
  const places = ownPlaces(catalogue, Object.keys(ruleSet.facts).sort())
  const encode = Object.fromEntries(
    Object.entries(builtInFacts).map(([name, { values }]) => [
      name,
      asked.has(name) ? encoders[name as BuiltInFactName](wordTable(values)) : always(unavailableCode(values))
    ])
  ) as Readonly<Record<BuiltInFactName, Encoder>>
  const listEncoders = places.lists.map(({ fact, from }) => listEncoder(fact, catalogue[fact], from))
  const numberEncoders = places.numbers.map((fact) => numberEncoder(fact, catalogue[fact]))
  return {
    pack: (facts) =>
      makePackedFacts(
        encode,
        facts,
        listEncoders.length === 0 ? NONE : listEncoders.map((codeOf) => codeOf(facts)),
        numberEncoders.length === 0 ? NONE : numberEncoders.map((codeOf) => codeOf(facts))
      ),
    reading: (condition) => readingOf(condition, catalogue, places) ?? { from: "nowhere" }
  }
}

const NONE: ReadonlyArray<number> = []

const always =
  (code: number): Encoder =>
  () =>
    code

// --- Own facts -------------------------------------------------------------------------------------------------------

/** Where the facts that a rule set adds stand in `own` and `numbers`. */
interface OwnPlaces {
  /** One place for a word; one for each fifteen elements of a list. */
  readonly lists: ReadonlyArray<{ readonly fact: string; readonly from: number }>
  readonly numbers: ReadonlyArray<string>
}

const ownPlaces = (catalogue: FactCatalogue, names: ReadonlyArray<string>): OwnPlaces => ({
  lists: names.flatMap((fact) => {
    const definition = catalogue[fact]
    if (definition === undefined || definition.type === "number") return []
    const places = definition.type === "word" ? 1 : Math.ceil(definition.values.length / CONDITIONS_PER_WORD)
    return Array.from({ length: places }, (_, place) => ({ fact, from: place * CONDITIONS_PER_WORD }))
  }),
  numbers: names.filter((fact) => catalogue[fact]?.type === "number")
})

const valueOf = (facts: Facts, fact: string): FactValue | undefined =>
  Object.hasOwn(facts, fact) ? facts[fact] : undefined

const listEncoder = (
  fact: string,
  definition: FactDefinition | undefined,
  from: number
): ((facts: Facts) => number) => {
  if (definition === undefined || definition.type === "number") return () => 0
  if (definition.type === "word") {
    const codeOf = wordTable(definition.values)
    return (facts) => codeOf(valueOf(facts, fact))
  }
  const elements = definition.values.slice(from, from + CONDITIONS_PER_WORD)
  const pairs = (pairOf: (element: string) => number) =>
    elements.reduce((code, element, index) => code | (pairOf(element) << (index * 2)), 0)
  const unavailable = pairs(() => PAIR_UNKNOWN)
  return (facts) => {
    const list = valueOf(facts, fact)
    return isFactValue(definition, list) && typeof list === "object"
      ? pairs((element) => (list.includes(element) ? PAIR_TRUE : PAIR_FALSE))
      : unavailable
  }
}

const numberEncoder = (fact: string, definition: FactDefinition | undefined): ((facts: Facts) => number) => {
  return (facts) => {
    const value = valueOf(facts, fact)
    return definition !== undefined && typeof value === "number" && isFactValue(definition, value) ? value : Number.NaN
  }
}

// --- Readings --------------------------------------------------------------------------------------------------------

const isBuiltIn = (fact: string): fact is BuiltInFactName => Object.hasOwn(encoders, fact)

/** The pair of each word of a vocabulary, and of `unavailable` after them. */
const pairsOf = (accepts: ReadonlyArray<string>, values: ReadonlyArray<string>): ReadonlyArray<number> => [
  ...values.map((value) => (accepts.includes(value) ? PAIR_TRUE : PAIR_FALSE)),
  PAIR_UNKNOWN
]

/** A table of bit pairs, placed so that moving it by a code brings the code's pair to one place in a trace. */
export interface PlacedTable {
  readonly move: ">>>" | "<<"
  readonly table: number
  /** The place in the trace, as a mask of two bits. */
  readonly mask: number
}

/** Places the pairs of at most nine codes; `shift` is even and below 30. A pair that moves right starts left of its place. */
export const placedTable = (pairs: ReadonlyArray<number>, shift: number): PlacedTable => {
  const move = shift + pairs.length * 2 <= 32 ? ">>>" : "<<"
  const table = pairs.reduce(
    (bits, pair, index) => bits | (pair << (move === ">>>" ? shift + index * 2 : shift - index * 2)),
    0
  )
  return { move, table, mask: 3 << shift }
}

/** Where the truth of a condition is read in packed facts, and how; there is a bit pair for each code. */
export type FactReading =
  | { readonly from: "name"; readonly name: BuiltInFactName; readonly pairs: ReadonlyArray<number> }
  | { readonly from: "own"; readonly place: number; readonly pairs: ReadonlyArray<number> }
  | { readonly from: "own-long"; readonly place: number; readonly pairs: ReadonlyArray<number> }
  | { readonly from: "element"; readonly place: number; readonly bit: number; readonly contains: boolean }
  | {
      readonly from: "number"
      readonly place: number
      readonly operator: NumberOperator
      readonly value: number | ReadonlyArray<number>
    }
  /** The fact is not in the catalogue, so it is always unknown. */
  | { readonly from: "nowhere" }

const readingOf = (
  condition: NumberedCondition,
  catalogue: FactCatalogue,
  { lists, numbers }: OwnPlaces
): FactReading | undefined => {
  const { fact } = condition
  const definition = Object.hasOwn(catalogue, fact) ? catalogue[fact] : undefined
  if (definition === undefined) return undefined
  const place = lists.findIndex((list) => list.fact === fact)
  switch (condition.type) {
    case "word": {
      if (definition.type !== "word") return undefined
      const pairs = pairsOf(condition.accepts, definition.values)
      if (isBuiltIn(fact)) return { from: "name", name: fact, pairs }
      return { from: definition.values.length <= MOST_WORDS_IN_TABLE ? "own" : "own-long", place, pairs }
    }
    case "words": {
      if (definition.type !== "words") return undefined
      const index = definition.values.indexOf(condition.element)
      if (index < 0) return undefined
      const bit = (index % CONDITIONS_PER_WORD) * 2
      return {
        from: "element",
        place: place + Math.floor(index / CONDITIONS_PER_WORD),
        bit,
        contains: condition.contains
      }
    }
    case "number":
      return { from: "number", place: numbers.indexOf(fact), operator: condition.operator, value: condition.value }
  }
}
