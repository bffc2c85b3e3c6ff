/**
 * Which streams there are for one queue, and what is in them: one for the queue itself, from which a message goes when it is
 * acknowledged, `…=delayed` for messages that are not to be delivered yet, and `…=dead` for dead letters, one for each id.
 *
 * Invariant: names are reversible: a dot is a plus there, and what a name of a stream must not hold is `=` and its digits.
 * A percent sign is among that: servers up to 2.9 take it for a format, and send what no client can read.
 */
import { fingerprint, messageIdOf, outgoingText, rejected } from "@adressat/queue"
import type { DeadLetter, Delivery, FailureCause, OutgoingMessage } from "@adressat/queue"
import type { JsMsg, StoredMsg } from "@nats-io/jetstream"
import { headers } from "@nats-io/transport-node"
import type { MsgHdrs } from "@nats-io/transport-node"

/** The names of the streams of a queue. */
export const streamsOf = (queue: string): Readonly<Record<"due" | "delayed" | "dead", string>> => {
  const due = queue.replace(/[\s\p{Cc}.*>/\\%+=]/gu, (character) =>
    character === "." ? "+" : `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`
  )
  // With what is put behind it, 255 bytes.
  if (due !== "" && Buffer.byteLength(due) <= 245) return { due, delayed: `${due}=delayed`, dead: `${due}=dead` }
  throw rejected(
    "the name of a queue has to be 1 to 245 bytes long, and special characters count as three; use another"
  )
}

/** What is published. */
export interface Parcel {
  readonly subject: string
  readonly data: string | Uint8Array
  readonly own?: MsgHdrs
}

/** The subject of a stream. */
export const subjectOf = (stream: string): string => `adressat.${stream}`

/** The subject of the dead letter with an id, in a stream of them. */
export const letterSubjectOf = (stream: string, id: string): string => `${subjectOf(stream)}.${fingerprint(id)}`

/** The headers of this driver. */
const NOT_BEFORE = "Adressat-Not-Before"
const DEAD = "Adressat-Dead"

/** What is published of a message; the server drops a second one of the same source and id. */
export const parcelOf = (queue: string, message: OutgoingMessage, now: number): Parcel => {
  const { event, notBefore = 0 } = message
  const { delayed, due } = streamsOf(queue)
  const own = headers()
  own.set("Nats-Msg-Id", JSON.stringify([event.source, event.id]))
  if (notBefore > now) own.set(NOT_BEFORE, String(notBefore))
  return { subject: subjectOf(notBefore > now ? delayed : due), data: outgoingText(message), own }
}

/** What is published to the dead letters. */
export const deadParcelOf = (queue: string, delivery: Delivery, cause: FailureCause, at: number): Parcel => {
  const { attempt: attempts, body: data, id } = delivery
  const own = headers()
  own.set(DEAD, JSON.stringify({ id, cause, attempts, at }))
  return { subject: letterSubjectOf(streamsOf(queue).dead, id), data, own }
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true })

/** The instant before which a message is not delivered, 0 where there is none. */
export const notBeforeOf = (message: JsMsg): number => Number(message.headers?.get(NOT_BEFORE) ?? 0)

/** A message as a consumer gets it. */
export const deliveryOf = ({ data, info }: JsMsg): Delivery => {
  const body = utf8.decode(data)
  return { id: messageIdOf(body), body, attempt: info.deliveryCount }
}

/** A dead letter. */
export const deadLetterOf = ({ data, header }: StoredMsg): DeadLetter => ({
  ...(JSON.parse(header.get(DEAD)) as Omit<DeadLetter, "body">),
  body: utf8.decode(data)
})
