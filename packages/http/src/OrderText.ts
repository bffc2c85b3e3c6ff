/**
 * Order text is an order as it comes over the wire: read by the platform's own JSON parser, which is several times as fast as
 * one that knows positions, and read again with positions only when something is wrong.
 *
 * Invariant: a member written twice is a problem here as well, although `JSON.parse` passes over it in silence: then fewer
 * members are in the value than were written.
 */
import { parseOrder, parseOrderText } from "@adressat/core"
import type { ParsedOrder, Problem } from "@adressat/core"
import * as Result from "effect/Result"

/** Reads an order; problems have positions, warnings have none. `value` is what `JSON.parse` made of the text, where that was done already. */
export const readOrderText = (
  text: string,
  value: unknown = parsed(text)
): Result.Result<ParsedOrder, ReadonlyArray<Problem>> => {
  if (value === undefined || membersWritten(text) !== membersIn(value)) return parseOrderText(text)
  const order = parseOrder(value)
  return Result.isSuccess(order) ? order : parseOrderText(text)
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const [QUOTE, BACKSLASH, COLON] = [34, 92, 58]

/** How many members stand in a text that is valid JSON. */
const membersWritten = (text: string): number => {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === COLON) count += 1
    else if (code === QUOTE) {
      for (at += 1; at < text.length && text.charCodeAt(at) !== QUOTE; at++) {
        if (text.charCodeAt(at) === BACKSLASH) at += 1
      }
    }
  }
  return count
}

/** How many members are in a value, however deep. */
const membersIn = (value: unknown): number => {
  let count = 0
  const left: Array<unknown> = [value]
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next !== "object" || next === null) continue
    if (Array.isArray(next)) {
      for (const one of next) left.push(one)
    } else {
      const members = Object.values(next)
      count += members.length
      for (const one of members) left.push(one)
    }
  }
  return count
}
