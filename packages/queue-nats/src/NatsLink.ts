/**
 * A link is one connection to NATS with JetStream. Links are not mended: one that is lost stays lost, whoever waits for it is
 * told, and who needs one again opens another, at any server of the list.
 *
 * Invariants: what is published is confirmed only when JetStream has stored all of it; no error holds a user's name, a
 * password, or a token.
 */
import { QueueError } from "@adressat/queue"
import { JetStreamApiError, jetstreamManager } from "@nats-io/jetstream"
import type { JetStreamManager, StreamConfig } from "@nats-io/jetstream"
import {
  AuthorizationError,
  connect,
  createInbox,
  credsAuthenticator,
  deadline,
  InvalidArgumentError,
  PermissionViolationError,
  UserAuthenticationExpiredError
} from "@nats-io/transport-node"
import type { MsgHdrs, NatsConnection, NodeConnectionOptions } from "@nats-io/transport-node"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

/** Where the servers are, and how to speak with them. */
export interface NatsOptions {
  /** `nats://user:password@host:4222`, or `tls:`; several servers of a cluster separated by commas. Never shown. */
  readonly url: string | Redacted.Redacted
  /** The contents of a `.creds` file, where users are known by their keys. Never shown. */
  readonly credentials?: Redacted.Redacted
  /** How to encrypt; default: as Node.js does where a url says `tls:`, or the server asks for it. */
  readonly tls?: Readonly<NonNullable<NodeConnectionOptions["tls"]>>
  /** How long to wait for a connection and for each answer, in milliseconds; default 5,000. */
  readonly timeout?: number
  /** How often a sign of life is expected, in milliseconds; after three without one the server is lost; default 10,000. */
  readonly heartbeat?: number
  /** How many servers keep each message; default 1. */
  readonly replicas?: number
  /** How long a second message with the same event is dropped, in milliseconds; default 120,000. */
  readonly deduplication?: number
  /** After how long messages of a consumer that died are delivered again, in milliseconds; default 30,000. */
  readonly ackWait?: number
}

/** The options with their defaults. */
export type NatsSettings = NatsOptions & Required<Omit<NatsOptions, "credentials" | "tls">>

/** The defaults of the options. */
export const settingsOf = (options: NatsOptions): NatsSettings => ({
  timeout: 5000,
  heartbeat: 10_000,
  replicas: 1,
  deduplication: 120_000,
  ackWait: 30_000,
  ...options
})

/** What is published. */
export interface Parcel {
  readonly subject: string
  readonly payload: Uint8Array
  readonly headers: MsgHdrs
}

/** An open link. */
export interface Link {
  readonly connection: NatsConnection
  readonly manager: JetStreamManager
  /** Makes a stream, and a consumer of it where one is wanted, unless they are there; asks the servers once. */
  readonly declare: (stream: Partial<StreamConfig> & { readonly name: string }, isConsumed: boolean) => Promise<void>
  /** Publishes everything, then waits until everything is stored. */
  readonly publish: (parcels: ReadonlyArray<Parcel>) => Promise<void>
  /** Told once that the link is lost, at once if it is already; gives what makes it be forgotten. */
  readonly onLost: (listener: (error: QueueError) => void) => () => void
  readonly close: () => Promise<void>
}

/** The name of the consumer that all consumers of a queue share. */
export const CONSUMER = "adressat"

/** Does what fails when the servers cannot be reached, or refuse. */
export const reach = <A>(run: () => A | Promise<A>): Effect.Effect<A, QueueError> =>
  Effect.tryPromise({ try: async () => run(), catch: (cause) => errorOf("nats", cause) })

/** An error worth a retry. */
export const unavailable = (message: string): QueueError => new QueueError({ reason: "Unavailable", message })

