/**
 * SMS segments are the parts a text is sent in. There are two counts: the platform's own, made on the URL-encoded text, and
 * the true one of the mobile network. Norwegian text counts too high with the platform, Sámi text too low.
 *
 * Invariants: no part of a GSM-7 text ends between an escape and its character, none of a UCS-2 text between the halves of
 * a surrogate pair. Source: Altinn Notifications, InstantOrderRequestService; .NET, HttpUtility.UrlEncode; 3GPP TS 23.038
 * and 23.040.
 */
import { placeholders } from "./Placeholder.ts"

/** The most segments that the gateway sends; the rest of a longer text is cut off in silence. */
export const MAX_SEGMENTS = 16

/** The platform's count: the length of the URL-encoded text, up to 160 in one part, beyond that 134 in each, at most 16. */
export interface PlatformSegments {
  readonly encodedLength: number
  readonly segments: number
}

/** The network's count: in septets (GSM-7: 160, or 153 in each part) or UTF-16 units (UCS-2: 70, or 67). */
export interface NetworkSegments {
  readonly encoding: "GSM-7" | "UCS-2"
  readonly units: number
  /** Not capped. */
  readonly segments: number
}

/** Both counts of a text, and what the gateway cuts off, in UTF-16 units. */
export interface SmsSegments {
  readonly platform: PlatformSegments
  readonly network: NetworkSegments
  /** `null` when the whole text is sent. */
  readonly cut: { readonly kept: number; readonly lost: number } | null
}

/** Counts the segments of a text in both ways. */
export const smsSegments = (text: string): SmsSegments => {
  const { kept, network } = networkCount(text)
  return {
    platform: platformSegments(text),
    network,
    cut: network.segments > MAX_SEGMENTS ? { kept, lost: text.length - kept } : null
  }
}

// --- Placeholders ----------------------------------------------------------------------------------------------------

/** How long the names are that will stand in place of placeholders. */
export interface NameLengths {
  /** The shortest name, in letters; default 0, since a name may not be known. */
  readonly shortest?: number
  /** The longest name, in letters; default 100. */
  readonly longest?: number
  /** What the longest name is spelled with; default `Å`. `Š` makes a UCS-2 text of it, as a Sámi name does. */
  readonly letter?: string
}

/** The least and the greatest count of a template; the same where it has no placeholder. */
export interface SegmentRange {
  readonly least: SmsSegments
  readonly greatest: SmsSegments
}

/** The range of counts of a template: numbers are those of organisations (nine digits), or empty as for persons. */
export const smsSegmentRange = (
  template: string,
  { letter = "Å", longest = 100, shortest = 0 }: NameLengths = {}
): SegmentRange => {
  const filled = (name: string, number: string) =>
    smsSegments(template.replaceAll(placeholders.name, name).replaceAll(placeholders.number, number))
  return { least: filled("a".repeat(shortest), ""), greatest: filled(letter.repeat(longest), "0".repeat(9)) }
}

// --- The platform's count --------------------------------------------------------------------------------------------

/** Counts as the platform does. */
export const platformSegments = (text: string): PlatformSegments => {
  const encodedLength = urlEncodedLength(text)
  return {
    encodedLength,
    segments: encodedLength <= 160 ? 1 : Math.min(Math.ceil(encodedLength / 134), MAX_SEGMENTS)
  }
}

/** The length of a text as `HttpUtility.UrlEncode` writes it: a blank as `+`, any other unsafe octet as `%xx`. */
export const urlEncodedLength = (text: string): number => {
  let length = 0
  for (const character of text) length += /^[A-Za-z0-9\-_.!*() ]$/.test(character) ? 1 : 3 * octetsOf(character)
  return length
}

const octetsOf = (character: string): number => {
  const point = character.codePointAt(0) ?? 0
  if (point < 0x80) return 1
  if (point < 0x800) return 2
  // Half a surrogate pair is written as U+FFFD, of three octets too.
  return point < 0x10000 ? 3 : 4
}

// --- The network's count ---------------------------------------------------------------------------------------------

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
const EXTENSION = new Set("\f^{}\\[~]|€")

const networkCount = (text: string): { readonly network: NetworkSegments; readonly kept: number } => {
  const characters = [...text]
  const isGsm = characters.every((character) => BASIC.has(character) || EXTENSION.has(character))
  const [single, part] = isGsm ? [160, 153] : [70, 67]
  const unitsOf = (character: string) => (isGsm ? (EXTENSION.has(character) ? 2 : 1) : character.length)
  let units = 0
  let segments = 1
  let room = part
  let kept = 0
  for (const character of characters) {
    const size = unitsOf(character)
    units += size
    if (size > room) {
      segments++
      room = part
    }
    room -= size
    if (segments <= MAX_SEGMENTS) kept += character.length
  }
  return {
    network: { encoding: isGsm ? "GSM-7" : "UCS-2", units, segments: units <= single ? 1 : segments },
    kept
  }
}
