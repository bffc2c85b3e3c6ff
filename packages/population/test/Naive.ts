/** What a population should come to, counted row by row by the program itself, and candidates to count. */
import { bases, catalogueOf, UNAVAILABLE } from "@adressat/core"
import type { Basis, FactDefinition, Facts, FactValue, RuleProgram, RuleSet, Verdict } from "@adressat/core"
import { makeColumnMemory } from "../src/ColumnMemory.ts"
import type { GateCounts, OutcomeCounts } from "../src/Evaluation.ts"
import type { Population, Segment } from "../src/Population.ts"

export interface Row {
  readonly basis: Basis
  readonly facts: Facts
}

type Outcome = Verdict["outcome"]

/** Random numbers between 0 and 1, the same for the same seed. */
export const randomNumbers = (seed: number) => {
  let state = seed >>> 0
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** How a random population is made. */
export interface RowsOptions {
  readonly ruleSet: RuleSet
  readonly count: number
  readonly seed: number
  /** The likelihood of a fact being unavailable; and of one having a value that it cannot have. */
  readonly unavailable?: number
  readonly rubbish?: number
  /** Bases come one after the other instead of mixed. */
  readonly sorted?: boolean
}

/** Candidates with any values of the facts of a rule set. */
export const randomRows = ({
  count,
  rubbish = 0.02,
  ruleSet,
  seed,
  sorted = false,
  unavailable = 0.1
}: RowsOptions): ReadonlyArray<Row> => {
  const random = randomNumbers(seed)
  const pick = <Value>(values: ReadonlyArray<Value>): Value => values[Math.floor(random() * values.length)] as Value
  const catalogue = Object.entries(catalogueOf(ruleSet)).map(([name, definition]) => {
    // Some facts are nowhere unavailable, and some have few values, as in life.
    const never = random() < 0.4
    const few = definition.type === "number" ? [] : definition.values.filter(() => random() < 0.5)
    return {
      name,
      definition,
      never,
      values: few.length === 0 && definition.type !== "number" ? definition.values : few
    }
  })
  const valueOf = (definition: FactDefinition, values: ReadonlyArray<string>): FactValue => {
    switch (definition.type) {
      case "word":
        return pick(values)
      case "words":
        return values.filter(() => random() < 0.4)
      case "number":
        return pick([
          definition.minimum,
          definition.maximum,
          Math.round((definition.minimum + random() * (definition.maximum - definition.minimum)) * 4) / 4
        ])
    }
  }
  const nonsense: ReadonlyArray<FactValue> = ["constructor", "", Number.NaN, 1e300, ["__proto__"], []]
  const rows = Array.from({ length: count }, (): Row => {
    const facts: Record<string, FactValue> = {}
    for (const { definition, name, never, values } of catalogue) {
      const draw = never ? 1 : random()
      if (draw < unavailable / 2) facts[name] = UNAVAILABLE
      else if (draw >= unavailable)
        facts[name] = draw < unavailable + rubbish ? pick(nonsense) : valueOf(definition, values)
    }
    return { basis: pick(bases), facts }
  })
  return sorted ? rows.toSorted((a, b) => bases.indexOf(a.basis) - bases.indexOf(b.basis)) : rows
}

/** The population that is `times` the same one after the other; its segments have a multiple of 512 rows each. */
export const repeated = (population: Population, times: number): Population => {
  const memory = makeColumnMemory(population.memory.size() * times, population.shared)
  const copy = (address: number, rows: number): number => {
    const bytes = rows / 8
    const to = memory.allocate(bytes * times)
    for (let time = 0; time < times; time++)
      memory.bytes().set(population.memory.bytes().subarray(address, address + bytes), to + bytes * time)
    return to
  }
  let first = 0
  const segments = population.segments.map((segment): Segment => {
    const rows = segment.rows * times
    const moved = {
      ...segment,
      rows,
      order: { first },
      columns: segment.columns.map(({ address, ones }) => ({
        address: copy(address, segment.rows),
        ones: ones * times
      })),
      derived: new Map()
    }
    first += rows
    return moved
  })
  return { ...population, rows: first, segments, memory }
}

/** The counts of one basis, as they should be. */
export interface ExpectedBasis extends OutcomeCounts {
  readonly unrequired: number
  readonly gates: ReadonlyArray<Omit<GateCounts, "reason">>
}

/** Counts row by row. */
export const naiveCounts = (program: RuleProgram, rows: ReadonlyArray<Row>): Readonly<Record<string, ExpectedBasis>> =>
  Object.fromEntries(
    bases.flatMap((basis) => {
      const verdicts = rows.filter((row) => row.basis === basis).map(({ facts }) => program.evaluate(basis, facts))
      if (verdicts.length === 0) return []
      const { gates } = program.gates[basis]
      const states = verdicts.map(({ truths }) =>
        gates.map(({ event }, index) =>
          truths[index] === 2 ? "unknown" : (truths[index] === 1) === (event.type === "require") ? "passes" : "fails"
        )
      )
      const number = (outcome: Outcome) => verdicts.filter((verdict) => verdict.outcome === outcome).length
      const open = (state: ReadonlyArray<string>) => state.flatMap((one, index) => (one === "passes" ? [] : [index]))
      const isRequired = gates.some(({ event }) => event.type === "require")
      const counts: ExpectedBasis = {
        rows: verdicts.length,
        notify: number("notify"),
        withhold: number("withhold"),
        undetermined: number("undetermined"),
        unrequired: isRequired ? 0 : states.filter((state) => open(state).length === 0).length,
        gates: gates.map(({ name }, gate) => ({
          gate: name,
          failed: states.filter((state) => state[gate] === "fails").length,
          undetermined: states.filter((state) => state[gate] === "unknown").length,
          first: states.filter((state) => open(state)[0] === gate).length,
          only: states.filter((state) => open(state).length === 1 && open(state)[0] === gate).length
        }))
      }
      return [[basis, counts]]
    })
  )
