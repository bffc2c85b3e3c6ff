/**
 * Ours: the gate as a rule program, over facts in normal form: as closures, and as the module that `adressat compile`
 * writes. A decision is read from its trace, so the form that keeps the trace does no more than store it.
 */
import { compile } from "@adressat/core"
import type { PackedFacts, RuleProgram } from "@adressat/core"
import { generatedProgram } from "../RuleModule.ts"
import type { Task } from "../Suite.ts"
import { deciding, decidingByTrace, tracing } from "../Task.ts"
import { candidates, gateRuleSet } from "./Candidates.ts"

const partsOf = ({ gates, pack }: RuleProgram) => {
  const { notifies, trace } = gates.CustomContact
  return {
    packed: candidates().map(pack),
    // A gate of seven conditions has a trace of one word.
    trace: trace as (facts: PackedFacts) => number,
    holds: notifies as (bits: number) => boolean
  }
}

const decisionsBy = (program: RuleProgram): Promise<Task> => {
  const { holds, packed, trace } = partsOf(program)
  return decidingByTrace(packed, trace, holds)
}

const tracesBy = (program: RuleProgram): Promise<Task> => {
  const { holds, packed, trace } = partsOf(program)
  return tracing(packed, trace, holds)
}

/** The decision alone. */
export const decisions = (): Promise<Task> => decisionsBy(compile(gateRuleSet()))

/** The decision and its trace, kept in four bytes. */
export const traces = (): Promise<Task> => tracesBy(compile(gateRuleSet()))

/** The decision alone, by the generated module. */
export const generatedDecisions = async (): Promise<Task> => decisionsBy(await generatedProgram(gateRuleSet()))

/** The decision and its trace, by the generated module. */
export const generatedTraces = async (): Promise<Task> => tracesBy(await generatedProgram(gateRuleSet()))

/** The verdict of every gate, from facts in words. */
export const verdicts = (): Promise<Task> => {
  const { evaluate } = compile(gateRuleSet())
  return deciding(candidates(), (facts) => evaluate("CustomContact", facts).outcome === "notify")
}
