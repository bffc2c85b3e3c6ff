/**
 * A driver over a store of effect's persisted queues: claims of the store become deliveries, and a claim is let go of as its
 * delivery is settled.
 *
 * Invariants: a claim is refreshed as long as this process lives and runs out when it does not; the store itself never gives
 * a message up, since that is for `Consumption` to decide; a message has the key of its event, so that the store drops it when
 * it is published twice.
 */
import { textFingerprint } from "@adressat/core"
import { eventKey, outgoingText, QueueError } from "@adressat/orders"
import type { DeadLetters, OutgoingMessage } from "@adressat/orders"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { makeDeliveryBuffer } from "./DeliveryBuffer.ts"
import type { Driver, Subscription, Taken } from "./Driver.ts"
import type { EmbeddedStore, KeptLetter, Queues } from "./EmbeddedStore.ts"

/** What the store has claimed for us; closing its scope settles it. */
export interface Claim {
  readonly scope: Scope.Closeable
  key: string
  /** When it is delivered again after it failed, in milliseconds. */
  delay: number
  /** Whether somebody has taken it out of the buffer. */
  isTaken: boolean
  isSettled: boolean
}

/** More than any policy allows. */
const MAX_ATTEMPTS = 1_000_000

/** The longest delay, in milliseconds: a hundred years. SQLite has no instants after the year 9999. */
const MAX_DELAY = 3_155_760_000_000

/** How often what need not be remembered any more is removed, in milliseconds. */
const CLEANUP = 3_600_000

/** How long settling may take before it is left to the lock to run out, in milliseconds. */
const SETTLING = 10_000

/** A message as the store keeps it. */
interface Element {
  readonly id: string
  readonly body: string
}

/** A driver over a store that is open; `remember`: how long a message that was handled is known, in milliseconds. */
export const makeEmbeddedDriver = Effect.fnUntraced(function* (
  store: EmbeddedStore,
  remember: number
): Effect.fn.Return<Driver<Claim>, QueueError, Scope.Scope> {
  const background = yield* Effect.scope
  const queues = yield* store.open(() => {})
  const cleanup = queues.cleanup({ timeToLive: Duration.millis(remember), failedTimeToLive: undefined })
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.ignoreCause(cleanup), Effect.sleep(CLEANUP))))
  // Those who wait for work in this process are told at once when it is offered by their own queues.
  const subscribed = new Map<string, Queues>()
  const losers = new Set<(error: QueueError) => void>()
  let isClosed = false
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      isClosed = true
      for (const lose of losers) lose(closed)
    })
  )
  const offer = (
    name: string,
    messages: ReadonlyArray<{ readonly key: string; readonly element: Element; readonly delay: number }>
  ) =>
    store.publishAll(
      messages.map(({ delay, element, key }) =>
        (subscribed.get(name) ?? queues).offer({
          name,
          id: key,
          element,
          isCustomId: true,
          delay: delay > 0 ? Duration.millis(Math.min(delay, MAX_DELAY)) : undefined
        })
      )
    )
  const publish = (queue: string, messages: ReadonlyArray<OutgoingMessage>) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      offer(
        nameOf(queue),
        messages.map((message) => ({
          key: eventKey(message.event),
          element: { id: message.event.id, body: outgoingText(message) },
          delay: (message.notBefore ?? now) - now
        }))
      )
    )
  const subscribe: Driver<Claim>["subscribe"] = (queue, { prefetch }) => {
    const name = nameOf(queue)
    if (isClosed) return Effect.fail(closed)
    return openSubscription(store, name, prefetch, background, (own, lose) => {
      subscribed.set(name, own)
      losers.add(lose)
      return () => {
        losers.delete(lose)
        if (subscribed.get(name) === own) subscribed.delete(name)
      }
    })
  }
  const again = (name: string, letters: ReadonlyArray<KeptLetter>) =>
    offer(
      name,
      letters.map(({ at, body, id, key }) => ({ key: keyAgain(key, at), element: { id, body }, delay: 0 }))
    )
  return { publish, subscribe, deadLetters: deadLettersOf(store, again) }
})

/** The name of a queue in a store; what any of them might take for something else has a name of its own. */
const nameOf = (queue: string): string => (/^[\w.\-/]{1,100}$/.test(queue) ? queue : `~${textFingerprint(queue)}`)

/** The key of a message that was a dead letter: the store knows the first one and would drop it. */
const keyAgain = (key: string, at: number): string => `${key.slice(0, 64)}/${at}`

