import { expect, it } from "vitest"
import type { Quantity } from "../src/Suite.ts"
import { suites } from "../src/Suites.ts"

/** The rows and figures that a quantity is about. */
const namesIn = (quantity: Quantity): ReadonlyArray<string> => Object.values(quantity).flat()

it.each(suites)("has nothing in the short run but what a guard needs: $name", ({ figures, goals, tables }) => {
  const guarded = goals.filter(({ bound }) => bound.guard !== undefined).flatMap(({ quantity }) => namesIn(quantity))
  const short = tables.flatMap(({ name, reference, rows }) =>
    rows.filter((row) => row.short === true && row.name !== reference).map((row) => `${name}/${row.name}`)
  )
  const shortFigures = figures.filter((figure) => figure.short === true).map(({ name }) => name)
  expect([...short, ...shortFigures].filter((name) => !guarded.includes(name))).toEqual([])
})
