/**
 * The port `DocumentStore` over a folder or a checkout of git: what is in the files is in force once it is seen, whole and
 * checked, and what is published through the port is written to the files.
 *
 * Several processes may use the folder at once, and any of them may stop at any moment.
 */
import { access, constants, stat } from "node:fs/promises"
import { join, resolve } from "node:path"
import { DocumentSignals, DocumentStore, formatProblem, StoreError } from "@adressat/core"
import type { Problem } from "@adressat/core"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { ABSENT, malformed, MEMORY_REMEDY, rejected, storeErrorOf, unlessCode } from "./FileError.ts"
import { CHANGES, openFolderHistory } from "./FolderHistory.ts"
import { FolderReports } from "./FolderReport.ts"
import type { FolderReport } from "./FolderReport.ts"
import { isAtRest, publishTo, takeTree } from "./FolderState.ts"
import type { FolderDocument, FolderState } from "./FolderState.ts"
import { makeFolderWatch } from "./FolderWatch.ts"
import { isGitAtWork } from "./GitLock.ts"
import { makeMemoryHistory } from "./History.ts"
import { makeVersions } from "./Versions.ts"
import { lookAtTree, problemOf } from "./WorkingTree.ts"
import type { WorkingTree } from "./WorkingTree.ts"

/** Which folder, where its history is kept, and how it is looked at. */
export interface FolderOptions {
  /** The folder, which has to be there. */
  readonly folder: string
  /**
   * The folder of the history, made if it is not there, or `memory` for a history that is gone with the layer, and that
   * nobody can publish to; default: `.adressat` in the folder.
   */
  readonly history?: string
  /** The longest time between two looks at the folder, in milliseconds; default 5,000. */
  readonly interval?: number
  /** How long the files must stay as they are before they are taken, in milliseconds; default 200. */
  readonly settle?: number
  /** The most that a file may have, in bytes; default 33,554,432 (32 MiB). */
  readonly largest?: number
  /** What is wrong with an edited document, besides what is wrong with a rule set as such; default nothing. */
  readonly check?: (document: FolderDocument) => ReadonlyArray<Problem>
  /** Is told when something was taken, and when there are other problems than before; default nobody. */
  readonly onReport?: (report: FolderReport) => void
}

/** How long `reload` waits for the files to settle, in milliseconds. */
const PATIENCE = 2000

/** After which time files that do not settle are a problem, in milliseconds. */
const RESTLESS = 30_000

/** How often what is no longer needed is cleared away, in milliseconds. */
const TIDY = 3_600_000

/**
 * The documents of a folder. Fails with a `StoreError` where the folder is not there, or its history cannot be written or
 * read. Wrong documents are no failure: {@link FolderReports} tells of them.
 */
export const layerFolder = (
  options: FolderOptions
): Layer.Layer<DocumentStore | DocumentSignals | FolderReports, StoreError> => Layer.effectContext(makeFolder(options))

const attempt = <A>(work: (signal: AbortSignal) => Promise<A>): Effect.Effect<A, StoreError> =>
  Effect.tryPromise({ try: work, catch: storeErrorOf })

