/**
 * Shared facts are the facts of all candidates that the rules cannot tell apart: one dictionary, found by a small number
 * made of the words that differ between candidates. What the rules say about it is asked once, and put into words once.
 *
 * Invariants: dictionaries are frozen, so that sharing them between candidates, and between the decisions of one program,
 * is safe; own facts are shared within one resolution only, since their values have no bound. The states of the address
 * fields are left out where no gate of the basis asks for them, because they are the only facts that cost something to
 * find out; {@link withFieldStates} puts them in.
 */
import { factsOf } from "./Condition.ts"
import type { DecisionReason, Withheld } from "./Decision.ts"
import { builtInFacts, isFactValue, UNAVAILABLE } from "./Fact.ts"
import type { FactCatalogue, FactDefinition, Facts, FactValue } from "./Fact.ts"
import { resourceOf, stageOf } from "./Order.ts"
import type { Order } from "./Order.ts"
import type { RecipientKind } from "./RecipientKind.ts"
import { resourceKind } from "./Resource.ts"
import type { RuleProgram } from "./RuleProgram.ts"
import type { RuleOptions } from "./RuleOptions.ts"
import { catalogueOf, rulesOf } from "./RuleSet.ts"
import type { Basis, RuleSet } from "./RuleSet.ts"
import type { Verdict } from "./Verdict.ts"

type Repairs = Withheld["repairs"]

/** What is said about everyone left out who has the same facts. */
export interface Wording {
  /** The verdict that was put into words. */
  readonly verdict: Verdict
  readonly reasons: ReadonlyArray<DecisionReason>
  readonly undetermined: ReadonlyArray<DecisionReason>
  /** Whether one of those gates asks for read access, so that what the policy decision rests on belongs there. */
  readonly asksReadAccess: boolean
  /** What would let them through the gates. */
  readonly repairs: Repairs
  /** The same for those who have an address on the channel. */
  readonly repairsWithAddress: Repairs
  /** The same for those who need one besides. */
  readonly repairsWithoutAddress: Repairs
}

/** Facts that candidates share, with what was found out about them. */
export interface SharedFacts {
  readonly basis: Basis
  readonly facts: Facts
  /** What the owner of the facts says about them; see {@link verdictOf}. */
  verdict: Verdict | undefined
  /** Kept by whoever puts a verdict on the facts into words. */
  wording: Wording | undefined
  /** These facts with a few of them otherwise. */
  variants: Map<string, SharedFacts> | undefined
}

interface OwnFactDefinition {
  readonly name: string
  readonly definition: FactDefinition
}

/** The facts that candidates of one basis can have in orders of one kind. */
export interface BasisFacts {
  readonly basis: Basis
  readonly asksEmail: boolean
  readonly asksPhone: boolean
  /** The facts that the rule set adds. */
  readonly own: ReadonlyArray<OwnFactDefinition>
  /** The facts that the order alone decides; the others are irrelevant. */
  readonly base: Facts
  /** The facts before any source has answered. */
  readonly unanswered: SharedFacts
  readonly byKey: Map<number, SharedFacts>
  readonly memory: { count: number }
}

/** The facts that candidates can have in orders of one kind. */
export type OrderFacts = Readonly<Record<Basis, BasisFacts>>

// --- Words as numbers ------------------------------------------------------------------------------------------------

type BuiltInFact = keyof typeof builtInFacts

/** A word as a number; `unavailable`, like anything that is no word of the fact, is zero. */
export const wordCode = (fact: BuiltInFact, word: string): number => builtInFacts[fact].values.indexOf(word) + 1

const wordAt = (fact: BuiltInFact, code: number): string => builtInFacts[fact].values[code - 1] ?? UNAVAILABLE

/** Stands for the state of an address field that no gate asks for. */
export const NOT_ASKED = 15

const BITS = 4
const MASK = 15
const EMAIL_SHIFT = 4 * BITS
const PHONE_SHIFT = 5 * BITS

