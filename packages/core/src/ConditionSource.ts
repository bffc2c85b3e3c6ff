/**
 * The source text of conditions and formulas: what `ConditionReader` and `compileFormula` do with closures, written out for
 * a module, and the words that stand beside it for whoever reviews it.
 *
 * Invariant: whatever names and words a rule set holds, they stay in their comment or text: they can neither end it nor
 * turn the writing around.
 */
import { OPPOSITES } from "./ConditionReader.ts"
import type { FactDefinition } from "./Fact.ts"
import { placedTable } from "./FactLayout.ts"
import type { FactReading, PlacedTable } from "./FactLayout.ts"
import type { Formula, NumberedCondition, NumberOperator } from "./Numbering.ts"
import { PAIR_FALSE, PAIR_TRUE, PAIR_UNKNOWN, shiftOf, wordOf } from "./Trace.ts"

// --- Texts -----------------------------------------------------------------------------------------------------------

/**
 * A text in quotation marks, valid as source: escaped is what ends a line, a comment or a text, what begins a directive in
 * a comment, and all that cannot be seen.
 */
export const quoted = (text: string): string =>
  JSON.stringify(text)
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (hidden) =>
      Array.from({ length: hidden.length }, (_, at) => escaped(hidden.charCodeAt(at))).join("")
    )
    .replaceAll(/\/(?=[*/#@])|(?<=[*/])\//g, "\\/")

const escaped = (codeUnit: number): string => `\\u${codeUnit.toString(16).padStart(4, "0")}`

/** A word for a comment: as it is when it is plain, otherwise quoted. */
export const shown = (word: string): string => (/^[\w.-]+(\/[\w.-]+)*$/.test(word) ? word : quoted(word))

const listed = (words: ReadonlyArray<string>, joint: "and" | "or"): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${joint} ${words.at(-1)}`

/** What a condition asks, for a comment. */
export const conditionInWords = (condition: NumberedCondition, definition: FactDefinition | undefined): string => {
  const fact = shown(condition.fact)
  switch (condition.type) {
    case "word": {
      const values = definition?.type === "word" ? definition.values : []
      const { accepts } = condition
      const refused = values.filter((value) => !accepts.includes(value))
      if (accepts.length === 0) return `${fact} is none of its words`
      if (accepts.length === 1 || accepts.length <= refused.length)
        return `${fact} is ${listed(accepts.map(shown), "or")}`
      return refused.length === 0 ? `${fact} is any of its words` : `${fact} is not ${listed(refused.map(shown), "or")}`
    }
    case "words":
      return `${fact} ${condition.contains ? "contains" : "does not contain"} ${shown(condition.element)}`
    case "number": {
      const values = typeof condition.value === "number" ? [condition.value] : condition.value
      return `${fact} ${signs[condition.operator]} ${listed(values.map(numberSource), "or")}`
    }
  }
}

const signs = {
  equal: "is",
  in: "is",
  notEqual: "is not",
  notIn: "is not",
  lessThan: "<",
  lessThanInclusive: "<=",
  greaterThan: ">",
  greaterThanInclusive: ">="
} as const satisfies Readonly<Record<NumberOperator, string>>

/** Which conditions a formula wants, for a comment. */
export const formulaInWords = (formula: Formula): string => {
  const inner = (part: Formula): string => (typeof part === "number" ? String(part) : `(${formulaInWords(part)})`)
  if (typeof formula === "number") return String(formula)
  return "all" in formula ? listed(formula.all.map(inner), "and") : listed(formula.any.map(inner), "or")
}

// --- Source ----------------------------------------------------------------------------------------------------------

/** A number as source. */
export const numberSource = (value: number): string => String(value).replace("e+", "e")

/** An integer of 32 bits as source that shows its bits. */
export const bitsSource = (bits: number): string => `0x${(bits >>> 0).toString(16)}`

/** The local constant that holds a place of `facts.own` or `facts.numbers`, where a reading needs one. */
export const localOf = (
  reading: FactReading
): { readonly name: string; readonly from: "own" | "numbers"; readonly place: number } | undefined => {
  switch (reading.from) {
    case "own":
    case "own-long":
    case "element":
      return { name: `own${reading.place}`, from: "own", place: reading.place }
    case "number":
      return { name: `number${reading.place}`, from: "numbers", place: reading.place }
    case "name":
    case "nowhere":
      return undefined
  }
}

/** The pair of a condition in its place: an expression over `facts` and the constants of {@link localOf}. */
export const pairSource = (reading: FactReading, condition: number, pairsName: string): string => {
  const shift = shiftOf(condition)
  switch (reading.from) {
    case "nowhere":
      return bitsSource(PAIR_UNKNOWN << shift)
    case "name":
      return tableSource(placedTable(reading.pairs, shift), `facts.${reading.name}`)
    case "own":
      return tableSource(placedTable(reading.pairs, shift), `own${reading.place}`)
    case "own-long":
    case "element":
    case "number": {
      const pair = unmovedPair(reading, pairsName)
      return shift === 0 ? pair : `(${pair}) << ${shift}`
    }
  }
}

const tableSource = ({ mask, move, table }: PlacedTable, code: string): string =>
  `(${bitsSource(table)} ${move} ${code}) & ${bitsSource(mask)}`

const unmovedPair = (
  reading: Extract<FactReading, { readonly from: "own-long" | "element" | "number" }>,
  pairsName: string
): string => {
  switch (reading.from) {
    case "own-long":
      return `${pairsName}[own${reading.place} >>> 1] ?? ${PAIR_UNKNOWN}`
    case "element": {
      const own = `own${reading.place}`
      const pair = `${reading.bit === 0 ? own : `(${own} >>> ${reading.bit})`} & 3`
      return reading.contains ? pair : `(${bitsSource(OPPOSITES)} >>> ((${pair}) * 2)) & 3`
    }
    case "number": {
      const found = `number${reading.place}`
      const holds = comparisonSource(reading.operator, reading.value, found)
      return `Number.isNaN(${found}) ? ${PAIR_UNKNOWN} : ${holds} ? ${PAIR_TRUE} : ${PAIR_FALSE}`
    }
  }
}

const comparisonSource = (operator: NumberOperator, value: number | ReadonlyArray<number>, found: string): string => {
  const values = (typeof value === "number" ? [value] : value).map(numberSource)
  switch (operator) {
    case "equal":
    case "in":
      return values.map((one) => `${found} === ${one}`).join(" || ")
    case "notEqual":
    case "notIn":
      return values.map((one) => `${found} !== ${one}`).join(" && ")
    case "lessThan":
    case "lessThanInclusive":
    case "greaterThan":
    case "greaterThanInclusive":
      return `${found} ${signs[operator]} ${values[0] ?? "NaN"}`
  }
}

/** Whether a formula certainly or possibly holds: expressions over the words of a trace, all of which must be true. */
export const formulaSource = (
  formula: Formula,
  how: "certainly" | "possibly",
  wordName: (word: number) => string
): ReadonlyArray<string> => {
  const bit = how === "certainly" ? 0 : 1
  const testsOf = (kind: "all" | "any", parts: ReadonlyArray<Formula>): ReadonlyArray<string> => {
    // The conditions of one word are tested at once.
    const byWord = Map.groupBy(
      parts.filter((part) => typeof part === "number"),
      wordOf
    )
    const masked = [...byWord].map(([word, conditions]) => {
      const mask = bitsSource(conditions.reduce((bits, condition) => bits | (1 << (shiftOf(condition) + bit)), 0))
      const isOne = new Set(conditions).size === 1
      return `(${wordName(word)} & ${mask}) ${kind === "any" || isOne ? "!== 0" : `=== ${mask}`}`
    })
    const nested = parts.flatMap((part) => {
      if (typeof part === "number") return []
      const tests = "all" in part ? testsOf("all", part.all) : testsOf("any", part.any)
      return [tests.length === 1 ? tests.join("") : `(${tests.join("all" in part ? " && " : " || ")})`]
    })
    return [...masked, ...nested]
  }
  return testsOf("all", typeof formula === "object" && "all" in formula ? formula.all : [formula])
}
