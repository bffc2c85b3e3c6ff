/**
 * Durable queues on RabbitMQ: quorum queues, so that what was published is on disk, and on most nodes of a cluster, before it
 * is confirmed.
 *
 * Invariants: a message that is moved is confirmed in its new place before it is acknowledged in the old one; a message that
 * no queue took is a loss of the connection; no error holds a user's name or a password.
 */
import { brokerUrl, layerOfClient, onceEach, outgoingText, unavailable } from "@adressat/queue"
import type { Client, Connection, DeadLetterSelection, QueueGuarantees, QueueLayer } from "@adressat/queue"
import { connect } from "amqplib"
import type { ChannelModel, ConsumeMessage } from "amqplib"
import * as Redacted from "effect/Redacted"
import type { ConnectionOptions } from "node:tls"
import { visit } from "./RabbitMqDeadLetters.ts"
import {
  argumentsOf,
  attemptsOf,
  deadNameOf,
  deadParcelOf,
  deliveryOf,
  instantsOf,
  nameOf,
  parcelOf,
  rungsOf
} from "./RabbitMqMessages.ts"
import type { Parcel } from "./RabbitMqMessages.ts"

/** Where the broker is, and how to speak with it. */
export interface RabbitMqOptions {
  /** `amqp://user:password@host:5672/vhost`, or `amqps:`. Never shown. */
  readonly url: string | Redacted.Redacted
  /** How long to wait for a connection and for each answer, in milliseconds; default 30,000. */
  readonly timeout?: number
  /** How often a sign of life is expected, in seconds; after twice as long without one the broker is lost; default 10. */
  readonly heartbeat?: number
  /** How to encrypt, where the url says `amqps:`; default: as Node.js does. */
  readonly tls?: ConnectionOptions
}

/** What these queues promise. */
export const guarantees: QueueGuarantees = { ordering: "published", deduplication: 0, lateness: 1000 }

/**
 * The queue and its dead letters at a RabbitMQ. Fails with a `QueueError` when it cannot be reached, or refuses access; later
 * on it is found again by itself.
 */
export const layerRabbitMq = (options: RabbitMqOptions): QueueLayer => layerOfClient(() => clientOf(options))

const clientOf = ({ heartbeat = 10, timeout = 30_000, tls, ...options }: RabbitMqOptions): Client<ConsumeMessage> => {
  const text = typeof options.url === "string" ? options.url : Redacted.value(options.url)
  const url = brokerUrl(text, /^amqps?:$/, "rabbitmq", "amqp://user:password@host:5672/vhost")
  if (!url.searchParams.has("heartbeat")) url.searchParams.set("heartbeat", String(heartbeat))
  return {
    place: `rabbitmq at ${url.hostname}:${url.port || (url.protocol === "amqps:" ? 5671 : 5672)}`,
    timeout,
    refusalOf,
    connect: async (lose) => {
      const model = await connect(url.href, { ...tls, noDelay: true, timeout })
      model.on("error", lose).on("close", () => lose())
      return connectionOf(model, lose)
    }
  }
}

/** Most messages of a rung that are held at a time. */
const HELD = 2000

/** The longest that a message is held without being given back, in milliseconds; RabbitMQ allows half an hour. */
const LONGEST = 600_000

/** Somebody removed a queue. */
const removed = unavailable("a queue was removed while it was used; try again, and it is made anew")

