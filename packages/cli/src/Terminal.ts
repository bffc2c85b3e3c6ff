/**
 * What a terminal needs: colour where it is wanted, and lines that fit in 80 columns.
 */
import { styleText } from "node:util"
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
  return wrapAnsi(text, Math.max(20, WIDTH - indent), { hard: true })
    .split("\n")
    .map((line, index) => `${index === 0 ? first : margin}${line}`)
    .join("\n")
}
