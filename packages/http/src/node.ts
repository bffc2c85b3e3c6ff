/**
 * `@adressat/http/node`: serves the front door on Node, reads the list of service owners from a file, and finds out the
 * addresses of hosts.
 */
import * as Layer from "effect/Layer"
import { lookup } from "node:dns/promises"
import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { incomingOf, responseOf } from "./Exchange.ts"
import { makeExchange } from "./FrontDoor.ts"
import type { FrontDoor } from "./FrontDoor.ts"
import type { HandlerOptions } from "./HandlerOptions.ts"
import { incomingOfMessage, writeOutgoing } from "./NodeExchange.ts"

/** How the front door is served. */
export interface ServeOptions extends HandlerOptions {
  /** Default 8080; 0: any that is free. */
  readonly port?: number
  /** Default: every address of the machine. */
  readonly host?: string
  /** Signals that end it; default SIGTERM and SIGINT. `[]`: none, for hosts that see to that themselves. */
  readonly signals?: ReadonlyArray<NodeJS.Signals>
}

/** A front door that is served. */
export interface Served extends FrontDoor {
  readonly port: number
  /** Where it is, such as `http://localhost:8080`. */
  readonly url: string
  /** Takes no new calls, ends those in the works, and lets go of everything. Called by the signals. */
  readonly close: () => Promise<void>
  /** Settles when it is closed. */
  readonly closed: Promise<void>
}

/** Serves the front door. Rejects when it cannot be made, or when the port is taken. */
export const serve = async (options: ServeOptions): Promise<Served> => {
  const { host, port = 8080, signals = ["SIGTERM", "SIGINT"] } = options
  const { conditions } = options
  const { exchange, ...door } = await makeExchange({
    ...options,
    // A server can find out where a host is; without that any name could lead into its own network.
    conditions: Layer.isLayer(conditions) ? conditions : { addressesOf, ...conditions }
  })
  const listen = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const outgoing = await exchange(incomingOfMessage(message, response))
    await writeOutgoing(outgoing, message, response)
  }
  const { bodyTime = 10_000, headers = 16_384 } = options.limits ?? {}
  const server = createServer(
    {
      maxHeaderSize: Math.max(headers, 16_384) * 2,
      headersTimeout: bodyTime,
      requestTimeout: 0,
      keepAliveTimeout: 65_000
    },
    (message, response) => void listen(message, response).catch(() => response.destroy())
  )
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, () => {
      server.off("error", reject)
      resolve()
    })
  }).catch(async (error: unknown) => {
    await door.dispose()
    throw error
  })
  const { port: bound } = server.address() as AddressInfo
  let closing: Promise<void> | undefined
  let told: () => void = () => undefined
  const closed = new Promise<void>((resolve) => {
    told = resolve
  })
  const end = async (): Promise<void> => {
    for (const signal of signals) process.off(signal, onSignal)
    door.refuse()
    const ended = new Promise<void>((resolve) => {
      server.close(() => resolve())
    })
    server.closeIdleConnections()
    await door.dispose()
    // Whoever still holds a connection has had its answer.
    server.closeIdleConnections()
    const timer = setTimeout(() => server.closeAllConnections(), 1000)
    await ended
    clearTimeout(timer)
    told()
  }
  const close = (): Promise<void> => (closing ??= end())
  const onSignal = () => void close()
  for (const signal of signals) process.once(signal, onSignal)
  return {
    ...door,
    handler: async (request) => responseOf(await exchange(incomingOf(request))),
    port: bound,
    url: `http://${host ?? "localhost"}:${bound}`,
    close,
    closed,
    dispose: close
  }
}

/** The list of service owners in a file, read again when it is asked for. */
export const serviceOwnersFile = (path: string) => async (): Promise<unknown> =>
  JSON.parse(await readFile(path, "utf8")) as unknown

/** Every address that a host name leads to. */
export const addressesOf = async (host: string): Promise<ReadonlyArray<string>> =>
  (await lookup(host, { all: true })).map(({ address }) => address)
