import { expect, it } from "vitest"
import { median, quantile, spreadOf } from "../src/Statistics.ts"

it("takes the value in the middle, whatever the order, and between two neighbours the mean of them", () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([7])).toBe(7)
  expect(median([])).toBeNaN()
})

it("is not moved by one slice during which the machine did something else", () => {
  expect(median([1, 1.01, 0.99, 1.02, 400])).toBe(1.01)
})

it("interpolates quantiles", () => {
  expect(quantile([0, 10, 20, 30, 40], 0.25)).toBe(10)
  expect(quantile([0, 10], 0.25)).toBe(2.5)
})

it("gives quartiles and extremes and leaves the values as they are", () => {
  const values = [5, 3, 1, 4, 2]
  expect(spreadOf(values)).toEqual({ median: 3, lowerQuartile: 2, upperQuartile: 4, minimum: 1, maximum: 5 })
  expect(values).toEqual([5, 3, 1, 4, 2])
})
