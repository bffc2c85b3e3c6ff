/**
 * An address is where a notification is sent: an e-mail address or a phone number, as somebody spelled it. Here is what
 * both have in common, and what e-mail addresses are valid; phone numbers have a noun of their own.
 *
 * Invariants: no function changes the spelling that will be sent to; none throws; none takes more than time linear in the
 * length of its input, whatever the input is. The platform's own rules are followed to the letter, oddities included, so
 * that what it accepts is accepted here; {@link isSaneEmailAddress} is what a new backend should use. Source: Altinn
 * Notifications, RecipientRules; .NET for what is blank, a digit, or equal but for case.
 */

// --- Blanks ----------------------------------------------------------------------------------------------------------

/** What .NET calls white space: unlike JavaScript it counts U+0085 and leaves out U+FEFF. */
const isBlankUnit = (unit: number): boolean =>
  // Most units are none of these.
  unit <= 0x20 ? unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) : unit >= 0x85 && isBlankBeyondAscii(unit)

const isBlankBeyondAscii = (unit: number): boolean =>
  unit === 0x85 ||
  unit === 0xa0 ||
  unit === 0x1680 ||
  (unit >= 0x2000 && unit <= 0x200a) ||
  unit === 0x2028 ||
  unit === 0x2029 ||
  unit === 0x202f ||
  unit === 0x205f ||
  unit === 0x3000

/** The text without blanks at either end, as `Trim` of .NET. */
export const trimBlanks = (text: string): string => {
  let start = 0
  let end = text.length
  while (start < end && isBlankUnit(text.charCodeAt(start))) start++
  while (end > start && isBlankUnit(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

/** Whether there is nothing but blanks, as `IsNullOrWhiteSpace` of .NET. */
export const isBlank = (text: string | null | undefined): boolean => {
  if (text == null) return true
  for (let index = 0; index < text.length; index++) {
    if (!isBlankUnit(text.charCodeAt(index))) return false
  }
  return true
}

// --- Equality --------------------------------------------------------------------------------------------------------

/** The key under which two spellings of a phone number are the same: equal but for the case of letters, as on the platform. */
export const phoneKey = (spelling: string): string => ordinalKey(spelling)

/** The key under which two spellings of an e-mail address are the same: equal but for the case of letters, as on the platform. */
export const emailKey = (spelling: string): string => ordinalKey(spelling)

/**
 * A key that is equal where `OrdinalIgnoreCase` of .NET is, as long as the text itself: ASCII letters in lower case, which
 * most are spelled in, and any other unit in its simple upper case, which is never an ASCII one.
 */
const ordinalKey = (text: string): string => {
  let isLowerCase = true
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 0x80) return ordinalKeyBeyondAscii(text)
    if (unit >= 0x41 && unit <= 0x5a) isLowerCase = false
  }
  return isLowerCase ? text : text.toLowerCase()
}

const ordinalKeyBeyondAscii = (text: string): string => {
  let key = ""
  let done = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) continue
    key += text.slice(done, index).toLowerCase() + simpleUpperCase(unit)
    done = index + 1
  }
  return key + text.slice(done).toLowerCase()
}

const simpleUpperCase = (unit: number): string => {
  const letter = String.fromCharCode(unit)
  // .NET keeps the dotless i and the long s out of the classes of I and S
  if (unit === 0x131 || unit === 0x17f) return letter
  const upper = letter.toUpperCase()
  if (upper.length === 1) return upper
  // Greek letters with iota subscript have a simple upper case beside the full one, which is two letters
  if (unit >= 0x1f80 && unit <= 0x1faf) return String.fromCharCode(unit | 8)
  return unit === 0x1fb3 || unit === 0x1fc3 || unit === 0x1ff3 ? String.fromCharCode(unit + 9) : letter
}

// --- E-mail addresses ------------------------------------------------------------------------------------------------

