/**
 * Look-ups in the sources of one call. Inquiries run in rounds: what they ask for at the same time is asked in one batch,
 * and nothing that has been answered is asked again.
 */
import { SourceError } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Inquiry, SourceAnswers, SourceName, SourceQuestion } from "./Inquiry.ts"
import { PolicyStore } from "./PolicyStore.ts"
import { RoleSource } from "./RoleSource.ts"
import type { Delegation, DelegationQuestion, PartyKey, RegisteredParty } from "./RoleQuestion.ts"

/** Runs inquiries over the sources that they share. */
export interface SourceLookup {
  /** What has become of each, in their order. One whose source fails has failed, and takes no other with it. */
  readonly run: <A>(inquiries: ReadonlyArray<Inquiry<A>>) => Effect.Effect<ReadonlyArray<Result.Result<A, SourceError>>>
  /** What has become of one. */
  readonly runOne: <A>(inquiry: Inquiry<A>) => Effect.Effect<A, SourceError>
}

/** How sources are asked. */
export interface LookupOptions {
  /** Whether delegations that cannot be got are as if there were none. Default no. */
  readonly isWithoutDelegationFailures?: boolean
}

/**
 * So many inquiries are under way at a time: a source is never asked about more at once, and what they hold does not
 * outgrow the caches of a processor.
 */
const MOST_UNDER_WAY = 1000

/** So many go on before others have a turn, so that a large call does not keep a server from answering. */
const TURN = 256

/** Look-ups for one call. */
export const makeSourceLookup = Effect.fnUntraced(function* (
  options: LookupOptions = {}
): Effect.fn.Return<SourceLookup, never, PolicyStore | RoleSource> {
  const sources = sourcesOf(yield* PolicyStore, yield* RoleSource, options)

  const runTogether = Effect.fnUntraced(function* <A>(inquiries: ReadonlyArray<Inquiry<A>>) {
    const outcomes: Array<Result.Result<A, SourceError>> = []
    let waiting = inquiries.map((inquiry, index): Waiting<A> => ({ index, inquiry, question: undefined }))
    let turn = 0
    while (waiting.length > 0) {
      const asking: Array<Waiting<A>> = []
      for (const one of waiting) {
        if (++turn % TURN === 0) yield* Effect.yieldNow
        const step = goOn(one, sources)
        if (step.done === true) outcomes[one.index] = Result.succeed(step.value)
        else {
          one.question = step.value
          asking.push(one)
        }
      }
      const failures = yield* ask(
        asking.flatMap(({ question }) => question ?? []),
        sources
      )
      waiting = asking.filter(({ index, question }) => {
        if (question === undefined || sources[question.source].answers.has(question.key)) return true
        outcomes[index] = Result.fail(failures.get(question.source) ?? unanswered())
        return false
      })
    }
    return outcomes
  })

  const run = Effect.fnUntraced(function* <A>(inquiries: ReadonlyArray<Inquiry<A>>) {
    const outcomes: Array<Result.Result<A, SourceError>> = []
    for (let start = 0; start < inquiries.length; start += MOST_UNDER_WAY) {
      outcomes.push(...(yield* runTogether(inquiries.slice(start, start + MOST_UNDER_WAY))))
    }
    return outcomes
  })

  return {
    run,
    runOne: (inquiry) =>
      Effect.flatMap(run([inquiry]), ([outcome]) => Effect.fromResult(outcome ?? Result.fail(unanswered())))
  }
})

/** An inquiry, and what it waits for; nothing when it has not begun. */
interface Waiting<A> {
  readonly index: number
  readonly inquiry: Inquiry<A>
  question: SourceQuestion | undefined
}

/** Goes on with an inquiry as far as there are answers: to its end, or to its next question. */
const goOn = <A>({ inquiry, question }: Waiting<A>, sources: Sources): IteratorResult<SourceQuestion, A> => {
  let step: IteratorResult<SourceQuestion, A> =
    question === undefined ? inquiry.next(undefined) : { done: false, value: question }
  while (step.done !== true) {
    const { key, source } = step.value
    const { answers } = sources[source]
    const answer = answers.get(key)
    if (answer === undefined && !answers.has(key)) break
    step = inquiry.next(answer)
  }
  return step
}

/** A source, and what it has answered. */
interface Source {
  readonly ask: (about: ReadonlyArray<never>) => Effect.Effect<ReadonlyArray<SourceAnswers[SourceName]>, SourceError>
  readonly answers: Map<string, SourceAnswers[SourceName]>
}

type Sources = Readonly<Record<SourceName, Source>>

/** Asks each source about what is open, all at the same time; what fails stays without an answer and may be asked again. */
const ask = Effect.fnUntraced(function* (questions: ReadonlyArray<SourceQuestion>, sources: Sources) {
  const failures = new Map<SourceName, SourceError>()
  yield* Effect.forEach(
    Map.groupBy(questions, ({ source }) => source),
    Effect.fnUntraced(function* ([name, asked]) {
      const open = new Map(asked.map(({ about, key }) => [key, about as never]))
      const found = yield* Effect.result(sources[name].ask([...open.values()]))
      if (Result.isFailure(found)) failures.set(name, found.failure)
      else
        for (const [index, key] of [...open.keys()].slice(0, found.success.length).entries())
          sources[name].answers.set(key, found.success[index])
    }),
    { concurrency: "unbounded", discard: true }
  )
  return failures
})

const unanswered = () =>
  new SourceError({
    source: "readAccess",
    reason: "Malformed",
    message: "a source has left questions without an answer"
  })

const sourcesOf = (
  store: PolicyStore["Service"],
  roles: RoleSource["Service"],
  { isWithoutDelegationFailures = false }: LookupOptions
): Sources => {
  const answering = (askAbout: Source["ask"]): Source => ({ ask: askAbout, answers: new Map() })
  return {
    policies: answering((resources: ReadonlyArray<string>) =>
      Effect.map(store.lookup(resources), (found) => {
        const known = new Map(found.map((stored) => [stored.resource, stored]))
        return resources.map((resource) => known.get(resource))
      })
    ),
    parties: answering((keys: ReadonlyArray<PartyKey>) =>
      Effect.map(roles.parties(keys), (found) => partiesByKey(keys, found))
    ),
    attributes: answering(roles.attributes),
    delegations: answering((questions: ReadonlyArray<DelegationQuestion>) =>
      isWithoutDelegationFailures
        ? roles.delegations(questions).pipe(
            Effect.orElseSucceed((): ReadonlyArray<ReadonlyArray<Delegation>> => []),
            Effect.map((found) => questions.map((_, index) => found[index] ?? []))
          )
        : roles.delegations(questions)
    )
  }
}

const nameOf = ({ by, value }: PartyKey): string => `${by} ${value.toLowerCase()}`

/** The party with each key. */
const partiesByKey = (
  keys: ReadonlyArray<PartyKey>,
  found: ReadonlyArray<RegisteredParty>
): ReadonlyArray<RegisteredParty | undefined> => {
  const kinds = [...new Set(keys.map(({ by }) => by))]
  const known = new Map<string, RegisteredParty>()
  // Backwards, so that of two parties with the same key the first one counts.
  for (const party of found.toReversed()) {
    for (const by of kinds) {
      if (party[by] !== undefined) known.set(nameOf({ by, value: String(party[by]) }), party)
    }
  }
  return keys.map((key) => known.get(nameOf(key)))
}
