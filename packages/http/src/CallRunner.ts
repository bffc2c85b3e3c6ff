/**
 * A call runner runs what a handler says to its end, to the end of its time, or until nobody waits for it any more; whatever
 * comes of it is an answer or a refusal.
 *
 * Invariant: what an error says goes nowhere, since it may be personal data; its kind and place in the code are logged.
 */
import type { StoreError } from "@adressat/core"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { refusal } from "./Call.ts"
import type { Answer, Refusal } from "./Call.ts"
import type { Incoming } from "./Exchange.ts"
import type { Handler } from "./handlers/Desk.ts"
import type { Ports } from "./HostPorts.ts"
import { endOf } from "./Observation.ts"

/** Runs handlers. */
export interface CallRunner {
  /** At once, where nothing has to be waited for. */
  readonly run: (effect: ReturnType<Handler>, incoming: Incoming) => Promise<Answer | Refusal> | Answer | Refusal
  /** What is answered to a mistake on this side, which is logged. */
  readonly failed: (defect: unknown) => Refusal
}

/** Makes a runner; `answerTime` is in milliseconds. */
export const makeCallRunner = (context: Context.Context<Ports>, answerTime: number): CallRunner => {
  const runFork = Effect.runForkWith(context)
  const failed = (defect: unknown): Refusal => {
    runFork(Effect.logError("a call failed", endOf(defect)))
    return refusal("internal", { detail: "this is not your fault; name the instance to whoever runs this" })
  }
  const settle = (exit: Exit.Exit<Answer, Refusal | StoreError>, cause: Refusal | undefined): Answer | Refusal => {
    if (Exit.isSuccess(exit)) return exit.value
    const { reasons } = exit.cause
    const error = reasons.find((reason) => reason._tag === "Fail")?.error
    if (error?._tag === "Refusal") return error
    if (error !== undefined) return error.reason === "Unavailable" ? storeUnavailable : failed(error)
    return cause ?? failed(reasons.find((reason) => reason._tag === "Die")?.defect)
  }
  return {
    failed,
    run: (effect, incoming) => {
      const fiber = runFork(effect)
      const ready = fiber.pollUnsafe()
      if (ready !== undefined) return settle(ready, undefined)
      return new Promise((resolve) => {
        let cause: Refusal | undefined
        const stop = (reason: Refusal) => {
          cause ??= reason
          fiber.interruptUnsafe()
        }
        const timer = setTimeout(() => stop(outOfTime), answerTime)
        const off = incoming.onGone(() => stop(gone))
        fiber.addObserver((exit) => {
          clearTimeout(timer)
          off()
          resolve(settle(exit, cause))
        })
      })
    }
  }
}

const outOfTime = refusal("out-of-time", {
  detail: "it took too long and was given up; try again later",
  headers: { "Retry-After": "5" }
})

const gone = refusal("caller-gone")

const storeUnavailable = refusal("store-unavailable", {
  detail: "what is kept cannot be reached at the moment; try again later",
  headers: { "Retry-After": "5" }
})
