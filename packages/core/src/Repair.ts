/**
 * A repair is a smallest set of changes that would let a candidate be notified, with who can make each. It is found by
 * trying: in the trace of a decision the conditions on a fact are changed as the catalogue says somebody could change it.
 *
 * Invariant: with all its changes made the gates let the candidate through (or leave only unknown gates, and then the
 * repair says so), and no change can be left out.
 */
import type { Selection } from "./AddressSelection.ts"
import type { Candidate } from "./Candidate.ts"
import { factsOf } from "./Condition.ts"
import type { Actor, FactChange, Facts } from "./Fact.ts"
import type { GateProgram } from "./GateProgram.ts"
import { holdsFor } from "./Numbering.ts"
import type { Channel } from "./Order.ts"
import type { RuleProgram } from "./RuleProgram.ts"
import type { Basis } from "./RuleSet.ts"
import { PAIR_FALSE, PAIR_TRUE, truthAt, withPairs } from "./Trace.ts"
import type { Trace } from "./Trace.ts"
import { gatesThat, UNKNOWN } from "./Verdict.ts"

/** One change somebody can make. `fact` is a fact of the catalogue, or `email` or `phone` for an address to register. */
export interface RepairChange {
  readonly fact: string
  readonly to: string | number
  readonly by: Actor
}

/** A smallest set of changes that would let a candidate be notified. */
export interface Repair {
  readonly changes: ReadonlyArray<RepairChange>
  /** Facts that are not known, and that must turn out well too. */
  readonly provided: ReadonlyArray<string>
}

/** The greatest number of changes tried together; nobody is helped by a longer list. */
const MAX_CHANGES = 5

/** The repairs of the gates for a basis and facts, smallest first; empty when nobody can make one. */
export const repairGates = (program: RuleProgram, basis: Basis, facts: Facts): ReadonlyArray<Repair> =>
  repairTrace(program, basis, program.gates[basis].trace(program.pack(facts)))

/** The repairs of a trace, smallest first; empty when nobody can make one. */
export const repairTrace = (program: RuleProgram, basis: Basis, trace: Trace): ReadonlyArray<Repair> => {
  const gates = program.gates[basis]
  const outcome = gates.outcome(trace)
  if (outcome === "notify") return [{ changes: [], provided: [] }]
  if (outcome === "undetermined") {
    return [{ changes: [{ fact: "lookups", to: "complete", by: "operations" }], provided: unknownFacts(gates, trace) }]
  }
  const failing = gatesThat(gates.verdict(trace), "fails")
  const changeable = [...new Set(failing.flatMap(({ conditions }) => factsOf(conditions)))].flatMap((fact) =>
    possibleChanges(program, fact, basis)
  )
  const found: Array<Repair> = []
  for (let size = 1; size <= MAX_CHANGES && size <= changeable.length; size++) {
    for (const changes of combinations(changeable, size)) {
      if (new Set(changes.map(({ fact }) => fact)).size < size) continue
      if (found.some((repair) => repair.changes.every((change) => changes.includes(change)))) continue
      const changed = withPairs(trace, new Map(changes.flatMap((change) => pairsAfter(gates, change))))
      const changedOutcome = gates.outcome(changed)
      if (changedOutcome === "withhold") continue
      found.push({ changes, provided: changedOutcome === "notify" ? [] : unknownFacts(gates, changed) })
    }
  }
  return found
}

/** The pairs of the conditions on a fact once it is changed. */
const pairsAfter = ({ conditions }: GateProgram, { fact, to }: RepairChange): ReadonlyArray<[number, number]> =>
  conditions.flatMap((condition, index): ReadonlyArray<[number, number]> =>
    condition.fact === fact ? [[index, holdsFor(condition, to) ? PAIR_TRUE : PAIR_FALSE]] : []
  )

/** Adds to each repair the address that a candidate would need, if the channel finds none. */
export const repairAddress = (
  repairs: ReadonlyArray<Repair>,
  candidate: Candidate,
  selection: Pick<Selection, "addresses" | "reasons">,
  channel: Channel
): ReadonlyArray<Repair> => {
  if (selection.addresses.length > 0) return repairs.filter(({ changes }) => changes.length > 0)
  if (selection.reasons.includes("GROUP_REACHED_ON_PREFERRED_CHANNEL")) return []
  const by: Actor = addressKeepers[candidate.basis]
  const kinds = channel === "Email" ? ["email"] : channel === "Sms" ? ["phone"] : ["email", "phone"]
  return repairs.flatMap((repair) =>
    repair.changes.some(({ fact }) => bringsAddress.has(fact))
      ? [repair]
      : kinds.map((fact) => ({ ...repair, changes: [...repair.changes, { fact, to: "usable", by }] }))
  )
}

/** Changes that mean registering contact data anew, so that no further address is needed. */
const bringsAddress: ReadonlySet<string> = new Set(["registerEntry", "customContact", "contactState", "lookups"])

const addressKeepers: Readonly<Record<Basis, Actor>> = {
  Explicit: "service-owner",
  Person: "person",
  ExternalIdentity: "person",
  StatutoryContact: "organisation",
  CustomContact: "person"
}

const possibleChanges = (program: RuleProgram, fact: string, basis: Basis): ReadonlyArray<RepairChange> => {
  const definition = Object.hasOwn(program.catalogue, fact) ? program.catalogue[fact] : undefined
  return (definition?.changes ?? []).flatMap((change: FactChange): ReadonlyArray<RepairChange> => {
    const { by, to } = change
    if (typeof to === "object") return []
    // An organisation registers its own statutory contacts; nobody else can.
    const actor = fact === "registerEntry" && basis === "StatutoryContact" ? "organisation" : by
    return [{ fact, to, by: actor }]
  })
}

/** The unavailable facts that open gates ask about, in the order of the gates. */
const unknownFacts = (gates: GateProgram, trace: Trace): ReadonlyArray<string> => {
  const unknown = new Set(
    gates.conditions.filter((_, index) => truthAt(trace, index) === UNKNOWN).map(({ fact }) => fact)
  )
  return [
    ...new Set(
      gatesThat(gates.verdict(trace), "undetermined")
        .flatMap(({ conditions }) => factsOf(conditions))
        .filter((fact) => unknown.has(fact))
    )
  ]
}

function* combinations<A>(items: ReadonlyArray<A>, size: number, from = 0): Generator<ReadonlyArray<A>> {
  if (size === 0) {
    yield []
    return
  }
  for (let index = from; index <= items.length - size; index++) {
    const item = items[index]
    if (item === undefined) continue
    for (const rest of combinations(items, size - 1, index + 1)) yield [item, ...rest]
  }
}
