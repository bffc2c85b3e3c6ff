/**
 * An inbox kept in memory, gone with the process.
 */
import * as Effect from "effect/Effect"
import type { Accepted, Inbox, InboxEntry } from "./ports/Inbox.ts"

/** A message that was handled. */
export interface KeptMessage {
  readonly entry: InboxEntry
  readonly isPublished: boolean
}

/** An inbox over messages by consumer and name; `keep` keeps what belongs to an entry as it is accepted. */
export const memoryInbox = (kept: Map<string, KeptMessage>, keep: (entry: InboxEntry) => void): Inbox["Service"] => {
  const keyOf = (consumer: string, message: string) => JSON.stringify([consumer, message])
  const accept = (entry: InboxEntry): Accepted => {
    const key = keyOf(entry.consumer, entry.message)
    const known = kept.get(key)
    if (known !== undefined) return { outcome: "known", event: known.entry.event, isPublished: known.isPublished }
    kept.set(key, { entry, isPublished: false })
    keep(entry)
    return { outcome: "accepted" }
  }
  return {
    accept: (entries) => Effect.sync(() => entries.map(accept)),
    published: (consumer, messages) =>
      Effect.sync(() => {
        for (const message of messages) {
          const key = keyOf(consumer, message)
          const known = kept.get(key)
          if (known !== undefined) kept.set(key, { ...known, isPublished: true })
        }
      }),
    unpublished: (consumer, before, limit) =>
      Effect.sync(() =>
        [...kept.values()]
          .filter(({ entry, isPublished }) => entry.consumer === consumer && !isPublished && entry.at < before)
          .map(({ entry }) => entry)
          .sort((a, b) => a.at - b.at || (a.message < b.message ? -1 : 1))
          .slice(0, Math.max(0, limit))
          .map(({ event, message }) => ({ message, event }))
      )
  }
}
