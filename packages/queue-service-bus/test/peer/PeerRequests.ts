/**
 * What the peer answers to requests: those for a token to be accepted, and those about messages of a queue.
 */
import { createHmac } from "node:crypto"
import type { Message } from "rhea"
import { encodedOf, reordered } from "./PeerMessage.ts"
import type { PeerQueue } from "./PeerQueue.ts"

/** An answer, without what says to whom and to what. */
export type Answer = Pick<Message, "application_properties" | "body">

/** Accepts a token that was signed with the key. */
export const answerToken = ({ body }: Message, key: string): Answer => {
  const token = new URLSearchParams(String(body).replace(/^SharedAccessSignature /, ""))
  const signed = `${encodeURIComponent(token.get("sr") ?? "")}\n${token.get("se") ?? ""}`
  const isRight = token.get("sig") === createHmac("sha256", key).update(signed).digest("base64")
  return {
    body: undefined,
    application_properties: isRight
      ? { "status-code": 202, "status-description": "Accepted" }
      : { "status-code": 401, "status-description": "Unauthorized access: the signature is wrong" }
  }
}

const ok = (body: unknown): Answer => ({ body, application_properties: { statusCode: 200, statusDescription: "OK" } })

const refused = (statusCode: number, errorCondition: string): Answer => ({
  body: undefined,
  application_properties: { statusCode, statusDescription: errorCondition, errorCondition }
})

const lockLost = refused(410, "com.microsoft:message-lock-lost")

const numberOf = (value: unknown): number =>
  Buffer.isBuffer(value) ? Number(value.readBigInt64BE()) : Number(value ?? 0)

const tagsOf = (body: Readonly<Record<string, unknown>>): ReadonlyArray<Buffer> =>
  (body["lock-tokens"] as ReadonlyArray<Buffer>).map(reordered)

/** Answers a request about the messages of a queue. */
export const answerRequest = ({ application_properties, body }: Message, queue: PeerQueue): Answer => {
  switch (application_properties?.["operation"]) {
    case "com.microsoft:peek-message": {
      const found = queue.peek(numberOf(body["from-sequence-number"]), numberOf(body["message-count"]))
      if (found.length === 0) return { body: undefined, application_properties: { statusCode: 204 } }
      return ok({ messages: found.map((kept) => ({ message: encodedOf(kept) })) })
    }
    case "com.microsoft:renew-lock": {
      const until = tagsOf(body).map((tag) => queue.renew(tag))
      if (until.includes(undefined)) return lockLost
      return ok({ expirations: until.map((at) => new Date(at ?? 0)) })
    }
    case "com.microsoft:update-disposition": {
      const status = body["disposition-status"]
      const reasons = {
        DeadLetterReason: body["deadletter-reason"],
        DeadLetterErrorDescription: body["deadletter-description"]
      }
      const properties = { ...body["properties-to-modify"], ...reasons }
      const settled = tagsOf(body).map((tag) => {
        if (status === "suspended") return queue.settle(tag, { outcome: "rejected", properties })
        return queue.settle(tag, { outcome: status === "completed" ? "accepted" : "released" })
      })
      return settled.includes(false) ? lockLost : ok(undefined)
    }
    default:
      return refused(501, "amqp:not-implemented")
  }
}
