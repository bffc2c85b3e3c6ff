import { DocumentSignals, DocumentStore } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { expect, it } from "vitest"
import { layerSqlite } from "../src/index.ts"
import { asAdministrator, describePostgres, layerTestPostgres } from "./PostgresServer.ts"

const publish = (expected: number) =>
  Effect.flatMap(DocumentStore, (store) =>
    store.publish([
      {
        kind: "rule-set",
        owner: "skd",
        id: "tax",
        text: "{}",
        author: "pipeline",
        at: "2026-11-26T03:38:24Z",
        expected
      }
    ])
  )

/** A hint, which has to come within some seconds. */
const hint = (hints: Queue.Dequeue<void>) =>
  Effect.timeoutOrElse(Queue.take(hints), {
    duration: "10 seconds",
    orElse: () => Effect.sync(() => expect.unreachable("there was no hint"))
  })

describePostgres("hints of PostgreSQL", () => {
  it("come with a publication, and again after the listener was cut off", async () => {
    await Effect.runPromise(
      Effect.gen(function* () {
        const { changed } = yield* DocumentSignals
        const hints = yield* Queue.unbounded<void>()
        const listening = yield* Effect.forkChild(Stream.runForEach(changed, () => Queue.offer(hints, undefined)))
        yield* hint(hints)
        yield* publish(0)
        yield* hint(hints)
        yield* Effect.promise(() =>
          asAdministrator(
            (sql) => sql`
              SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE application_name = 'adressat_listening' AND query ILIKE 'LISTEN%'`
          )
        )
        // As it listens again, since it may have missed some.
        yield* hint(hints)
        yield* publish(1)
        yield* hint(hints)
        yield* Fiber.interrupt(listening)
      }).pipe(Effect.provide(layerTestPostgres({ applicationName: "adressat_listening" }), { local: true }))
    )
  }, 60_000)

  it("do not come where nothing was published", async () => {
    await Effect.runPromise(
      Effect.gen(function* () {
        const { changed } = yield* DocumentSignals
        const hints = yield* Queue.unbounded<void>()
        yield* Effect.forkChild(Stream.runForEach(changed, () => Queue.offer(hints, undefined)))
        yield* hint(hints)
        const [refused] = yield* publish(5)
        expect(refused).toMatchObject({ outcome: "conflict" })
        // Whatever comes first is of this publication.
        yield* publish(0)
        yield* hint(hints)
        expect(yield* Queue.size(hints)).toBe(0)
      }).pipe(Effect.provide(layerTestPostgres(), { local: true }))
    )
  }, 60_000)
})

it("are none of a file", async () => {
  const hints = await Effect.runPromise(
    Effect.flatMap(DocumentSignals, ({ changed }) => Stream.runCollect(changed)).pipe(
      Effect.provide(layerSqlite({ file: ":memory:" }))
    )
  )
  expect(hints).toEqual([])
})
