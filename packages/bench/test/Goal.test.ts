import { expect, it } from "vitest"
import { breaksGuard, goalOutcome, goalResult } from "../src/Goal.ts"
import type { SuiteResult } from "../src/Result.ts"
import { spreadOf } from "../src/Statistics.ts"
import type { Bound, Quantity } from "../src/Suite.ts"

const row = (name: string, speed: number) => ({
  name,
  label: name,
  by: "peer" as const,
  speed: spreadOf([speed]),
  time: spreadOf([1])
})

const measured: Pick<SuiteResult, "tables" | "figures"> = {
  tables: [
    {
      name: "t",
      title: "",
      item: "decision",
      reference: "hand",
      agreed: 0,
      rows: [
        { name: "hand", label: "", by: "hand" },
        row("slow", 0.001),
        row("fast", 0.5),
        row("ours", 2),
        { name: "gone", label: "", by: "peer", absent: "no compiler" }
      ]
    }
  ],
  figures: [
    { name: "bytes", label: "", unit: "bytes", value: spreadOf([3, 4, 5]) },
    { name: "nothing", label: "", unit: "bytes", absent: "no compiler" }
  ]
}

const valueOf = (quantity: Quantity): number | undefined =>
  goalResult({ text: "", quantity, bound: { atLeast: 1, guard: 1 } }, measured).value

it("divides the speeds of two rows, and takes the reference for one by definition", () => {
  expect(valueOf({ speed: "t/ours", against: "t/slow" })).toBe(2000)
  expect(valueOf({ speed: "t/ours", against: "t/hand" })).toBe(2)
})

it("takes the fastest of several rows, as far as they were measured", () => {
  expect(valueOf({ speed: "t/ours", against: ["t/slow", "t/fast", "t/gone"] })).toBe(4)
  expect(valueOf({ speed: "t/ours", against: ["t/gone"] })).toBeUndefined()
})

it("says how many times the time of another a row takes", () => {
  expect(valueOf({ time: "t/fast", of: "t/ours" })).toBe(4)
})

it("takes the median of a figure", () => {
  expect(valueOf({ figure: "bytes" })).toBe(4)
  expect(valueOf({ figure: "nothing" })).toBeUndefined()
})

it.each<[Bound, string, boolean]>([
  [{ atLeast: 2000, guard: 1400 }, "reached", false],
  [{ atLeast: 2001, guard: 1400 }, "missed", false],
  [{ atLeast: 4000, guard: 2001 }, "missed", true],
  [{ atMost: 2000, guard: 2500 }, "reached", false],
  [{ atMost: 1999, guard: 2500 }, "missed", false],
  [{ atMost: 1000, guard: 1999 }, "missed", true]
])("with %o a ratio of 2000 is %s, and breaks the guard: %s", (bound, outcome, broken) => {
  const result = goalResult({ text: "", quantity: { speed: "t/ours", against: "t/slow" }, bound }, measured)
  expect([goalOutcome(result), breaksGuard(result)]).toEqual([outcome, broken])
})

it("breaks no guard with what was not measured", () => {
  const goal = { text: "", quantity: { figure: "nothing" }, bound: { atMost: 1, guard: 1 } }
  const result = goalResult(goal, measured)
  expect([goalOutcome(result), breaksGuard(result)]).toEqual(["not measured", false])
})

it("breaks no guard where there is none", () => {
  const result = goalResult({ text: "", quantity: { figure: "bytes" }, bound: { atMost: 1 } }, measured)
  expect([goalOutcome(result), breaksGuard(result)]).toEqual(["missed", false])
})
