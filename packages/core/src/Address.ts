/**
 * An address is where a notification is sent: an e-mail address or a phone number, as somebody spelled it.
 *
 * Invariants: no function changes the spelling that will be sent to, except {@link ensureCountryCode}; none throws; none
 * takes more than time linear in the length of its input, whatever the input is. The platform's own rules are followed
 * to the letter, oddities included, so that what it accepts is accepted here; {@link isSaneEmailAddress} and
 * {@link phoneNumberE164} are what a new backend should use. Source: Altinn Notifications, MobileNumberHelper and
 * RecipientRules; .NET for what is blank, a digit, or equal but for case.
 */
import { parsePhoneNumberFromString } from "libphonenumber-js/max"

// --- Blanks ----------------------------------------------------------------------------------------------------------

/** What .NET calls white space: unlike JavaScript it counts U+0085 and leaves out U+FEFF. */
const isBlankUnit = (unit: number): boolean =>
  (unit >= 0x09 && unit <= 0x0d) ||
  unit === 0x20 ||
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

/** The key of `OrdinalIgnoreCase` of .NET: each UTF-16 unit in its simple upper case; as long as the text itself. */
const ordinalKey = (text: string): string => {
  let key = ""
  let done = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) continue
    key += text.slice(done, index).toUpperCase() + simpleUpperCase(unit)
    done = index + 1
  }
  return key + text.slice(done).toUpperCase()
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

// --- Phone numbers ---------------------------------------------------------------------------------------------------

/**
 * The number with the country code that the platform adds to looked-up numbers: `00` becomes `+`, and eight characters
 * beginning with 4 or 9 get `+47`; anything else is unchanged, and nothing is trimmed.
 */
export const ensureCountryCode = (raw: string): string => {
  if (raw.startsWith("00")) return `+${raw.slice(2)}`
  return raw.length === 8 && (raw[0] === "4" || raw[0] === "9") ? `+47${raw}` : raw
}

/**
 * Whether the platform takes the number: it begins with `+` or `00`, and libphonenumber (.NET, full metadata, no default
 * region) finds it valid. Landlines, formatting characters and extensions pass; more than 250 characters do not.
 */
export const isValidPhoneNumber = (raw: string): boolean => phoneNumberE164(raw) !== undefined

/**
 * The E.164 form of a number the platform takes, such as `+4740000001`, without formatting characters and extension;
 * `undefined` for any other. Spellings of one number have one E.164 form.
 */
export const phoneNumberE164 = (raw: string): string | undefined => {
  if (raw.length > MAX_PHONE_LENGTH + 1 || raw.startsWith("++") || !(raw.startsWith("+") || raw.startsWith("00"))) {
    return undefined
  }
  const spelling = raw.startsWith("00") ? `+${raw.slice(2)}` : raw
  if (NORWEGIAN_MOBILE.test(spelling)) return spelling
  const digits = PLAIN_INTERNATIONAL.test(spelling) ? spelling.slice(1) : internationalDigits(spelling)
  if (digits === undefined) return undefined
  const parsed = parsePhoneNumberFromString(`+${digits}`)
  if (parsed?.isValid() !== true) return undefined
  // A national prefix that was written goes only if what is left has a length of the code's main country; for the code 1
  // the library asks the country itself instead, and Canada has numbers of seven digits.
  const isStripped = parsed.countryCallingCode === "1" && parsed.nationalNumber.length < digits.length - 1
  return isStripped && parsed.nationalNumber.length !== 10 ? undefined : parsed.number
}

/** The most UTF-16 units that libphonenumber parses. */
const MAX_PHONE_LENGTH = 250

/** Norwegian mobile numbers, which most numbers are, where the metadata have no holes; a test holds this against them. */
const NORWEGIAN_MOBILE = /^\+47(?:(?:4[016-8]|9\d)\d|45[0-24-9])\d{5}$/

const PLAIN_INTERNATIONAL = /^\+[1-9]\d{2,16}$/

const PUNCTUATION =
  "\\-x\\u2010-\\u2015\\u2212\\u30fc\\uff0d-\\uff0f \\u00a0\\u00ad\\u200b\\u2060\\u3000()" +
  "\\uff08\\uff09\\uff3b\\uff3d.\\[\\]/~\\u2053\\u223c\\uff5e"

