/**
 * The data types of XACML 3.0 core, appendix B: what may be written, what it means, when two values are equal.
 *
 * White space around a value is dropped, save in a string. Any text is an `anyURI`, as in XML Schema 1.1. A value without
 * a time zone is in UTC. NaN equals NaN, and 0 equals -0: the conformance suite asks for the first (IIC350), and a policy
 * author would for the second.
 */
import type { Moment } from "./Calendar.ts"
import {
  DAY,
  formatDate,
  formatDateTime,
  formatDayTimeDuration,
  formatTime,
  formatYearMonthDuration,
  instantOf,
  parseDate,
  parseDateTime,
  parseDayTimeDuration,
  parseTime,
  parseYearMonthDuration,
  SECOND
} from "./Calendar.ts"
import type { NetworkName, Rfc822Name } from "./NetworkName.ts"
import { parseDnsName, parseIpAddress, parseRfc822Name } from "./NetworkName.ts"
import { parseX500Name } from "./X500Name.ts"
import type { AttributeValue } from "../Policy.ts"
import type { Failure, Value } from "../Value.ts"
import { DataType, Status } from "../Vocabulary.ts"
import type { XmlElement } from "../xml/Xml.ts"

/** What a data type is. */
export interface DataTypeDefinition {
  /** URI, as the standard has it now. */
  readonly id: string
  /** The meaning of a text; undefined: it is not in the lexical space. */
  readonly parse: (text: string) => unknown
  readonly equal: (left: unknown, right: unknown) => boolean
  /** A primitive value that all equal meanings share, and no others: a key of sets and maps. */
  readonly key: (data: unknown) => string | number | bigint | boolean
  /** The canonical text of a meaning. */
  readonly format: (data: unknown) => string
  /** Only for types that have an order: negative, zero or positive. */
  readonly compare?: (left: unknown, right: unknown) => number
}

/** Whole numbers of more digits are refused, written or computed, so that arithmetic stays cheap. */
export const mostDigits = 1_000
const integerExpression = new RegExp(String.raw`^[+-]?\d{1,${mostDigits}}$`)

type Key = ReturnType<DataTypeDefinition["key"]>

interface TypedDefinition<A> {
  readonly parse: (text: string) => A | undefined
  readonly format: (data: A) => string
  readonly key: (data: A) => Key
  readonly compare?: (left: A, right: A) => number
  /** White space is part of the value. */
  readonly verbatim?: boolean
}

const space = " \t\r\n"

/** Drops the white space of XML around a text, in a time that a regular expression cannot promise. */
export const dropOuterSpace = (text: string): string => {
  let [start, end] = [0, text.length]
  while (start < end && space.includes(text.charAt(start))) start++
  while (start < end && space.includes(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

const define = <A>(id: string, typed: TypedDefinition<A>): DataTypeDefinition => {
  const { compare, format, key, parse, verbatim = false } = typed
  return {
    id,
    parse: (text) => parse(verbatim ? text : dropOuterSpace(text)),
    format: (data) => format(data as A),
    key: (data) => key(data as A),
    equal: (left, right) => isSame(key(left as A), key(right as A)),
    ...(compare === undefined ? {} : { compare: (left: unknown, right: unknown) => compare(left as A, right as A) })
  }
}

/** Equality as sets and maps have it: NaN equals NaN, and 0 equals -0. */
const isSame = (left: Key, right: Key): boolean => left === right || (Number.isNaN(left) && Number.isNaN(right))

const order = <A extends bigint | number>(left: A, right: A): number => (left < right ? -1 : left > right ? 1 : 0)

/** Strings are ordered by code point; UTF-16 would put surrogates before U+E000. */
const compareText = (left: string, right: string): number => {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)]
    if (a !== b) {
      const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdfff
      return isHigh(a) === isHigh(b) ? a - b : isHigh(a) ? 1 : -1
    }
  }
  return left.length - right.length
}

const itself = <A>(data: A): A => data

const text = { parse: itself<string>, format: itself<string>, key: itself<string> }

