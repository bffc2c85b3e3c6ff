/**
 * A server process is a server of a test's own, on a free port and with its data in a temporary folder: for tests in which a
 * server is killed and comes back.
 *
 * Invariants: its data survive that it is killed, not that the machine is; it never outlives the process that started it, even
 * where that one is killed, since it ends with its standard input; the folder is gone afterwards.
 */
import { spawn, spawnSync } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs"
import { connect, createServer, Socket } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A server of a test's own. */
export interface ServerProcess {
  readonly url: string
  readonly port: number
  /** Ends it at once, as a power cut does; resolves when it is gone. */
  readonly kill: () => Promise<void>
  /** Starts it again, with its data and on its port; resolves when it answers. */
  readonly start: () => Promise<void>
  /** Kills it and starts it again. */
  readonly restart: () => Promise<void>
  /** Ends it for good and removes its data. */
  readonly stop: () => Promise<void>
}

/** How a server is run. */
export interface ServerRecipe {
  /** Such as `Redis`. */
  readonly name: string
  /** Called once, with the folder for the data and the port. */
  readonly prepare?: (folder: string, port: number) => void | Promise<void>
  readonly command: (folder: string, port: number) => ReadonlyArray<string>
  readonly environment?: (folder: string, port: number) => Readonly<Record<string, string>>
  /** The user whom the server is to run as when the tests are run by root. */
  readonly user?: string
  /** What a client says to find out whether the server is ready. */
  readonly hello: string | Uint8Array
  /** How the answer of a server begins that is ready. */
  readonly answer: string
  readonly url: (port: number) => string
}

/** How long a server may take to start, in milliseconds. */
const PATIENCE = 60_000

// The whole group ends when this process does: its end of the pipe is closed then, whatever it ended by.
const WATCHED = `folder=$1; shift; exec 3<&0
"$@" </dev/null 3<&- & server=$!
{ cat >/dev/null; kill -9 $$ $server; sleep 0.3; rm -rf "$folder"; kill -9 0; } <&3 3<&- & watchdog=$!
exec 3<&-
wait $server; kill -9 $watchdog`

/** How often a server is run that ends before it is ready. */
const MOST_RUNS = 5

const pause = (duration: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, duration))

/** A port that nobody listens on. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}

const isRoot = (): boolean => process.getuid?.() === 0

/** A command as another user, when the tests are run by root. */
export const asUser = (user: string | undefined, command: ReadonlyArray<string>): ReadonlyArray<string> =>
  user === undefined || !isRoot()
    ? command
    : ["setpriv", `--reuid=${user}`, `--regid=${user}`, "--clear-groups", "--", ...command]

/** Runs a command to its end; throws with what it said when it fails. */
export const runToEnd = (command: ReadonlyArray<string>, environment: Readonly<Record<string, string>> = {}): void => {
  const [program = "", ...rest] = command
  const { error, status, stderr } = spawnSync(program, rest, {
    encoding: "utf8",
    env: { ...process.env, ...environment }
  })
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`)
}

/** Starts a server by its recipe; resolves when it answers. */
export const startServer = async (recipe: ServerRecipe): Promise<ServerProcess> => {
  const folder = mkdtempSync(join(tmpdir(), "adressat-server-"))
  const port = await freePort()
  chmodSync(folder, 0o755)
  if (recipe.user !== undefined && isRoot()) runToEnd(["chown", recipe.user, folder])
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  let child: ChildProcess | undefined
  const log = join(folder, "server.log")
  const run = (): ChildProcess => {
    const output = openSync(log, "a")
    const command = asUser(recipe.user, recipe.command(folder, port))
    const started = spawn("/bin/sh", ["-c", WATCHED, "sh", folder, ...command], {
      cwd: folder,
      detached: true,
      env: { ...process.env, HOME: folder, ...recipe.environment?.(folder, port) },
      stdio: ["pipe", output, output]
    })
    closeSync(output)
    started.unref()
    if (started.stdin instanceof Socket) started.stdin.unref()
    return started
  }
  const start = async () => {
    await kill()
    const deadline = Date.now() + PATIENCE
    child = run()
    for (let runs = 1; !(await isReady(recipe, port));) {
      if (Date.now() > deadline || (child.exitCode !== null && runs === MOST_RUNS)) {
        const said = readFileSync(log, "utf8").slice(-2000)
        await stop()
        throw new Error(`${recipe.name} did not start: ${said}`)
      }
      await pause(50)
      if (child.exitCode === null) continue
      // What is left of the one that was killed may take a moment to go.
      await pause(500)
      child = run()
      runs += 1
    }
  }
  const kill = async () => {
    const running = child
    child = undefined
    if (running?.pid === undefined) return
    const ended = running.exitCode === null && running.signalCode === null ? once(running, "exit") : undefined
    try {
      process.kill(-running.pid, "SIGKILL")
    } catch {
      // It had ended already.
    }
    running.ref()
    await ended
    // The port is free only when all of the group have gone.
    for (const deadline = Date.now() + 10_000; Date.now() < deadline && (await answerOf(port, "")) !== undefined;) {
      await pause(20)
    }
  }
  const stop = async () => {
    process.off("exit", removeFolder)
    await kill()
    removeFolder()
  }
  process.once("exit", removeFolder)
  await recipe.prepare?.(folder, port)
  await start()
  const restart = async () => {
    await kill()
    await start()
  }
  return { url: recipe.url(port), port, kill, start, restart, stop }
}

const isReady = async ({ answer, hello }: ServerRecipe, port: number): Promise<boolean> =>
  (await answerOf(port, hello))?.startsWith(answer) === true

/** What a server says first, `""` when it says nothing; `undefined` when nobody listens. */
const answerOf = (port: number, hello: string | Uint8Array): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: 1000 })
    const end = (said: string | undefined) => {
      socket.destroy()
      resolve(said)
    }
    socket.once("connect", () => (hello.length === 0 ? end("") : socket.write(hello)))
    socket.once("data", (data: Buffer) => end(data.toString("latin1")))
    socket.once("timeout", () => end(""))
    socket.once("error", () => end(undefined))
    socket.once("close", () => end(undefined))
  })
