/** Values of every data type, written in every way that the type allows; small enough to meet one another. */
import fc from "fast-check"
import { parseValue } from "../src/datatypes/DataTypes.ts"
import type { Value } from "../src/Value.ts"
import { isFailure } from "../src/Value.ts"
import { DataType } from "../src/Vocabulary.ts"

const digits = (least: number, most: number): fc.Arbitrary<string> =>
  fc.integer({ min: least, max: most }).map((number) => String(number).padStart(2, "0"))

const either = (...texts: ReadonlyArray<string>): fc.Arbitrary<string> => fc.constantFrom(...texts)

const joined = (...parts: ReadonlyArray<fc.Arbitrary<string>>): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(""))

const zone = fc.oneof(
  either("", "", "Z", "+14:00", "-14:00", "-00:00"),
  joined(either("+", "-"), digits(0, 13), either(":00", ":30", ":59"))
)
const fraction = fc.oneof(either("", "", ".5", ".500", ".000000000000000001"), joined(either("."), digits(0, 99)))
const clock = fc.oneof(
  joined(digits(0, 23), either(":"), digits(0, 59), either(":"), digits(0, 59), fraction),
  either("00:00:00", "24:00:00", "23:59:59.999999999999999999")
)
const year = fc.oneof(
  fc.integer({ min: 1, max: 9999 }).map((number) => String(number).padStart(4, "0")),
  either("2024", "2024", "0000", "-0001", "-0004", "10000", "123456789", "-99999")
)
const day = fc.oneof(
  joined(year, either("-"), digits(1, 12), either("-"), digits(1, 28)),
  either("2024-02-29", "2000-02-29", "2023-12-31", "2024-01-31")
)

const amount = (unit: string): fc.Arbitrary<string> =>
  fc.oneof(
    either(""),
    fc.nat({ max: 40 }).map((number) => `${number}${unit}`)
  )
const dayTime = fc
  .tuple(either("", "-"), amount("D"), amount("H"), amount("M"), fc.oneof(amount("S"), either("0.5S", "59.25S")))
  .map(([sign, days, ...time]) => `${sign}P${days || "0D"}${time.join("") === "" ? "" : `T${time.join("")}`}`)
const yearMonth = fc
  .tuple(either("", "-"), amount("Y"), amount("M"))
  .map(([sign, years, months]) => `${sign}P${years || "0Y"}${months}`)

const word = either("a", "b", "A", "ann", "Org", "æ", "a b", "x1")
const escapedWord = fc.oneof(word, either("a\\, b", "\\#1", '"a+b"', "\\C3\\A6", "a\\ "))
const attribute = joined(either("cn", "CN", "o", "ou", "2.5.4.3"), either("=", " = "), escapedWord)
const relativeName = fc.oneof(attribute, joined(attribute, either("+"), attribute))
const label = either("a", "b", "example", "x-1", "EXAMPLE")
const host = joined(
  fc.oneof(
    either(""),
    label.map((text) => `${text}.`)
  ),
  either("org", "no", "ORG")
)
const ports = either("", "", ":80", ":80-", ":-80", ":80-90", ":")
const ip4 = fc
  .tuple(...[0, 1, 2, 3].map(() => fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constant(10))))
  .map((parts) => parts.join("."))
const ip6 = fc.oneof(fc.ipV6(), either("::1", "::", "2001:DB8::1", "::ffff:10.0.0.1"))

/** Lexical forms by data type. */
export const texts: ReadonlyMap<string, fc.Arbitrary<string>> = new Map([
  [
    DataType.string,
    fc.oneof(fc.string({ unit: "grapheme", maxLength: 6 }), either("", "a", "A", " a", "\u{10000}", "\uFFFD"))
  ],
  [DataType.boolean, either("true", "false", "1", "0")],
  [
    DataType.integer,
    fc.oneof(fc.integer({ min: -3, max: 3 }).map(String), fc.bigInt().map(String), either("+1", "01", "-0"))
  ],
  [
    DataType.double,
    fc.oneof(
      fc.integer({ min: -3, max: 3 }).map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      either("NaN", "INF", "-INF", "-0", "0.5", "2.5", "1.", ".5", "1E3", "1e400")
    )
  ],
  [DataType.time, joined(clock, zone)],
  [DataType.date, joined(day, zone)],
  [DataType.dateTime, joined(day, either("T"), clock, zone)],
  [DataType.dayTimeDuration, dayTime],
  [DataType.yearMonthDuration, yearMonth],
  [DataType.anyURI, either("", "urn:a", "urn:b", "URN:a", "http://example.org/a?b#c", "æ", "a b")],
  [
    DataType.hexBinary,
    fc.oneof(
      fc.uint8Array({ maxLength: 4 }).map((octets) => Buffer.from(octets).toString("hex")),
      either("0a", "0A")
    )
  ],
  [DataType.base64Binary, fc.uint8Array({ maxLength: 4 }).map((octets) => Buffer.from(octets).toString("base64"))],
  [DataType.rfc822Name, joined(either("a", "A", "ann"), either("@"), host)],
  [
    DataType.x500Name,
    fc.array(relativeName, { maxLength: 3 }).chain((names) => either(",", ", ", ";").map((mark) => names.join(mark)))
  ],
  [
    DataType.ipAddress,
    fc.oneof(joined(ip4, ports), joined(ip4, either("/"), ip4, ports), joined(either("["), ip6, either("]"), ports))
  ],
  [
    DataType.dnsName,
    joined(
      either("", "*."),
      host,
      ports.filter((text) => text !== ":")
    )
  ]
])

/** White space that the type does not mind. */
const padded = (type: string, text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  type === DataType.string ? text : joined(either("", "", " ", "\n"), text, either("", "", " \t"))

/** Values of a type; the text that is drawn must be one of the type. */
export const valueOf = (type: string): fc.Arbitrary<Value> => {
  const text = texts.get(type)
  if (text === undefined) throw new Error(`there are no texts of ${type}`)
  return padded(type, text).map((written) => {
    const value = parseValue(type, written)
    if (isFailure(value)) throw new Error(`${JSON.stringify(written)} is no ${type}`)
    return value
  })
}
