/**
 * The connection to a namespace of Service Bus of a layer, and what its failures mean.
 *
 * Invariants: the client connects anew by itself when somebody asks after it was lost; nothing is asked twice here, since
 * whoever asks decides that; no error tells a key or anything of what was sent.
 */
import { connect } from "node:net"
import { QueueError } from "@adressat/queue"
import { isServiceBusError, ServiceBusClient } from "@azure/service-bus"
import type { TokenCredential } from "@azure/service-bus"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"

/** How a namespace is reached: by a connection string, or by its name and a credential of `@azure/identity`. */
export type NamespaceOptions = (
  | { readonly connectionString: string | Redacted.Redacted }
  | { readonly namespace: string; readonly credential: TokenCredential }
) & {
  /** How long Service Bus may take to answer, in milliseconds; default 30,000. */
  readonly timeout?: number
}

/** An open namespace. */
export interface Namespace {
  readonly client: ServiceBusClient
  /** Asks; a promise that is rejected, and one that takes too long, becomes an error of the queue. */
  readonly ask: <A>(queue: string, promise: () => Promise<A>) => Effect.Effect<A, QueueError>
  readonly errorOf: (error: unknown, queue: string) => QueueError
}

const malformed = new QueueError({
  reason: "Rejected",
  message: "the connection string of service bus is none; copy it from the access policies of the namespace"
})

/** Opens a namespace that is closed with the scope, when there is somebody at its address. */
export const openNamespace = (options: NamespaceOptions): Effect.Effect<Namespace, QueueError, Scope.Scope> =>
  Effect.gen(function* () {
    const { timeout = 30_000 } = options
    const settings = { retryOptions: { maxRetries: 0, timeoutInMs: timeout } }
    const client = yield* Effect.acquireRelease(
      Effect.try({
        try: () => {
          if ("credential" in options) return new ServiceBusClient(options.namespace, options.credential, settings)
          const { connectionString: text } = options
          return new ServiceBusClient(Redacted.isRedacted(text) ? Redacted.value(text) : text, settings)
        },
        catch: () => malformed
      }),
      (opened) => Effect.timeoutOption(Effect.ignore(Effect.tryPromise(() => opened.close())), 2000)
    )
    const { host, port } = placeOf(options, client)
    const place = `service bus at ${host}:${port}`
    const away = new QueueError({ reason: "Unavailable", message: `${place} cannot be reached; see that it is there` })
    const late = new QueueError({ reason: "Unavailable", message: `${place} did not answer within ${timeout} ms` })
    const errorOf = (error: unknown, queue: string) => refusalOf(error, place, queue) ?? away
    yield* Effect.timeoutOrElse(knock(host, port, away), { duration: timeout, orElse: () => Effect.fail(late) })
    return {
      client,
      errorOf,
      ask: (queue, promise) =>
        Effect.timeoutOrElse(Effect.tryPromise({ try: promise, catch: (error) => errorOf(error, queue) }), {
          duration: timeout,
          orElse: () => Effect.fail(late)
        })
    }
  })

/** An emulator speaks AMQP without TLS, and may have a port of its own. */
const placeOf = (options: NamespaceOptions, client: ServiceBusClient) => {
  const text = "connectionString" in options ? options.connectionString : ""
  const string = Redacted.isRedacted(text) ? Redacted.value(text) : text
  const endpoint = /Endpoint=\w+:\/\/(?<host>[^/:;]+):(?<port>\d+)/i.exec(string)?.groups
  const usual = /UseDevelopmentEmulator=true/i.test(string) ? 5672 : 5671
  const host = endpoint?.["host"] ?? client.fullyQualifiedNamespace
  return { host, port: endpoint === undefined ? usual : Number(endpoint["port"]) }
}

const knock = (host: string, port: number, away: QueueError): Effect.Effect<void, QueueError> =>
  Effect.callback<void, QueueError>((resume) => {
    const socket = connect({ host, port })
    socket.once("connect", () => {
      socket.destroy()
      resume(Effect.void)
    })
    socket.once("error", () => resume(Effect.fail(away)))
    return Effect.sync(() => socket.destroy())
  })

const refusalOf = (error: unknown, place: string, queue: string): QueueError | undefined => {
  if (error instanceof QueueError) return error
  const code = error instanceof Error && isServiceBusError(error) ? error.code : undefined
  const rejected = (message: string) => new QueueError({ reason: "Rejected", message })
  switch (code) {
    case "MessagingEntityNotFound":
      return rejected(`${place} has no queue ${queue}; make it there first`)
    case "MessagingEntityDisabled":
      return rejected(`${place} has disabled the queue ${queue}; enable it`)
    case "UnauthorizedAccess":
      return rejected(`${place} refuses the credential; correct it, or give it the rights to send and to listen`)
    case "MessageSizeExceeded":
      return rejected(`a message is longer than ${place} takes; send less, or use its premium tier`)
    case "QuotaExceeded":
      return new QueueError({ reason: "Unavailable", message: `the queue ${queue} of ${place} is full` })
    case "MessageLockLost":
      return new QueueError({ reason: "Unavailable", message: `the lock of a message of ${queue} had run out` })
    default:
      return undefined
  }
}