const openSubscription = (
  store: EmbeddedStore,
  name: string,
  prefetch: number,
  background: Scope.Scope,
  announce: (queues: Queues, lose: (error: QueueError) => void) => () => void
): Effect.Effect<Subscription<Claim>, QueueError, Scope.Scope> =>
  Effect.gen(function* () {
    yield* store.probe
    const buffer = makeDeliveryBuffer<Claim>()
    const claims = new Set<Claim>()
    let isLost = false
    const lose = (error: QueueError) => {
      isLost = true
      buffer.fail(error)
    }
    // Closed with the driver, whoever consumes still.
    const place = yield* Scope.fork(background)
    const letGo = Effect.suspend(() =>
      Effect.forEach(claims, release, { concurrency: "unbounded", discard: true })
    ).pipe(Effect.andThen(Effect.ignore(store.calm)), Effect.ensuring(Scope.close(place, Exit.void)))
    // A store that is lost may be away for long.
    yield* Effect.addFinalizer(() => (isLost ? Effect.asVoid(Effect.forkIn(letGo, background)) : letGo))
    const queues = yield* Scope.provide(store.open(lose), place)
    const conceal = announce(queues, lose)
    const takers = yield* Scope.fork(yield* Effect.scope)
    yield* Scope.addFinalizer(takers, Effect.sync(conceal))
    const claimOne = Effect.uninterruptibleMask((restore) =>
      Effect.suspend(() => {
        const claim: Claim = { scope: Scope.makeUnsafe(), key: "", delay: 0, isTaken: false, isSettled: false }
        const taking = queues.take({
          name,
          maxAttempts: MAX_ATTEMPTS,
          retryDelay: () => Effect.succeed(Duration.millis(claim.delay))
        })
        return Effect.flatMap(Effect.exit(restore(Scope.provide(taking, claim.scope))), (exit) => {
          if (Exit.isFailure(exit)) {
            if (!Cause.hasInterruptsOnly(exit.cause)) lose(store.errorOf(exit.cause))
            return Scope.close(claim.scope, Exit.interrupt())
          }
          claim.key = exit.value.id
          claims.add(claim)
          buffer.put({ delivery: deliveryOf(exit.value), token: claim })
          return Effect.void
        })
      })
    )
    const claimMore = (count: number) =>
      Effect.forEach(Array(count), () => Effect.forkIn(claimOne, takers), { discard: true })
    yield* claimMore(prefetch)
    const close = (claim: Claim, exit: Exit.Exit<void, string>) =>
      Effect.suspend(() => {
        // A transaction that is begun anew must not believe that it has been done.
        if (claim.isSettled) return Effect.fail(tooLate)
        claim.isSettled = true
        return Scope.close(claim.scope, exit)
      })
    const settle = (
      taken: ReadonlyArray<Taken<Claim>>,
      each: ReadonlyArray<Effect.Effect<void, QueueError>>
    ): Effect.Effect<void, QueueError> =>
      Effect.andThen(
        Effect.timeoutOrElse(store.settleAll(each), { duration: SETTLING, orElse: () => Effect.fail(tooLate) }),
        Effect.suspend(() => {
          for (const { token } of taken) claims.delete(token)
          return claimMore(taken.length)
        })
      )
    return {
      take: (atMost) =>
        Effect.map(buffer.take(atMost), (taken) => {
          for (const { token } of taken) token.isTaken = true
          return taken
        }),
      done: (taken) =>
        settle(
          taken,
          taken.map(({ token }) => close(token, Exit.void))
        ),
      retry: (taken, delay, cause) =>
        settle(
          taken,
          taken.map(({ token }) => {
            token.delay = delay + (delay > 0 ? store.rounding : 0)
            return close(token, Exit.fail(cause.code))
          })
        ),
      dead: (taken, cause) =>
        Effect.flatMap(Clock.currentTimeMillis, (at) => {
          const { attempt: attempts, body, id } = taken.delivery
          const letter: KeptLetter = { key: taken.token.key, id, body, cause, attempts, at }
          return settle([taken], [Effect.andThen(store.letters.put(name, letter), close(taken.token, Exit.void))])
        })
    }
  })

/** Whoever consumes still when the layer is closed would look for the store for ever. */
const closed = new QueueError({ reason: "Rejected", message: "the queue was closed; stop consuming it before" })

const tooLate = new QueueError({
  reason: "Unavailable",
  message: "the store did not settle messages in time; they are delivered again"
})

/** Lets go of what nobody settled; only what somebody has taken counts as an attempt. */
const release = (claim: Claim): Effect.Effect<void> =>
  Effect.suspend(() => {
    if (claim.isSettled) return Effect.void
    claim.isSettled = true
    return Effect.ignoreCause(Scope.close(claim.scope, claim.isTaken ? Exit.fail("NOT_SETTLED") : Exit.interrupt()))
  })

/** A message that somebody else has put into the store is delivered as well, whatever it is. */
const deliveryOf = ({
  attempts,
  element,
  id
}: {
  readonly attempts: number
  readonly element: unknown
  readonly id: string
}) =>
  isElement(element)
    ? { id: element.id, body: element.body, attempt: attempts }
    : foreign(id, typeof element === "string" ? element : JSON.stringify(element), attempts)

const isElement = (element: unknown): element is Element =>
  typeof element === "object" &&
  element !== null &&
  "id" in element &&
  typeof element.id === "string" &&
  "body" in element &&
  typeof element.body === "string"

const foreign = (key: string, body: string, attempt: number) => {
  try {
    const event: unknown = JSON.parse(body)
    if (typeof event === "object" && event !== null && "id" in event && typeof event.id === "string") {
      return { id: event.id, body, attempt }
    }
  } catch {
    // It is no event.
  }
  return { id: key, body, attempt }
}

const deadLettersOf = (
  store: EmbeddedStore,
  again: (name: string, letters: ReadonlyArray<KeptLetter>) => Effect.Effect<void, QueueError>
): DeadLetters["Service"] => {
  const takeAway = (
    name: string,
    ids: ReadonlyArray<string>,
    before: (letters: ReadonlyArray<KeptLetter>) => Effect.Effect<void, QueueError>
  ) =>
    Effect.gen(function* () {
      const letters = yield* store.letters.find(name, { ids })
      if (letters.length === 0) return []
      yield* before(letters)
      yield* store.letters.remove(
        name,
        letters.map(({ key }) => key)
      )
      const found = new Set(letters.map(({ id }) => id))
      return [...new Set(ids)].filter((id) => found.has(id))
    })
  return {
    find: (queue, selection) =>
      Effect.map(store.letters.find(nameOf(queue), selection), (letters) =>
        letters.toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1)).map(({ key: _, ...letter }) => letter)
      ),
    retry: (queue, ids) => takeAway(nameOf(queue), ids, (letters) => again(nameOf(queue), letters)),
    remove: (queue, ids) => takeAway(nameOf(queue), ids, () => Effect.void)
  }
}
