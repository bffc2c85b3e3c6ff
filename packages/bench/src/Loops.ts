/**
 * The loops that measurements run. A compiler learns from what a loop has called, so two implementations must never share
 * one: {@link freshLoops} loads this module anew for each, and with it functions of their own.
 */

/** Counts the items that a decision lets through. */
export const count = <A>(decide: (item: A) => boolean, items: ReadonlyArray<A>, from: number, to: number): number => {
  let held = 0
  for (let index = from; index < to; index++) if (decide(items[index] as A)) held++
  return held
}

/** The same for a decision that is waited for, one after the other. */
export const countAwaited = async <A>(
  decide: (item: A) => Promise<boolean>,
  items: ReadonlyArray<A>,
  from: number,
  to: number
): Promise<number> => {
  let held = 0
  for (let index = from; index < to; index++) if (await decide(items[index] as A)) held++
  return held
}

/** The same with many decisions under way at a time. */
export const countInFlight = async <A>(
  decide: (item: A) => Promise<boolean>,
  items: ReadonlyArray<A>,
  from: number,
  to: number,
  width: number
): Promise<number> => {
  let held = 0
  for (let start = from; start < to; start += width) {
    const answers = await Promise.all(items.slice(start, Math.min(start + width, to)).map(decide))
    for (const answer of answers) if (answer) held++
  }
  return held
}

/** Adds up the numbers that a function makes of the items. */
export const sum = <A>(measure: (item: A) => number, items: ReadonlyArray<A>, from: number, to: number): number => {
  let total = 0
  for (let index = from; index < to; index++) total = (total + measure(items[index] as A)) | 0
  return total
}

/** Counts the items whose trace lets them through, and keeps none. */
export const countTraced = <A>(
  trace: (item: A) => number,
  holds: (trace: number) => boolean,
  items: ReadonlyArray<A>,
  from: number,
  to: number
): number => {
  let held = 0
  for (let index = from; index < to; index++) if (holds(trace(items[index] as A))) held++
  return held
}

/** Keeps the trace of every decision and counts those that let through. */
export const keep = <A>(
  trace: (item: A) => number,
  holds: (trace: number) => boolean,
  kept: Int32Array,
  items: ReadonlyArray<A>,
  from: number,
  to: number
): number => {
  let held = 0
  for (let index = from; index < to; index++) {
    const bits = trace(items[index] as A)
    kept[index] = bits
    if (holds(bits)) held++
  }
  return held
}

/** Has every rule's answer written down for each item, and reads one of them, another each time. */
export const fill = <A>(
  evaluate: (item: A, held: Uint8Array) => void,
  held: Uint8Array,
  items: ReadonlyArray<A>,
  from: number,
  to: number
): number => {
  let read = 0
  for (let index = from; index < to; index++) {
    evaluate(items[index] as A, held)
    read += held[index % held.length] ?? 0
  }
  return read
}

/** The same for answers that are looked up as a whole. */
export const pick = <A>(
  evaluate: (item: A) => ReadonlyArray<number>,
  items: ReadonlyArray<A>,
  from: number,
  to: number
): number => {
  let read = 0
  for (let index = from; index < to; index++) {
    const held = evaluate(items[index] as A)
    if (held[index % held.length] === 1) read++
  }
  return read
}
