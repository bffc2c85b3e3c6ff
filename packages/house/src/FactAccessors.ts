/**
 * The text of `core/src/FactAccessors.ts`: the normal form of facts and one accessor for each, written out as source. An
 * accessor reads its member by name, so that the compiler of the engine can inline a whole program of them; one accessor
 * that takes the name as a value would be a look-up each time.
 */
import { builtInFacts } from "@adressat/core"

/** The text of the generated module. */
export const factAccessors = (): string => {
  const names = Object.keys(builtInFacts)
  return `/**
 * The normal form of facts: one object shape for all candidates, every built-in fact a code, and an accessor for each.
 * Generated from the fact catalogue by \`npx pnpm@12 generate\`; \`FactLayout\` says what the codes mean.
 */
import type { WordCode } from "./WordTable.ts"

/** The facts of one candidate in normal form. Codes are those of the {@link FactLayout} that packed them. */
export interface PackedFacts {
${names.map((name) => `  readonly ${name}: number`).join("\n")}
  /** The words and lists of words that a rule set adds. */
  readonly own: ReadonlyArray<number>
  /** The numbers that a rule set adds; \`NaN\` when unavailable. */
  readonly numbers: ReadonlyArray<number>
}

/** Facts as they come: not yet checked. */
export type RawFacts = Readonly<Record<string, unknown>>

/** The code of one fact. */
export type Encoder = (facts: RawFacts) => number

/** The facts that \`PackedFacts\` holds by name. */
export type BuiltInFactName = Exclude<keyof PackedFacts, "own" | "numbers">

/** An object of the one shape. */
export const makePackedFacts = (
  encode: Readonly<Record<BuiltInFactName, Encoder>>,
  facts: RawFacts,
  own: ReadonlyArray<number>,
  numbers: ReadonlyArray<number>
): PackedFacts => ({
${names.map((name) => `  ${name}: encode.${name}(facts),`).join("\n")}
  own,
  numbers
})

/** Makes the encoder of a fact from the codes of its words. */
export const encoders: Readonly<Record<BuiltInFactName, (codeOf: WordCode) => Encoder>> = {
${names
  .map(
    (name) => `  ${name}:
    (codeOf) =>
    ({ ${name} }) =>
      codeOf(${name})`
  )
  .join(",\n")}
}

/** Reads a bit pair of a trace, where it stands in the trace. */
export type PairReader = (facts: PackedFacts) => number

/** Makes a reader of a fact: its code moves the table until the pair of that code stands where the mask is. */
export type Accessor = (table: number, mask: number) => PairReader

/** The accessors of tables that move to the right. */
export const rightAccessors: Readonly<Record<BuiltInFactName, Accessor>> = {
${accessorsOf(names, ">>>")}
}

/** The accessors of tables that move to the left. */
export const leftAccessors: Readonly<Record<BuiltInFactName, Accessor>> = {
${accessorsOf(names, "<<")}
}
`
}

const accessorsOf = (names: ReadonlyArray<string>, move: ">>>" | "<<"): string =>
  names
    .map(
      (name) => `  ${name}:
    (table, mask) =>
    ({ ${name} }) =>
      (table ${move} ${name}) & mask`
    )
    .join(",\n")
