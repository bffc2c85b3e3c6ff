/**
 * A crew member is one worker as its caller sees it: it is asked to do something, and answers when it has.
 *
 * Invariant: every question is answered, if only by an error when the worker ends or fails.
 */
import type { CrewReply, CrewTask } from "./CrewMessage.ts"
import { nodeThreads, platform } from "./Platform.ts"
import type { PlatformWorker } from "./Platform.ts"

/** One worker. */
export interface CrewMember {
  /** Asks for something; resolves when it is done. */
  readonly ask: (task: CrewTask) => Promise<void>
  /** Has it wait for jobs; nobody waits for that. */
  readonly work: () => void
  /** Ends it. */
  readonly end: (because: string) => void
}

/** Starts a worker; `onBreak` is told when it is of no use any more. */
export const spawnMember = (
  spawn: (() => PlatformWorker) | undefined,
  onBreak: (because: string) => void
): CrewMember => {
  const worker = (spawn ?? spawnDefault)()
  const waiting: Array<PromiseWithResolvers<void> & { readonly task: CrewTask["type"] }> = []
  let ended: string | undefined
  const fail = (because: string) => {
    ended ??= because
    onBreak(ended)
    for (const { reject } of waiting.splice(0)) reject(new Error(ended))
  }
  const hear = (message: unknown) => {
    const reply = message as CrewReply
    if (reply.type === "failed") fail(`a worker failed: ${reply.because}`)
    else if (reply.task !== "work") {
      waiting.shift()?.resolve()
      // A worker that nobody waits for does not keep Node.js from ending.
      if (waiting.length === 0) worker.unref?.()
    }
  }
  const failed = (error: unknown) => {
    const { message } = (error ?? {}) as { readonly message?: unknown }
    fail(`a worker failed: ${typeof message === "string" && message !== "" ? message : "it could not be loaded"}`)
  }
  if (worker.on !== undefined) {
    worker.on("message", hear)
    worker.on("error", failed)
    worker.on("messageerror", failed)
    worker.on("exit", () => fail("a worker ended"))
  } else {
    worker.addEventListener?.("message", ({ data }) => hear(data))
    worker.addEventListener?.("error", failed)
    worker.addEventListener?.("messageerror", failed)
  }
  return {
    ask: async (task) => {
      if (ended !== undefined) throw new Error(ended)
      const answer = { ...Promise.withResolvers<void>(), task: task.type }
      waiting.push(answer)
      worker.ref?.()
      worker.postMessage(task, [])
      await answer.promise
    },
    work: () => worker.postMessage({ type: "work" } satisfies CrewTask, []),
    end: (because) => {
      ended ??= because
      void worker.terminate()
      fail(because)
    }
  }
}

const spawnDefault = (): PlatformWorker => {
  const threads = nodeThreads()
  if (threads !== undefined) return new threads.Worker(scriptUrl())
  if (platform.Worker === undefined) throw new Error("there are no workers here; do without a crew")
  return new platform.Worker(scriptUrl(), { type: "module" })
}

/** The script beside this file. Written out as it is, bundlers find it. */
const scriptUrl = (): URL => {
  // A bundle of the classic kind does not know where it is.
  const here = import.meta.url as string | undefined
  if (here === undefined) throw new Error("where the script of a worker is, is not known here; give spawn")
  return here.endsWith(".ts") ? new URL(here.replace(/[^/]*$/, "worker.ts")) : new URL("./worker.js", import.meta.url)
}
