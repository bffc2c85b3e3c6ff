/**
 * A link is one connection to RabbitMQ with one channel on which the broker confirms what it was sent. Links are not mended:
 * one that is lost stays lost, whoever waits for it is told, and who needs one again opens another.
 *
 * Invariants: a queue is declared before anything is sent to it; what is sent is confirmed only when all of it is at the
 * broker, and a message that no queue took is a loss of the link; no error holds a user's name or a password.
 */
import { QueueError } from "@adressat/queue"
import { connect } from "amqplib"
import type { Channel, ConfirmChannel, Options } from "amqplib"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { setTimeout } from "node:timers/promises"
import type { ConnectionOptions } from "node:tls"

/** Where the broker is, and how to speak with it. */
export interface RabbitMqOptions {
  /** `amqp://user:password@host:5672/vhost`, or `amqps:`. Never shown. */
  readonly url: string | Redacted.Redacted
  /** How long to wait for a connection to be made, in milliseconds; default 5,000. */
  readonly connectTimeout?: number
  /** How often a sign of life is expected, in seconds; after twice as long without one the broker is lost; default 10. */
  readonly heartbeat?: number
  /** How to encrypt, where the url says `amqps:`; default: as Node.js does. */
  readonly tls?: ConnectionOptions
}

/** What is sent, and where to. */
export interface Parcel {
  readonly to: string
  readonly content: Buffer
  readonly properties: Options.Publish
}

/** An open link. */
export interface Link {
  readonly channel: ConfirmChannel
  /** Opens another channel; the link is lost with it. */
  readonly openChannel: () => Promise<Channel>
  /** Makes a quorum queue unless it is there; asks the broker once. */
  readonly declare: (name: string, properties: Readonly<Record<string, unknown>>) => Promise<void>
  /** Sends everything, then waits until the broker has confirmed everything. */
  readonly send: (parcels: ReadonlyArray<Parcel>) => Promise<void>
  /** Told once that the link is lost, at once if it is already. */
  readonly onLost: (listener: (error: QueueError) => void) => void
  /** Gives the link up. */
  readonly lose: (error: QueueError) => void
  readonly close: () => Promise<void>
}

/** Does what fails when the broker cannot be reached, or refuses. */
export const reach = <A>(run: () => A | Promise<A>): Effect.Effect<A, QueueError> =>
  Effect.tryPromise({
    try: async () => run(),
    catch: (cause) => (cause instanceof QueueError ? cause : errorOf("rabbitmq", cause))
  })

/** An error worth a retry. */
export const unavailable = (message: string): QueueError => new QueueError({ reason: "Unavailable", message })

/** Somebody removed a queue. */
export const removed: QueueError = unavailable("a queue was removed while it was used; try again, and it is made anew")

/** Opens a link. */
export const openLink = async ({
  connectTimeout = 5000,
  heartbeat = 10,
  ...options
}: RabbitMqOptions): Promise<Link> => {
  const text = typeof options.url === "string" ? options.url : Redacted.value(options.url)
  const url = URL.parse(text)
  if (url === null || !/^amqps?:$/.test(url.protocol) || url.hostname === "") throw refusedUrl
  const place = `rabbitmq at ${url.hostname}:${url.port || (url.protocol === "amqps:" ? 5671 : 5672)}`
  if (!url.searchParams.has("heartbeat")) url.searchParams.set("heartbeat", String(heartbeat))
  const settings = { ...options.tls, noDelay: true, timeout: connectTimeout }
  const model = await connect(url.href, settings).catch((cause: unknown) => Promise.reject(errorOf(place, cause)))
  const listeners = new Set<(error: QueueError) => void>()
  let failure: QueueError | undefined
  const lose = (error: QueueError) => {
    if (failure !== undefined) return
    failure = error
    for (const listener of listeners) listener(error)
    void quietly(() => model.close())
  }
  model.on("error", (cause) => lose(errorOf(place, cause)))
  model.on("close", () => lose(errorOf(place, undefined)))
  const watched = async <One extends Channel>(opening: Promise<One>) => {
    const opened = await opening.catch((cause: unknown) => Promise.reject(errorOf(place, cause)))
    opened.on("error", (cause) => lose(errorOf(place, cause)))
    opened.on("close", () => lose(errorOf(place, undefined)))
    return opened
  }
  const channel = await watched(model.createConfirmChannel())
  channel.on("return", () => lose(removed))

  const declared = new Map<string, Promise<void>>()
  const make = async (name: string, properties: Readonly<Record<string, unknown>>) => {
    try {
      // On a channel of its own, since a refusal ends the channel.
      const declaring = await model.createChannel()
      declaring.on("error", () => undefined)
      await declaring.assertQueue(name, { durable: true, arguments: { "x-queue-type": "quorum", ...properties } })
      await declaring.close()
    } catch (cause) {
      declared.delete(name)
      throw failure ?? errorOf(place, cause)
    }
  }
  return {
    channel,
    openChannel: () => watched(model.createChannel()),
    declare: (name, properties) => {
      const known = declared.get(name) ?? make(name, properties)
      declared.set(name, known)
      return known
    },
    send: (parcels) =>
      new Promise((resolve, reject) => {
        let left = parcels.length
        const confirm = (refusal: unknown) => {
          left -= 1
          if (failure !== undefined || refusal) reject(failure ?? errorOf(place, undefined))
          else if (left === 0) resolve()
        }
        for (const { content, properties, to } of parcels) channel.publish("", to, content, properties, confirm)
      }),
    onLost: (listener) => {
      if (failure === undefined) listeners.add(listener)
      else listener(failure)
    },
    lose,
    close: async () => {
      const late = new AbortController()
      const closing = quietly(async () => {
        // The channel first, or acknowledgements that are still on their way would be overtaken.
        await channel.close()
        await model.close()
      })
      await Promise.race([closing, quietly(() => setTimeout(connectTimeout, undefined, { signal: late.signal }))])
      late.abort()
    }
  }
}

/** Does what may fail since the link is lost already. */
const quietly = async (run: () => Promise<void>) => {
  try {
    await run()
  } catch {
    // It is lost.
  }
}

const refusedUrl = new QueueError({
  reason: "Rejected",
  message: "the url of rabbitmq cannot be read; write amqp://user:password@host:5672/vhost"
})

/** What RabbitMQ answers, by its reply code or, while it is being connected to, within the text of it. */
const errorOf = (place: string, cause: unknown): QueueError => {
  if (cause instanceof QueueError) return cause
  const { code, message } = Object(cause) as { readonly code?: unknown; readonly message?: unknown }
  const reply = Number(code) || Number(/: (\d{3}) \(/.exec(String(message))?.[1])
  const refusal = refusals.get(reply)
  return refusal === undefined
    ? unavailable(`${place} does not answer, or the connection to it was lost; see whether it runs and can be reached`)
    : new QueueError({ reason: "Rejected", message: `${place} ${refusal}` })
}

const refusals = new Map([
  [403, "refused access; see to the user, the password and what the user may do in the virtual host"],
  [405, "has a queue of that name which belongs to somebody else; use another name"],
  [406, "refused: a message is larger than it takes, or the queue exists with other properties; use another name"],
  [530, "does not have that virtual host, or the user may not use it; see to the url"]
])
