/** Runs `adressat serve` in a process of its own, with tokens made by the test. */
import { developmentIssuer } from "@adressat/http"
import type { DevelopmentIssuer } from "@adressat/http"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { commandLine } from "./CommandLine.ts"

/** A server that runs. */
export interface RunningServer {
  readonly url: string
  /** What it has printed so far. */
  readonly printed: () => string
  /** Sends a signal and waits for the end; gives the exit code, `null` when the signal ended it. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>
}

/** Starts a server and waits until it says where it is. */
export const startServer = async (args: ReadonlyArray<string>): Promise<RunningServer> => {
  const { FORCE_COLOR: _force, NODE_OPTIONS: _options, ...env } = process.env
  const child = spawn(process.execPath, [...commandLine(), "serve", "--port", "0", ...args], {
    env: { ...env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let printed = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text))
  const exited = once(child, "exit") as Promise<[number | null]>
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text
      const found = /answers at (http:\S+);/.exec(printed)?.[1]
      if (found !== undefined && printed.includes("Ctrl+C")) resolve(found)
    })
    void exited.then(() => reject(new Error(`the server ended: ${printed}`)))
  })
  return {
    url,
    printed: () => printed,
    end: async (signal) => {
      child.kill(signal)
      const [code] = await exited
      return code
    }
  }
}

/** An issuer whose keys are in a file, with the arguments by which a server takes its tokens. */
export const issuerIn = async (
  folder: string
): Promise<{ readonly token: DevelopmentIssuer["token"]; readonly args: ReadonlyArray<string> }> => {
  const { issuer, token } = await developmentIssuer({ issuer: "https://tokens.example/" })
  const file = join(folder, "keys.json")
  await writeFile(file, JSON.stringify(issuer.jwks))
  return { token, args: ["--issuer", issuer.issuer, "--jwks", file] }
}

/** The scope for placing and reading orders. */
export const ORDERS = "altinn:serviceowner/notifications.create"

/** The organisation number of the service owner `tax` in the sample world. */
export const TAX = "310000256"
