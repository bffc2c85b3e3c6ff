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

/** The facts of one candidate in normal form. Codes are those of the {@link FactLayout} that packed them. */
export interface PackedFacts {
${names.map((name) => `  readonly ${name}: number`).join("\n")}
  /** The words and lists of words that a rule set adds. */
  readonly own: ReadonlyArray<number>
  /** The numbers that a rule set adds; \`NaN\` when unavailable. */
  readonly numbers: ReadonlyArray<number>
}

/** The code of a fact's value. */
export type Encoder = (value: unknown) => number

/** The facts that \`PackedFacts\` holds by name. */
export type BuiltInFactName = Exclude<keyof PackedFacts, "own" | "numbers">

/** An object of the one shape. */
export const makePackedFacts = (
  encoders: Readonly<Record<BuiltInFactName, Encoder>>,
  facts: Readonly<Record<string, unknown>>,
  own: ReadonlyArray<number>,
  numbers: ReadonlyArray<number>
): PackedFacts => ({
${names.map((name) => `  ${name}: encoders.${name}(facts["${name}"]),`).join("\n")}
  own,
  numbers
})

/** Reads a bit pair of a trace: the pair of the fact's code in a table of sixteen, moved to its place. */
export type PairReader = (facts: PackedFacts) => number

/** Makes the reader of a fact. */
export const accessors: Readonly<Record<BuiltInFactName, (table: number, shift: number) => PairReader>> = {
${names
  .map(
    (name) => `  ${name}:
    (table, shift) =>
    ({ ${name} }) =>
      ((table >>> ${name}) & 3) << shift`
  )
  .join(",\n")}
}
`
}
