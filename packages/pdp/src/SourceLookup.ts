/**
 * Look-ups in the sources of one call. What several requests ask for at the same time is asked in one batch, and nothing
 * is asked twice.
 */
import { SourceError } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Request from "effect/Request"
import * as RequestResolver from "effect/RequestResolver"
import { PolicyStore } from "./PolicyStore.ts"
import type { StoredPolicy } from "./PolicyStore.ts"
import { RoleSource } from "./RoleSource.ts"
import type {
  Delegation,
  DelegationQuestion,
  PartyKey,
  RegisteredParty,
  RoleQuestion,
  SourcedAttribute
} from "./RoleQuestion.ts"

/** The sources, asked about one thing at a time. */
export interface SourceLookup {
  readonly policy: (resource: string) => Effect.Effect<StoredPolicy | undefined, SourceError>
  readonly party: (key: PartyKey) => Effect.Effect<RegisteredParty | undefined, SourceError>
  readonly attributes: (question: RoleQuestion) => Effect.Effect<ReadonlyArray<SourcedAttribute>, SourceError>
  readonly delegations: (question: DelegationQuestion) => Effect.Effect<ReadonlyArray<Delegation>, SourceError>
}

interface Asked<Answer> extends Request.Request<Answer, SourceError> {
  readonly key: string
}

const unanswered = () =>
  new SourceError({
    source: "readAccess",
    reason: "Malformed",
    message: "a source has left questions without an answer"
  })

/** Asks about one key at a time; what is asked together goes to the source together. */
const batched = <Key, Answer>(
  lookup: (keys: ReadonlyArray<Key>) => Effect.Effect<ReadonlyArray<Answer>, SourceError>
): ((key: Key) => Effect.Effect<Answer, SourceError>) => {
  const keys = new Map<string, Key>()
  const answers = new Map<string, Answer>()
  const resolver = RequestResolver.make<Asked<Answer>>(
    Effect.fnUntraced(function* (entries) {
      const open = [...new Set(entries.map(({ request }) => request.key))].filter((key) => !answers.has(key))
      if (open.length > 0) {
        const found = yield* lookup(open.flatMap((key) => keys.get(key) ?? []))
        for (const [index, key] of open.entries()) {
          const answer = found[index]
          if (answer !== undefined) answers.set(key, answer)
        }
      }
      for (const entry of entries) {
        const answer = answers.get(entry.request.key)
        entry.completeUnsafe(answer === undefined ? Exit.fail(unanswered()) : Exit.succeed(answer))
      }
    })
  )
  const asked = Request.of<Asked<Answer>>()
  return (key) =>
    Effect.suspend(() => {
      const text = JSON.stringify(key)
      const known = answers.get(text)
      if (known !== undefined) return Effect.succeed(known)
      keys.set(text, key)
      return Effect.request(asked({ key: text }), resolver)
    })
}

const nameOf = ({ by, value }: PartyKey): string => `${by} ${value.toLowerCase()}`

/** Look-ups for one call. */
export const makeSourceLookup: Effect.Effect<SourceLookup, never, PolicyStore | RoleSource> = Effect.gen(function* () {
  const store = yield* PolicyStore
  const roles = yield* RoleSource
  const policies = batched((resources: ReadonlyArray<string>) =>
    Effect.map(store.lookup(resources), (found) => {
      const known = new Map(found.map((stored) => [stored.resource, stored]))
      return resources.map((resource) => ({ found: known.get(resource) }))
    })
  )
  const parties = batched((keys: ReadonlyArray<PartyKey>) =>
    Effect.map(roles.parties(keys), (found) => {
      const kinds = [...new Set(keys.map(({ by }) => by))]
      const known = new Map<string, RegisteredParty>()
      // Backwards, so that of two parties with the same key the first one counts.
      for (const party of found.toReversed()) {
        for (const by of kinds) {
          if (party[by] !== undefined) known.set(nameOf({ by, value: String(party[by]) }), party)
        }
      }
      return keys.map((key) => ({ found: known.get(nameOf(key)) }))
    })
  )
  return {
    policy: (resource) => Effect.map(policies(resource), ({ found }) => found),
    party: (key) => Effect.map(parties(key), ({ found }) => found),
    attributes: batched(roles.attributes),
    delegations: batched(roles.delegations)
  }
})
