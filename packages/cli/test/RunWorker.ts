/** Runs `adressat worker` in a process of its own, and starts it again when it has ended by itself or by force. */
import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { commandLine } from "./CommandLine.ts"

const packageFolder = join(import.meta.dirname, "..")

/** A worker that is kept running until it is stopped or disposed of, or the tests end. */
export interface KeptWorker extends AsyncDisposable {
  /** Resolves when it has said that it works; rejects when it ended before. */
  readonly started: Promise<void>
  /** Whether it works at the moment. */
  readonly works: () => boolean
  /** What it and those before it have printed so far. */
  readonly printed: () => string
  /** Kills it without warning; another one is started in its place. */
  readonly kill: () => void
  /** Asks it to stop and waits for it; gives its exit code. None is started again. */
  readonly stop: () => Promise<number | null>
}

/** Keeps a worker running. One that cannot start, since its broker is away, is started again after a moment. */
export const keepWorker = (
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>> = {},
  cwd = packageFolder
): KeptWorker => {
  const { FORCE_COLOR: _force, NODE_OPTIONS: _options, ...env } = process.env
  let printed = ""
  let isStopping = false
  let hasStarted = false
  let child: ChildProcess
  let resolveStarted: () => void
  const started = new Promise<void>((resolve) => {
    resolveStarted = resolve
  })
  const start = () => {
    hasStarted = false
    child = spawn(process.execPath, [...commandLine(), "worker", ...args], {
      cwd,
      env: { ...env, NO_COLOR: "1", ...environment },
      stdio: ["ignore", "pipe", "pipe"]
    })
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (printed += text))
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      printed += text
      if (hasStarted || !text.includes("Ctrl+C")) return
      hasStarted = true
      resolveStarted()
    })
    child.on("exit", () => {
      if (!isStopping) setTimeout(() => !isStopping && start(), hasStarted ? 0 : 300)
      hasStarted = false
    })
  }
  start()
  const stop = async (): Promise<number | null> => {
    isStopping = true
    process.off("exit", end)
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const ended = once(child, "exit") as Promise<[number | null]>
    child.kill("SIGTERM")
    return (await ended)[0]
  }
  const end = () => child.kill("SIGKILL")
  process.once("exit", end)
  return {
    started,
    works: () => hasStarted,
    printed: () => printed,
    kill: () => child.kill("SIGKILL"),
    stop,
    [Symbol.asyncDispose]: async () => void (await stop())
  }
}
