/**
 * What the documents of this repository are made of, as far as it can be checked: fences, links, headings, inline code.
 */

/** A fenced code block. */
export interface Fence {
  /** One-based line of the opening fence; the code begins on the next. */
  readonly line: number
  /** The first word of the info string, or the empty text. */
  readonly language: string
  /** The other words of the info string. */
  readonly words: ReadonlyArray<string>
  /** The code, without the indentation of the fence, ending in a line feed unless it is empty. */
  readonly code: string
}

/** A text with the line it stands on, one-based. */
export interface Placed {
  readonly line: number
  readonly text: string
}

/** A document taken apart. */
export interface Markdown {
  readonly fences: ReadonlyArray<Fence>
  /** Targets of links and images, as written. */
  readonly links: ReadonlyArray<Placed>
  /** Inline code. */
  readonly inlineCode: ReadonlyArray<Placed>
  /** The anchors of the headings, as GitHub makes them. */
  readonly anchors: ReadonlyArray<string>
  /** The line of a fence that is never closed. */
  readonly open: number | undefined
}

/** Takes a document apart, line by line; HTML comments are left out. */
export const parseMarkdown = (text: string): Markdown => {
  const fences: Array<Fence> = []
  const links: Array<Placed> = []
  const inlineCode: Array<Placed> = []
  const anchors: Array<string> = []
  let open: { readonly line: number; readonly mark: string; readonly indent: string; readonly info: string } | undefined
  let code: Array<string> = []
  // Line feeds stay, so that the lines keep their numbers.
  const lines = text.replaceAll(/<!--.*?-->/gs, (comment) => comment.replaceAll(/[^\n]/g, "")).split("\n")
  for (const [index, line] of lines.entries()) {
    const [, indent = "", mark, info = ""] = /^( *)(`{3,}|~{3,})(.*)$/.exec(line) ?? []
    if (open !== undefined) {
      const closes = mark !== undefined && info.trim() === "" && mark.startsWith(open.mark)
      if (!closes) {
        code.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line)
        continue
      }
      const [language = "", ...words] = open.info.trim().split(/\s+/)
      fences.push({ line: open.line, language, words, code: code.map((one) => `${one}\n`).join("") })
      open = undefined
      continue
    }
    if (mark !== undefined) {
      open = { line: index + 1, mark, indent, info }
      code = []
      continue
    }
    const [, heading] = /^#{1,6} +(.*?)#*$/.exec(line) ?? []
    if (heading !== undefined) anchors.push(anchorOf(heading, anchors))
    for (const [, , inline = ""] of line.matchAll(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g)) {
      inlineCode.push({ line: index + 1, text: inline.trim() })
    }
    const prose = line.replaceAll(/(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)/g, "code")
    for (const [, target = ""] of prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)) {
      links.push({ line: index + 1, text: target })
    }
    const [, reference] = /^\[[^\]]+\]:\s*(\S+)/.exec(prose) ?? []
    if (reference !== undefined) links.push({ line: index + 1, text: reference })
  }
  return { fences, links, inlineCode, anchors, open: open?.line }
}

const anchorOf = (heading: string, taken: ReadonlyArray<string>): string => {
  const plain = heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*]/g, "")
    .trim()
    .toLowerCase()
  const anchor = plain.replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  const again = taken.filter((other) => other === anchor || new RegExp(`^${anchor}-\\d+$`).test(other)).length
  return again === 0 ? anchor : `${anchor}-${again}`
}

/** Something wrong with a document, on a one-based line. */
export interface Failure {
  readonly line: number
  readonly message: string
}
