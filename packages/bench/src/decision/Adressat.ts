/**
 * Ours: the gate as a rule program, over facts in normal form. A decision is read from its trace, so the form that keeps the
 * trace does no more work than storing it.
 */
import { compile } from "@adressat/core"
import type { PackedFacts } from "@adressat/core"
import type { Task } from "../Suite.ts"
import { deciding, tracing } from "../Task.ts"
import { candidates, gateRuleSet } from "./Candidates.ts"

const program = () => {
  const { gates, pack } = compile(gateRuleSet())
  const { outcome, trace } = gates.CustomContact
  return {
    packed: candidates().map(pack),
    trace: (facts: PackedFacts): number => {
      const bits = trace(facts)
      return typeof bits === "number" ? bits : 0
    },
    holds: (bits: number) => outcome(bits) === "notify"
  }
}

/** The decision alone. */
export const decisions = (): Promise<Task> => {
  const { holds, packed, trace } = program()
  return deciding(packed, (facts) => holds(trace(facts)))
}

/** The decision and its trace, kept in four bytes. */
export const traces = (): Promise<Task> => {
  const { holds, packed, trace } = program()
  return tracing(packed, trace, holds)
}

/** The verdict of every gate, from facts in words. */
export const verdicts = (): Promise<Task> => {
  const { evaluate } = compile(gateRuleSet())
  return deciding(candidates(), (facts) => evaluate("CustomContact", facts).outcome === "notify")
}
