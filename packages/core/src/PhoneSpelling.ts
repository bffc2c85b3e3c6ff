/**
 * A phone spelling is a phone number as people write it: with formatting characters, letters, digits of any script and
 * extensions. Here it is read as libphonenumber of .NET does, down to the digits that are to be looked up.
 *
 * Invariant: no function throws, or takes more than time linear in the length of its input, whatever the input is.
 * Source: libphonenumber of .NET and its expressions; RFC 3966 for parameters.
 */

/** The most UTF-16 units that libphonenumber parses. */
export const MAX_PHONE_LENGTH = 250

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
export const internationalDigits = (spelling: string): string | undefined => {
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
