/**
 * The dead letters of a queue of NATS: one message for each id in a stream of their own, which is read without being consumed.
 */
import type { DeadLetter, DeadLetters, QueueError } from "@adressat/queue"
import type { StoredMsg } from "@nats-io/jetstream"
import type * as Effect from "effect/Effect"
import { reach } from "./NatsLink.ts"
import type { Link, NatsSettings } from "./NatsLink.ts"
import { headersFor, placesOf, subjectOf, textOf } from "./NatsQueues.ts"
import type { Places } from "./NatsQueues.ts"

/** The header that says why a message was given up, and when. */
export const DEAD = "Adressat-Dead"

/** The dead letters at a server. */
export const deadLettersAt = (open: () => Promise<Link>, settings: NatsSettings): DeadLetters["Service"] => {
  const at = <A>(queue: string, use: (link: Link, places: Places) => Promise<A>): Effect.Effect<A, QueueError> =>
    reach(async () => {
      const places = placesOf(queue, settings)
      const link = await open()
      await link.declare(places.dead.stream, false)
      return use(link, places)
    })
  const each = async (ids: ReadonlyArray<string>, use: (id: string) => Promise<boolean>) => {
    const found: Array<string> = []
    for (const id of new Set(ids)) if (await use(id)) found.push(id)
    return found
  }
  return {
    find: (queue, selection) =>
      at(queue, async ({ manager: { streams } }, { dead }) => {
        const found: Array<StoredMsg> = []
        if ("ids" in selection) {
          for (const id of new Set(selection.ids)) {
            const message = await streams.getMessage(dead.stream.name, { last_by_subj: subjectOf(dead, id) })
            if (message !== null) found.push(message)
          }
          return found.sort((a, b) => a.seq - b.seq).map(letterOf)
        }
        for (let seq = 1; found.length < selection.limit;) {
          const next = { seq, next_by_subj: `${dead.subject}.*` }
          const message = await streams.getMessage(dead.stream.name, next)
          if (message === null) break
          found.push(message)
          seq = message.seq + 1
        }
        return found.map(letterOf)
      }),
    retry: (queue, ids) =>
      at(queue, async (link, places) => {
        const { dead } = places
        await link.declare(places.queue.stream, true)
        return each(ids, async (id) => {
          const { streams } = link.manager
          const message = await streams.getMessage(dead.stream.name, { last_by_subj: subjectOf(dead, id) })
          if (message === null) return false
          // By another name than before, or the server would drop it as one that it has had already.
          const headers = headersFor(["dead", id, String(message.seq)])
          await link.publish([{ subject: places.queue.subject, payload: message.data, headers }])
          await streams.deleteMessage(dead.stream.name, message.seq, false)
          return true
        })
      }),
    remove: (queue, ids) =>
      at(queue, ({ manager }, { dead }) =>
        each(ids, async (id) => {
          const { purged } = await manager.streams.purge(dead.stream.name, { filter: subjectOf(dead, id) })
          return purged > 0
        })
      )
  }
}

const letterOf = ({ data, header }: StoredMsg): DeadLetter => ({
  ...(JSON.parse(header.get(DEAD)) as Omit<DeadLetter, "body">),
  body: textOf(data)
})