const connectionOf = async (
  model: ChannelModel,
  lose: (cause?: unknown) => void
): Promise<Connection<ConsumeMessage>> => {
  const channel = await model.createConfirmChannel()
  channel.on("error", lose).on("close", () => lose())
  channel.on("return", () => lose(removed))
  const declare = onceEach(async (name) => {
    // On a channel of its own, since a refusal ends the channel.
    const declaring = await model.createChannel()
    declaring.on("error", () => undefined)
    await declaring.assertQueue(name, { durable: true, arguments: argumentsOf(name) })
    await declaring.close()
  })
  const send = async (parcels: ReadonlyArray<Parcel>) => {
    for (const name of new Set(parcels.map(({ to }) => to))) await declare(name)
    for (const { content, properties, to } of parcels) channel.publish("", to, content, properties)
    await channel.waitForConfirms()
  }
  /** Has dead letters in hand: those with the ids, or the first. */
  const visiting = async <A>(queue: string, selection: DeadLetterSelection, use: Parameters<typeof visit<A>>[4]) => {
    await declare(deadNameOf(queue))
    return visit(await model.createChannel(), deadNameOf(queue), selection, send, use)
  }
  return {
    publish: (queue, messages, now) => {
      const parcels = messages.map((message) => {
        const letter = { id: message.event.id, body: outgoingText(message) }
        return parcelOf(queue, letter, 0, message.notBefore ?? 0, now)
      })
      return send(parcels)
    },
    subscribe: async (queue, { now, prefetch, receive }) => {
      const [name, rungs, waiting] = [nameOf(queue), rungsOf(queue), await model.createChannel()]
      waiting.on("error", lose)
      // All of them before there is work, since it takes RabbitMQ 3.10 some seconds to write down that they are there.
      for (const each of [name, ...rungs]) await declare(each)
      const move = async (message: ConsumeMessage, isDue: boolean) => {
        if (!isDue) return waiting.nack(message)
        const parcel = parcelOf(queue, deliveryOf(message), attemptsOf(message), instantsOf(message).notBefore, now())
        await send([parcel])
        waiting.ack(message)
      }
      const hold = (message: ConsumeMessage) => {
        const wait = instantsOf(message).until - now()
        setTimeout(() => void move(message, wait <= LONGEST).catch(lose), Math.min(wait, LONGEST)).unref()
      }
      await waiting.prefetch(HELD)
      for (const rung of rungs) await waiting.consume(rung, (message) => (message ? hold(message) : lose(removed)))
      await channel.prefetch(Math.min(prefetch, 65_535))
      await channel.consume(name, (message) => (message ? receive(deliveryOf(message), message) : lose(removed)))
      return {
        done: async (taken) => taken.forEach(({ token }) => channel.ack(token)),
        retry: async (taken, delay) => {
          const from = now()
          await send(taken.map(({ delivery }) => parcelOf(queue, delivery, delivery.attempt, from + delay, from)))
          taken.forEach(({ token }) => channel.ack(token))
        },
        dead: async (taken, cause) => {
          await send([deadParcelOf(queue, taken, cause, now())])
          channel.ack(taken.token)
        }
      }
    },
    find: (queue, selection) => visiting(queue, selection, async (letters) => letters),
    retry: (queue, ids, now) =>
      visiting(queue, { ids }, async (letters, acknowledge) => {
        await send(letters.map((letter) => parcelOf(queue, letter, 0, 0, now)))
        acknowledge()
        return letters.map(({ id }) => id)
      }),
    remove: (queue, ids) =>
      visiting(queue, { ids }, async (letters, acknowledge) => {
        acknowledge()
        return letters.map(({ id }) => id)
      }),
    close: async () => {
      // The channel first, or acknowledgements that are still on their way would be overtaken.
      await channel.close()
      await model.close()
    }
  }
}

/** What RabbitMQ answers, by its reply code or, while it is being connected to, within the text of it. */
const refusalOf = (cause: unknown): string | undefined => {
  const { code, message } = Object(cause) as { readonly code?: unknown; readonly message?: unknown }
  return REFUSALS.get(Number(code) || Number(/: (\d{3}) \(/.exec(String(message))?.[1]))
}

const REFUSALS = new Map([
  [403, "refused access; see to the user, the password and what the user may do in the virtual host"],
  [405, "has a queue of that name which belongs to somebody else; use another name"],
  [406, "refused: a message is larger than it takes, or the queue exists with other properties; use another name"],
  [530, "does not have that virtual host, or the user may not use it; see to the url"]
])
