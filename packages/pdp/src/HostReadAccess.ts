/**
 * Read access as a plain function, for hosts that do not use Effect: what `createAdressat` takes as `readAccess`.
 */
import { ReadAccess } from "@adressat/core"
import type { AdressatOptions } from "@adressat/core"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Result from "effect/Result"

/**
 * Makes a function of a layer, such as `layerRemote` or `layerEmbedded`. The layer is built when it is first needed and kept,
 * with its circuit breaker and compiled policies. The promise rejects with a `SourceError`.
 */
export const hostReadAccess = (layer: Layer.Layer<ReadAccess>): AdressatOptions["readAccess"] => {
  const runtime = ManagedRuntime.make(layer)
  return async (request, { signal }) => {
    const decided = await runtime.runPromise(
      Effect.result(Effect.flatMap(ReadAccess, (access) => access.decide(request))),
      { signal }
    )
    if (Result.isFailure(decided)) throw decided.failure
    return decided.success
  }
}
