/**
 * A body is read within limits: of its size, so that nobody fills the memory, and of time, so that nobody holds a place by
 * sending slowly.
 */
import type { Media } from "./contract/Operation.ts"
import { refusal } from "./Call.ts"
import type { Refusal } from "./Call.ts"
import type { Incoming } from "./Exchange.ts"

/** Limits of a body. */
export interface BodyLimits {
  /** In bytes. */
  readonly size: number
  /** In milliseconds. */
  readonly time: number
}

const accepted: Readonly<Record<Media, ReadonlyArray<string>>> = {
  "application/json": ["application/json"],
  "application/x-ndjson": ["application/x-ndjson", "application/ndjson", "application/jsonl"],
  "application/xml": ["application/xml", "text/xml", "application/xacml+xml"],
  "text/plain": ["text/plain"],
  "text/html": ["text/html"]
}

/** Why a body of these headers is not taken as a media type; `undefined` when it is. */
export const mediaRefusal = (headers: Pick<Headers, "get">, media: Media): Refusal | undefined => {
  const given = headers.get("content-type") ?? ""
  const encoding = headers.get("content-encoding")
  if (given === media && encoding === null) return undefined
  const [type = "", ...parameters] = given.split(";").map((part) => part.trim().toLowerCase())
  const isPlain = encoding === null || encoding === "" || encoding.toLowerCase() === "identity"
  const isUtf8 = parameters.every((part) => !part.startsWith("charset=") || /^charset="?(utf-8|us-ascii)"?$/.test(part))
  if (accepted[media].includes(type) && isPlain && isUtf8) return undefined
  return refusal("unsupported-media-type", {
    detail: isPlain
      ? `send the body as ${media}, in UTF-8, and say so in the header Content-Type`
      : "send the body as it is, without Content-Encoding"
  })
}

/** Whether the headers alone say that a body is too large. */
const sizeRefusal = (headers: Pick<Headers, "get">, size: number): Refusal | undefined => {
  const length = headers.get("content-length")
  return length !== null && Number(length) > size ? tooLarge(size) : undefined
}

const tooLarge = (size: number): Refusal => refusal("too-large", { detail: `a body has at most ${size} bytes here` })

const tooSlow: Refusal = refusal("body-too-slow", { detail: "send the body faster, or in several calls" })

/** The text of a body, or why it cannot be had. */
export const readBody = async (incoming: Incoming, limits: BodyLimits): Promise<string | Refusal> => {
  const early = sizeRefusal(incoming.headers, limits.size)
  if (early !== undefined) return early
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<Refusal>((resolve) => {
    timer = setTimeout(() => resolve(tooSlow), limits.time)
  })
  try {
    return (await Promise.race([incoming.text(limits.size), late])) ?? tooLarge(limits.size)
  } catch {
    return refusal("caller-gone")
  } finally {
    clearTimeout(timer)
  }
}
