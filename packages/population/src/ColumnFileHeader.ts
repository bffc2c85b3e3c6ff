/**
 * The header of a column file says what its columns are. It is checked against the columns, so that a file made by somebody
 * else is either a population or a problem.
 */
import { Basis, decodeValue, parseJsonText } from "@adressat/core"
import type { Problem } from "@adressat/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { onesIn } from "./Bits.ts"
import { ALIGNMENT } from "./ColumnMemory.ts"
import { columnBytes } from "./Operation.ts"

const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 ** 31 - 1 }))
/** Bytes from the beginning of the data. */
const Place = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const Rows = Schema.Array(Count)
const RowsByName = Schema.Record(Schema.String, Rows)

const FactShape = Schema.Union([
  Schema.Struct({ type: Schema.Literals(["word", "words"]), values: Schema.Array(Schema.String) }),
  Schema.Struct({ type: Schema.Literal("number"), minimum: Schema.Finite, maximum: Schema.Finite })
])

const FactColumns = Schema.Union([
  Schema.Struct({ type: Schema.Literal("word"), words: RowsByName, unavailable: Schema.optionalKey(Rows) }),
  Schema.Struct({ type: Schema.Literal("words"), elements: RowsByName, unavailable: Schema.optionalKey(Rows) }),
  Schema.Struct({ type: Schema.Literal("number"), address: Place })
])

const Header = Schema.Struct({
  rows: Count,
  facts: Schema.Record(Schema.String, FactShape),
  segments: Schema.Array(
    Schema.Struct({
      basis: Basis,
      rows: Count,
      order: Schema.Union([Schema.Struct({ first: Count }), Schema.Struct({ column: Place })]),
      columns: Schema.Array(Schema.Struct({ at: Place, ones: Count })),
      facts: Schema.Record(Schema.String, FactColumns)
    })
  )
})

/** The header of a column file. Addresses are counted from the beginning of the data. */
export type ColumnFileHeader = typeof Header.Type

const decode = decodeValue(Header)

/** Reads a header and holds it against the columns. */
export const checkHeader = (
  bytes: Uint8Array,
  data: Uint8Array,
  file: string | undefined
): Result.Result<ColumnFileHeader, ReadonlyArray<Problem>> =>
  Result.flatMap(parseJsonText(new TextDecoder().decode(bytes), file), ({ locate, value }) =>
    Result.flatMap(decode(value, { file, locate }), (header) => {
      const wrong = whatIsWrong(header, data)
      return wrong === undefined
        ? Result.succeed(header)
        : Result.fail([
            {
              severity: "error",
              code: "wrong-value",
              ...(file === undefined ? {} : { file }),
              path: "$",
              message: `the columns are not what the header says: ${wrong}; make the file anew`
            } satisfies Problem
          ])
    })
  )

const whatIsWrong = ({ facts, rows, segments }: ColumnFileHeader, data: Uint8Array): string | undefined => {
  const isColumn = (at: number, count: number, ones: number | undefined): boolean =>
    isIn(data, at, columnBytes(count)) && onesOf(data, at, count) === ones
  if (segments.reduce((sum, segment) => sum + segment.rows, 0) !== rows) return "the rows do not add up"
  if (new Set(segments.map(({ basis }) => basis)).size < segments.length) return "a basis comes twice"
  for (const { columns, facts: found, order, rows: count } of segments) {
    if ("first" in order ? order.first + count > rows : !isColumn(order.column, rows, count))
      return "rows are not there"
    if (!columns.every(({ at, ones }) => isColumn(at, count, ones))) return "a column is not there or has other ones"
    const areColumns = (some: ReadonlyArray<number>) => some.every((literal) => literal >>> 1 < columns.length)
    for (const [name, fact] of Object.entries(found)) {
      const shape = Object.hasOwn(facts, name) ? facts[name] : undefined
      if (shape === undefined || shape.type !== fact.type) return "a fact is not the one it is said to be"
      if (fact.type === "number") {
        if (!isIn(data, fact.address, count * 8)) return "numbers are not there"
        continue
      }
      const named = Object.entries(fact.type === "word" ? fact.words : fact.elements)
      if (!named.every(([value]) => shape.type !== "number" && shape.values.includes(value)))
        return "a value is unknown"
      if (![...named.map(([, some]) => some), fact.unavailable ?? []].every(areColumns)) return "a column is missing"
    }
  }
  return undefined
}

const isIn = (data: Uint8Array, at: number, bytes: number): boolean => at % ALIGNMENT === 0 && at + bytes <= data.length

/** The ones of a column; `undefined` when there is one after the last row. */
const onesOf = (data: Uint8Array, at: number, rows: number): number | undefined => {
  // Copied, since the file may begin at an odd place.
  const words = new Int32Array(data.slice(at, at + columnBytes(rows)).buffer)
  const after = words[rows >>> 5] ?? 0
  if (after >>> (rows & 31) !== 0 || words.subarray((rows >>> 5) + 1).some((word) => word !== 0)) return undefined
  let ones = 0
  for (const word of words) ones += onesIn(word)
  return ones
}
