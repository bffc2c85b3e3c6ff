/**
 * The resolver gathers a snapshot for an order and decides it. Gathering is the only step of the pipeline with IO.
 *
 * Invariants: a source that fails makes facts unavailable, never a resolution fail; each key is asked for once; rows that
 * cannot be read make their keys unavailable instead of vanishing. One span and one Effect per resolution.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { usesStaleContactData } from "./Enumeration.ts"
import { decide } from "./Conclusion.ts"
import type { Decision } from "./Decision.ts"
import { batchAccess, planAccess, planContacts, planOwnFacts } from "./FactPlan.ts"
import type { AccessPair, AccessRequest, Completeness } from "./FactPlan.ts"
import { actionOf, resourceOf } from "./Order.ts"
import type { Order } from "./Order.ts"
import type { ContactRequest } from "./ports/ContactRequest.ts"
import { CustomContacts } from "./ports/CustomContacts.ts"
import { ExternalIdentities } from "./ports/ExternalIdentities.ts"
import { OwnFacts } from "./ports/OwnFacts.ts"
import { Persons } from "./ports/Persons.ts"
import { ReadAccess } from "./ports/ReadAccess.ts"
import type { SourceError } from "./ports/SourceError.ts"
import { StatutoryContacts } from "./ports/StatutoryContacts.ts"
import { accessRows, customRows, externalIdentityRows, ownFactRows, personRows, statutoryRows } from "./RowReader.ts"
import type { RowReader } from "./RowReader.ts"
import type { RuleProgram } from "./RuleProgram.ts"
import { accessKey } from "./Snapshot.ts"
import type {
  OwnFactValue,
  ReadAccessAnswer,
  Snapshot,
  SourceName,
  UnavailableAnswer,
  UnavailableReason
} from "./Snapshot.ts"

/** How a snapshot is gathered. */
export interface GatherOptions {
  /** How much to ask for; default `needed`. */
  readonly completeness?: Completeness | undefined
  /** Most questions in one request for read access; default 500, at least 1. */
  readonly readAccessBatchSize?: number | undefined
  /** Most requests for read access at the same time; default 8. */
  readonly readAccessConcurrency?: number | undefined
  /** Altinn 2 services that a resource (given as a slug) replaces; default none. */
  readonly predecessors?: ((resource: string) => ReadonlyArray<string>) | undefined
  /** The time of the snapshot in milliseconds since 1970; default: the clock. */
  readonly now?: (() => number) | undefined
}

/** What a resolver needs from its surroundings: the four sources of the guide. */
export type Sources = Persons | StatutoryContacts | CustomContacts | ReadAccess

/** Asks the sources about an order, as the rules need it. The span tells that it ended, not what was gathered. */
export const gather = (
  program: RuleProgram,
  order: Order,
  options: GatherOptions = {}
): Effect.Effect<Snapshot, never, Sources> =>
  gatherSnapshot(program, order, options).pipe(
    // What a span ends with may be written down by whoever traces; a function holds nothing to write.
    Effect.map((snapshot) => () => snapshot),
    // Where it was called from says nothing that its parent does not, and is dear to find out.
    Effect.withSpan("Adressat.gather", {}, { captureStackTrace: false }),
    Effect.map((gathered) => gathered())
  )