const moment = (parse: (text: string) => Moment | undefined, format: (data: Moment) => string) => ({
  parse,
  format,
  key: (data: Moment) => instantOf(data),
  compare: (left: Moment, right: Moment) => order(instantOf(left), instantOf(right))
})

const networkName = {
  format: ({ written }: NetworkName) => written,
  key: ({ normal }: NetworkName) => normal
}

const amount = { key: itself<bigint>, compare: order<bigint> }
const dayTimeDuration = { parse: parseDayTimeDuration, format: formatDayTimeDuration, ...amount }
const yearMonthDuration = { parse: parseYearMonthDuration, format: formatYearMonthDuration, ...amount }

const oldDuration = (name: string): ReadonlyArray<string> => [
  `http://www.w3.org/TR/2002/WD-xquery-operators-20020816#${name}`,
  `urn:oasis:names:tc:xacml:2.0:data-type:${name}`
]

const parseDouble = (written: string): number | undefined => {
  if (written === "INF") return Number.POSITIVE_INFINITY
  if (written === "-INF") return Number.NEGATIVE_INFINITY
  if (written === "NaN") return Number.NaN
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(written) ? Number(written) : undefined
}

/** Canonical: one digit before the point, at least one after it, and an exponent. */
const formatDouble = (data: number): string => {
  if (Number.isNaN(data)) return "NaN"
  if (!Number.isFinite(data)) return data > 0 ? "INF" : "-INF"
  const [mantissa = "0", exponent = "0"] = (Object.is(data, -0) ? "-0e0" : data.toExponential()).split("e")
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`
}

/** The unused bits before the padding are zero. Groups are not repeated here: a long text would exhaust the stack. */
const base64Expression = /^[A-Za-z\d+/]*(?:[AQgw]==|[AEIMQUYcgkosw048]=)?$/

const definitions: ReadonlyArray<DataTypeDefinition> = [
  define<string>(DataType.string, { ...text, compare: compareText, verbatim: true }),
  define<string>(DataType.anyURI, text),
  define<boolean>(DataType.boolean, {
    parse: (written) => (/^(?:true|1)$/.test(written) ? true : /^(?:false|0)$/.test(written) ? false : undefined),
    format: String,
    key: itself
  }),
  define<bigint>(DataType.integer, {
    parse: (written) => (integerExpression.test(written) ? BigInt(written.replace("+", "")) : undefined),
    format: String,
    ...amount
  }),
  define<number>(DataType.double, {
    parse: parseDouble,
    format: formatDouble,
    key: itself,
    compare: order
  }),
  define<Moment>(DataType.time, moment(parseTime, formatTime)),
  define<Moment>(DataType.date, moment(parseDate, formatDate)),
  define<Moment>(DataType.dateTime, moment(parseDateTime, formatDateTime)),
  define<bigint>(DataType.dayTimeDuration, dayTimeDuration),
  define<bigint>(DataType.yearMonthDuration, yearMonthDuration),
  ...oldDuration("dayTimeDuration").map((id) => define<bigint>(id, dayTimeDuration)),
  ...oldDuration("yearMonthDuration").map((id) => define<bigint>(id, yearMonthDuration)),
  define<string>(DataType.hexBinary, {
    parse: (written) => (written.length % 2 === 0 && /^[\da-f]*$/i.test(written) ? written.toUpperCase() : undefined),
    format: itself,
    key: itself
  }),
  define<string>(DataType.base64Binary, {
    parse: (written) => {
      const packed = written.replaceAll(/[ \t\r\n]/g, "")
      return packed.length % 4 === 0 && base64Expression.test(packed) ? packed : undefined
    },
    format: itself,
    key: itself
  }),
  define<Rfc822Name>(DataType.rfc822Name, {
    parse: parseRfc822Name,
    format: ({ written }) => written,
    key: ({ domain, local }) => `${local}@${domain}`
  }),
  define<{ readonly names: ReadonlyArray<string>; readonly written: string }>(DataType.x500Name, {
    parse: (written) => {
      const names = parseX500Name(written)
      return names === undefined ? undefined : { names, written }
    },
    format: ({ written }) => written,
    key: ({ names }) => names.join(",")
  }),
  define<NetworkName>(DataType.ipAddress, { parse: parseIpAddress, ...networkName }),
  define<NetworkName>(DataType.dnsName, { parse: parseDnsName, ...networkName })
]

/** The data types by URI, with the durations under their older URIs too. */
export const dataTypes: ReadonlyMap<string, DataTypeDefinition> = new Map(
  definitions.map((definition) => [definition.id, definition])
)

/** The URI that stands for a type today: an older URI of a duration is the same type. */
export const currentType = (type: string): string => currentTypes.get(type) ?? type

const currentTypes: ReadonlyMap<string, string> = new Map([
  ...oldDuration("dayTimeDuration").map((id) => [id, DataType.dayTimeDuration] as const),
  ...oldDuration("yearMonthDuration").map((id) => [id, DataType.yearMonthDuration] as const)
])

/** What an `xpathExpression` means. */
export interface XPathExpression {
  readonly path: string
  /** The category whose content it is about. */
  readonly category: string
  /** Prefix to namespace. */
  readonly namespaces: Readonly<Record<string, string>>
  /** As it is written: the text alone says neither category nor namespaces. */
  readonly element: XmlElement
}

/** Reads a text as a value of a type; the failure names the type, never the text. */
export const parseValue = (type: string, written: string): Value | Failure => {
  const definition = dataTypes.get(type)
  if (definition === undefined) {
    return { status: Status.syntaxError, message: `data type ${type} is not known` }
  }
  const data = definition.parse(written)
  return data === undefined
    ? { status: Status.syntaxError, message: `a value is not of its data type ${type}` }
    : { type, data, text: written }
}

const literals = new WeakMap<AttributeValue, Value | Failure>()

/** Reads a literal or an attribute value; each is read once. */
export const parseLiteral = (literal: AttributeValue): Value | Failure => {
  // Most attributes are strings, which need no reading.
  if (literal.dataType === DataType.string) return { type: DataType.string, data: literal.text, text: literal.text }
  const known = literals.get(literal)
  if (known !== undefined) return known
  const value =
    literal.dataType === DataType.xpathExpression ? parseXPath(literal) : parseValue(literal.dataType, literal.text)
  literals.set(literal, value)
  return value
}

const parseXPath = ({ dataType, element, text: path }: AttributeValue): Value | Failure => {
  const category = element?.attributes.find(({ name }) => name === "XPathCategory")?.value
  if (element === undefined || category === undefined) {
    return { status: Status.syntaxError, message: "an xpathExpression has no XPathCategory" }
  }
  const data: XPathExpression = { path: path.trim(), category, namespaces: element.namespaces, element }
  return { type: dataType, data, text: path }
}

/** A computed value, with its canonical text. */
export const makeValue = (type: string, data: unknown): Value => ({
  type,
  data,
  text: dataTypes.get(type)?.format(data) ?? String(data)
})

/** Whether two values of one type are equal. */
export const valuesEqual = (left: Value, right: Value): boolean =>
  left === right ||
  (currentType(left.type) === currentType(right.type) &&
    (dataTypes.get(left.type)?.equal(left.data, right.data) ?? false))

/** The two values of `boolean`. */
export const TRUE: Value = Object.freeze(makeValue(DataType.boolean, true))
export const FALSE: Value = Object.freeze(makeValue(DataType.boolean, false))

/** A boolean as a value. */
export const booleanValue = (isTrue: boolean): Value => (isTrue ? TRUE : FALSE)

/** Attoseconds from 0001-01-01 to 1970-01-01. */
const epoch = 719_162n * DAY

/** The clock as values in UTC; `now` is in milliseconds since 1970. */
export const environmentValues = (now: number): Readonly<Record<"time" | "date" | "dateTime", Value>> => {
  const local = epoch + BigInt(Math.trunc(now)) * (SECOND / 1_000n)
  const clock = ((local % DAY) + DAY) % DAY
  return {
    time: makeValue(DataType.time, { local: clock, zone: 0 }),
    date: makeValue(DataType.date, { local: local - clock, zone: 0 }),
    dateTime: makeValue(DataType.dateTime, { local, zone: 0 })
  }
}
