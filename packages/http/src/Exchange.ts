/**
 * An exchange is a request and its response as the front door sees them: as little as it needs of either, so that a server
 * can do without `Request` and `Response` where these cost more than what is asked for.
 */

/** A request. */
export interface Incoming {
  readonly method: string
  /** Path and query, from the first slash on. */
  readonly target: string
  readonly headers: Pick<Headers, "get">
  /** The size of all headers, in bytes. */
  readonly headerSize: () => number
  /** The body as text; `undefined` when it has more bytes than it may. Rejects when it breaks off. */
  readonly text: (limit: number) => Promise<string | undefined>
  /** The body as a stream. */
  readonly stream: () => ReadableStream<Uint8Array> | null
  /** Aborted when nobody waits for the response any more; a function, since making a signal is dear. */
  readonly signal: () => AbortSignal
  /** Has a listener called when nobody waits for the response any more; gives what takes it off again. */
  readonly onGone: (listener: () => void) => () => void
}

/** A response. */
export interface Outgoing {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | ReadableStream<Uint8Array> | null
}

/** A web-standard request. */
export const incomingOf = (request: Request): Incoming => {
  const { headers, method, url } = request
  return {
    method,
    target: targetIn(url),
    headers,
    headerSize: () => {
      let size = 0
      for (const [name, value] of headers) size += name.length + value.length + 4
      return size
    },
    text: async (limit) => {
      if (headers.get("content-length") === null) return textOf(request.body, limit)
      const text = await request.text()
      // What the header said about the length may have been wrong.
      return text.length > limit ? undefined : text
    },
    stream: () => request.body,
    signal: () => request.signal,
    onGone: (listener) => {
      const { signal } = request
      if (signal.aborted) listener()
      signal.addEventListener("abort", listener, { once: true })
      return () => signal.removeEventListener("abort", listener)
    }
  }
}

/** Path and query of an address, without a fragment. */
const targetIn = (url: string): string => {
  const start = url.indexOf("/", url.indexOf("//") + 2)
  const end = url.indexOf("#")
  return start === -1 ? "/" : url.slice(start, end === -1 ? undefined : end)
}

/** The text of a stream; `undefined` when it has more bytes than it may. */
const textOf = async (body: ReadableStream<Uint8Array> | null, limit: number): Promise<string | undefined> => {
  if (body === null) return ""
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ""
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    length += value.length
    if (length > limit) {
      await reader.cancel().catch(() => undefined)
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** The web-standard response. */
export const responseOf = ({ body, headers, status }: Outgoing): Response => new Response(body, { status, headers })
