/**
 * What a terminal needs: colour where it is wanted, and lines that fit in 80 columns.
 */
import { stripVTControlCharacters, styleText } from "node:util"
import wrapAnsi from "wrap-ansi"

/** The widest line printed, in columns. */
export const WIDTH = 80

/** How a piece of text stands out. */
export type Style = "heading" | "good" | "bad" | "warning" | "quiet" | "strong"

const formats = {
  heading: ["bold", "cyan"],
  good: "green",
  bad: "red",
  warning: "yellow",
  quiet: "dim",
  strong: "bold"
} as const satisfies Readonly<Record<Style, Parameters<typeof styleText>[0]>>

/** Styles text; plain when the output is no terminal, or when NO_COLOR is set; FORCE_COLOR wins over the first. */
export const paint = (style: Style, text: string): string =>
  styleText(formats[style], text, { stream: process.stdout, validateStream: true })

/** Wraps text to the width, every line after the first indented by `indent`; `first` stands before the first line. */
export const wrapped = (text: string, first = "", indent = first.length): string => {
  const margin = " ".repeat(indent)
  const width = WIDTH - Math.max(indent, stripVTControlCharacters(first).length)
  return wrapAnsi(text, Math.max(20, width), { hard: true })
    .split("\n")
    .map((line, index) => `${index === 0 ? first : margin}${line}`)
    .join("\n")
}

/**
 * Replaces what could steer a terminal or turn its text around, in every text of a value: control characters, and those
 * that set the direction of writing.
 */
export const printable = <A>(value: A): A => {
  if (typeof value === "string") return value.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "\ufffd") as A
  if (Array.isArray(value)) return value.map(printable) as A
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, printable(member)])) as A
}
