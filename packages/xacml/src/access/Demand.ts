/**
 * What is demanded of a subject, in numbers: a term is one thing that a policy asks about, such as whether the subject has
 * a certain role, and a set of terms is bits in words of 32.
 */

/** Terms that must all hold; none: it holds. */
export type Conjunction = ReadonlyArray<number>

/** Alternatives, one of which must hold; none: it never holds. */
export type Clause = ReadonlyArray<Conjunction>

/** Clauses that must all hold; none: it always holds. The shape of a XACML target. */
export type Demand = ReadonlyArray<Clause>

/** A set of terms; the word of a term is its number divided by 32. */
export type TermSet = Int32Array

/** The terms that hold for a subject or a question. */
export interface HeldTerms {
  readonly certain: TermSet
  /** Those in doubt too; the same object as `certain` where there is no doubt. */
  readonly possible: TermSet
}

/** Adds a term to a set. */
const addTerm = (set: TermSet, term: number): void => {
  set[term >>> 5] = (set[term >>> 5] ?? 0) | (1 << (term & 31))
}

/** Whether a term is in a set. */
export const hasTerm = (set: TermSet, term: number): boolean => (((set[term >>> 5] ?? 0) >>> (term & 31)) & 1) === 1

/** Whether a demand is met by the terms of a set. */
export const isMet = (demand: Demand, set: TermSet): boolean =>
  demand.every((clause) => clause.some((conjunction) => conjunction.every((term) => hasTerm(set, term))))

/** Reads so many terms: `tell` is given what to say of terms that hold, and of those that are in doubt. */
export const readTerms = (
  count: number,
  tell: (holds: (term: number) => void, isInDoubt: (term: number) => void) => void
): HeldTerms => {
  const certain = new Int32Array(Math.ceil(count / 32))
  let possible: TermSet | undefined
  const doubted: Array<number> = []
  tell(
    (term) => addTerm(certain, term),
    (term) => doubted.push(term)
  )
  for (const term of doubted) addTerm((possible ??= certain.slice()), term)
  return { certain, possible: possible ?? certain }
}
