/**
 * Durable queues on NATS JetStream: a stream for each queue, in files, and one durable consumer of it that all share.
 *
 * Invariants: a message that is moved is stored in its new place before it is acknowledged in the old one; a message that no
 * stream took is a loss of the connection; no error holds a user's name, a password, or a token.
 */
import { brokerUrl, layerOfClient, onceEach, unavailable } from "@adressat/queue"
import type { Client, Connection, DeadLetterSelection, QueueGuarantees, QueueLayer } from "@adressat/queue"
import { JetStreamApiError, jetstreamManager } from "@nats-io/jetstream"
import type { ApiError, JetStreamManager, JsMsg, StoredMsg, StreamConfig } from "@nats-io/jetstream"
import {
  ClosedConnectionError,
  connect,
  createInbox,
  credsAuthenticator,
  headers,
  nanos,
  RequestError
} from "@nats-io/transport-node"
import type { NatsConnection, NodeConnectionOptions } from "@nats-io/transport-node"
import * as Redacted from "effect/Redacted"
import { unescape } from "node:querystring"
import {
  deadLetterOf,
  deadParcelOf,
  deliveryOf,
  letterSubjectOf,
  notBeforeOf,
  parcelOf,
  streamsOf,
  subjectOf
} from "./NatsMessages.ts"
import type { Parcel } from "./NatsMessages.ts"
import { pullFrom } from "./NatsPull.ts"

