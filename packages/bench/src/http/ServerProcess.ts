/** A server process is a server of this suite in a process of its own, for as long as something is measured. */
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { makeCredentials } from "./Credentials.ts"
import { PATH } from "./servers/ServerChild.ts"
import type { Memory, ServerMessage } from "./servers/ServerChild.ts"

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
  readonly end: () => void
}

/** Starts a server, with flags of its own besides; rejects when it ends before it listens. */
export const startServer = async (name: ServerName, flags: ReadonlyArray<string> = []): Promise<ServerProcess> => {
  const { token, trusted } = await makeCredentials()
  const child = fork(fileURLToPath(new URL(`servers/${files[name]}`, import.meta.url)), [JSON.stringify(trusted)], {
    execArgv: [...process.execArgv, ...flags],
    stdio: ["ignore", "ignore", "inherit", "ipc"]
  })
  const told = new Promise<number>((resolve, reject) => {
    child.once("message", (message) => {
      const said = message as ServerMessage
      if ("port" in said) resolve(said.port)
    })
    child.once("error", reject)
    child.once("exit", (code, signal) => reject(new Error(`the server ${name} ended with ${code ?? signal}`)))
  })
  const port = await told
  return {
    url: `http://127.0.0.1:${port}${PATH}`,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    memory: () =>
      new Promise((resolve) => {
        child.once("message", (message) => {
          const said = message as ServerMessage
          if ("memory" in said) resolve(said.memory)
        })
        child.send("memory")
      }),
    end: () => {
      if (child.connected) child.send("end")
    }
  }
}
