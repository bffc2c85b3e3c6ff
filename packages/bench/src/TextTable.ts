/**
 * Tables of text, for a terminal and for Markdown, and the way figures are written in both.
 */

/** A column: its heading and to which side its cells are set. */
export interface Column {
  readonly heading: string
  readonly side: "left" | "right"
}

/** A table for a terminal, columns set beside one another with two blanks between; no blank ends a line. */
export const textTable = (columns: ReadonlyArray<Column>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const lines = [columns.map(({ heading }) => heading), ...rows]
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)))
  return lines
    .map((line) =>
      columns
        .map(({ side }, index) => {
          const cell = line[index] ?? ""
          const width = widths[index] ?? 0
          return side === "left" ? cell.padEnd(width) : cell.padStart(width)
        })
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

/** A table in Markdown. */
export const markdownTable = (columns: ReadonlyArray<Column>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [
    columns.map(({ heading }) => heading),
    columns.map(({ side }) => (side === "left" ? "---" : "---:")),
    ...rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")))
  ]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n")

/** A number in three figures that count, with commas between thousands. */
export const figure = (value: number): string => {
  if (value === 0 || !Number.isFinite(value)) return String(value)
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return value.toLocaleString("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places })
}

/** A whole number, with commas between thousands. */
export const whole = (value: number): string => value.toLocaleString("en-GB", { maximumFractionDigits: 0 })
