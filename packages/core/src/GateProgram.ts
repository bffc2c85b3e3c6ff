/**
 * A gate program is the gates of one basis, compiled: packed facts go in, a trace comes out, and everything else is decoded
 * from the trace when somebody asks.
 *
 * Invariants: each distinct condition is read once per candidate, all of them always, so that a trace says what every gate
 * says and not only the first; a trace of up to fifteen conditions is one integer and needs no memory; equal traces give
 * the same verdict object, as long as a bounded memory holds it.
 */
import { conditionReader } from "./ConditionReader.ts"
import type { PackedFacts, PairReader } from "./FactAccessors.ts"
import type { FactLayout } from "./FactLayout.ts"
import { combination } from "./Numbering.ts"
import type { GateNumbering } from "./Numbering.ts"
import { compileFormula, CONDITIONS_PER_WORD, shiftOf } from "./Trace.ts"
import type { Trace, TraceTest } from "./Trace.ts"
import { FALSE, TRUE, UNKNOWN, verdict } from "./Verdict.ts"
import type { Truth, Verdict } from "./Verdict.ts"

/** The compiled gates of one basis. */
export interface GateProgram extends GateNumbering {
  /** The 32-bit words of a trace: 1 for up to 15 conditions. */
  readonly words: number
  /** Which conditions certainly and possibly hold. */
  readonly trace: (facts: PackedFacts) => Trace
  /** The traces of many candidates, `words` integers each, into `out` from its start. */
  readonly traceAll: (facts: ReadonlyArray<PackedFacts>, out: Int32Array) => void
  /** Whether the gates together let the candidate through; less work than to ask whether it is open. */
  readonly notifies: (trace: Trace) => boolean
  /** What the gates together say. */
  readonly outcome: (trace: Trace) => Verdict["outcome"]
  /** What every gate says. */
  readonly verdict: (trace: Trace) => Verdict
}

/** The parts of a gate program that may also come from a generated module. */
export type GateTracing = Pick<GateProgram, "trace" | "traceAll"> & Partial<Pick<GateProgram, "outcome">>

/** Most verdicts that one program remembers; far more than the combinations that occur. */
const MOST_VERDICTS = 4096

/** Compiles numbered gates; `tracing` takes the place of the closures that would be made. */
export const compileGates = (numbering: GateNumbering, layout: FactLayout, tracing?: GateTracing): GateProgram => {
  const { conditions, gates, passes } = numbering
  const words = Math.max(1, Math.ceil(conditions.length / CONDITIONS_PER_WORD))
  const wide = words > 1
  const all = combination("all", passes)
  const certainly = compileFormula(all, "certainly", wide)
  const possibly = compileFormula(all, "possibly", wide)
  const isRequired = gates.some(({ event }) => event.type === "require")
  const truths = passes.map((formula, index) =>
    compileTruth(
      compileFormula(formula, "certainly", wide),
      compileFormula(formula, "possibly", wide),
      gates[index]?.event.type === "exclude"
    )
  )
  return {
    ...numbering,
    words,
    notifies: isRequired ? certainly : () => false,
    outcome: (trace) =>
      isRequired && certainly(trace) ? "notify" : isRequired && possibly(trace) ? "undetermined" : "withhold",
    verdict: remembered((trace) =>
      verdict(
        gates,
        truths.map((truth) => truth(trace))
      )
    ),
    ...(tracing ?? compileTracing(numbering, layout, words))
  }
}

/** The truth of a gate's own conditions, from whether it lets pass. */
const compileTruth =
  (certainly: TraceTest, possibly: TraceTest, isExclude: boolean): ((trace: Trace) => Truth) =>
  (trace) =>
    certainly(trace) ? (isExclude ? FALSE : TRUE) : possibly(trace) ? UNKNOWN : isExclude ? TRUE : FALSE

const compileTracing = ({ conditions }: GateNumbering, layout: FactLayout, words: number): GateTracing => {
  const readers = conditions.map((condition, index) => conditionReader(layout.reading(condition), shiftOf(index)))
  const byWord = Array.from({ length: words }, (_, word) =>
    joined(readers.slice(word * CONDITIONS_PER_WORD, (word + 1) * CONDITIONS_PER_WORD))
  )
  const [first = joined([])] = byWord
  return {
    trace: words === 1 ? first : (facts) => byWord.map((read) => read(facts)),
    traceAll: (candidates, out) => {
      let at = 0
      if (words === 1) for (const facts of candidates) out[at++] = first(facts)
      else for (const facts of candidates) for (const read of byWord) out[at++] = read(facts)
    }
  }
}

/** One reader of the pairs of several, written out: the engine does not inline a loop, nor a function into itself. */
const joined = (readers: ReadonlyArray<PairReader>): PairReader => {
  const [a = none, b = none, c = none, d = none, e = none, f = none, g = none, h = none, ...rest] = readers
  if (rest.length === 0)
    return (facts) => a(facts) | b(facts) | c(facts) | d(facts) | e(facts) | f(facts) | g(facts) | h(facts)
  const [i = none, j = none, k = none, l = none, m = none, n = none, o = none] = rest
  return (facts) =>
    a(facts) |
    b(facts) |
    c(facts) |
    d(facts) |
    e(facts) |
    f(facts) |
    g(facts) |
    h(facts) |
    i(facts) |
    j(facts) |
    k(facts) |
    l(facts) |
    m(facts) |
    n(facts) |
    o(facts)
}

const none: PairReader = () => 0

/** Words lead to words, the last to what is remembered. */
interface Memory {
  readonly deeper: Map<number, Memory>
  readonly verdicts: Map<number, Verdict>
}

const remembered = (decode: (trace: Trace) => Verdict): ((trace: Trace) => Verdict) => {
  const root: Memory = { deeper: new Map(), verdicts: new Map() }
  let size = 0
  const recall = ({ verdicts }: Memory, word: number, trace: Trace): Verdict => {
    const before = verdicts.get(word)
    if (before !== undefined) return before
    const decoded = decode(trace)
    if (++size > MOST_VERDICTS) {
      root.deeper.clear()
      root.verdicts.clear()
      size = 0
    }
    verdicts.set(word, decoded)
    return decoded
  }
  return (trace) => {
    if (typeof trace === "number") return recall(root, trace, trace)
    let memory = root
    for (let word = 0; word < trace.length - 1; word++) {
      const key = trace[word] ?? 0
      const deeper = memory.deeper.get(key) ?? { deeper: new Map(), verdicts: new Map() }
      memory.deeper.set(key, deeper)
      memory = deeper
    }
    return recall(memory, trace.at(-1) ?? 0, trace)
  }
}
