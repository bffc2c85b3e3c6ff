/**
 * Host sources are the sources of facts as plain functions, for hosts without Effect.
 *
 * Invariant: what a function throws never gets further than its port; the text of it may be personal.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Subject } from "./Candidate.ts"
import type { AccessRequest } from "./FactPlan.ts"
import type { ContactRequest } from "./ports/ContactRequest.ts"
import { CustomContacts } from "./ports/CustomContacts.ts"
import { ExternalIdentities } from "./ports/ExternalIdentities.ts"
import { OwnFacts } from "./ports/OwnFacts.ts"
import { Persons } from "./ports/Persons.ts"
import { ReadAccess } from "./ports/ReadAccess.ts"
import { SourceError } from "./ports/SourceError.ts"
import { StatutoryContacts } from "./ports/StatutoryContacts.ts"
import type { Sources } from "./Resolver.ts"
import type {
  CustomContact,
  ExternalIdentityContact,
  OwnFactValue,
  PersonContact,
  ReadAccessAnswer,
  SourceName,
  StatutoryContact
} from "./Snapshot.ts"

/** What a host function is told besides the keys. */
export interface HostRequest extends ContactRequest {
  /** Aborted when the caller gives up. */
  readonly signal: AbortSignal
}

type MaybePromise<A> = A | Promise<A>

/** A host function that looks up contact data by key; a key without a row is taken as not registered. */
export type ContactLookup<Row> = (keys: ReadonlyArray<string>, request: HostRequest) => MaybePromise<ReadonlyArray<Row>>

/** The sources of facts. A function that throws makes its facts unavailable; nobody is notified on a guess. */
export interface HostSources {
  /** Statutory contacts by organisation number. */
  readonly statutoryContacts: ContactLookup<StatutoryContact>
  /** Custom contacts by organisation number. */
  readonly customContacts: ContactLookup<CustomContact>
  /** Persons by national identity number. */
  readonly persons: ContactLookup<PersonContact>
  /** Policy decisions; a pair without an answer is unavailable. */
  readonly readAccess: (
    request: AccessRequest,
    host: { readonly signal: AbortSignal }
  ) => MaybePromise<ReadonlyArray<ReadAccessAnswer>>
  /** Self-identified users by URN; default: such recipients are undetermined. */
  readonly externalIdentities?: ContactLookup<ExternalIdentityContact>
  /** Values of the facts that the rule set adds; default: they are unavailable. */
  readonly ownFacts?: (
    facts: ReadonlyArray<string>,
    subjects: ReadonlyArray<Subject>,
    host: { readonly signal: AbortSignal }
  ) => MaybePromise<ReadonlyArray<OwnFactValue>>
}

/** The ports of sources over a host's functions; a source that the host does not have is left out. */
export const contextOfSources = (sources: HostSources): Context.Context<Sources> => {
  const contacts = <Row>(source: SourceName, lookup: ContactLookup<Row>) => ({
    lookup: (keys: ReadonlyArray<string>, request: ContactRequest) =>
      call(source, (signal) => lookup(keys, { ...request, signal }))
  })
  const required = Context.make(Persons, contacts("persons", sources.persons)).pipe(
    Context.add(StatutoryContacts, contacts("statutoryContacts", sources.statutoryContacts)),
    Context.add(CustomContacts, contacts("customContacts", sources.customContacts)),
    Context.add(ReadAccess, {
      decide: (request) => call("readAccess", (signal) => sources.readAccess(request, { signal }))
    })
  )
  const { externalIdentities, ownFacts } = sources
  const withIdentities =
    externalIdentities === undefined
      ? required
      : Context.add(required, ExternalIdentities, contacts("externalIdentities", externalIdentities))
  return ownFacts === undefined
    ? withIdentities
    : Context.add(withIdentities, OwnFacts, {
        lookup: (facts, subjects) => call("ownFacts", (signal) => ownFacts(facts, subjects, { signal }))
      })
}

/**
 * Calls a host function; what it throws becomes a `SourceError` without the thrown text, which may be personal. A
 * `SourceError`, which has none, stays as it is.
 */
const call = <A>(source: SourceName, run: (signal: AbortSignal) => MaybePromise<A>): Effect.Effect<A, SourceError> =>
  Effect.tryPromise({
    try: async (signal) => run(signal),
    catch: (error) =>
      error instanceof SourceError
        ? error
        : new SourceError({ source, reason: "Unavailable", message: "the host's function failed" })
  })
