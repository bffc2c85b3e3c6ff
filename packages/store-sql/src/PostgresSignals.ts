/**
 * The port `DocumentSignals` over `LISTEN`: whoever publishes tells so with the commit.
 *
 * Invariant: a listener that was cut off comes back, and gives a hint as it does, since it may have missed some.
 */
import type { DocumentSignals } from "@adressat/core"
import type { PostgresDatabase } from "@adressat/sql/postgres"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { DOCUMENT_CHANNEL } from "./SqlDocuments.ts"

/** How long to wait before listening again. */
const AGAIN = Schedule.spaced("500 millis")

/**
 * Hints by a client; whoever listens holds a connection as long as it does, and stops as the client is closed, since a pool
 * waits for the connections that it lent.
 */
export const postgresSignals = Effect.fnUntraced(function* (
  sql: PostgresDatabase["sql"]
): Effect.fn.Return<DocumentSignals["Service"], never, Scope.Scope> {
  const closed = yield* Effect.acquireRelease(Deferred.make<void>(), (one) => Deferred.succeed(one, undefined))
  return { changed: Stream.interruptWhen(hintsOf(sql), Deferred.await(closed)) }
})

const hintsOf = (sql: PostgresDatabase["sql"]): Stream.Stream<void> =>
  Stream.unwrap(
    Effect.map(sql.listen(DOCUMENT_CHANNEL), (told) => Stream.concat(Stream.make(undefined), Stream.fromQueue(told)))
  ).pipe(
    Stream.map(() => undefined),
    Stream.retry(AGAIN),
    // It is tried for ever.
    Stream.orDie
  )
