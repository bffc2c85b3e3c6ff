/**
 * XML as a small tree, read by a strict, namespace-aware streaming parser. A document type is refused and no entity is
 * expanded, so a policy can neither read files nor explode; size, depth and counts are limited, and reading stops at the
 * first character past a limit. Text and CDATA are joined; comments and processing instructions are dropped. What is written
 * declares namespaces where they come into scope and adds no white space beside text.
 */
import { SaxesParser, type SaxesTagNS } from "saxes"
import type { Finding, Place, Reading } from "../Finding.ts"
import { explainXmlMistake, isWebPage, webPage } from "./XmlMistake.ts"

export interface XmlAttribute {
  readonly namespace: string
  readonly prefix: string
  readonly name: string
  readonly value: string
}

export interface XmlText {
  readonly kind: "text"
  readonly text: string
}

export interface XmlElement {
  readonly kind: "element"
  readonly namespace: string
  readonly prefix: string
  /** Local name. */
  readonly name: string
  /** Namespace declarations are not among them. */
  readonly attributes: ReadonlyArray<XmlAttribute>
  readonly children: ReadonlyArray<XmlElement | XmlText>
  /** Prefix (`""` for the default) to namespace, in scope here; never the built-in `xml`. Look up with `Object.hasOwn`. */
  readonly namespaces: Readonly<Record<string, string>>
  /** Of the `<` that opens the element. */
  readonly place?: Place
}

/** How much XML is read before a document is refused. */
export interface XmlLimits {
  /** Length of the text in UTF-16 units; default 2 Mi (2,097,152). */
  readonly characters: number
  /** Elements within one another; default 64. The time to read grows with its square, so keep it below some hundred. */
  readonly depth: number
  /** Elements in all; default 100,000. */
  readonly elements: number
  /** Attributes of one element, namespace declarations included; default 64. */
  readonly attributes: number
  /** Namespace prefixes in scope at one element; default 64. */
  readonly namespaces: number
}

/** The limits where the caller sets no other. */
export const defaultXmlLimits: XmlLimits = {
  characters: 2 * 1024 * 1024,
  depth: 64,
  elements: 100_000,
  attributes: 64,
  namespaces: 64
}

/** The namespace of `xml:id` and `xml:lang`, which the prefix `xml` always means. */
export const xmlNamespace = "http://www.w3.org/XML/1998/namespace"

const declarationNamespace = "http://www.w3.org/2000/xmlns/"

/** An element whose end has not been reached. */
interface OpenElement extends XmlElement {
  readonly children: Array<XmlElement | XmlText>
  readonly place: Place
}

