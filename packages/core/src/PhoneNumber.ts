/**
 * A phone number is an address for text messages, as somebody spelled it: whether the platform takes it, and which number
 * it is.
 *
 * Invariants: no function throws; none takes more than time linear in the length of its input, whatever the input is. The
 * platform's rules are followed to the letter, oddities included, so that what it accepts is accepted here. Only numbers
 * that {@link plainNorwegianE164} leaves undecided are put to the library, and its last answers are remembered: at most
 * 20,000 numbers with their E.164 forms, in memory only; nothing lists, logs or hands them out, and no result depends on
 * them. Source: Altinn Notifications, MobileNumberHelper; libphonenumber of .NET.
 */
import { parsePhoneNumberFromString } from "libphonenumber-js/max"
import { memo } from "./Memo.ts"
import { internationalDigits, MAX_PHONE_LENGTH } from "./PhoneSpelling.ts"
import { plainDigits, plainNorwegianE164, registeredNorwegianE164, withoutBlanks } from "./PlainPhoneNumber.ts"

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
  const norwegian = plainNorwegianE164(raw)
  if (norwegian !== undefined) return norwegian === false ? undefined : norwegian
  const plain = plainDigits(raw)
  if (plain !== 0) return lookedUp(plain) || undefined
  if (raw.length > MAX_PHONE_LENGTH + 1 || raw.startsWith("++") || !(raw.startsWith("+") || raw.startsWith("00"))) {
    return undefined
  }
  const digits = internationalDigits(raw.startsWith("00") ? `+${raw.slice(2)}` : raw)
  if (digits === undefined) return undefined
  return (/^[1-9]\d{0,14}$/.test(digits) ? lookedUp(Number(digits)) : lookUp(digits)) || undefined
}

/**
 * The E.164 form of a number as registers spell it: blanks and hyphens are dropped and the country code is added before
 * {@link phoneNumberE164} reads it.
 */
export const registeredPhoneNumberE164 = (raw: string): string | undefined => {
  const norwegian = registeredNorwegianE164(raw)
  if (norwegian !== undefined) return norwegian === false ? undefined : norwegian
  const plain = plainDigits(raw)
  if (plain !== 0) return lookedUp(plain) || undefined
  return phoneNumberE164(ensureCountryCode(withoutBlanks(raw)))
}

/** What libphonenumber makes of the digits after the plus sign: the E.164 form, or `false` if the number is not valid. */
const lookUp = (digits: string): string | false => {
  const parsed = parsePhoneNumberFromString(`+${digits}`)
  if (parsed?.isValid() !== true) return false
  // A national prefix that was written goes only if what is left has a length of the code's main country; for the code 1
  // the library asks the country itself instead, and Canada has numbers of seven digits.
  const isStripped = parsed.countryCallingCode === "1" && parsed.nationalNumber.length < digits.length - 1
  return isStripped && parsed.nationalNumber.length !== 10 ? false : parsed.number
}

/** {@link lookUp} with a memory; its keys are numbers, so that no text from a register is kept alive by it. */
const lookedUp = memo(10_000, (digits: number) => lookUp(String(digits)))
