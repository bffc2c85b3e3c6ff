/**
 * What the contracts of stores have in common: how a store comes under contract, and how it is to fail and to stop.
 */
import { StoreError } from "@adressat/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Layer from "effect/Layer"
import { assert } from "vitest"
import type { ContractCase, SkippedCase } from "./Contract.ts"

/** The store under contract. */
export interface StoreUnderContract<Service> {
  /** A layer of the store with nothing in it. Built anew for every case. */
  readonly empty: () => Layer.Layer<Service, unknown>
  /** A layer of the store that fails whatever it is asked, or undefined where the case `fails …` is skipped. */
  readonly failing?: () => Layer.Layer<Service, unknown>
  /** A layer of the store that never comes to write, or undefined where the case on interruption is skipped. */
  readonly silent?: () => Layer.Layer<Service, unknown>
  /** Cases that the store does not keep, each with a reason; default none. */
  readonly skip?: ReadonlyArray<SkippedCase>
  /** How long an interruption may take, in milliseconds; default 2,000. */
  readonly patience?: number
}

/** The name of the case on failure. */
export const STORE_FAILS = "fails with a store error, with a closed reason and no personal data"

/** The name of the case on interruption. */
export const STORE_INTERRUPTED = "stops waiting to write when it is interrupted"

/** How many write the same thing at once. */
export const RIVALS = 20

/** Does all of it at once. */
export const atOnce = <A, E, R>(effects: ReadonlyArray<Effect.Effect<A, E, R>>): Effect.Effect<Array<A>, E, R> =>
  Effect.all(effects, { concurrency: "unbounded" })

/** What an effect fails with; fails a test where it does not, or with something else than a store may. */
export const storeErrorOf = async <Service>(
  layer: Layer.Layer<Service, unknown>,
  effect: Effect.Effect<unknown, StoreError, Service>
): Promise<StoreError> => {
  const exit = await Effect.runPromiseExit(Effect.provide(effect, layer, { local: true }))
  if (Exit.isSuccess(exit)) return assert.fail("the store failed, and answered all the same")
  assert.isFalse(Cause.hasDies(exit.cause), "a failure is a defect instead of an error")
  const error = Cause.squash(exit.cause)
  if (!(error instanceof StoreError)) return assert.fail("a failure is something else than a StoreError")
  assert.include(["Unavailable", "Rejected", "Malformed"], error.reason)
  assert.notMatch(
    JSON.stringify(error) + error.message,
    /\d{5}|@|urn:altinn|secret/,
    "the error may hold personal data"
  )
  return error
}

/** The cases on failure of everything a store can be asked, and on interruption of one that writes. */
export const commonStoreCases = <Service>(
  store: StoreUnderContract<Service>,
  asks: ReadonlyArray<Effect.Effect<unknown, StoreError, Service>>,
  write: Effect.Effect<unknown, StoreError, Service>
): ReadonlyArray<ContractCase> => [
  {
    name: STORE_FAILS,
    run: async () => {
      for (const ask of asks) {
        const layer = store.failing?.()
        if (layer === undefined)
          assert.fail("give failing, a layer of a store that fails, or skip the case with a reason")
        await storeErrorOf(layer, ask)
      }
    }
  },
  {
    name: STORE_INTERRUPTED,
    run: async () => {
      const layer = store.silent?.()
      if (layer === undefined) {
        assert.fail("give silent, a layer of a store that never comes to write, or skip the case with a reason")
      }
      const fiber = Effect.runFork(Effect.provide(write, layer, { local: true }))
      // a few turns, so that the writing has begun
      for (let turn = 0; turn < 5; turn++) await Effect.runPromise(Effect.yieldNow)
      const patience = store.patience ?? 2000
      await Effect.runPromise(
        Effect.timeoutOrElse(Fiber.interrupt(fiber), {
          duration: `${patience} millis`,
          orElse: () => Effect.sync(() => assert.fail(`the store was not done ${patience} ms after it was interrupted`))
        })
      )
      const exit = await Effect.runPromise(Fiber.await(fiber))
      assert.isTrue(Exit.isFailure(exit) && Cause.hasInterrupts(exit.cause), "the store had answered already")
    }
  }
]
