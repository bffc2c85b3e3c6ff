/**
 * The half of a server that is the same in all of them: it reads whose tokens it takes from the command line, tells its
 * port, answers about its memory, and ends with the process that started it.
 */
import type { TrustedIssuer } from "../Credentials.ts"

/** Bytes after a collection. */
export interface Memory {
  readonly heap: number
  readonly resident: number
}

/** What a server tells. */
export type ServerMessage = { readonly port: number } | { readonly memory: Memory }

/** The path that every server answers at. */
export const PATH = "/adressat/v1/resolve"

/** Whose tokens this server takes. */
export const trustedIssuer = (): TrustedIssuer => JSON.parse(process.argv[2] ?? "") as TrustedIssuer

/** Tells the port, and does from now on what the measuring process asks for. */
export const tellPort = (port: number): void => {
  const tell = (message: ServerMessage) => process.send?.(message)
  process.on("message", (asked) => {
    if (asked === "end") process.exit(0)
    globalThis.gc?.()
    const { heapUsed, rss } = process.memoryUsage()
    tell({ memory: { heap: heapUsed, resident: rss } })
  })
  process.on("disconnect", () => process.exit(0))
  tell({ port })
}
