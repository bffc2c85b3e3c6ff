/**
 * What keeping a trace costs, and what it costs to read one later: in words, the reasons of every gate that failed.
 */
import { compile, gateOutcome, shippedRuleSet } from "@adressat/core"
import type { GateProgram, PackedFacts } from "@adressat/core"
import { gateRuleSet } from "../decision/Candidates.ts"
import { wallClock } from "../Clock.ts"
import { median } from "../Statistics.ts"

/** The bytes of a trace of the gate of seven conditions. */
export const bytesOfTrace = async (): Promise<number> =>
  compile(gateRuleSet()).gates.CustomContact.words * Int32Array.BYTES_PER_ELEMENT

/** The reason codes of the gates that failed. */
const reasonsOf = ({ verdict }: GateProgram, trace: ReturnType<GateProgram["trace"]>): number => {
  const { gates, truths } = verdict(trace)
  let reasons = 0
  for (const [index, gate] of gates.entries()) {
    if (gateOutcome(gate, truths[index] ?? 2) === "fails") reasons += gate.event.params.reason.length
  }
  return reasons
}

/** Every combination of words that the gates of custom contacts tell apart, more than a program remembers. */
const everyCandidate = (pack: (facts: Readonly<Record<string, string>>) => PackedFacts): ReadonlyArray<PackedFacts> => {
  const words: Readonly<Record<string, ReadonlyArray<string>>> = {
    customContactLookup: ["consulted", "skipped-at-registration"],
    lookups: ["complete", "unavailable"],
    resource: ["none", "resource", "app"],
    customContact: ["this-unit", "other-unit", "repeated", "none", "unavailable"],
    serviceSelection: [
      "all-services",
      "already-filtered",
      "other-services",
      "legacy-services-only",
      "predecessor-service",
      "different-case",
      "unavailable"
    ],
    readAccess: ["permit", "deny", "not-applicable", "indeterminate", "unavailable"],
    taskReadAccess: ["all", "not-all", "not-reported", "irrelevant", "unavailable"]
  }
  let all: ReadonlyArray<Readonly<Record<string, string>>> = [{}]
  for (const [fact, values] of Object.entries(words)) {
    all = all.flatMap((facts) => values.map((value) => ({ ...facts, [fact]: value })))
  }
  return all.map(pack)
}

/** Nanoseconds to read the reasons from a trace of the shipped rules for custom contacts. */
const explanation = async (many: boolean): Promise<number> => {
  const { gates, pack } = compile(shippedRuleSet("altinn"))
  const program = gates.CustomContact
  const traces = [
    ...new Map(
      everyCandidate(pack).map((facts) => {
        const trace = program.trace(facts)
        return [String(trace), trace] as const
      })
    ).values()
  ]
  const read = many ? traces : traces.slice(0, 500)
  let reasons = 0
  const times: Array<number> = []
  for (let round = 0; round < 40; round++) {
    const start = wallClock()
    for (const trace of read) reasons += reasonsOf(program, trace)
    times.push(((wallClock() - start) / read.length) * 1e6)
  }
  if (reasons === 0) throw new Error("no trace has a reason")
  return median(times.slice(10))
}

/** From traces that have been read before: equal traces give one verdict. */
export const explanationFromMemory = (): Promise<number> => explanation(false)

/** From traces that are new each time: there are more than a program remembers. */
export const explanationAnew = (): Promise<number> => explanation(true)