/** Where the servers are, and how to speak with them. */
export interface NatsOptions {
  /** `nats://user:password@host:4222`, or `tls:`; several servers of a cluster separated by commas. Never shown. */
  readonly url: string | Redacted.Redacted
  /** The contents of a `.creds` file, where users are known by their keys. Never shown. */
  readonly credentials?: Redacted.Redacted
  /** How to encrypt; default: as Node.js does where a url says `tls:`, or the server asks for it. */
  readonly tls?: Readonly<NonNullable<NodeConnectionOptions["tls"]>>
  /** How long to wait for a connection and for each answer, in milliseconds; default 30,000. */
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

/** What these queues promise where the options say nothing else. */
export const guarantees: QueueGuarantees = { ordering: "published", deduplication: 120_000, lateness: 1000 }

/**
 * The queue and its dead letters at a NATS with JetStream. Fails with a `QueueError` when it cannot be reached, or refuses
 * access; later on it is found again by itself.
 */
export const layerNats = (options: NatsOptions): QueueLayer => layerOfClient(() => clientOf(options))

const urlOf = (text: string): URL => brokerUrl(text.trim(), /^(nats|tls):$/, "nats", "nats://user:password@host:4222")

const clientOf = (options: NatsOptions): Client<JsMsg> => {
  const { credentials, heartbeat = 10_000, timeout = 30_000 } = options
  const text = typeof options.url === "string" ? options.url : Redacted.value(options.url)
  const [first = "", ...others] = text.split(",")
  const url = urlOf(first)
  const [user, pass] = [url.username, url.password].map(unescape)
  const servers = [url, ...others.map(urlOf)].map(({ hostname, port }) => `${hostname}:${port || 4222}`)
  const tls = options.tls ?? (url.protocol === "tls:" ? {} : undefined)
  return {
    place: `nats at ${servers.join(", ")}`,
    timeout,
    refusalOf,
    connect: async (lose) => {
      const connection = await connect({
        servers,
        name: "adressat",
        reconnect: false,
        timeout,
        pingInterval: heartbeat,
        maxPingOut: 2,
        ...(tls ? { tls } : {}),
        ...(user ? (pass ? { user, pass } : { token: user }) : {}),
        ...(credentials ? { authenticator: credsAuthenticator(Buffer.from(Redacted.value(credentials))) } : {})
      })
      void connection.closed().then(lose)
      const manager = await jetstreamManager(connection, { timeout, checkAPI: false })
      return connectionOf(connection, manager, options, lose)
    }
  }
}

/** The name of the consumer that all consumers of a stream share. */
const CONSUMER = "adressat"

/** Most delayed messages that are looked at together, and the longest that one is put off at once, in milliseconds. */
const MOVING = 256
const DAY = 86_400_000

/** Somebody removed a stream, or its consumer, or the cluster moves it. */
const removed = unavailable(
  "a stream of nats was removed or moved while it was used; try again, and it is found, or made, anew"
)

const connectionOf = (
  connection: NatsConnection,
  manager: JetStreamManager,
  { ackWait = 30_000, deduplication = 120_000, replicas = 1 }: NatsOptions,
  lose: (cause?: unknown) => void
): Connection<JsMsg> => {
  const { consumers, streams } = manager
  // Twice, since the server may refuse a stream that another client makes at the same moment.
  const add = (config: Partial<StreamConfig> & { readonly name: string }) =>
    streams.add(config).catch(() => streams.add(config))
  const make = async (queue: string) => {
    const { dead, delayed, due } = streamsOf(queue)
    const kept = { storage: "file", num_replicas: replicas } as const
    await add({ name: dead, subjects: [`${subjectOf(dead)}.*`], max_msgs_per_subject: 1, ...kept })
    const passing = { retention: "workqueue", duplicate_window: nanos(deduplication), ...kept } as const
    const unlimited = { max_ack_pending: -1, max_deliver: -1 }
    const consumer = { durable_name: CONSUMER, ack_policy: "explicit", ack_wait: nanos(ackWait), ...unlimited } as const
    for (const name of [due, delayed]) {
      await add({ name, subjects: [subjectOf(name)], ...passing })
      await consumers.add(name, consumer)
    }
  }
  const declare = onceEach(make)
  // Without a request of the library's for each message, which takes more than twice as long.
  const send = async (queue: string, parcels: ReadonlyArray<Parcel>) => {
    await declare(queue)
    const reply = createInbox()
    await using answers = connection.subscribe(reply, { max: parcels.length })
    for (const { data, own = headers(), subject } of parcels) connection.publish(subject, data, { headers: own, reply })
    for await (const answer of answers) {
      if (answer.headers?.hasError) lose(removed)
      const { error } = answer.json<{ readonly error?: ApiError }>()
      if (error !== undefined) throw new JetStreamApiError(error)
    }
    if (answers.getProcessed() < parcels.length) throw new ClosedConnectionError()
  }
  const find = async (queue: string, selection: DeadLetterSelection) => {
    // Each time, since nobody notices here that it was removed.
    await make(queue)
    const { dead } = streamsOf(queue)
    if ("ids" in selection) {
      const queries = selection.ids.map((id) => ({ last_by_subj: letterSubjectOf(dead, id) }))
      const letters = await Promise.all(queries.map((query) => streams.getMessage(dead, query)))
      return letters.filter((letter) => letter !== null).sort((a, b) => a.seq - b.seq)
    }
    const letters: Array<StoredMsg> = []
    for (let query = { seq: 1, next_by_subj: ">" }; letters.length < selection.limit;) {
      const letter = await streams.getMessage(dead, query)
      if (letter === null) break
      letters.push(letter)
      query = { ...query, seq: letter.seq + 1 }
    }
    return letters
  }
  const take = async (queue: string, ids: ReadonlyArray<string>, use?: (letter: StoredMsg) => Promise<void>) => {
    const taken: Array<string> = []
    for (const letter of await find(queue, { ids })) {
      await use?.(letter)
      // Not one that took its place meanwhile.
      await streams.purge(streamsOf(queue).dead, { filter: letter.subject, seq: letter.seq + 1 })
      taken.push(deadLetterOf(letter).id)
    }
    return taken
  }
  return {
    publish: (queue, messages, now) =>
      send(
        queue,
        messages.map((message) => parcelOf(queue, message, now))
      ),
    subscribe: async (queue, { now, prefetch, receive }) => {
      await declare(queue)
      const names = streamsOf(queue)
      const pull = async (stream: string, most: number, use: (message: JsMsg) => void) => {
        const consumer = await manager.jetstream().consumers.get(stream, CONSUMER)
        const fail = (cause: unknown) => lose(connection.isClosed() ? cause : removed)
        return pullFrom(connection, consumer, { most, pulse: ackWait / 3 }, use, fail)
      }
      const move = async (message: JsMsg) => {
        const { data, headers: own = headers() } = message
        const wait = notBeforeOf(message) - now()
        // By the name that it has, so that the server drops it where that is done twice.
        if (wait <= 0) await send(queue, [{ subject: subjectOf(names.due), data, own }])
        await delayed.settle([{ token: message }], () => (wait > 0 ? message.nak(Math.min(wait, DAY)) : message.ack()))
      }
      const delayed = await pull(names.delayed, MOVING, (message) => void move(message).catch(lose))
      const due = await pull(names.due, prefetch, (message) => receive(deliveryOf(message), message))
      return {
        done: (taken) => due.settle(taken, (message) => message.ack()),
        retry: (taken, delay) => due.settle(taken, (message) => message.nak(delay)),
        dead: async (taken, cause) => {
          await send(queue, [deadParcelOf(queue, taken.delivery, cause, now())])
          await due.settle([taken], (message) => message.ack())
        },
        close: () => Promise.all([due.close(), delayed.close()])
      }
    },
    find: async (queue, selection) => (await find(queue, selection)).map(deadLetterOf),
    // By no name, or the server would drop it as one that it has had already.
    retry: (queue, ids) =>
      take(queue, ids, ({ data }) => send(queue, [{ subject: subjectOf(streamsOf(queue).due), data }])),
    remove: (queue, ids) => take(queue, ids),
    close: () => connection.drain()
  }
}

const refusalOf = (cause: unknown): string | undefined => {
  const { name, status } = Object(cause instanceof RequestError ? cause.cause : cause) as Partial<JetStreamApiError>
  return REFUSALS.get(status ?? name)
}

const NO_ACCESS = "refused access; see to the user, the password and what the user may do"

/** What failures mean, by the status of JetStream or by their name. */
const REFUSALS = new Map<unknown, string>([
  [400, "refused: a stream has other properties or is full, or a message is too large; use another queue"],
  ["AuthorizationError", NO_ACCESS],
  ["UserAuthenticationExpiredError", NO_ACCESS],
  ["PermissionViolationError", NO_ACCESS],
  ["JetStreamNotEnabled", "has no JetStream; start it with it, or allow it the account"],
  ["InvalidArgumentError", "takes no message as large as that; raise its max_payload"]
])
