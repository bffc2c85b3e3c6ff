/**
 * A contract is what every adapter of a port must keep, as named cases. An adapter runs the contract in its own tests; a
 * case it cannot keep is skipped with a reason that is printed with the test.
 */
import type { SourceName } from "@adressat/core"
import { SourceError } from "@adressat/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Layer from "effect/Layer"
import { assert, describe, it } from "vitest"

/** One thing an adapter must keep. `run` rejects when it does not. */
export interface ContractCase {
  readonly name: string
  readonly run: () => Promise<void>
  /** How long it may take, in milliseconds; default as vitest is told. */
  readonly timeout?: number
}

/** A case that an adapter does not keep, and why that is all right. */
export interface SkippedCase {
  /** The name of the case. */
  readonly case: string
  /** Why; printed with the test. */
  readonly reason: string
}

/** The adapter under contract. */
export interface AdapterUnderContract<Service, Row> {
  /** A layer of the adapter over a source that holds these rows and nothing else. Built anew for every case. */
  readonly seed: (rows: ReadonlyArray<Row>) => Layer.Layer<Service, unknown>
  /** A layer of the adapter over a source that fails, or undefined where the case `fails …` is skipped. */
  readonly failing?: () => Layer.Layer<Service, unknown>
  /** A layer of the adapter over a source that never answers, or undefined where the case on interruption is skipped. */
  readonly silent?: () => Layer.Layer<Service, unknown>
  /** Cases that the adapter does not keep, each with a reason; default none. */
  readonly skip?: ReadonlyArray<SkippedCase>
  /** How long an interruption may take, in milliseconds; default 2,000. */
  readonly patience?: number
}

/** Declares the cases as tests of vitest. A skipped case that does not exist, or has no reason, fails. */
export const declareContract = (
  title: string,
  cases: ReadonlyArray<ContractCase>,
  skip: ReadonlyArray<SkippedCase> = []
): void => {
  describe(title, () => {
    for (const { name, run, timeout } of cases) {
      const skipped = skip.find((one) => one.case === name)
      if (skipped === undefined || skipped.reason.trim() === "") it(name, run, timeout)
      else it(name, (context) => context.skip(skipped.reason))
    }
    const unknown = skip.filter((one) => one.reason.trim() === "" || !cases.some(({ name }) => name === one.case))
    if (unknown.length > 0) {
      it("skips cases that exist, each with a reason", () => {
        assert.fail(`not such cases, or without a reason: ${unknown.map((one) => one.case).join(", ")}`)
      })
    }
  })
}

/** Runs an effect with a layer that is built for it alone. */
export const runWith = async <A, Service>(
  layer: Layer.Layer<Service, unknown>,
  effect: Effect.Effect<A, unknown, Service>
): Promise<A> => Effect.runPromise(Effect.provide(effect, layer, { local: true }))

/** The name of the case on failure. */
export const FAILS = "fails with a source error of its own source, with a closed reason and no personal data"

/** The name of the case on interruption. */
export const INTERRUPTED = "stops when it is interrupted"

/** The cases on failure and interruption, which are the same for every port. */
export const commonCases = <Service, Row>(
  source: SourceName,
  adapter: AdapterUnderContract<Service, Row>,
  ask: Effect.Effect<unknown, SourceError, Service>
): ReadonlyArray<ContractCase> => [
  {
    name: FAILS,
    run: async () => {
      const layer = adapter.failing?.()
      if (layer === undefined)
        assert.fail("give failing, a layer over a source that fails, or skip the case with a reason")
      const exit = await Effect.runPromiseExit(Effect.provide(ask, layer, { local: true }))
      if (Exit.isSuccess(exit)) return assert.fail("the source failed, and the adapter answered all the same")
      assert.isFalse(Cause.hasDies(exit.cause), "a failure is a defect instead of an error")
      const error = Cause.squash(exit.cause)
      assert.instanceOf(error, SourceError)
      if (!(error instanceof SourceError)) return undefined
      assert.strictEqual(error.source, source)
      assert.include(["Unavailable", "Rejected", "Malformed"], error.reason)
      assert.notMatch(error.message, /\d{5}|@|urn:altinn/, "the message may hold personal data")
    }
  },
  {
    name: INTERRUPTED,
    run: async () => {
      const layer = adapter.silent?.()
      if (layer === undefined) {
        assert.fail("give silent, a layer over a source that never answers, or skip the case with a reason")
      }
      const fiber = Effect.runFork(Effect.provide(ask, layer, { local: true }))
      // a few turns, so that the question is on its way
      for (let turn = 0; turn < 5; turn++) await Effect.runPromise(Effect.yieldNow)
      const patience = adapter.patience ?? 2000
      await Effect.runPromise(
        Effect.timeoutOrElse(Fiber.interrupt(fiber), {
          duration: `${patience} millis`,
          orElse: () =>
            Effect.sync(() => assert.fail(`the adapter was not done ${patience} ms after it was interrupted`))
        })
      )
    }
  }
]
