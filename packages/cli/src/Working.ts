/**
 * Working puts a worker together: the facts of a world, a queue, and a database for the decision log and the inbox. This file
 * says what it is made of; `commands/worker.ts` starts it and prints.
 */
import { compile, contextOfSources, DocumentStore } from "@adressat/core"
import { runWorker } from "@adressat/queue"
import type { QueueError, WorkedBatch } from "@adressat/queue"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { bundleLine, openBundleHost } from "./BundleHost.ts"
import { readTrustedKey } from "./BundleFile.ts"
import { ExitCode } from "./ExitCode.ts"
import { problemsOf, readRuleSet } from "./Input.ts"
import { refused } from "./NotStarted.ts"
import type { NotStarted } from "./NotStarted.ts"
import { durationsOption, numberOption } from "./OptionValue.ts"
import { openQueue } from "./Queues.ts"
import type { QueueOptions } from "./Queues.ts"
import { openStores } from "./Stores.ts"
import { readNamedWorld, worldHost } from "./WorldHost.ts"
import type { WorldOptions } from "./WorldHost.ts"

/** What the command line says about working. */
export interface WorkingOptions extends WorldOptions, QueueOptions {
  readonly db: string
  readonly rules: string
  /** A rule set that runs in the shadow; default none. */
  readonly candidate?: string
  /** Service owners whose bundles in force count; default nobody. */
  readonly bundles: ReadonlyArray<string>
  /** The file of the public key that bundles must be signed by. */
  readonly bundleKey?: string
  readonly orders: string
  readonly decisions: string
  readonly concurrency: string
  readonly batch: string
  /** Default as the platform has it. */
  readonly retries?: string
}

/** Who is told how the work goes. */
export interface WorkingListener {
  readonly onBatch: (batch: WorkedBatch) => void
  readonly onFailure: (error: QueueError) => void
  readonly onBundles: (line: string) => void
}

/** Opens everything; gives a worker that works for ever and, when it is interrupted, finishes what it has begun and closes. */
export const startWorking = async (
  options: WorkingOptions,
  { onBatch, onBundles, onFailure }: WorkingListener
): Promise<Result.Result<Effect.Effect<never, QueueError>, NotStarted>> => {
  const [world, ruleSet, candidate, key] = [
    await readNamedWorld(options),
    await readRuleSet(options.rules),
    options.candidate === undefined ? Result.succeed(undefined) : await readRuleSet(options.candidate, "--candidate"),
    options.bundleKey === undefined ? Result.succeed(undefined) : await readTrustedKey(options.bundleKey)
  ]
  const concurrency = numberOption("--concurrency", options.concurrency, 1, 64)
  const batch = numberOption("--batch", options.batch, 1, 1000)
  const delays = options.retries === undefined ? undefined : durationsOption("--retries", options.retries)
  if (
    Result.isFailure(world) ||
    Result.isFailure(ruleSet) ||
    Result.isFailure(candidate) ||
    Result.isFailure(key) ||
    Result.isFailure(concurrency) ||
    Result.isFailure(batch) ||
    (delays !== undefined && Result.isFailure(delays))
  ) {
    return refused(problemsOf(world, ruleSet, candidate, key, concurrency, batch, delays ?? Result.succeed([])))
  }
  const scope = Scope.makeUnsafe()
  const close = Scope.close(scope, Exit.void)
  const giveUp = async (reason: NotStarted) => {
    await Effect.runPromise(close)
    return Result.fail(reason)
  }
  const stores = await openStores(options.db, scope)
  if (Result.isFailure(stores)) return giveUp({ problems: stores.failure, exitCode: ExitCode.refused })
  const queue = await openQueue(options, scope)
  if (Result.isFailure(queue)) return giveUp(queue.failure)
  const bundles = await Effect.runPromise(
    openBundleHost({
      owners: options.bundles,
      key: key.success,
      onChange: (owner, inForce) => onBundles(bundleLine(owner, inForce)),
      onFailure: ({ message }) => onBundles(`the bundles cannot be read: ${message}`)
    }).pipe(Effect.provideContext(stores.success), Effect.provideService(Scope.Scope, scope))
  )
  const host = worldHost(world.success, Context.get(stores.success, DocumentStore), bundles.policies)
  const [program, trial] = [compile(ruleSet.success), candidate.success && compile(candidate.success)]
  const work = runWorker({
    program: ({ creator }) => bundles.program(creator) ?? program,
    candidate: ({ creator }) => bundles.candidate(creator) ?? trial,
    gather: host.gather,
    orders: options.orders,
    decisions: options.decisions,
    consume: {
      batch: batch.success,
      concurrency: concurrency.success,
      ...(delays === undefined ? {} : { retries: { delays: delays.success } }),
      onFailure
    },
    onBatch
  }).pipe(
    Effect.provideContext(Context.merge(Context.merge(stores.success, queue.success), contextOfSources(host.sources))),
    Effect.ensuring(close)
  )
  return Result.succeed(work)
}