/** The facts that differ between candidates of one basis and order, besides the states of their address fields. */
const differing = {
  Explicit: [],
  Person: ["registerEntry", "reservation"],
  ExternalIdentity: ["registerEntry"],
  StatutoryContact: ["registerEntry", "contactState", "contactOrigin"],
  CustomContact: ["customContact", "serviceSelection", "readAccess", "taskReadAccess"]
} as const satisfies Readonly<Record<Basis, ReadonlyArray<BuiltInFact>>>

/** Codes of words put together: the differing facts of a basis in their order, with zero where there are fewer. */
export const wordCodes = (first: number, second: number, third: number, fourth: number): number =>
  first | (second << BITS) | (third << (2 * BITS)) | (fourth << (3 * BITS))

// --- Facts of an order -----------------------------------------------------------------------------------------------

const kinds: Readonly<Record<Basis, RecipientKind>> = {
  Explicit: "address",
  Person: "person",
  ExternalIdentity: "external-identity",
  StatutoryContact: "organization",
  CustomContact: "organization"
}

/** The facts known before any source is asked; the rest is given by `rest`. */
const orderFacts = (
  order: Order,
  basis: Basis,
  options: RuleOptions,
  catalogue: FactCatalogue,
  rest: "irrelevant" | typeof UNAVAILABLE
): Facts => {
  const facts: Record<string, FactValue> = {}
  for (const [name, definition] of Object.entries(catalogue)) {
    facts[name] = rest === "irrelevant" && isFactValue(definition, rest) ? rest : UNAVAILABLE
  }
  const stage = stageOf(order)
  facts["basis"] = basis
  facts["recipientKind"] = kinds[basis]
  facts["stage"] = stage
  facts["channel"] = order.channel
  facts["resource"] = resourceKind(resourceOf(order))
  facts["customContactLookup"] =
    stage === "registration" && options.customContactsAtRegistration === "skip"
      ? "skipped-at-registration"
      : "consulted"
  if (rest === "irrelevant") facts["lookups"] = "complete"
  return facts
}

/** Most dictionaries kept for one owner; the shipped rule sets need a few hundred. */
const MOST_KEPT = 20_000

interface Memory {
  readonly byOrder: Map<string, OrderFacts>
  count: number
}

const memories = new WeakMap<object, Memory>()

/**
 * The facts that candidates of an order can have. They are kept for their owner, which is whoever judges them: a program,
 * or the rule set where nobody judges.
 */
export const factsForOrder = (owner: object, ruleSet: RuleSet, order: Order): OrderFacts => {
  let memory = memories.get(owner)
  if (memory === undefined || memory.count > MOST_KEPT) {
    memory = { byOrder: new Map(), count: 0 }
    memories.set(owner, memory)
  }
  const key = `${stageOf(order)} ${order.channel} ${resourceKind(resourceOf(order))}`
  const known = memory.byOrder.get(key)
  if (known !== undefined) return known
  const made = makeOrderFacts(ruleSet, order, memory)
  memory.byOrder.set(key, made)
  return made
}

const makeOrderFacts = (ruleSet: RuleSet, order: Order, memory: Memory): OrderFacts => {
  const catalogue = catalogueOf(ruleSet)
  const own = Object.keys(ruleSet.facts).flatMap((name): ReadonlyArray<OwnFactDefinition> => {
    const definition = catalogue[name]
    return definition === undefined ? [] : [{ name, definition }]
  })
  const factsOfBasis = (basis: Basis): BasisFacts => {
    const asked = new Set(rulesOf(ruleSet, basis).flatMap(({ conditions }) => factsOf(conditions)))
    memory.count++
    return {
      basis,
      asksEmail: asked.has("emailState"),
      asksPhone: asked.has("phoneState"),
      own,
      base: orderFacts(order, basis, ruleSet.options, catalogue, "irrelevant"),
      unanswered: newlyShared(basis, orderFacts(order, basis, ruleSet.options, catalogue, UNAVAILABLE)),
      byKey: new Map(),
      memory
    }
  }
  return {
    Explicit: factsOfBasis("Explicit"),
    Person: factsOfBasis("Person"),
    ExternalIdentity: factsOfBasis("ExternalIdentity"),
    StatutoryContact: factsOfBasis("StatutoryContact"),
    CustomContact: factsOfBasis("CustomContact")
  }
}

