/**
 * The client calls the front door, typed by its contract. None of the server's code is in it.
 *
 * Invariant: a client never throws what a server said; it is in the answer, as a problem.
 */
import type { Contract, OperationName } from "./contract/Contract.ts"
import type { ProblemDetails } from "./contract/ProblemKind.ts"
import { routes } from "./contract/Routes.ts"
import type { OperationRoute } from "./contract/Routes.ts"

type Values<F> = { readonly [K in keyof F]: F[K] extends { readonly Type: infer T } ? T : never }

type OptionalKeys<F> = {
  [K in keyof F]: F[K] extends { readonly "~type.optionality": "optional" } ? K : never
}[keyof F]

type Members<F> = Omit<Values<F>, OptionalKeys<F>> & { readonly [K in OptionalKeys<F>]?: Values<F>[K] }

type Part<O, Name extends string, Under extends string> = O extends { readonly [K in Name]: infer F }
  ? object extends Members<F>
    ? { readonly [K in Under]?: Members<F> }
    : { readonly [K in Under]: Members<F> }
  : unknown

type Encoded<S> = S extends { readonly Encoded: infer E } ? E : never

type BodyOf<O> = O extends { readonly payload: { readonly media: infer M; readonly schema: infer S } }
  ? M extends "application/x-ndjson"
    ? { readonly body: Iterable<Encoded<S>> | AsyncIterable<Encoded<S>> }
    : { readonly body: Encoded<S> }
  : unknown

/** What an operation is called with. */
export type CallOf<Name extends OperationName> = Part<Contract[Name], "params", "params"> &
  Part<Contract[Name], "query", "query"> &
  Part<Contract[Name], "headers", "headers"> &
  BodyOf<Contract[Name]> & { readonly signal?: AbortSignal }

type AnswerBody<A> = A extends { readonly media: "application/x-ndjson"; readonly schema: infer S }
  ? AsyncIterable<Encoded<S>>
  : A extends { readonly schema: infer S }
    ? Encoded<S>
    : undefined

type OkOf<A> = A extends { readonly status: infer Status }
  ? { readonly ok: true; readonly status: Status; readonly headers: Headers; readonly body: AnswerBody<A> }
  : never

/** What an operation answers: its body, or a problem. */
export type AnswerOf<Name extends OperationName> =
  | OkOf<Contract[Name]["answers"][number]>
  | { readonly ok: false; readonly status: number; readonly headers: Headers; readonly problem: ProblemDetails }

type Operate<Name extends OperationName> =
  object extends CallOf<Name>
    ? (call?: CallOf<Name>) => Promise<AnswerOf<Name>>
    : (call: CallOf<Name>) => Promise<AnswerOf<Name>>

/** Every operation of the contract, to be called. */
export type Client = { readonly [Name in OperationName]: Operate<Name> }

/** How the front door is reached. */
export interface ClientOptions {
  /** Such as `https://adressat.example`, with the path that it is mounted at. */
  readonly baseUrl: string
  /** The token to call with; a function is asked before each call. Default: none, for what is open to all. */
  readonly token?: string | (() => string | Promise<string>)
  /** Default: the global one. */
  readonly fetch?: (request: Request) => Promise<Response>
}

interface AnyCall {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** Makes a client. Rejects only when there is no connection, or when the call was aborted. */
export const createClient = (options: ClientOptions): Client => {
  const call = options.fetch ?? fetch
  const operate = async (name: OperationName, given: AnyCall = {}): Promise<unknown> => {
    const { media, method, path } = routes[name] as OperationRoute
    const { token } = options
    const bearer = typeof token === "function" ? await token() : token
    const headers = new Headers({ accept: "application/json, application/problem+json, */*" })
    for (const [header, value] of Object.entries(given.headers ?? {})) {
      if (value !== undefined) headers.set(header, value)
    }
    if (bearer !== undefined) headers.set("authorization", `Bearer ${bearer}`)
    if (media !== undefined) headers.set("content-type", media)
    const init: RequestInit & { duplex?: "half" } = { method, headers }
    if (given.signal !== undefined) init.signal = given.signal
    if (media === "application/x-ndjson") {
      init.body = linesOf(given.body as Iterable<unknown>)
      init.duplex = "half"
    } else if (media === "application/json") init.body = JSON.stringify(given.body)
    else if (media !== undefined) init.body = given.body as string
    return answerOf(await call(new Request(options.baseUrl.replace(/\/$/, "") + addressOf(path, given), init)))
  }
  return Object.fromEntries(
    (Object.keys(routes) as ReadonlyArray<OperationName>).map((name) => [
      name,
      (given?: AnyCall) => operate(name, given)
    ])
  ) as unknown as Client
}

const addressOf = (path: string, { params = {}, query = {} }: AnyCall): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) search.set(name, `${value as string | number}`)
  return search.size === 0 ? filled : `${filled}?${search.toString()}`
}

const answerOf = async (response: Response): Promise<unknown> => {
  const { headers, ok, status } = response
  const media = headers.get("content-type") ?? ""
  if (!ok && status !== 304) {
    const problem: unknown = media.startsWith("application/problem+json")
      ? await response.json()
      : { type: "about:blank", title: response.statusText, status, instance: "" }
    return { ok: false, status, headers, problem }
  }
  return { ok: true, status, headers, body: await bodyOf(response, media) }
}

const bodyOf = async (response: Response, media: string): Promise<unknown> => {
  if (response.status === 304 || response.body === null) return undefined
  if (media.startsWith("application/x-ndjson")) return valuesOf(response.body)
  return media.startsWith("application/json") ? response.json() : response.text()
}

/** A body that takes a value out only when there is room for its line. */
const linesOf = (values: Iterable<unknown> | AsyncIterable<unknown>): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  const iterator = Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]()
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = (await iterator.next()) as IteratorResult<unknown, unknown>
        if (done === true) controller.close()
        else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
      },
      cancel: async () => {
        await iterator.return?.()
      }
    },
    { highWaterMark: 1 }
  )
}

async function* valuesOf(body: ReadableStream<Uint8Array>): AsyncGenerator {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let rest = ""
  try {
    for (;;) {
      const { done, value } = await reader.read()
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true })
      const lines = rest.split("\n")
      rest = done ? "" : (lines.pop() ?? "")
      for (const line of lines) if (line !== "") yield JSON.parse(line) as unknown
      if (done) return
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