const makeFolder = Effect.fnUntraced(function* (options: FolderOptions) {
  const { interval = 5000, onReport, settle = 200 } = options
  const state = yield* openState(options)
  const { versions } = state
  // One at a time in this process; the history sees to the others.
  const semaphore = yield* Semaphore.make(1)
  const hub = yield* PubSub.sliding<void>(1)
  let hinted = versions.last()
  const hint = Effect.suspend(() => {
    if (versions.last() === hinted) return Effect.void
    hinted = versions.last()
    return PubSub.publish(hub, undefined)
  })
  const caughtUp = Effect.andThen(
    attempt((signal) => versions.catchUp(signal)),
    hint
  )

  const look = attempt(async () => lookAtTree(state.folder, versions.heads, state.seen, state.largest))
  const watch = yield* makeWatch(options, state)
  let settled: { readonly key: string; readonly report: FolderReport } | undefined
  let restlessSince: number | undefined
  const keyOf = ({ signature }: WorkingTree) => `${versions.last()} ${signature}`
  const nowText = Effect.map(Clock.currentTimeMillis, (now) => new Date(now).toISOString())

  /** One look, with a second one where something has changed; undefined where the two differ. */
  const lookOnce = Effect.gen(function* () {
    yield* caughtUp
    const tree = yield* look
    watch.follow(tree.folders)
    if (settled?.key === keyOf(tree)) return settled.report
    if (!(yield* attempt(async () => isAtRest(state, tree)))) {
      yield* Effect.sleep(settle)
      // Git at work through both looks would be at work between them.
      if (yield* attempt(async () => isGitAtWork(state.folder))) return undefined
      if ((yield* look).signature !== tree.signature) return undefined
    }
    const at = yield* nowText
    const taken = yield* semaphore.withPermits(1)(attempt((signal) => takeTree(state, tree, at, signal)))
    yield* hint
    settled = taken?.isUnfinished === false ? { key: keyOf(tree), report: taken.report } : undefined
    return taken?.report
  })

  let newest: FolderReport = { outcome: "current", at: yield* nowText, taken: [], problems: [] }
  const told = (report: FolderReport): FolderReport => {
    const isNews = report.taken.length > 0 || newsOf(report) !== newsOf(newest)
    const isAnother = report !== newest
    newest = report
    if (isAnother && isNews) onReport?.(report)
    return report
  }
  const unsettled = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    restlessSince ??= now
    const problems = now - restlessSince < RESTLESS ? newest.problems : [restlessProblem]
    return told({ outcome: "unsettled", at: new Date(now).toISOString(), taken: [], problems })
  })
  /** What was read before stays in force. */
  const failed = ({ message }: StoreError) =>
    Effect.map(nowText, (at) => {
      settled = undefined
      told({ outcome: "refused", at, taken: [], problems: [problemOf("error", "unreadable-file", message)] })
    })
  const reloading = yield* Semaphore.make(1)
  const lookOrTell = reloading.withPermits(1)(
    Effect.flatMap(lookOnce, (report) => {
      if (report === undefined) return unsettled
      restlessSince = undefined
      return Effect.sync(() => told(report))
    })
  )
  const reload = Effect.gen(function* () {
    const end = (yield* Clock.currentTimeMillis) + PATIENCE
    for (;;) {
      const report = yield* lookOrTell
      if (report.outcome !== "unsettled" || (yield* Clock.currentTimeMillis) >= end) return report
      yield* Effect.sleep(settle)
    }
  })

  yield* reload
  yield* Effect.forkScoped(
    Effect.forever(
      Effect.gen(function* () {
        yield* newest.outcome === "unsettled"
          ? Effect.sleep(settle)
          : Effect.timeoutOption(Queue.take(watch.changed), Math.max(1, interval))
        yield* lookOrTell.pipe(Effect.catch(failed))
      })
    )
  )
  yield* Effect.forkScoped(
    Effect.forever(Effect.andThen(Effect.ignore(attempt(async () => tidy(state))), Effect.sleep(TIDY)))
  )

  return Context.make(DocumentStore, {
    read: (selection) =>
      Effect.andThen(
        caughtUp,
        attempt((signal) => versions.read(selection, signal))
      ),
    publish: (publications) =>
      publications.length === 0
        ? Effect.succeed([])
        : Effect.tap(semaphore.withPermits(1)(attempt((signal) => publishTo(state, publications, signal))), () => hint),
    changes: (after, limit) => Effect.map(caughtUp, () => versions.changes(after, limit))
  }).pipe(
    Context.add(DocumentSignals, { changed: Stream.fromPubSub(hub) }),
    Context.add(FolderReports, { newest: Effect.sync(() => newest), reload })
  )
})

const openState = ({ check = () => [], folder, history, largest = 33_554_432 }: FolderOptions) =>
  attempt(async (signal): Promise<FolderState> => {
    const shown = JSON.stringify(folder)
    const found = await unlessCode(ABSENT, () => stat(folder), undefined)
    if (found?.isDirectory() !== true) {
      throw rejected(`the folder ${shown} does not exist: create it, or name another one`)
    }
    await access(folder, constants.R_OK | constants.X_OK).catch(() => {
      throw rejected(`the folder ${shown} may not be read: give the process the right to read it`)
    })
    const path = resolve(folder)
    const opened = history === "memory" ? makeMemoryHistory() : await openHistory(historyFolder(path, history))
    const versions = makeVersions(opened)
    await versions.catchUp(signal)
    if ((await opened.newest()) > versions.last()) {
      // Others may just have published; a gap stays.
      await versions.catchUp(signal)
      if ((await opened.newest()) > versions.last()) {
        throw malformed(`the change ${versions.last() + 1} of the history is lost: restore its file from a backup`)
      }
    }
    return { folder: path, history: opened, versions, seen: new Map(), largest, check }
  })

const historyFolder = (folder: string, history: string | undefined): string =>
  history === undefined ? join(folder, ".adressat") : resolve(history)

const openHistory = async (path: string) => {
  try {
    return await openFolderHistory(path)
  } catch (cause) {
    const { message, reason } = storeErrorOf(cause)
    const remedy = reason === "Unavailable" ? `: ${MEMORY_REMEDY}` : ""
    throw new StoreError({
      reason: reason === "Malformed" ? reason : "Rejected",
      message: `the history ${JSON.stringify(path)} cannot be used: ${message}${remedy}`
    })
  }
}

const makeWatch = Effect.fnUntraced(function* ({ history }: FolderOptions, { folder }: FolderState) {
  const changed = yield* Queue.sliding<void>(1)
  const watch = yield* Effect.acquireRelease(
    Effect.sync(() => makeFolderWatch(() => Queue.offerUnsafe(changed, undefined))),
    (opened) => Effect.sync(opened.close)
  )
  const others = history === "memory" ? [] : [join(historyFolder(folder, history), CHANGES)]
  return {
    changed,
    follow: (folders: ReadonlyArray<string>) => watch.follow([...folders.map((one) => join(folder, one)), ...others])
  }
})

const tidy = async ({ history, versions }: FolderState): Promise<void> =>
  history.tidy(new Map(Array.from(versions.heads, ([path, { version }]) => [path, version])))

/** What makes one report differ from another for whoever is told. */
const newsOf = ({ outcome, problems }: FolderReport): string =>
  JSON.stringify([outcome === "unsettled" ? "" : outcome, problems.map(formatProblem)])

const restlessProblem = problemOf(
  "warning",
  "unreadable-file",
  "the files have kept changing for 30 seconds: if git is not at work, remove the index.lock of the checkout"
)
