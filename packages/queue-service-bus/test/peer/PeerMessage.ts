/**
 * How messages of the peer look on the wire: what Service Bus adds to them, and its batches.
 */
import rhea from "rhea"
import type { Message } from "rhea"
import type { Kept } from "./PeerQueue.ts"

/** The messages that were sent as one. */
export const messagesOf = (message: Message | Buffer): ReadonlyArray<Message> => {
  if (!Buffer.isBuffer(message)) return [message]
  const { body } = rhea.message.decode(message) as unknown as Message
  return [body.content].flat().map((each: Buffer) => rhea.message.decode(each) as unknown as Message)
}

/** The text of a kept message as it is delivered or shown. */
export const encodedOf = ({ deliveries, enqueuedAt, message, sequence }: Kept, lockedUntil?: number): Buffer =>
  rhea.message.encode({
    ...message,
    delivery_count: deliveries,
    message_annotations: {
      ...message.message_annotations,
      "x-opt-sequence-number": sequence,
      "x-opt-enqueued-time": new Date(enqueuedAt),
      ...(lockedUntil === undefined ? {} : { "x-opt-locked-until": new Date(lockedUntil) })
    }
  })

/** The tag of a lock as .NET writes a GUID, and back. */
export const reordered = (tag: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(tag.subarray(0, 4)).reverse(),
    Buffer.from(tag.subarray(4, 6)).reverse(),
    Buffer.from(tag.subarray(6, 8)).reverse(),
    tag.subarray(8)
  ])
