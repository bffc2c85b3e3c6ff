/**
 * A rule program is a rule set compiled to closures: synchronous, deterministic, without generated code. `decide` uses it;
 * `certify` proves that it means the same as json-rules-engine.
 *
 * Invariant: a program never throws, whatever facts it is given; a fact that is missing or outside its vocabulary counts
 * as unavailable.
 */
import type { FactCatalogue, Facts } from "./Fact.ts"
import type { PackedFacts } from "./FactAccessors.ts"
import { layoutOf } from "./FactLayout.ts"
import type { FactLayout } from "./FactLayout.ts"
import { compileGates } from "./GateProgram.ts"
import type { GateProgram, GateTracing } from "./GateProgram.ts"
import { numberGates } from "./Numbering.ts"
import type { Basis, RuleSet } from "./RuleSet.ts"
import { bases, catalogueOf, fingerprint } from "./RuleSet.ts"
import type { Verdict } from "./Verdict.ts"

/** A compiled rule set. */
export interface RuleProgram {
  readonly ruleSet: RuleSet
  /** SHA-256 of the rule set's meaning. */
  readonly fingerprint: string
  /** The facts that the rules may ask about. */
  readonly catalogue: FactCatalogue
  /** Puts facts into the normal form of this program, to be traced by its gates. */
  readonly pack: (facts: Facts) => PackedFacts
  /** The compiled gates of each basis. */
  readonly gates: Readonly<Record<Basis, GateProgram>>
  /** What the gates of a basis say about a candidate with these facts; equal traces give one object. */
  readonly evaluate: (basis: Basis, facts: Facts) => Verdict
}

/** Compiles a parsed rule set. */
export const compile = (ruleSet: RuleSet): RuleProgram => assemble(ruleSet, layoutOf(ruleSet))

/** Makes a program from its parts; `tracing` may give each basis another way to its traces. */
export const assemble = (
  ruleSet: RuleSet,
  layout: FactLayout,
  tracing: Partial<Readonly<Record<Basis, GateTracing>>> = {},
  numbering: typeof numberGates = numberGates
): RuleProgram => {
  const gates = Object.fromEntries(
    bases.map((basis) => [basis, compileGates(numbering(ruleSet, basis), layout, tracing[basis])])
  ) as Readonly<Record<Basis, GateProgram>>
  return {
    ruleSet,
    fingerprint: fingerprint(ruleSet),
    catalogue: catalogueOf(ruleSet),
    pack: layout.pack,
    gates,
    evaluate: (basis, facts) => {
      const program = gates[basis]
      return program.verdict(program.trace(layout.pack(facts)))
    }
  }
}
