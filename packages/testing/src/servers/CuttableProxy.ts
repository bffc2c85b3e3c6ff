/**
 * A cuttable proxy stands between a client and a server, and loses the connections between them when a test says so.
 */
import { once } from "node:events"
import { connect, createServer } from "node:net"
import type { AddressInfo, Socket } from "node:net"

/** A proxy on this machine. */
export interface CuttableProxy {
  readonly port: number
  /** The url of the target, by way of the proxy. */
  readonly url: string
  /** Destroys all connections; new ones are taken. */
  readonly cut: () => void
  /** Takes no new connections: they are refused, as where nobody listens. */
  readonly refuse: () => Promise<void>
  /** Takes new connections again. */
  readonly accept: () => Promise<void>
  /** Passes nothing on any more, and tells nobody. */
  readonly stall: () => void
  /** Passes on what has come meanwhile, and all that comes. */
  readonly resume: () => void
  readonly close: () => Promise<void>
}

/** Opens a proxy before the server of a url. */
export const cuttableProxy = async (target: string): Promise<CuttableProxy> => {
  const { hostname, port: targetPort } = new URL(target)
  const sockets = new Set<Socket>()
  let isStalled = false
  const server = createServer((client) => {
    const upstream = connect({ host: hostname, port: Number(targetPort) })
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client]
    ] as const) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on("error", () => other.destroy())
      socket.on("close", () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
      if (isStalled) socket.pause()
    }
  })
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1")
    await once(server, "listening")
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const url = new URL(target)
  url.hostname = "127.0.0.1"
  url.port = String(port)
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  // Connections that are there already may stay, so this does not wait for them.
  const refuse = async () => void server.close()
  return {
    port,
    url: url.href,
    cut,
    refuse,
    accept: async () => {
      if (!server.listening) await listen(port)
    },
    stall: () => {
      isStalled = true
      for (const socket of sockets) socket.pause()
    },
    resume: () => {
      isStalled = false
      for (const socket of sockets) socket.resume()
    },
    close: async () => {
      cut()
      await refuse()
    }
  }
}
