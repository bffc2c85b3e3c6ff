/**
 * Which streams there are for one queue: one for the queue itself, from which a message goes when it is acknowledged,
 * `…=delayed` for messages that are not to be delivered yet, and `…=dead` for dead letters, each under a subject of its own.
 *
 * Invariant: names are reversible: a dot is a plus there, and what a name of a stream must not hold is `=` and its digits.
 * A percent sign is among that: servers up to 2.9 take it for a format, and send what no client can read.
 */
import { QueueError } from "@adressat/queue"
import type { StreamConfig } from "@nats-io/jetstream"
import { headers } from "@nats-io/transport-node"
import type { MsgHdrs } from "@nats-io/transport-node"
import { createHash } from "node:crypto"
import type { NatsSettings } from "./NatsLink.ts"

/** A stream, and the subject of what is published to it. */
export interface Place {
  readonly stream: Partial<StreamConfig> & { readonly name: string }
  readonly subject: string
}

/** The places of a queue. */
export interface Places {
  readonly queue: Place
  readonly delayed: Place
  readonly dead: Place
}

/** The places of a queue. */
export const placesOf = (queue: string, { deduplication }: NatsSettings): Places => {
  const name = queue.replace(/[\s\p{Cc}.*>/\\%+=]/gu, (character) =>
    character === "." ? "+" : `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`
  )
  // With what is put behind it, 255 bytes.
  if (name === "" || Buffer.byteLength(name) > 245) {
    throw new QueueError({
      reason: "Rejected",
      message: "the name of a queue has to be 1 to 245 bytes long, and special characters count as three; use another"
    })
  }
  const [subject, delayed, dead] = ["queue", "delayed", "dead"].map((kind) => `adressat.${kind}.${name}`)
  const passing = { retention: "workqueue", duplicate_window: deduplication * 1e6 } as const
  return {
    queue: { subject: `${subject}`, stream: { name, subjects: [`${subject}`], ...passing } },
    delayed: { subject: `${delayed}`, stream: { name: `${name}=delayed`, subjects: [`${delayed}`], ...passing } },
    dead: {
      subject: `${dead}`,
      stream: { name: `${name}=dead`, subjects: [`${dead}.*`], retention: "limits", max_msgs_per_subject: 1 }
    }
  }
}

/** The subject of a dead letter. */
export const subjectOf = ({ subject }: Place, id: string): string => `${subject}.${fingerprint(id)}`

const fingerprint = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex").slice(0, 32)

/** The headers of this driver: JSON each, so that they hold any text. */
const NAME = "Nats-Msg-Id"
const NOT_BEFORE = "Adressat-Not-Before"

/** The headers of a message: what it is known by, and the instant before which it is not delivered. */
export const headersFor = (name: ReadonlyArray<string>, notBefore?: number): MsgHdrs => {
  const own = headers()
  own.set(NAME, JSON.stringify(name))
  if (notBefore !== undefined) own.set(NOT_BEFORE, String(notBefore))
  return own
}

/** The instant before which a message is not delivered, 0 where there is none. */
export const notBeforeOf = (own: MsgHdrs | undefined): number => Number(own?.get(NOT_BEFORE) ?? 0)

/** The id of what was delivered; that of a text which is no event is made of the text. */
export const idOf = (data: Uint8Array, own: MsgHdrs | undefined): string => {
  const name = parsed(own?.get(NAME))
  if (Array.isArray(name) && typeof name[1] === "string") return name[1]
  const { id } = Object(parsed(textOf(data))) as { readonly id?: unknown }
  return typeof id === "string" ? id : `text-${fingerprint(data)}`
}

const parsed = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? "")
  } catch {
    return undefined
  }
}

/** The text of a message, a byte order mark included. */
export const textOf = (data: Uint8Array): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString()