const gatherSnapshot = Effect.fnUntraced(function* (program: RuleProgram, order: Order, options: GatherOptions) {
  const completeness = options.completeness ?? "needed"
  const at = new Date(options.now?.() ?? (yield* Clock.currentTimeMillis)).toISOString()
  const request: ContactRequest = {
    resource: resourceOf(order),
    useStaleContactInformation: usesStaleContactData(order, program.ruleSet.options)
  }
  const wanted = planContacts(program, order, completeness)
  const [persons, externalIdentities, statutoryContacts, customContacts] = yield* Effect.all(
    [
      askContacts(
        "persons",
        personRows,
        wanted.persons,
        Option.some(yield* Persons),
        request,
        (row) => row.nationalIdentityNumber
      ),
      askContacts(
        "externalIdentities",
        externalIdentityRows,
        wanted.externalIdentities,
        yield* Effect.serviceOption(ExternalIdentities),
        request,
        (row) => row.externalIdentity
      ),
      askContacts(
        "statutoryContacts",
        statutoryRows,
        wanted.statutoryContacts,
        Option.some(yield* StatutoryContacts),
        request,
        (row) => row.organizationNumber
      ),
      askContacts(
        "customContacts",
        customRows,
        wanted.customContacts,
        Option.some(yield* CustomContacts),
        request,
        (row) => row.organizationNumber
      )
    ],
    // Most orders ask for one kind, or for two; a fiber for what is not asked for would cost as much as asking.
    { concurrency: Object.values(wanted).filter(({ length }) => length > 0).length > 1 ? "unbounded" : 1 }
  )
  const predecessors = request.resource === "" ? [] : predecessorsOf(request.resource, options)
  const contacts: Snapshot = {
    at,
    persons: persons.rows,
    externalIdentities: externalIdentities.rows,
    statutoryContacts: statutoryContacts.rows,
    customContacts: customContacts.rows,
    readAccess: [],
    absent: {
      persons: persons.absent,
      externalIdentities: externalIdentities.absent,
      statutoryContacts: statutoryContacts.absent,
      customContacts: customContacts.absent
    },
    unavailable: [persons, externalIdentities, statutoryContacts, customContacts].flatMap(
      ({ unavailable }) => unavailable
    ),
    ...(predecessors.length === 0 ? {} : { predecessors })
  }
  const ownFacts = yield* askOwnFacts(program, order, contacts)
  const withOwnFacts: Snapshot = ownFacts.asked
    ? { ...contacts, ownFacts: ownFacts.rows, unavailable: [...(contacts.unavailable ?? []), ...ownFacts.unavailable] }
    : contacts
  const pairs = planAccess(program, order, withOwnFacts, completeness)
  const batches = yield* Effect.forEach(
    batchAccess(
      { resource: request.resource, action: actionOf(order), pairs },
      Math.max(1, Math.floor(options.readAccessBatchSize ?? 500))
    ),
    (batch) => askAccess(batch),
    { concurrency: options.readAccessConcurrency ?? 8 }
  )
  return {
    ...withOwnFacts,
    readAccess: batches.flatMap(({ rows }) => rows),
    unavailable: [...(withOwnFacts.unavailable ?? []), ...batches.flatMap(({ unavailable }) => unavailable)]
  } satisfies Snapshot
})

/** Predecessors only make explanations more exact; a host that fails to tell them loses no more than that. */
const predecessorsOf = (resource: string, { predecessors }: GatherOptions): ReadonlyArray<string> => {
  try {
    return predecessors?.(resource) ?? []
  } catch {
    return []
  }
}

/** Gathers a snapshot for an order and decides it. */
export const resolve = (
  program: RuleProgram,
  order: Order,
  options: GatherOptions = {}
): Effect.Effect<Decision, never, Sources> =>
  Effect.map(gather(program, order, options), (snapshot) => decide(program, order, snapshot))

interface Rows<A> {
  readonly rows: ReadonlyArray<A>
  readonly absent: ReadonlyArray<string>
  readonly unavailable: ReadonlyArray<UnavailableAnswer>
}

const failed = (
  source: SourceName,
  reason: UnavailableReason,
  keys: ReadonlyArray<string>
): ReadonlyArray<UnavailableAnswer> => (keys.length === 0 ? [] : [{ source, reason, keys }])

