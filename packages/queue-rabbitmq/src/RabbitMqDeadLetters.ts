/**
 * The dead letters of a queue of RabbitMQ. They can be looked at only by having them delivered, so that one visitor at a time
 * has them all, and whatever it does not take is back in its place when its link is closed.
 *
 * Invariants: of visitors at the same time each sees everything, one after the other; a visitor that dies loses nothing.
 */
import type { DeadLetter, DeadLetters, QueueError } from "@adressat/queue"
import type { ConsumeMessage } from "amqplib"
import * as Effect from "effect/Effect"
import { randomUUID } from "node:crypto"
import { openLink, reach, removed, unavailable } from "./RabbitMqLink.ts"
import type { Link, RabbitMqOptions } from "./RabbitMqLink.ts"
import { deadNameOf, oneAtATime, headers, idOf, nameOf, post, propertiesFor } from "./RabbitMqQueues.ts"

/** How long to wait for other visitors, in milliseconds; and how long a marker means anything. */
const PATIENCE = 30_000

/** Letters by id, the oldest first. One that was given up twice, since its consumer died in between, is there twice. */
type Letters = Map<string, Array<ConsumeMessage>>

/** The dead letters at a broker. */
export const deadLettersAt = (options: RabbitMqOptions): DeadLetters["Service"] => ({
  find: (queue, selection) => {
    const most = "limit" in selection ? selection.limit : Infinity
    const ids = "ids" in selection ? new Set(selection.ids) : undefined
    if (most <= 0 || ids?.size === 0) return Effect.succeed([])
    const isWanted = (id: string) => ids?.has(id) ?? true
    return visit(options, queue, isWanted, most, async (_, letters) =>
      [...letters].flatMap(([id, copies]) => copies.slice(-1).map((message) => letterOf(id, message)))
    )
  },
  retry: (queue, ids) =>
    take(options, queue, ids, (link, letters) =>
      post(
        link,
        nameOf(queue),
        [...letters].flatMap(([id, copies]) =>
          copies.slice(-1).map(({ content }) => ({ content, id, notBefore: 0, attempts: 0 }))
        ),
        0
      )
    ),
  remove: (queue, ids) => take(options, queue, ids, async () => undefined)
})

const take = (
  options: RabbitMqOptions,
  queue: string,
  ids: ReadonlyArray<string>,
  before: (link: Link, letters: Letters) => Promise<void>
): Effect.Effect<ReadonlyArray<string>, QueueError> => {
  const wanted = new Set(ids)
  if (wanted.size === 0) return Effect.succeed([])
  return visit(
    options,
    queue,
    (id) => wanted.has(id),
    Infinity,
    async (link, letters) => {
      if (letters.size > 0) await before(link, letters)
      for (const message of [...letters.values()].flat()) link.channel.ack(message)
      return [...wanted].filter((id) => letters.has(id))
    }
  )
}

/** Has the letters delivered, up to a marker that it sent after them or up to the most that are wanted. */
const visit = <A>(
  options: RabbitMqOptions,
  queue: string,
  isWanted: (id: string) => boolean,
  most: number,
  use: (link: Link, letters: Letters) => Promise<A>
): Effect.Effect<A, QueueError> =>
  Effect.acquireUseRelease(
    reach(() => openLink(options)),
    (link) =>
      reach(async () => {
        const to = deadNameOf(queue)
        await link.declare(to, oneAtATime)
        const marker = randomUUID()
        const properties = { ...propertiesFor(marker, { [headers.marker]: Date.now() }), expiration: 2 * PATIENCE }
        await link.send([{ to, content: Buffer.alloc(0), properties }])
        await link.channel.prefetch(65_535)
        return use(link, await collect(link, to, marker, isWanted, most))
      }),
    ({ close }) => Effect.promise(close)
  )

const collect = (link: Link, from: string, marker: string, isWanted: (id: string) => boolean, most: number) =>
  new Promise<Letters>((resolve, reject) => {
    const letters: Letters = new Map()
    const late = setTimeout(() => reject(tooMany), PATIENCE)
    const end = () => {
      clearTimeout(late)
      resolve(letters)
    }
    const fail = (error: unknown) => {
      clearTimeout(late)
      reject(error)
    }
    link.onLost(fail)
    const receive = (message: ConsumeMessage | null) => {
      if (message === null) return fail(removed)
      late.refresh()
      const { content, properties } = message
      const since: unknown = properties.headers?.[headers.marker]
      const id = idOf(content, properties)
      if (since !== undefined) {
        if (id === marker || Number(since) < Date.now() - 2 * PATIENCE) link.channel.ack(message)
        if (id === marker) end()
      } else if (isWanted(id) && (letters.size < most || letters.has(id))) {
        letters.set(id, [...(letters.get(id) ?? []), message])
        if (letters.size === most) end()
      }
    }
    link.channel.consume(from, receive).catch(fail)
  })

const tooMany = unavailable(
  "the dead letters could not be had: others are looking at them, or there are more than 65,000; remove some, or try again"
)

const letterOf = (id: string, { content, properties }: ConsumeMessage): DeadLetter => {
  const own = properties.headers ?? {}
  return {
    id,
    body: content.toString(),
    cause: { code: String(own[headers.code]), message: String(own[headers.message]) },
    attempts: Number(own[headers.attempts]),
    at: Number(own[headers.at])
  }
}
