import { expect, it } from "vitest"
import { measureHeap, measurePair } from "../src/Measurement.ts"
import type { Implementation, Task } from "../src/Suite.ts"
import { isAbsent } from "../src/Suite.ts"

const schedule = { slices: 3, slice: 4, warmUp: 8 }

/** Works for about so many microseconds on each item. */
const busy = (microseconds: number): Task => ({
  items: 100,
  pass: (from, to) => {
    const end = performance.now() + ((to - from) * microseconds) / 1000
    let sum = 0
    while (performance.now() < end) sum++
    return sum
  }
})

const implementation = (name: string, task: Task): Implementation => ({
  name,
  label: name,
  by: "hand",
  load: async () => task
})

it("finds out how many times as fast one is as the other, whichever comes first", { retry: 3 }, async () => {
  const fast = implementation("fast", busy(50))
  const slow = implementation("slow", busy(200))
  const forward = await measurePair(fast, slow, schedule)
  const backward = await measurePair(slow, fast, schedule)
  if (isAbsent(forward) || isAbsent(backward)) throw new Error("nothing was measured")
  expect(forward.speed).toBeGreaterThan(2)
  expect(backward.speed).toBeLessThan(0.5)
})

it(
  "takes the time that a task has measured itself, and does not count what prepares a pass",
  { retry: 3 },
  async () => {
    let prepared = 0
    const own: Task = { items: 1, isParallel: true, pass: () => 1, elapsed: () => 0.5, prepare: () => void prepared++ }
    const measured = await measurePair(implementation("own", own), implementation("slow", busy(100)), schedule)
    if (isAbsent(measured)) throw new Error("nothing was measured")
    expect(measured.time).toBe(500_000)
    expect(prepared).toBeGreaterThan(schedule.slices)
  }
)

it("tells why there is nothing to measure", async () => {
  const gone: Implementation = { ...implementation("gone", busy(1)), load: async () => ({ absent: "no compiler" }) }
  const here = implementation("here", busy(1))
  expect(await measurePair(gone, here, schedule)).toEqual({ absent: "no compiler" })
  expect(await measurePair(here, gone, schedule)).toEqual({ absent: "no compiler" })
  expect(await measureHeap(gone)).toEqual({ absent: "no compiler" })
})

it("goes by what the thread of another process had, where it tells and was kept waiting", async () => {
  const served = (processor: number, elapsed: number): Task => ({
    items: 1,
    isParallel: true,
    pass: () => 1,
    elapsed: () => elapsed,
    processor: () => processor
  })
  const measure = async (own: Task, other: Task) => {
    const measured = await measurePair(implementation("own", own), implementation("other", other), schedule)
    if (isAbsent(measured)) throw new Error("nothing was measured")
    return measured
  }
  expect(await measure(served(2, 9), served(1, 3))).toEqual({ speed: 0.5, time: 2_000_000, isBusy: true })
  expect(await measure(served(2, 2), served(1, 1.25))).toEqual({ speed: 0.625, time: 2_000_000, isBusy: false })
})

it("closes what it has loaded, and waits for that, also when a pass fails or the other is absent", async () => {
  const closed: Array<string> = []
  const closing = (name: string, pass: Task["pass"]): Implementation =>
    implementation(name, {
      items: 1,
      pass,
      close: async () => {
        await Promise.resolve()
        closed.push(name)
      }
    })
  const fine = closing("fine", () => 1)
  const broken = closing("broken", () => Promise.reject(new Error("broken")))
  await expect(measurePair(broken, fine, schedule)).rejects.toThrow("broken")
  expect(closed).toEqual(["broken", "fine"])
  await measurePair(fine, { ...fine, load: async () => ({ absent: "gone" }) }, schedule)
  expect(closed).toEqual(["broken", "fine", "fine"])
})
