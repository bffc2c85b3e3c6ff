/**
 * A witness shows a divergence on the smallest order and the fewest facts that still have it: a logged decision from which
 * everything was taken away that it does not need.
 *
 * Invariants: an order and a snapshot that are tried could have come from outside; when no bound was reached, no single
 * recipient, row, entry or option can be taken away. The same decision has the same witness for ever, and it names nobody.
 */
import { compile, decide, parseOrder, parseSnapshot } from "@adressat/core"
import type { Contributor, Order, RuleProgram, Snapshot } from "@adressat/core"
import * as Result from "effect/Result"
import type { LoggedDecision } from "./LoggedDecision.ts"
import { divergenceName, divergentOf } from "./Shadow.ts"
import type { Divergent } from "./Shadow.ts"
import { redactCase } from "./ShadowRedaction.ts"

/** A smallest case of a divergence. Persons, users and addresses in it are numbered as they appear. */
export interface ShadowWitness {
  /** Of the decision it was made from, in the log. */
  readonly decisionId: string
  readonly order: Order
  readonly snapshot: Snapshot
  /** Who stands differently: the index of the recipient in the order, and the candidate. */
  readonly recipient: number
  readonly subject: Contributor["subject"]
  /** `false`: a bound was reached, so that more could be taken away. */
  readonly isSmallest: boolean
}

/** How long a witness is looked for. */
export interface WitnessOptions {
  /** Most cases that are tried; default 1,000. */
  readonly tries?: number
  /** Most recipients and rows in all cases together; default 1,000,000. */
  readonly rows?: number
}

/**
 * The smallest witness of a divergence that a decision has; `undefined` when the decision does not have it, or has it only
 * because it cannot be made again as it was.
 */
export const witnessOf = (
  divergence: Divergent["divergence"],
  candidate: RuleProgram,
  logged: LoggedDecision,
  options: WitnessOptions = {}
): ShadowWitness | undefined => {
  const inForce = compile(logged.ruleSet)
  const found = smallestSituation(divergence, inForce, candidate, logged, options)
  if (found === undefined) return undefined
  const { divergent, isSmallest, situation } = found
  const { recipient, subject } = divergent
  return {
    decisionId: logged.id,
    ...redactCase({ ...situation, subject }, [inForce.catalogue, candidate.catalogue]),
    recipient,
    isSmallest
  }
}

/** A situation in which two programs diverge. */
interface Found {
  readonly situation: Situation
  readonly divergent: Divergent
  readonly isSmallest: boolean
}

/** The smallest situation within another one in which two programs still diverge as they are said to. */
export const smallestSituation = (
  divergence: Divergent["divergence"],
  inForce: RuleProgram,
  candidate: RuleProgram,
  { order, snapshot }: Situation,
  { rows = 1_000_000, tries = 1000 }: WitnessOptions = {}
): Found | undefined => {
  const name = divergenceName(divergence)
  const find = (one: Situation): Divergent | undefined =>
    divergentOf(decide(inForce, one.order, one.snapshot), decide(candidate, one.order, one.snapshot)).find(
      (divergent) => divergenceName(divergent.divergence) === name
    )
  const whole: Situation = { order, snapshot }
  if (find(whole) === undefined) return undefined
  const left = { tries, rows }
  const situation = shrunk(whole, (smaller: Situation) => {
    if (left.tries <= 0 || left.rows <= 0) return false
    left.tries -= 1
    left.rows -= rowsIn(smaller)
    return isSituation(smaller) && find(smaller) !== undefined
  }) as Situation
  const divergent = find(situation)
  return divergent === undefined ? undefined : { situation, divergent, isSmallest: left.tries > 0 && left.rows > 0 }
}

/** How large a decision is to begin with, in recipients and rows. */
export const sizeOf = ({ order, snapshot }: LoggedDecision): number => rowsIn({ order, snapshot })

/** What a decision is made from, besides a rule set. */
interface Situation {
  readonly order: Order
  readonly snapshot: Snapshot
}

const isSituation = ({ order, snapshot }: Situation): boolean =>
  Result.isSuccess(parseOrder(order)) && Result.isSuccess(parseSnapshot(snapshot))

/** Lists within rows count as well: all that is in them is decided by. */
const rowsIn = (value: unknown): number => {
  if (typeof value !== "object" || value === null) return 0
  const parts: ReadonlyArray<unknown> = Object.values(value)
  return parts.reduce<number>((sum, part) => sum + rowsIn(part), Array.isArray(value) ? value.length : 0)
}

// --- Taking away -----------------------------------------------------------------------------------------------------

type Holds<A> = (smaller: A) => boolean

/** Takes away what can be taken away, until nothing more can. */
const shrunk = (value: unknown, holds: Holds<never>): unknown => {
  const once = smallerPart(value, holds as Holds<unknown>)
  return once === value ? value : shrunk(once, holds)
}

/** Takes away what can be taken away in one pass; gives the value itself where that is nothing. */
const smallerPart = (value: unknown, holds: Holds<unknown>): unknown => {
  if (Array.isArray(value)) return smallerList(value, holds)
  if (typeof value === "object" && value !== null) {
    return smallerRecord(value as Readonly<Record<string, unknown>>, holds)
  }
  return value
}

/** Halves first, then quarters, and in the end one after the other. */
const smallerList = (list: ReadonlyArray<unknown>, holds: Holds<ReadonlyArray<unknown>>): ReadonlyArray<unknown> => {
  let left = list
  for (let size = Math.ceil(left.length / 2); size > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < left.length;) {
      const fewer = left.toSpliced(start, size)
      if (holds(fewer)) left = fewer
      else start += size
    }
  }
  for (const index of left.keys()) {
    const entry = smallerPart(left[index], (smaller) => holds(left.with(index, smaller)))
    if (entry !== left[index]) left = left.with(index, entry)
  }
  return left
}

const smallerRecord = (
  record: Readonly<Record<string, unknown>>,
  holds: Holds<Readonly<Record<string, unknown>>>
): Readonly<Record<string, unknown>> => {
  let left = record
  for (const name of Object.keys(record)) {
    const { [name]: value, ...others } = left
    if (holds(others)) {
      left = others
      continue
    }
    const part = smallerPart(value, (smaller) => holds({ ...left, [name]: smaller }))
    if (part !== value) left = { ...left, [name]: part }
  }
  return left
}
