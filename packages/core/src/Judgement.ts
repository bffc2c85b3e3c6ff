/**
 * A judgement is a decision before it is put into words: who was considered, what the gates say about each, and the
 * deliveries. Whoever only sends needs no more; `Conclusion` makes the decision from it, for all or for one candidate.
 *
 * Invariants: judging asks the rules once for candidates with equal facts, and takes time linear in the number of
 * candidates; every candidate ends in exactly one way.
 */
import { selectEach } from "./AddressSelection.ts"
import type { GroupHas, Visit } from "./AddressSelection.ts"
import type { Candidate } from "./Candidate.ts"
import { candidateOf, contactInTurn } from "./Contact.ts"
import { contactAt, findKinds, withKinds } from "./ContactList.ts"
import type { ContactList } from "./ContactList.ts"
import type { Delivery } from "./Decision.ts"
import { beginContacts, listContacts } from "./Enumeration.ts"
import { LEFT_OUT, makeMerger } from "./Merge.ts"
import type { Order } from "./Order.ts"
import type { RuleEngine } from "./RuleEngine.ts"
import type { RuleProgram } from "./RuleProgram.ts"
import { verdictOf, withoutLookups } from "./SharedFacts.ts"
import type { Snapshot } from "./Snapshot.ts"
import type { Verdict } from "./Verdict.ts"

/** Who was considered for an order, what the gates say about each, and the deliveries. */
export interface Judgement {
  readonly program: RuleProgram
  readonly order: Order
  /** The time of the snapshot, as it stands there. */
  readonly snapshotAt: string
  /** Everyone considered, in the order of recipients; a candidate's place there is its index. */
  readonly contacts: ContactList
  /** What the gates say about each kind of contact. */
  readonly verdicts: ReadonlyArray<Verdict>
  /** One message each, as in the decision. */
  readonly deliveries: ReadonlyArray<Delivery>
  /** How many deliveries reach each recipient. */
  readonly reached: Uint32Array
  /** The recipients that a delivery reaches by a statutory contact. */
  readonly reachedByStatute: ReadonlySet<number>
  /** How each ended, as `Merge` names it. */
  readonly ends: Uint8Array
  /** Which addresses of each were cleared, as `Holding` names them. */
  readonly cleared: Uint8Array
  /** What the group of statutory contacts has, by recipient, where they fall back together. */
  readonly groups: ReadonlyMap<number, GroupHas>
}

/** Judges an order from a snapshot: pure, synchronous, the same for ever. */
export const judge = (program: RuleProgram, order: Order, snapshot: Snapshot): Judgement => {
  const contacts = beginContacts(program, program.ruleSet, order, snapshot)
  const judgement = deliver(program, order, snapshot.at, contacts, [])
  const stopped = stopOrder(program, contacts, judgement.verdicts)
  return stopped === undefined ? judgement : deliver(program, order, snapshot.at, stopped, [])
}

/** Judges an order with json-rules-engine as the judge of all facts; the rest is the same as in {@link judge}. */
export const judgeByReference = async (
  program: RuleProgram,
  engine: RuleEngine,
  order: Order,
  snapshot: Snapshot
): Promise<Judgement> => {
  const verdictsOf = async ({ kinds }: ContactList): Promise<ReadonlyArray<Verdict>> => {
    const verdicts: Array<Verdict> = []
    for (const { basis, facts } of kinds) verdicts.push(await engine.evaluate(basis, facts))
    return verdicts
  }
  const contacts = listContacts(program, program.ruleSet, order, snapshot)
  const verdicts = await verdictsOf(contacts)
  const stopped = stopOrder(program, contacts, verdicts)
  return stopped === undefined
    ? deliver(program, order, snapshot.at, contacts, verdicts)
    : deliver(program, order, snapshot.at, stopped, await verdictsOf(stopped))
}

/** A candidate in full, given by its index; `undefined` when there is none. */
export const candidateAt = ({ contacts, program }: Judgement, index: number): Candidate | undefined => {
  const contact = contactAt(contacts, index)
  return contact === undefined ? undefined : candidateOf(contact, program.ruleSet.options)
}

/** Where the options say that one failed source stops the whole order: the contacts with that made a fact. */
const stopOrder = (
  { ruleSet: { options } }: RuleProgram,
  contacts: ContactList,
  verdicts: ReadonlyArray<Verdict>
): ContactList | undefined =>
  options.unavailableFacts === "stop-order" && verdicts.some(({ outcome }) => outcome === "undetermined")
    ? withKinds(contacts, withoutLookups)
    : undefined

/** So many kinds of a recipient are found before its addresses are selected; of most that is all of them. */
const MANY = 256

/**
 * Selects and merges the addresses of those who are to be notified, recipient by recipient. The kinds
 * of contacts need not be found yet: each contact is selected soon after. Kinds without a verdict are judged by the program.
 */
const deliver = (
  program: RuleProgram,
  order: Order,
  snapshotAt: string,
  contacts: ContactList,
  known: ReadonlyArray<Verdict>
): Judgement => {
  const { options } = program.ruleSet
  const { count, firsts, kindOf, kinds } = contacts
  const verdicts = [...known]
  const isNotified = verdicts.map(({ outcome }) => outcome === "notify")
  let found = 0
  const findMore = () => {
    found = findKinds(contacts, found)
    for (let kind = isNotified.length; kind < kinds.length; kind++) {
      const shared = kinds[kind]
      if (shared === undefined) continue
      const verdict = verdictOf(program, shared)
      verdicts.push(verdict)
      isNotified.push(verdict.outcome === "notify")
    }
  }
  const ends = new Uint8Array(count).fill(LEFT_OUT)
  const cleared = new Uint8Array(count)
  const groups = new Map<number, GroupHas>()
  const merger = makeMerger(order, options, ends)
  // The first kind is there from the beginning, if there is any.
  findMore()
  const inTurn = kinds[0] === undefined ? undefined : contactInTurn(kinds[0])
  const notifiedAt = (index: number) => {
    if (index >= found) findMore()
    if (isNotified[kindOf[index] ?? -1] !== true) return undefined
    return contactAt(contacts, index, inTurn)
  }
  const visit: Visit = (candidate, holding, choice, group) => {
    cleared[candidate] = holding.cleared
    if (group !== undefined) groups.set(holding.contact.recipient, group)
    merger.take(candidate, holding, choice)
  }
  for (let recipient = 0; recipient < firsts.length; recipient++) {
    const from = firsts[recipient] ?? count
    const to = firsts[recipient + 1] ?? count
    while (found < Math.min(to, from + MANY)) findMore()
    const end = Math.min(found, to)
    // Whoever is of a kind that is not found yet may be notified.
    let notified = to - end
    for (let index = from; index < end; index++) if (isNotified[kindOf[index] ?? -1] === true) notified++
    if (notified === 0) continue
    const books = merger.begin(recipient, notified)
    selectEach(notifiedAt, from, to, books, order.channel, options, visit)
    merger.end()
  }
  return { program, order, snapshotAt, contacts, verdicts, ...merger.finish(), ends, cleared, groups }
}
