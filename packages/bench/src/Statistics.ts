/**
 * The few statistics that a measurement needs. A median and not a mean: one slice during which the machine did something
 * else must not move the figure.
 */
import * as Schema from "effect/Schema"

/** How a figure is distributed over the processes that measured it. */
export const Spread = Schema.Struct({
  median: Schema.Finite,
  lowerQuartile: Schema.Finite,
  upperQuartile: Schema.Finite,
  minimum: Schema.Finite,
  maximum: Schema.Finite
}).annotate({ identifier: "Spread" })
export type Spread = typeof Spread.Type

/** The value below which a share of the values lies, interpolated between neighbours; `NaN` of no values. */
export const quantile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}

/** The value in the middle; `NaN` of no values. */
export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5)

/** The spread of one value or more. */
export const spreadOf = (values: ReadonlyArray<number>): Spread => ({
  median: median(values),
  lowerQuartile: quantile(values, 0.25),
  upperQuartile: quantile(values, 0.75),
  minimum: Math.min(...values),
  maximum: Math.max(...values)
})
