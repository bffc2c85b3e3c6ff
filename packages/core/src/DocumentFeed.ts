/**
 * The document feed tells what is published in a store, from a sequence number on and as long as somebody listens.
 *
 * Invariants: every change is told once, in the order of the sequence, and none is left out, whatever becomes of the hints:
 * the store is asked again after each of them, and at the latest when the interval is over. A store that fails is asked again
 * after a while; the feed does not end of it. The store is asked only when what it told before has been taken.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { DocumentSignals } from "./ports/DocumentSignals.ts"
import { DocumentStore } from "./ports/DocumentStore.ts"
import type { DocumentChange } from "./ports/DocumentStore.ts"
import type { StoreError } from "./ports/StoreError.ts"

/** Where to begin, and how often to look. */
export interface DocumentFeedOptions {
  /** The sequence number of the last change that is known already; default 0: from the first change on. */
  readonly after?: number
  /** The longest time between two looks into the store, in milliseconds; default 1,000. */
  readonly interval?: number
  /** The most changes that are read at a time; default 100. */
  readonly batch?: number
  /** Is told each failure of the store, which is asked again after 100 ms, then twice as long, up to 10 seconds. */
  readonly onFailure?: (error: StoreError) => void
}

/** How long to wait after the first failure, in milliseconds. */
const FIRST_WAIT = 100

/** The longest wait after a failure, in milliseconds. */
const LONGEST_WAIT = 10_000

/** The changes of the store, as they come; neither fails nor ends. */
export const followDocuments = ({
  after = 0,
  batch = 100,
  interval = 1000,
  onFailure
}: DocumentFeedOptions = {}): Stream.Stream<DocumentChange, never, DocumentStore | DocumentSignals> => {
  const [most, pause] = [atLeastOne(batch), atLeastOne(interval)]
  return Stream.unwrap(
    Effect.gen(function* () {
      const store = yield* DocumentStore
      const { changed } = yield* DocumentSignals
      // Several hints before the next look are as good as one.
      const hints = yield* Queue.dropping<void>(1)
      yield* Effect.forkScoped(Stream.runForEach(changed, () => Queue.offer(hints, undefined)))
      const hintOrTime = Effect.timeoutOption(Queue.take(hints), pause)
      const look = (last: number, failures = 0): Effect.Effect<ReadonlyArray<DocumentChange>> =>
        store.changes(last, most).pipe(
          Effect.catch((error) => {
            onFailure?.(error)
            const again = Effect.suspend(() => look(last, failures + 1))
            return Effect.andThen(Effect.sleep(Math.min(FIRST_WAIT * 2 ** failures, LONGEST_WAIT)), again)
          })
        )
      return Stream.paginate({ last: after, isMoreLikely: true }, ({ isMoreLikely, last }) =>
        Effect.map(isMoreLikely ? look(last) : Effect.andThen(hintOrTime, look(last)), (changes) => {
          const next = { last: changes.at(-1)?.sequence ?? last, isMoreLikely: changes.length >= most }
          return [changes, Option.some(next)] as const
        })
      )
    })
  )
}

/** What is no number, or less than one, would never let go of the processor. */
const atLeastOne = (amount: number): number => (amount >= 1 ? amount : 1)
