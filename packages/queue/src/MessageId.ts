/**
 * The id of a message that somebody else has published, without saying what it is.
 */
import { textFingerprint } from "@adressat/core"

/** The id of the event in a text; that of a text which is none is made of the text. */
export const messageIdOf = (body: string): string => {
  try {
    const { id } = Object(JSON.parse(body)) as { readonly id?: unknown }
    if (typeof id === "string") return id
  } catch {
    // It is no event.
  }
  return `text-${fingerprint(body)}`
}

/** A short name that no other text has: 32 hexadecimal digits. */
export const fingerprint = (text: string): string => textFingerprint(text).slice(0, 32)