// --- Sharing ---------------------------------------------------------------------------------------------------------

/** The facts with these words ({@link wordCodes}) and states of address fields, without own facts. */
export const shareFacts = (known: BasisFacts, words: number, emailState: number, phoneState: number): SharedFacts => {
  const key = words | (emailState << EMAIL_SHIFT) | (phoneState << PHONE_SHIFT)
  return known.byKey.get(key) ?? makeFacts(known, key)
}

const makeFacts = (known: BasisFacts, key: number): SharedFacts => {
  const codes = new Map<string, number>([
    ...differing[known.basis].map((fact, position) => [fact, (key >> (BITS * position)) & MASK] as const),
    ["emailState", (key >> EMAIL_SHIFT) & MASK],
    ["phoneState", (key >> PHONE_SHIFT) & MASK]
  ])
  const facts: Record<string, FactValue> = {}
  for (const [fact, value] of Object.entries(known.base)) {
    const code = codes.get(fact)
    if (code === undefined) facts[fact] = value
    else if (code !== NOT_ASKED) facts[fact] = wordAt(fact as BuiltInFact, code)
  }
  const made = newlyShared(known.basis, facts)
  known.byKey.set(key, made)
  known.memory.count++
  return made
}

const newlyShared = (basis: Basis, facts: Facts): SharedFacts => ({
  basis,
  facts: Object.freeze(facts),
  verdict: undefined,
  wording: undefined,
  variants: undefined
})

/** Own facts by the other facts and their own values; for one resolution. */
export type OwnFacts = Map<SharedFacts, Map<string, SharedFacts>>

/** The facts together with those that the rule set adds; a value outside its vocabulary or range is unavailable. */
export const withOwnFacts = (
  shared: SharedFacts,
  own: BasisFacts["own"],
  valueOf: (fact: string) => unknown,
  known: OwnFacts
): SharedFacts => {
  const values: Record<string, FactValue> = {}
  for (const { definition, name } of own) {
    const value = valueOf(name)
    values[name] = isFactValue(definition, value) ? value : UNAVAILABLE
  }
  let byValue = known.get(shared)
  if (byValue === undefined) {
    byValue = new Map()
    known.set(shared, byValue)
  }
  const key = JSON.stringify(values)
  const found = byValue.get(key)
  if (found !== undefined) return found
  const made = newlyShared(shared.basis, { ...shared.facts, ...values })
  byValue.set(key, made)
  return made
}

/** What the gates say about facts that are shared by the candidates of this program. */
export const verdictOf = (program: RuleProgram, shared: SharedFacts): Verdict =>
  (shared.verdict ??= program.evaluate(shared.basis, shared.facts))

/** The facts of the same candidates when a source that the order depends on has not answered. */
export const withoutLookups = (shared: SharedFacts): SharedFacts => variant(shared, "lookups", { lookups: UNAVAILABLE })

/** The facts with the states of the address fields, also where no gate asks for them. */
export const withFieldStates = (shared: SharedFacts, emailState: number, phoneState: number): SharedFacts =>
  variant(shared, `${emailState} ${phoneState}`, {
    emailState: wordAt("emailState", emailState),
    phoneState: wordAt("phoneState", phoneState)
  })

const variant = (shared: SharedFacts, key: string, changed: Facts): SharedFacts => {
  shared.variants ??= new Map()
  const known = shared.variants.get(key)
  if (known !== undefined) return known
  const made = newlyShared(shared.basis, { ...shared.facts, ...changed })
  shared.variants.set(key, made)
  return made
}
