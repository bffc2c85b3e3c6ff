/**
 * An index over the targets of a policy's children: which of them can match at all, by the texts they ask for. It only ever
 * leaves out a child whose target certainly does not match, so the decision is the same with or without it.
 */
import type { Compilation } from "./Compilation.ts"
import type { AnyOf, Target } from "../Policy.ts"
import type { RequestContext } from "./RequestContext.ts"
import type { TextMatch } from "./TargetProgram.ts"
import { textMatchOf } from "./TargetProgram.ts"
import { isFailure } from "../Value.ts"

/** The numbers of the children that may match, in order. */
export type Candidates = (context: RequestContext) => ReadonlyArray<number>

/** Below this many children a look-up costs more than it saves. */
const worthwhile = 4

interface SlotIndex {
  readonly bagOf: TextMatch["bagOf"]
  /** The children that any text may suit. */
  readonly unconstrained: Uint32Array
  /** The children that each text, in lower case, may suit. */
  readonly byText: ReadonlyMap<string, Uint32Array>
}

/** Indexes targets; `undefined` stands for a child that must always be evaluated. */
export const indexTargets = (targets: ReadonlyArray<Target | undefined>, compilation: Compilation): Candidates => {
  const everyone = targets.map((_, child) => child)
  if (targets.length < worthwhile) return () => everyone
  const indexes = slotIndexes(targets, compilation)
  if (indexes.length === 0) return () => everyone
  const all = new Uint32Array(Math.ceil(targets.length / 32))
  for (const child of everyone) add(all, child)
  return (context) => {
    const possible = all.slice()
    for (const index of indexes) narrow(possible, index, context)
    return numbersIn(possible)
  }
}

/** Leaves those children that an index cannot rule out. */
const narrow = (possible: Uint32Array, { bagOf, byText, unconstrained }: SlotIndex, context: RequestContext): void => {
  const bag = bagOf(context)
  if (isFailure(bag)) return
  const suited = bag.flatMap(({ data }) => byText.get((data as string).toLowerCase()) ?? [])
  for (let word = 0; word < possible.length; word++) {
    let mask = unconstrained[word] ?? 0
    for (const children of suited) mask |= children[word] ?? 0
    possible[word] = (possible[word] ?? 0) & mask
  }
}

/** The children of a set, in order. */
const numbersIn = (set: Uint32Array): ReadonlyArray<number> => {
  const numbers: Array<number> = []
  for (const [word, bits] of set.entries()) {
    for (let left = bits; left !== 0; left &= left - 1) numbers.push(word * 32 + 31 - Math.clz32(left & -left))
  }
  return numbers
}

const add = (set: Uint32Array, child: number): void => {
  set[child >>> 5] = (set[child >>> 5] ?? 0) | (1 << (child & 31))
}

const slotIndexes = (
  targets: ReadonlyArray<Target | undefined>,
  compilation: Compilation
): ReadonlyArray<SlotIndex> => {
  const bySlot = new Map<number, Map<number, ReadonlyArray<TextMatch>>>()
  for (const [child, target] of targets.entries()) {
    for (const anyOf of target?.anyOf ?? []) {
      for (const [slot, needed] of neededTexts(anyOf, compilation)) {
        const children = bySlot.get(slot) ?? new Map<number, ReadonlyArray<TextMatch>>()
        // A second AnyOf on the same attribute could only narrow the set further.
        if (!children.has(child)) children.set(child, needed)
        bySlot.set(slot, children)
      }
    }
  }
  return [...bySlot.values()]
    .filter((children) => children.size * 2 >= targets.length)
    .flatMap((children) => {
      const bagOf = [...children.values()][0]?.[0]?.bagOf
      return bagOf === undefined ? [] : [slotIndex(bagOf, children, targets.length)]
    })
}

const slotIndex = (
  bagOf: TextMatch["bagOf"],
  children: ReadonlyMap<number, ReadonlyArray<TextMatch>>,
  count: number
): SlotIndex => {
  const words = Math.ceil(count / 32)
  const unconstrained = new Uint32Array(words)
  const byText = new Map<string, Uint32Array>()
  for (let child = 0; child < count; child++) {
    const needed = children.get(child)
    if (needed === undefined) add(unconstrained, child)
    for (const { text } of needed ?? []) {
      const key = text.toLowerCase()
      const suited = byText.get(key) ?? new Uint32Array(words)
      add(suited, child)
      byText.set(key, suited)
    }
  }
  return { bagOf, unconstrained, byText }
}

/** By designator, the texts of which one must be there for the AnyOf to match: every alternative asks for one of them. */
const neededTexts = ({ allOf }: AnyOf, compilation: Compilation): ReadonlyMap<number, ReadonlyArray<TextMatch>> => {
  const alternatives = allOf.map(({ matches }) => matches.flatMap((match) => textMatchOf(match, compilation) ?? []))
  const slots = new Set(alternatives.flatMap((texts) => texts.map(({ slot }) => slot)))
  const needed = new Map<number, ReadonlyArray<TextMatch>>()
  for (const slot of slots) {
    const texts = alternatives.map((alternative) => alternative.filter((text) => text.slot === slot))
    if (texts.every((found) => found.length > 0)) needed.set(slot, texts.flat())
  }
  return needed
}