/** Opens a link. */
export const openLink = async (settings: NatsSettings): Promise<Link> => {
  const { ackWait, credentials, heartbeat, timeout, tls } = settings
  const text = typeof settings.url === "string" ? settings.url : Redacted.value(settings.url)
  const [url, ...others] = text.split(",").map((one) => URL.parse(one.trim()))
  if (url === null || url === undefined || others.includes(null) || !/^(nats|tls):$/.test(url.protocol))
    throw refusedUrl
  const servers = [url, ...others].map((one) => `${one?.hostname}:${one?.port || 4222}`)
  const [user, pass] = [url.username, url.password].map(decodeURIComponent)
  const place = `nats at ${servers.join(", ")}`
  const fail = (cause: unknown) => Promise.reject(errorOf(place, cause))
  const connection = await connect({
    servers,
    name: "adressat",
    reconnect: false,
    timeout,
    pingInterval: heartbeat,
    maxPingOut: 2,
    ...(tls !== undefined || url.protocol === "tls:" ? { tls: tls ?? {} } : {}),
    ...(user ? (pass ? { user, pass } : { token: user }) : {}),
    ...(credentials === undefined
      ? {}
      : { authenticator: credsAuthenticator(new TextEncoder().encode(Redacted.value(credentials))) })
  }).catch(fail)
  const listeners = new Set<(error: QueueError) => void>()
  let failure: QueueError | undefined
  const tell = async () => {
    const error = errorOf(place, await connection.closed())
    failure = error
    for (const listener of listeners) listener(error)
  }
  void tell()
  const manager = await jetstreamManager(connection, { timeout }).catch(async (cause: unknown) => {
    await connection.close()
    return fail(cause)
  })
  const onLost = (listener: (error: QueueError) => void) => {
    if (failure === undefined) listeners.add(listener)
    else listener(failure)
    return () => void listeners.delete(listener)
  }

  const declared = new Map<string, Promise<void>>()
  const make = async (stream: Partial<StreamConfig> & { readonly name: string }, isConsumed: boolean) => {
    try {
      await manager.streams.add({ storage: "file", num_replicas: settings.replicas, ...stream })
      if (!isConsumed) return
      await manager.consumers.add(stream.name, {
        durable_name: CONSUMER,
        ack_policy: "explicit",
        ack_wait: ackWait * 1e6,
        max_ack_pending: -1,
        max_deliver: -1
      })
    } catch (cause) {
      declared.delete(stream.name)
      throw errorOf(place, cause)
    }
  }
  return {
    connection,
    manager,
    onLost,
    declare: (stream, isConsumed) => {
      const known = declared.get(stream.name) ?? make(stream, isConsumed)
      declared.set(stream.name, known)
      return known
    },
    // Without a request of the client's for each message, which is several times as slow.
    publish: (parcels) =>
      new Promise((resolve, reject) => {
        const inbox = createInbox()
        let left = parcels.length
        let forget = () => {}
        const subscription = connection.subscribe(inbox, {
          callback: (cause, message) => {
            if (cause !== null) return end(errorOf(place, cause))
            if (message.headers?.hasError === true) {
              // Nobody has the stream any more, or not yet.
              declared.clear()
              return end(errorOf(place, undefined))
            }
            const { error } = message.json<{ readonly error?: { readonly code: number } }>()
            if (error !== undefined) return end(error.code === 400 ? refused(place) : errorOf(place, undefined))
            left -= 1
            late.refresh()
            if (left === 0) end()
          }
        })
        const end = (error?: QueueError) => {
          clearTimeout(late)
          forget()
          if (!connection.isClosed()) subscription.unsubscribe()
          if (error === undefined) resolve()
          else reject(error)
        }
        const late = setTimeout(() => end(errorOf(place, undefined)), timeout)
        forget = onLost(end)
        try {
          for (const { headers, payload, subject } of parcels) {
            connection.publish(subject, payload, { headers, reply: inbox })
          }
        } catch (cause) {
          end(errorOf(place, cause))
        }
      }),
    close: () => deadline(connection.close(), timeout).catch(() => undefined)
  }
}

const refusedUrl = new QueueError({
  reason: "Rejected",
  message: "the url of nats cannot be read; write nats://user:password@host:4222"
})

const refused = (place: string): QueueError =>
  new QueueError({
    reason: "Rejected",
    message: `${place} refused: a stream of that name exists with other properties, or is full, or a message is too large; see to the stream, or use another queue`
  })

const errorOf = (place: string, cause: unknown): QueueError => {
  if (cause instanceof QueueError) return cause
  const rejected = (message: string) => new QueueError({ reason: "Rejected", message: `${place} ${message}` })
  if (
    cause instanceof AuthorizationError ||
    cause instanceof UserAuthenticationExpiredError ||
    cause instanceof PermissionViolationError
  ) {
    return rejected("refused access; see to the user, the password and what the user may do")
  }
  if (cause instanceof Error && cause.name === "JetStreamNotEnabled")
    return rejected("has no JetStream; start it with it, or allow it the account")
  if (cause instanceof InvalidArgumentError) return rejected("takes no message as large as that; raise its max_payload")
  if (cause instanceof JetStreamApiError && cause.apiError().code === 400) return refused(place)
  return unavailable(
    `${place} does not answer, or the connection to it was lost; see whether it runs and can be reached`
  )
}
