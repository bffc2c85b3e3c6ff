/** A server process is a server of this suite in a process of its own, for as long as something is measured. */
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { makeCredentials } from "./Credentials.ts"
import type { Credentials } from "./Credentials.ts"
import { PATH } from "./servers/ServerChild.ts"
import type { Memory, ServerMessage, ServerQuestion } from "./servers/ServerChild.ts"

/** The servers that there are. */
export type ServerName = "ours" | "hono" | "fastify" | "bare"

const files: Readonly<Record<ServerName, string>> = {
  ours: "Ours.ts",
  hono: "Hono.ts",
  fastify: "Fastify.ts",
  bare: "Bare.ts"
}

/** A server that runs. */
export interface ServerProcess {
  /** Where orders are posted. */
  readonly url: string
  /** The headers of a request. */
  readonly headers: Readonly<Record<"authorization" | "content-type", string>>
  /** What its memory holds after a collection. */
  readonly memory: () => Promise<Memory>
  /** The milliseconds that its thread has had. */
  readonly time: () => Promise<number>
  readonly end: () => void
}

let credentials: Promise<Credentials> | undefined

/** Starts a server, with flags of its own besides; rejects when it ends before it listens. */
export const startServer = async (server: ServerName, flags: ReadonlyArray<string> = []): Promise<ServerProcess> => {
  const { token, trusted } = await (credentials ??= makeCredentials())
  const child = fork(fileURLToPath(new URL(`servers/${files[server]}`, import.meta.url)), [JSON.stringify(trusted)], {
    execArgv: [...process.execArgv, ...flags],
    stdio: ["ignore", "ignore", "inherit", "ipc"]
  })
  const next = <Name extends keyof ServerMessage>(name: Name): Promise<NonNullable<ServerMessage[Name]>> =>
    new Promise((resolve, reject) => {
      const onExit = () => reject(new Error(`the server ${server} has ended`))
      child.once("exit", onExit)
      child.once("message", (message: ServerMessage) => {
        child.off("exit", onExit)
        const told = message[name]
        if (told === undefined) reject(new Error(`the server ${server} told something else than its ${name}`))
        else resolve(told)
      })
    })
  const ask = (question: ServerQuestion) => void child.send(question)
  const port = await next("port")
  return {
    url: `http://127.0.0.1:${port}${PATH}`,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    memory: () => {
      ask("memory")
      return next("memory")
    },
    time: () => {
      ask("time")
      return next("time")
    },
    end: () => {
      if (child.connected) ask("end")
    }
  }
}