const askContacts = <A>(
  source: SourceName,
  read: RowReader<A>,
  keys: ReadonlyArray<string>,
  port: Option.Option<{
    readonly lookup: (
      keys: ReadonlyArray<string>,
      request: ContactRequest
    ) => Effect.Effect<ReadonlyArray<A>, SourceError>
  }>,
  request: ContactRequest,
  keyOf: (row: A) => string
): Effect.Effect<Rows<A>> => {
  if (keys.length === 0) return Effect.succeed({ rows: [], absent: [], unavailable: [] })
  if (Option.isNone(port)) {
    return Effect.succeed({ rows: [], absent: [], unavailable: failed(source, "NotConfigured", keys) })
  }
  return port.value.lookup(keys, request).pipe(
    Effect.map((answer): Rows<A> => {
      const { rows, unreadable } = read(answer)
      const found = new Set(rows.map((row) => keyOf(row).toLowerCase()))
      const missing = keys.filter((key) => !found.has(key.toLowerCase()))
      // A row that cannot be read may have been any missing key's: none of them is known to be absent.
      return unreadable
        ? { rows, absent: [], unavailable: failed(source, "Malformed", missing) }
        : { rows, absent: missing, unavailable: [] }
    }),
    Effect.catch((error) =>
      Effect.succeed<Rows<A>>({ rows: [], absent: [], unavailable: failed(source, error.reason, keys) })
    ),
    Effect.catchDefect(() =>
      Effect.succeed<Rows<A>>({ rows: [], absent: [], unavailable: failed(source, "Unavailable", keys) })
    )
  )
}

const askAccess = Effect.fnUntraced(function* (request: AccessRequest) {
  const port = yield* ReadAccess
  const unanswered = (reason: UnavailableReason): Pick<Rows<ReadAccessAnswer>, "rows" | "unavailable"> => ({
    rows: [],
    unavailable: failed("readAccess", reason, keysOf(request.pairs))
  })
  return yield* port.decide(request).pipe(
    Effect.map((answer) => {
      const { rows, unreadable } = accessRows(answer)
      return {
        rows,
        unavailable: failed("readAccess", unreadable ? "Malformed" : "Unavailable", unansweredKeys(request.pairs, rows))
      }
    }),
    Effect.catch((error) => Effect.succeed(unanswered(error.reason))),
    Effect.catchDefect(() => Effect.succeed(unanswered("Unavailable")))
  )
})

const keysOf = (pairs: ReadonlyArray<AccessPair>): ReadonlyArray<string> =>
  pairs.map(({ organizationNumber, userId }) => accessKey(organizationNumber, userId))

/** The keys of pairs that no row answers. Most sources answer one pair after the other, and then no key is needed. */
const unansweredKeys = (
  pairs: ReadonlyArray<AccessPair>,
  rows: ReadonlyArray<ReadAccessAnswer>
): ReadonlyArray<string> => {
  const isAnsweredInOrder = pairs.every(
    ({ organizationNumber, userId }, index) =>
      rows[index]?.userId === userId && rows[index].organizationNumber === organizationNumber
  )
  if (isAnsweredInOrder) return []
  const answered = new Set(keysOf(rows))
  return keysOf(pairs).filter((key) => !answered.has(key))
}

const askOwnFacts = Effect.fnUntraced(function* (program: RuleProgram, order: Order, snapshot: Snapshot) {
  const { facts, subjects } = planOwnFacts(program, order, snapshot)
  const port = yield* Effect.serviceOption(OwnFacts)
  const none = { rows: [] as ReadonlyArray<OwnFactValue>, asked: facts.length > 0 }
  if (facts.length === 0) return { ...none, unavailable: [] }
  if (Option.isNone(port)) return { ...none, unavailable: failed("ownFacts", "NotConfigured", facts) }
  return yield* port.value.lookup(facts, subjects).pipe(
    Effect.map((answer) => {
      const { rows, unreadable } = ownFactRows(answer)
      return { rows, asked: true, unavailable: unreadable ? failed("ownFacts", "Malformed", facts) : [] }
    }),
    Effect.catch((error) => Effect.succeed({ ...none, unavailable: failed("ownFacts", error.reason, facts) })),
    Effect.catchDefect(() => Effect.succeed({ ...none, unavailable: failed("ownFacts", "Unavailable", facts) }))
  )
})