const SURROGATE = /[\ud800-\udfff]/
const QUOTE = "&quot;"
const NOT_LOCAL = /[^a-zA-Z0-9æøåÆØÅ!#$%&'*+\-=?^_`{|}~;.]/
const HOST_LABEL = /^[a-zA-Z0-9æøåÆØÅ](?:[a-zA-Z0-9\-æøåÆØÅ]{0,61}[a-zA-Z0-9æøåÆØÅ])?$/

/**
 * Whether the platform takes the e-mail address in an order. Blanks at the ends do not count (but are kept when sending);
 * `;` passes in the local part, and quoted local parts only when quoted with a literal `&quot;`: the platform's pattern
 * was escaped for HTML. Source: Altinn Notifications, RecipientRules.
 */
export const isValidEmailAddress = (raw: string): boolean => {
  const address = trimBlanks(raw)
  const at = address.lastIndexOf("@")
  if (at < 1) return false
  const local = address.slice(0, at)
  return (isDotted(local) || isQuoted(local)) && isHost(address.slice(at + 1))
}

/**
 * Whether a new backend should take the e-mail address: as {@link isValidEmailAddress}, but with no blank around it, no
 * `;` and no quoted part, a host name and not an IP address, and within 64 octets before and 254 octets in all (RFC 5321).
 * A top-level domain may be internationalised (`xn--…`) or longer than 14 letters, which the platform refuses.
 */
export const isSaneEmailAddress = (raw: string): boolean => {
  if (raw.length <= 64 && PLAIN_EMAIL.test(raw)) return true
  if (raw.length > 254 || raw.includes(";")) return false
  const at = raw.lastIndexOf("@")
  const local = raw.slice(0, Math.max(at, 0))
  if (!isDotted(local) || octets(local) > 64 || octets(raw) > 254) return false
  const labels = raw.slice(at + 1).split(".")
  return (
    labels.length >= 2 &&
    labels.every((label) => HOST_LABEL.test(label)) &&
    /^(?:[a-zA-Z]{2,63}|xn--[a-zA-Z0-9-]+)$/i.test(labels.at(-1) ?? "")
  )
}

/** Most sane addresses, and in 64 characters only sane ones: no part of those is too long. */
const PLAIN_EMAIL =
  /^[\w!#$%&'*+\-=?^`{|}~]+(?:\.[\w!#$%&'*+\-=?^`{|}~]+)*@(?:[a-zA-Z0-9]+(?:-+[a-zA-Z0-9]+)*\.)+[a-zA-Z]{2,}$/

/** Groups of allowed characters with single dots between them; never a quoted part with anything odd in it. */
const isDotted = (local: string): boolean =>
  local !== "" && !NOT_LOCAL.test(local) && !local.startsWith(".") && !local.endsWith(".") && !local.includes("..")

/** Between the quotes stands at least one character, and none of the letters and signs of `&quot;`. */
const isQuoted = (local: string): boolean =>
  local.length > 2 * QUOTE.length &&
  local.startsWith(QUOTE) &&
  local.endsWith(QUOTE) &&
  !/[&quot;]/.test(local.slice(QUOTE.length, -QUOTE.length))

const isHost = (host: string): boolean => {
  if (host.length > 9 * 64 + 14) return false
  const labels = host.split(".")
  if (labels.length === 4 && !SURROGATE.test(host) && labels.every((label) => /^\p{Nd}{1,3}$/u.test(label))) return true
  return (
    labels.length >= 2 &&
    labels.length <= 10 &&
    /^[a-zA-Z]{2,14}$/.test(labels.at(-1) ?? "") &&
    labels.slice(0, -1).every((label) => HOST_LABEL.test(label))
  )
}

/** The length in UTF-8; the only characters outside ASCII that pass are æ, ø and å, of two octets each. */
const octets = (text: string): number => text.length + (text.match(/[æøåÆØÅ]/g) ?? []).length
