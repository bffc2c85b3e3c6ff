import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import { verify } from "../src/Measurement.ts"
import type { Implementation, Table } from "../src/Suite.ts"
import { suites } from "../src/Suites.ts"

vi.hoisted(() => {
  process.env["ADRESSAT_BENCH_PAIRS"] = "100000"
  // The servers of `http` are processes of their own, and need no build here either.
  process.env["NODE_OPTIONS"] = "--conditions=@adressat/source"
})

/** A run compares 10,000; here it is about whether each implementation says the same as the others at all. */
const COUNT = 1000

// A suite may have figures alone.
describe.each(suites.filter(({ tables }) => tables.length > 0))("$name", ({ tables }) => {
  // The largest organisations take seconds and differ from the others in size alone; a run compares them too.
  it.each(tables.filter(({ name }) => !name.startsWith("100000")))(
    "all implementations agree: $title",
    async (table) => {
      expect(await verify(table, table.rows, COUNT)).toMatchObject({ agreed: expect.any(Number) })
    }
  )
})

const saying = (name: string, answer: (item: number) => unknown): Implementation => ({
  name,
  label: name,
  by: "peer",
  load: async () => ({ items: 10, pass: () => 0, answer })
})

const table = (...rows: ReadonlyArray<Implementation>): Table => ({
  name: "t",
  title: "t",
  item: "decision",
  reference: "one",
  describe: (item) => ({ candidate: item }),
  rows
})

it("finds the first item about which two implementations disagree, and shows both answers", async () => {
  const one = saying("one", (item) => item < 20)
  const other = saying("other", async (item) => item !== 7)
  expect(await verify(table(one, other), [one, other], 10)).toEqual({
    disagreement: { item: 7, candidate: { candidate: 7 }, answers: { one: "true", other: "false" } }
  })
})

it("passes over what is absent here", async () => {
  const one = saying("one", () => 1)
  const gone: Implementation = { ...one, name: "gone", load: async () => ({ absent: "no compiler" }) }
  expect(await verify(table(one, gone), [gone, one], 5)).toEqual({ agreed: 5 })
})

it("ends with exit code 3 where the command line names no suite", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--conditions=@adressat/source", join(import.meta.dirname, "../src/main.ts"), "polciy"],
    { encoding: "utf8" }
  )
  expect([status, stderr]).toEqual([3, "there is no suite polciy; did you mean policy?\n"])
})
