/**
 * A node exchange is a request of Node's own server, read and answered without `Request` and `Response` in between.
 *
 * Invariants: a body is read no further than it may be; a stream is written as fast as it is read by the other side, and
 * cancelled when that is gone.
 */
import type { IncomingMessage, ServerResponse } from "node:http"
import { Readable } from "node:stream"
import type { Incoming, Outgoing } from "./Exchange.ts"

/** The request of a message. */
export const incomingOfMessage = (message: IncomingMessage, response: ServerResponse): Incoming => {
  let gone: AbortController | undefined
  const { url = "/" } = message
  const onGone = (listener: () => void): (() => void) => {
    const onClose = () => {
      if (!response.writableFinished) listener()
    }
    if (response.destroyed) onClose()
    response.once("close", onClose)
    return () => response.off("close", onClose)
  }
  return {
    method: message.method ?? "GET",
    // A proxy's request names the host as well.
    target: url.startsWith("/") ? url : url.replace(/^[a-z]+:\/\/[^/?#]*/i, "") || "/",
    headers: {
      get: (name) => {
        const value = message.headers[name]
        return value === undefined ? null : typeof value === "string" ? value : value.join(", ")
      }
    },
    headerSize: () => {
      let size = 0
      for (const part of message.rawHeaders) size += part.length + 2
      return size
    },
    text: (limit) =>
      new Promise((resolve, reject) => {
        const chunks: Array<Buffer> = []
        let length = 0
        message
          .on("data", (chunk: Buffer) => {
            length += chunk.length
            if (length > limit) {
              chunks.length = 0
              resolve(undefined)
            } else chunks.push(chunk)
          })
          .on("end", () =>
            resolve((chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)).toString())
          )
          .on("error", reject)
          .on("close", () => {
            // Every message is closed in the end, and making an error is dear.
            if (!message.complete) reject(new Error("the body broke off"))
          })
      }),
    stream: () => Readable.toWeb(message) as ReadableStream<Uint8Array>,
    signal: () => {
      if (gone === undefined) {
        gone = new AbortController()
        onGone(() => gone?.abort())
      }
      return gone.signal
    },
    onGone
  }
}

/** Whether there is more of a body to come, after what is there already. */
const isStillComing = async (message: IncomingMessage): Promise<boolean> => {
  const { complete, headers } = message
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0
  if (complete || !hasBody) return false
  message.resume()
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
  return !message.complete
}

/** How long the rest of a body that was refused may take to come, in milliseconds. */
const LINGER = 1000

/** Writes the response; settles when there is nothing more to write, or nobody to read it. */
export const writeOutgoing = async (
  { body, headers, status }: Outgoing,
  message: IncomingMessage,
  response: ServerResponse
): Promise<void> => {
  if (response.destroyed) {
    if (body !== null && typeof body !== "string") await body.cancel().catch(() => undefined)
    return
  }
  // Whoever still sends a body that nobody wants would be listened to for ever.
  const isUnread = typeof body === "string" && (await isStillComing(message))
  const more = isUnread ? { Connection: "close" } : {}
  if (body === null || typeof body === "string") {
    const length = body === null ? {} : { "Content-Length": Buffer.byteLength(body) }
    response.writeHead(status, { ...headers, ...length, ...more })
    response.end(body ?? undefined)
    if (isUnread) {
      setTimeout(() => message.socket.destroy(), LINGER).unref()
    }
    return
  }
  response.writeHead(status, { ...headers, ...more })
  await pump(body, response)
}

/** Settles when there is room for more, or nobody to read it. */
const room = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      response.off("drain", end)
      response.off("close", end)
      resolve()
    }
    response.once("drain", end)
    response.once("close", end)
  })

const pump = async (body: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> => {
  const reader = body.getReader()
  const over = () => void reader.cancel().catch(() => undefined)
  response.once("close", over)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || response.destroyed) break
      if (!response.write(value)) {
        await room(response)
      }
    }
    response.end()
  } catch {
    // What is there has been sent; that it is not whole is told by its end.
    response.destroy()
  }
}
