/**
 * Damage to the text of an XML document: to characters, to whole elements and attributes so that most of the document
 * stays readable, and by what another document holds. Repeatable: a mutation is plain data.
 */
import fc from "fast-check"

/** One change. The numbers say where; each is taken modulo what there is. */
export interface Mutation {
  readonly kind:
    | "character"
    | "delete"
    | "duplicate"
    | "swap"
    | "transplant"
    | "rename"
    | "value"
    | "truncate"
    | "splice"
  readonly at: number
  readonly other: number
}

const kinds: ReadonlyArray<Mutation["kind"]> = [
  "character",
  "delete",
  "delete",
  "duplicate",
  "duplicate",
  "swap",
  "swap",
  "transplant",
  "transplant",
  "rename",
  "value",
  "value",
  "value",
  "truncate",
  "splice"
]

const large = fc.nat(0x7fffffff)

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...kinds),
  at: large,
  other: large
})

interface Span {
  readonly start: number
  readonly end: number
  readonly name: string
}

/** Where the elements of a document stand, found by their tags alone. */
const elementsOf = (text: string): ReadonlyArray<Span> => {
  const spans: Array<Span> = []
  const open: Array<{ readonly start: number; readonly name: string }> = []
  for (const { 0: tag, 1: name = "", index } of text.matchAll(/<\/?([\w:.-]+)(?:\s[^<>]*)?>/g)) {
    const end = index + tag.length
    if (tag.startsWith("</")) {
      const last = open.pop()
      if (last !== undefined) spans.push({ ...last, end })
    } else if (tag.endsWith("/>")) spans.push({ start: index, end, name })
    else open.push({ start: index, name })
  }
  return spans
}

const attributesOf = (text: string): ReadonlyArray<RegExpExecArray> => [...text.matchAll(/([\w:.-]+)="([^"]*)"/g)]

const characters = [
  "<",
  ">",
  "&",
  '"',
  "'",
  "/",
  "=",
  " ",
  "\0",
  "\uD800",
  "\uFFFE",
  "a",
  "0",
  "]]>",
  "<!--",
  "<![CDATA[",
  "&#0;",
  "é"
]

const nth = <A>(from: ReadonlyArray<A>, number: number): A | undefined => from[number % Math.max(1, from.length)]

const replaced = (text: string, { end, start }: Omit<Span, "name">, by: string): string =>
  text.slice(0, start) + by + text.slice(end)

/** Changes a text; `donor` is another document to take parts from. */
export const mutate = (text: string, { at, kind, other }: Mutation, donor: string): string => {
  const spans = elementsOf(text)
  const span = nth(spans, at)
  const place = at % (text.length + 1)
  switch (kind) {
    case "character":
      return replaced(text, { start: place, end: place + (other % 2) }, nth(characters, other) ?? "")
    case "truncate":
      return text.slice(0, place)
    case "splice":
      return text.slice(0, span?.start ?? place) + donor.slice(nth(elementsOf(donor), other)?.start ?? 0)
    case "delete":
      return span === undefined ? text : replaced(text, span, "")
    case "duplicate":
      return span === undefined
        ? text
        : replaced(text, { start: span.end, end: span.end }, text.slice(span.start, span.end))
    case "swap": {
      const apart = spans.filter((each) => span !== undefined && (each.end <= span.start || each.start >= span.end))
      const alike = apart.filter(({ name }) => name === span?.name)
      const second = nth(alike.length > 0 ? alike : apart, other)
      if (span === undefined || second === undefined) return text
      const [left, right] = span.start < second.start ? [span, second] : [second, span]
      return replaced(replaced(text, right, text.slice(left.start, left.end)), left, text.slice(right.start, right.end))
    }
    case "transplant": {
      const alike = elementsOf(donor).filter(({ name }) => name === span?.name)
      const source = nth(alike, other)
      return span === undefined || source === undefined
        ? text
        : replaced(text, span, donor.slice(source.start, source.end))
    }
    case "rename": {
      const found = nth(attributesOf(text), at)
      const name = nth(attributesOf(text), other)?.[1]
      if (found === undefined || name === undefined) return text
      return replaced(text, { start: found.index, end: found.index + (found[1] ?? "").length }, name)
    }
    case "value": {
      const found = nth(attributesOf(text), at)
      if (found === undefined) return text
      // A value of an attribute of the same name is more often still of sense.
      const alike = [...attributesOf(text), ...attributesOf(donor)].filter(
        ({ 1: name, 2: value }) => name === found[1] && value !== found[2]
      )
      const value = nth(alike, other)?.[2] ?? ""
      return replaced(text, { start: found.index, end: found.index + found[0].length }, `${found[1]}="${value}"`)
    }
  }
}
