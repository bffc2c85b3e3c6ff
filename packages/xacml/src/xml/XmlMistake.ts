/**
 * What is wrong with a text that is not well-formed XML, in plain words, with a remedy and the offset to look at. The
 * sentences name elements, attributes and prefixes, never content.
 */

/** What the parser says, and what had been read by then. */
export interface XmlMistakeContext {
  /** The parser's message. */
  readonly message: string
  /** Offset of the character at which the parser noticed. */
  readonly offset: number
  /** The elements that have begun and not ended. */
  readonly open: ReadonlyArray<{
    readonly name: string
    readonly prefix: string
    readonly place: { readonly line: number }
  }>
  /** Offset just past the last end tag. */
  readonly rootEnd: number
  readonly source: string
  /** Offset of the `<` of the last start tag. */
  readonly tagStart: number
}

export interface XmlMistake {
  readonly code: string
  readonly sentence: string
  readonly remedy: string
  readonly offset: number
}

/** Whether a text begins as HTML does. */
export const isWebPage = (source: string): boolean => /^\s*<(?:!doctype\s+)?html\b/i.test(source)

/** Sentence and remedy for HTML. */
export const webPage = ["this is a web page (HTML)", "give the XML document itself"] as const

/** Explains what the parser has found. */
export const explainXmlMistake = (context: XmlMistakeContext): XmlMistake => {
  const { offset, open, rootEnd, source, tagStart } = context
  const message = context.message.replace(/\.$/, "")
  const name = message.slice(message.indexOf(": ") + 2)
  const last = open.at(-1)
  const parent = last === undefined ? "" : `${last.prefix === "" ? "" : `${last.prefix}:`}${last.name}`
  const opened = last === undefined ? "" : ` that line ${last.place.line} opens`
  const mistake = (sentence: string, remedy: string, at = offset, code = "xml-malformed"): XmlMistake => ({
    code,
    sentence,
    remedy,
    offset: at
  })
  const says = (what: string): boolean => message.startsWith(what)

  const first = source.search(/\S/)
  if (rootEnd === 0 && isWebPage(source)) return mistake(...webPage, first)
  if (rootEnd === 0 && last === undefined && first >= 0 && source[first] !== "<")
    return mistake(
      "this is no XML document, or its text has been decoded wrongly",
      "give an XML document, in UTF-8, or in UTF-16 with a byte order mark",
      first
    )

  const ampersand = source.indexOf("&", source.lastIndexOf(";", offset - 1) + 1)
  if (message === "undefined entity")
    return mistake(
      "an entity is used that XML itself does not define, and entities are not expanded",
      "write the character itself, or its number such as &#229;",
      ampersand,
      "entity-refused"
    )
  if (message === "malformed character entity")
    return mistake("a character number stands for no character of XML", "write the character itself", ampersand)
  const atEnd = says("unclosed tag") || message === "unexpected end"
  // The parser looks for the `;` of an entity until the text ends.
  if (message.includes("entity name") || (atEnd && ampersand >= 0))
    return mistake("an ampersand begins no entity", "write &amp; for an ampersand", ampersand < 0 ? offset : ampersand)
  if (atEnd)
    return last === undefined
      ? mistake("the document ends too early", "supply the rest of the document")
      : mistake(
          `the document ends within the element ${parent}${opened}`,
          `supply the rest of the document, or </${parent}>`
        )
  if (says("document must contain a root"))
    return mistake("the document ends before it has an element", "supply the whole of an XML document")
  if (says("unmatched closing tag") || message === "unexpected close tag")
    return last === undefined
      ? mistake("an end tag closes no element", "remove it")
      : mistake(
          `an end tag does not fit the element ${parent}${opened}`,
          `write </${parent}> first, or correct the name`
        )
  if (says("unbound namespace prefix"))
    return mistake(`the prefix ${name} is not declared`, "declare it with an xmlns: attribute, or correct it", tagStart)
  if (says("duplicate attribute"))
    return mistake(`the attribute ${name} stands twice on one element`, "remove one of the two", tagStart)
  if (says("documents may contain only one root"))
    return mistake("the document has more than one outermost element", "keep one and remove the others", tagStart)
  if (says("text data outside of root")) {
    const found = rootEnd + source.slice(rootEnd).search(/\S/)
    return mistake(
      `text stands ${rootEnd === 0 ? "before" : "after"} the outermost element`,
      "remove it",
      rootEnd === 0 ? offset : found
    )
  }
  if (says("disallowed character") && source[offset] === "<")
    return mistake("a < stands where no tag can begin", "write &lt; for the character, or close the tag before")
  if (message === "disallowed character")
    return mistake("a character stands here that XML forbids", "remove the character")
  if (says("unquoted attribute value") || says("attribute without value"))
    return mistake("an attribute has no value in quotes", 'write the attribute as name="value"')
  return mistake(`this is not well-formed XML: ${message}`, "correct the document here")
}