/** Reads one XML document, with or without a byte order mark. The first thing that is wrong ends the reading. */
export const readXml = (text: string, limits: Partial<XmlLimits> = {}): Reading<XmlElement> => {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text
  const limit = (name: keyof XmlLimits): number => limits[name] ?? defaultXmlLimits[name]
  const placeOf = placesIn(source)
  const parser = new SaxesParser({ xmlns: true, position: true, forceXMLVersion: true, defaultXMLVersion: "1.0" })
  const failures: Finding[] = []
  const open: OpenElement[] = []
  let root: XmlElement | undefined
  let closed: OpenElement | undefined
  let rootEnd = 0
  let tagStart = 0
  let place: Place = { line: 1, column: 1 }
  let pending = ""
  let elementCount = 0
  let attributeCount = 0

  // An exception is the only way to stop the parser at once; it is caught below.
  const stop = (code: string, message: string, remedy: string, where: Place): never => {
    failures.push({ severity: "error", code, message, remedy, place: where })
    throw new Error(code)
  }
  const stopAtLimit = (name: keyof XmlLimits, excess: string, where: Place): never =>
    stop(
      `xml-${name}-limit`,
      `the document has more than ${limit(name)} ${excess}`,
      `make the document smaller; a program that trusts its source can raise the limit ${name}`,
      where
    )
  const flush = (): void => {
    if (pending !== "") open.at(-1)?.children.push({ kind: "text", text: pending })
    pending = ""
  }
  const scopeOf = (tag: SaxesTagNS): Readonly<Record<string, string>> => {
    const outer = open.at(-1)?.namespaces ?? {}
    const declared = Object.entries(tag.ns).filter(([prefix]) => prefix !== "xml")
    if (declared.length === 0) return outer
    const scope = new Map([...Object.entries(outer), ...declared])
    if (scope.get("") === "") scope.delete("")
    if (scope.size > limit("namespaces")) stopAtLimit("namespaces", "namespace prefixes in scope", place)
    return Object.fromEntries(scope)
  }

  parser.on("error", (error) => {
    // The parser puts line and column before its message.
    const message = error.message.replace(/^\d+:\d+: /, "")
    const mistake = explainXmlMistake({
      message,
      offset: Math.max(0, parser.position - 1),
      // The parser closes an element before it says that the end tag is not its own.
      open: message.startsWith("unexpected close tag") && closed !== undefined ? [...open, closed] : open,
      rootEnd,
      source,
      tagStart
    })
    stop(mistake.code, mistake.sentence, mistake.remedy, placeOf(mistake.offset))
  })
  parser.on("doctype", (doctype) => {
    const start = source.lastIndexOf("<!DOCTYPE", parser.position - doctype.length)
    if (isWebPage(source)) stop("doctype-refused", ...webPage, placeOf(Math.max(0, start)))
    stop(
      "doctype-refused",
      "the document has a document type declaration, which is refused because it can read files and expand without end",
      "remove the <!DOCTYPE …> declaration",
      placeOf(Math.max(0, start))
    )
  })
  parser.on("opentagstart", () => {
    // A name holds no `<`, so the nearest one before the end of the name opens the element.
    tagStart = Math.max(0, source.lastIndexOf("<", parser.position - 1))
    place = placeOf(tagStart)
    attributeCount = 0
    if (open.length >= limit("depth")) stopAtLimit("depth", "levels of elements within one another", place)
    if (++elementCount > limit("elements")) stopAtLimit("elements", "elements", place)
  })
  parser.on("attribute", () => {
    if (++attributeCount > limit("attributes")) stopAtLimit("attributes", "attributes on one element", place)
  })
  parser.on("opentag", (tag) => {
    flush()
    const element: OpenElement = {
      kind: "element",
      namespace: tag.uri,
      prefix: tag.prefix,
      name: tag.local,
      attributes: Object.values(tag.attributes)
        .filter(({ uri }) => uri !== declarationNamespace)
        .map(({ local, prefix, uri, value }) => ({ namespace: uri, prefix, name: local, value })),
      children: [],
      namespaces: scopeOf(tag),
      place
    }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on("closetag", () => {
    flush()
    closed = open.pop()
    rootEnd = parser.position
  })
  parser.on("text", (run) => {
    pending += run
  })
  parser.on("cdata", (run) => {
    pending += run
  })

  try {
    if (source.length > limit("characters")) stopAtLimit("characters", "characters", placeOf(limit("characters")))
    // The parser would join half a pair with whatever follows it.
    const half = source.search(/\p{Surrogate}/u)
    if (half >= 0) stop("xml-malformed", "half a character stands here", "remove it", placeOf(half))
    parser.write(source).close()
  } catch (error) {
    if (failures.length === 0) throw error
  }
  return root === undefined || failures.length > 0
    ? { ok: false, findings: failures }
    : { ok: true, value: root, findings: [] }
}

/** Line and column of an offset; fastest when asked in ascending order. */
const placesIn = (text: string): ((offset: number) => Place) => {
  let line = 1
  let lineStart = 0
  let seen = 0
  return (offset) => {
    if (offset < seen) {
      line = 1
      lineStart = 0
      seen = 0
    }
    for (; seen < offset; seen++) {
      const code = text.charCodeAt(seen)
      if (code === 10 || (code === 13 && text.charCodeAt(seen + 1) !== 10)) {
        line++
        lineStart = seen + 1
      }
    }
    return { line, column: offset - lineStart + 1 }
  }
}

/** How XML is laid out. */
export interface XmlLayout {
  /**
   * Whether the children of an element may stand on lines of their own, indented by two spaces; below an element for which
   * it is false nothing is laid out, nor ever beside text. Default: nowhere.
   */
  readonly indents?: (element: XmlElement) => boolean
}

/**
 * Writes an element, without an XML declaration. What is written reads back as the same tree, save places and the layout
 * that was asked for. Names and prefixes are taken to be legal; a character that XML cannot hold becomes U+FFFD.
 */
export const writeXml = (element: XmlElement, { indents = () => false }: XmlLayout = {}): string => {
  const parts: string[] = []
  writeElement(parts, element, {}, indents, "\n")
  return parts.join("")
}

type Scope = Readonly<Record<string, string>>

const writeElement = (
  parts: string[],
  element: XmlElement,
  outer: Scope,
  indents: (element: XmlElement) => boolean,
  lineStart: string | undefined
): void => {
  const scope = scopeOf(element)
  const name = qualified(element)
  parts.push(`<${name}`)
  for (const [prefix, namespace] of Object.entries(scope))
    if (get(outer, prefix) !== namespace)
      parts.push(` xmlns${prefix === "" ? "" : `:${prefix}`}="${escapeAttribute(namespace)}"`)
  // Only the default namespace can be taken back.
  if (get(scope, "") === undefined && get(outer, "") !== undefined) parts.push(' xmlns=""')
  for (const attribute of element.attributes)
    parts.push(` ${qualified(attribute)}="${escapeAttribute(attribute.value)}"`)
  if (element.children.length === 0) {
    parts.push("/>")
    return
  }
  parts.push(">")
  const laidOut =
    lineStart !== undefined && indents(element) && element.children.every(({ kind }) => kind === "element")
  const inner = laidOut ? `${lineStart}  ` : undefined
  for (const child of element.children) {
    if (inner !== undefined) parts.push(inner)
    if (child.kind === "text") parts.push(escapeText(child.text))
    else writeElement(parts, child, scope, indents, inner)
  }
  if (laidOut) parts.push(lineStart)
  parts.push(`</${name}>`)
}

/** What is in scope, and what the names of the element itself need. */
const scopeOf = ({ attributes, namespace, namespaces, prefix }: XmlElement): Scope => {
  const needed = [{ namespace, prefix }, ...attributes].filter(
    (name) =>
      name.namespace !== "" && name.namespace !== xmlNamespace && get(namespaces, name.prefix) !== name.namespace
  )
  if (needed.length === 0) return namespaces
  return Object.fromEntries([
    ...Object.entries(namespaces),
    ...needed.map((name) => [name.prefix, name.namespace] as const)
  ])
}

const get = (scope: Scope, prefix: string): string | undefined =>
  Object.hasOwn(scope, prefix) ? scope[prefix] : undefined

const qualified = ({ name, prefix }: { readonly name: string; readonly prefix: string }): string =>
  prefix === "" ? name : `${prefix}:${name}`

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;"
}

const escape = (text: string, special: RegExp): string =>
  text.replace(special, (character) => entities[character] ?? "\uFFFD")

// Last: all that XML 1.0 does not allow, unpaired surrogates among them.
const escapeText = (text: string): string =>
  escape(text, /[&<>\r]|[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu)

const escapeAttribute = (text: string): string =>
  escape(text, /[&<>"\t\n\r]|[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu)