/** The ways to write an extension that libphonenumber knows. */
const EXTENSION = [
  ";ext=\\p{Nd}{1,20}",
  "[ \\u00a0\\t,]*(?:e?xt(?:ensi(?:o\\u0301?|\\u00f3))?n?|\\uff45?\\uff58\\uff54\\uff4e?|\\u0434\\u043e\\u0431|anexo)" +
    "[:.\\uff0e]?[ \\u00a0\\t,\\-]*\\p{Nd}{1,20}#?",
  "[ \\u00a0\\t,]*(?:[x\\uff58#\\uff03~\\uff5e]|int|\\uff49\\uff4e\\uff54)[:.\\uff0e]?[ \\u00a0\\t,\\-]*\\p{Nd}{1,9}#?",
  "[\\- ]+\\p{Nd}{1,6}#",
  "[ \\u00a0\\t]*(?:,{2}|;)[:.\\uff0e]?[ \\u00a0\\t,\\-]*\\p{Nd}{1,15}#?",
  "[ \\u00a0\\t]*,+[:.\\uff0e]?[ \\u00a0\\t,\\-]*\\p{Nd}{1,9}#?"
].join("|")

const EXTENSION_AT_END = new RegExp(`(?:${EXTENSION})$`, "iu")

const VIABLE = new RegExp(
  `^(?:\\p{Nd}{2}|[+\\uff0b]*(?:[${PUNCTUATION}*]*\\p{Nd}){3}[${PUNCTUATION}*A-Za-z\\p{Nd}]*(?:${EXTENSION})?)$`,
  "iu"
)

const SURROGATE = /[\ud800-\udfff]/
const KEYPAD = "22233344455566677778889999"

/** The digits after the plus sign as libphonenumber reads a number in free spelling; `undefined` if it would not. */
const internationalDigits = (spelling: string): string | undefined => {
  if (spelling.length > MAX_PHONE_LENGTH) return undefined
  let number = numberPart(spelling)
  if (number === undefined) return undefined
  const subaddress = number.indexOf(";isub=")
  if (subaddress > 0) number = number.slice(0, subaddress)
  // a digit beyond the basic plane is one to JavaScript's expressions, but not to those of .NET
  if (SURROGATE.test(number) || !VIABLE.test(number)) return undefined
  const extension = EXTENSION_AT_END.exec(number)
  if (extension !== null && VIABLE.test(number.slice(0, extension.index))) number = number.slice(0, extension.index)
  const plain = number.replace(/^[+\uff0b]+/, "")
  if (plain === number) return undefined
  // three letters make a vanity number, spelled on the keypad; fewer are taken for slips and dropped
  if ((plain.match(/[a-z]/gi) ?? []).length >= 3) {
    return plain
      .replace(/[^0-9a-z]/gi, "")
      .replace(/[a-z]/gi, (letter) => KEYPAD[letter.toUpperCase().charCodeAt(0) - 65] ?? "")
  }
  return plain.replace(/\P{Nd}/gu, "").replace(/[^0-9]/g, (digit) => String(digitValue(digit)))
}

/** The part that may be a number: without what trails it, or as the parameters of RFC 3966 say. */
const numberPart = (spelling: string): string | undefined => {
  const marker = ";phone-context="
  const index = spelling.indexOf(marker)
  if (index >= 0) {
    const context = spelling.slice(index + marker.length).split(";", 1)[0] ?? ""
    const isGlobalNumber = /^\+[\p{Nd}\-.()]+$/u.test(context) && /\p{Nd}/u.test(context)
    if (!isGlobalNumber && !isDomainName(context)) return undefined
    const prefix = spelling.indexOf("tel:")
    return (isGlobalNumber ? context : "") + spelling.slice(prefix >= 0 ? prefix + 4 : 0, index)
  }
  let end = spelling.length
  // by UTF-16 unit: half a surrogate pair is neither letter nor number
  while (end > 0 && !/[\p{L}\p{N}#]/u.test(spelling.charAt(end - 1))) end--
  return spelling.slice(0, end).split(/[\\/] *x/, 1)[0]
}

/** Whether the text is a domain name in the sense of RFC 3966. */
const isDomainName = (text: string): boolean => {
  const labels = (text.endsWith(".") ? text.slice(0, -1) : text).split(".")
  return (
    labels.every((label) => /^[A-Za-z\p{Nd}](?:[A-Za-z\p{Nd}-]*[A-Za-z\p{Nd}])?$/u.test(label)) &&
    /^[A-Za-z]/.test(labels.at(-1) ?? "")
  )
}

/** The value of a decimal digit of any script; digits of a script stand in a row of ten. */
const digitValue = (digit: string): number => {
  let value = 0
  while (/\p{Nd}/u.test(String.fromCharCode(digit.charCodeAt(0) - value - 1))) value++
  return value % 10
}

// --- E-mail addresses ------------------------------------------------------------------------------------------------

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
