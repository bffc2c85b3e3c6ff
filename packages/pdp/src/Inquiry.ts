/**
 * An inquiry: work that needs answers from sources, as a generator that asks for one thing at a time and is told. It makes
 * no calls and knows nothing of Effect, so that of thousands of inquiries each costs little more than what it works out;
 * whoever runs them asks the sources about many things at once.
 *
 * An inquiry that comes to nothing returns an error as its value. A source that fails ends it where it asks.
 */
import type { StoredPolicy } from "./PolicyStore.ts"
import type {
  Delegation,
  DelegationQuestion,
  PartyKey,
  RegisteredParty,
  RoleQuestion,
  SourcedAttribute
} from "./RoleQuestion.ts"

/** What is asked of which source. Questions to one source with the same key are the same question. */
export type SourceQuestion = { readonly key: string } & (
  | { readonly source: "policies"; readonly about: string }
  | { readonly source: "parties"; readonly about: PartyKey }
  | { readonly source: "attributes"; readonly about: RoleQuestion }
  | { readonly source: "delegations"; readonly about: DelegationQuestion }
)

/** The name of a source. */
export type SourceName = SourceQuestion["source"]

/** What each source answers about one thing. */
export interface SourceAnswers {
  readonly policies: StoredPolicy | undefined
  readonly parties: RegisteredParty | undefined
  readonly attributes: ReadonlyArray<SourcedAttribute>
  readonly delegations: ReadonlyArray<Delegation>
}

/** Work that is under way. */
export type Inquiry<A> = Generator<SourceQuestion, A, SourceAnswers[SourceName]>

/** The policy of a resource, by the id in `PolicyStore`. */
export function* policyOf(resource: string): Inquiry<StoredPolicy | undefined> {
  return (yield { source: "policies", key: resource, about: resource }) as SourceAnswers["policies"]
}

/** The party with a key. */
export function* partyBy(by: PartyKey["by"], value: string | number): Inquiry<RegisteredParty | undefined> {
  const about = { by, value: String(value) }
  return (yield { source: "parties", key: `${by} ${about.value}`, about }) as SourceAnswers["parties"]
}

/** The attributes that answer a question about rights. */
export function* attributesFor(question: RoleQuestion): Inquiry<ReadonlyArray<SourcedAttribute>> {
  return (yield { source: "attributes", key: JSON.stringify(question), about: question }) as SourceAnswers["attributes"]
}

/** The rights that were delegated. */
export function* delegationsFor(question: DelegationQuestion): Inquiry<ReadonlyArray<Delegation>> {
  return (yield {
    source: "delegations",
    key: JSON.stringify(question),
    about: question
  }) as SourceAnswers["delegations"]
}
