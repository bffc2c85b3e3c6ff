/**
 * The tables of a page for those who operate a driver, as far as they can be held against its source: options and guarantees.
 */
import type { StatedOption } from "./StatedOption.ts"

/** The cells of a row, by the heads of their columns. */
export type TableRow = Readonly<Record<string, string>>

/** A table of a document: its heads, and its rows. */
export interface Table {
  readonly heads: ReadonlyArray<string>
  readonly rows: ReadonlyArray<TableRow>
}

/** The tables of a document, in its order. */
export const tablesIn = (markdown: string): ReadonlyArray<Table> =>
  [...markdown.matchAll(/^\|.*\|\n\| *:?-.*\|\n(?:\|.*\|\n?)*/gm)].map(([text]) => {
    const [heads = [], , ...rows] = text.trim().split("\n").map(cellsOf)
    return { heads, rows: rows.map((cells) => Object.fromEntries(heads.map((head, at) => [head, cells[at] ?? ""]))) }
  })

/** Vertical bars behind a backslash are part of a cell. */
const cellsOf = (line: string): ReadonlyArray<string> =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"))

const optionHeads = ["option", "unit", "default", "meaning"]

/** What the tables of options in a document say otherwise than the sources do, a sentence for each. */
export const optionsAstray = (markdown: string, stated: ReadonlyArray<StatedOption>): ReadonlyArray<string> => {
  const rows = tablesIn(markdown)
    .filter(({ heads }) => heads.join() === optionHeads.join())
    .flatMap((table) => table.rows)
  const left = [...rows]
  const astray = stated.flatMap((option) => {
    const { isRequired, name, unit } = option
    const known = left.findIndex((row) => row["option"] === `\`${name}\`` && isAgreed(row, option))
    const at = known === -1 ? left.findIndex((row) => row["option"] === `\`${name}\``) : known
    const [row] = at === -1 ? [] : left.splice(at, 1)
    if (row === undefined) return [`${name} is in no table`]
    const wanted = isRequired ? "required" : option.default || "none"
    return isAgreed(row, option)
      ? []
      : [`${name} has the unit ${unit || "(none)"} and the default ${wanted}: ${row["unit"]}, ${row["default"]}`]
  })
  return [...astray, ...left.map((row) => `${row["option"]} is no option`)]
}

const isAgreed = (row: TableRow, { default: stated, isRequired, unit }: StatedOption): boolean => {
  const written = row["default"] ?? ""
  return (
    row["unit"] === unit &&
    row["meaning"] !== "" &&
    (isRequired ? written.startsWith("required") : written === (stated || "none"))
  )
}

/** What the table of guarantees in a document says otherwise than the driver's own data, a sentence for each. */
export const guaranteesAstray = (
  markdown: string,
  guarantees: Readonly<Record<string, string | number>>
): ReadonlyArray<string> => {
  const rows = tablesIn(markdown).flatMap(({ heads, rows: all }) => (heads[0] === "guarantee" ? all : []))
  return Object.entries(guarantees).flatMap(([name, value]) => {
    const written = rows.find((row) => row["guarantee"] === name)?.["value"]
    const wanted = typeof value === "number" ? `${value.toLocaleString("en")} ms` : `\`${value}\``
    return written === wanted ? [] : [`${name} is ${wanted}, and not ${written ?? "in the table"}`]
  })
}
