/**
 * The half of a server that is the same in all of them: it reads whose tokens it takes from the command line, tells its
 * port, answers about its memory and its time, and ends with the process that started it.
 */
import { threadClock } from "../../Clock.ts"
import type { TrustedIssuer } from "../Credentials.ts"

/** Bytes after a collection. */
export interface Memory {
  readonly heap: number
  readonly resident: number
}

/** What a server is asked. */
export type ServerQuestion = "memory" | "time" | "end"

/** What a server tells. */
export interface ServerMessage {
  readonly port?: number
  readonly memory?: Memory
  /** Milliseconds that its thread has had. */
  readonly time?: number
}

/** The path that every server answers at. */
export const PATH = "/adressat/v1/resolve"

/** Whose tokens this server takes. */
export const trustedIssuer = (): TrustedIssuer => JSON.parse(process.argv[2] ?? "") as TrustedIssuer

/** Tells the port, and does from now on what the measuring process asks for. */
export const tellPort = (port: number): void => {
  const tell = (message: ServerMessage) => process.send?.(message)
  const answer = (question: ServerQuestion): ServerMessage => {
    switch (question) {
      case "end":
        process.exit(0)
      case "time":
        return { time: threadClock() }
      case "memory": {
        globalThis.gc?.()
        const { heapUsed, rss } = process.memoryUsage()
        return { memory: { heap: heapUsed, resident: rss } }
      }
    }
  }
  process.on("message", (question) => tell(answer(question as ServerQuestion)))
  process.on("disconnect", () => process.exit(0))
  tell({ port })
}
