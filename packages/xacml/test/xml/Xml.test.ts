import fc from "fast-check"
import { expect, test } from "vitest"
import { processorTime } from "../../../testing/test/ProcessorTime.ts"
import { defaultXmlLimits, readXml, writeXml, type XmlElement, type XmlLimits } from "../../src/xml/Xml.ts"
import { withoutPlaces } from "../withoutPlaces.ts"

const read = (text: string, limits?: Partial<XmlLimits>): XmlElement => {
  const reading = readXml(text, limits)
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings))
  return reading.value
}

const refusal = (text: string, limits?: Partial<XmlLimits>): string => {
  const reading = readXml(text, limits)
  if (reading.ok) return "read"
  const [finding] = reading.findings
  expect(reading.findings).toHaveLength(1)
  expect(finding?.message).toMatch(/\S/)
  expect(finding?.remedy).toMatch(/\S/)
  return `${finding?.place?.line}:${finding?.place?.column} ${finding?.code}`
}

test("reads elements, attributes, text and namespaces", () => {
  const root = read('<p:a xmlns:p="urn:p" xmlns="urn:d" p:b="1" c="2">\n  <d>x</d></p:a>')
  expect(withoutPlaces(root)).toEqual({
    kind: "element",
    namespace: "urn:p",
    prefix: "p",
    name: "a",
    attributes: [
      { namespace: "urn:p", prefix: "p", name: "b", value: "1" },
      { namespace: "", prefix: "", name: "c", value: "2" }
    ],
    children: [
      { kind: "text", text: "\n  " },
      {
        kind: "element",
        namespace: "urn:d",
        prefix: "",
        name: "d",
        attributes: [],
        children: [{ kind: "text", text: "x" }],
        namespaces: { p: "urn:p", "": "urn:d" }
      }
    ],
    namespaces: { p: "urn:p", "": "urn:d" }
  })
})

test("joins text that CDATA, comments, processing instructions and references split", () => {
  expect(read("<a>1<!-- c -->2<![CDATA[<3>]]><?pi x?>&amp;&#x34;\r\n</a>").children).toEqual([
    { kind: "text", text: "12<3>&4\n" }
  ])
})

test("places an element at its opening bracket, both numbers from one", () => {
  const [, b, , c] = read("\uFEFF<a>\r\n <b\n x='1'/>\r<c/></a>").children
  expect(b).toMatchObject({ name: "b", place: { line: 2, column: 2 } })
  expect(c).toMatchObject({ name: "c", place: { line: 4, column: 1 } })
})

test("takes back a default namespace", () => {
  const [child] = read('<a xmlns="urn:a"><b xmlns=""/></a>').children
  expect(child).toMatchObject({ namespace: "", namespaces: {} })
})

test("takes names of object members for names like any other", () => {
  const text = '<a xmlns:__proto__="urn:p" __proto__:x="1" __proto__="2" constructor="3"><__proto__:b/></a>'
  const root = read(text)
  expect(Object.getPrototypeOf(root.namespaces)).toBe(Object.prototype)
  expect(Object.hasOwn(root.namespaces, "__proto__")).toBe(true)
  expect(writeXml(root)).toBe(text)
  expect(refusal("<toString:a/>")).toBe("1:1 xml-malformed")
})

test.each([
  ["billion laughs", '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>\n<l>&b;</l>', "1:1 doctype-refused"],
  ["external entity", '<?xml version="1.0"?>\n<!DOCTYPE l SYSTEM "file:///etc/passwd"><l/>', "2:1 doctype-refused"],
  ["undefined entity", "<a>\n&nbsp;</a>", "2:1 entity-refused"],
  ["entity named like an object member", "<a>&toString;</a>", "1:4 entity-refused"],
  ["bare ampersand", "<a>\nA & B</a>", "2:3 xml-malformed"],
  ["bare ampersand before an entity", "<a>A & B &amp; C</a>", "1:6 xml-malformed"],
  ["undeclared prefix", "<a>\n <p:b/></a>", "2:2 xml-malformed"],
  ["two roots", "<a/>\n<b/>", "2:1 xml-malformed"],
  ["text after the root", "<a/>\n text", "2:2 xml-malformed"],
  ["control character", "<a>\n\u0001</a>", "2:1 xml-malformed"],
  ["control character by number", "<a>&#1;</a>", "1:4 xml-malformed"],
  ["control character in XML 1.1", '<?xml version="1.1"?><a>&#1;</a>', "1:25 xml-malformed"],
  ["half a character", "<a>\ud83dx</a>", "1:4 xml-malformed"],
  ["attribute twice", '<a b="" b=""/>', "1:1 xml-malformed"],
  ["attribute twice by two prefixes", '<a xmlns:x="u" xmlns:y="u" x:b="" y:b=""/>', "1:1 xml-malformed"],
  ["less-than in an attribute", '<a b="<"/>', "1:7 xml-malformed"],
  ["crossed end tags", "<a><b></a></b>", "1:10 xml-malformed"],
  ["no element", "", "1:1 xml-malformed"],
  ["UTF-16 read as UTF-8", "\uFFFD\uFFFD<\0a\0/\0>\0", "1:1 xml-malformed"],
  ["a file that is no text", "\n\u0014\u0000PNG", "2:1 xml-malformed"],
  ["JSON", '{\n "a": 1\n}\n', "1:1 xml-malformed"],
  ["a web page", "\n<!doctype html>\n<p>a</p>", "2:1 xml-malformed"],
  ["a web page that says so as XML would", "<!DOCTYPE html>\n<p>a<br></p>", "1:1 doctype-refused"]
])("refuses %s", (_, text, expected) => {
  expect(refusal(text)).toBe(expected)
})

test("says what a document is that is none of XML", () => {
  expect(readXml('{ "a": 1 }').findings).toMatchObject([
    { message: "this is no XML document, or its text has been decoded wrongly" }
  ])
  expect(readXml("<!DOCTYPE HTML><p>a").findings).toMatchObject([{ message: "this is a web page (HTML)" }])
})

test("names the element that is not closed and where it begins", () => {
  const reading = readXml("<a>\n  <p:b xmlns:p='u'>")
  expect(reading.findings[0]).toMatchObject({
    message: "the document ends within the element p:b that line 2 opens",
    remedy: "supply the rest of the document, or </p:b>"
  })
  for (const text of ["<a>\n <b>\n  <c/></a>", "<a>\n <b></c></a>"]) {
    expect(readXml(text).findings).toMatchObject([
      {
        message: "an end tag does not fit the element b that line 2 opens",
        remedy: "write </b> first, or correct the name"
      }
    ])
  }
})

test.each([
  ["characters", { characters: 10 }, "<a>1234</a>", "1:11 xml-characters-limit"],
  ["depth", { depth: 2 }, "<a><b><c/></b></a>", "1:7 xml-depth-limit"],
  ["elements", { elements: 2 }, "<a><b/><c/></a>", "1:8 xml-elements-limit"],
  ["attributes", { attributes: 2 }, "<a b='' c='' d=''/>", "1:1 xml-attributes-limit"],
  ["namespaces", { namespaces: 2 }, "<a xmlns:b='u' xmlns:c='u'><d xmlns:e='u'/></a>", "1:28 xml-namespaces-limit"]
])("keeps the limit on %s and names it", (name, limits, text, expected) => {
  expect(refusal(text)).toBe("read")
  expect(refusal(text, limits)).toBe(expected)
  expect(readXml(text, limits).findings[0]?.remedy).toContain(`raise the limit ${name}`)
})

test.each([
  ["20,000 levels", "<a>".repeat(20_000) + "</a>".repeat(20_000), "xml-depth-limit"],
  [
    "100,000 attributes",
    `<a ${Array.from({ length: 100_000 }, (_, i) => `b${i}=""`).join(" ")}/>`,
    "xml-attributes-limit"
  ],
  ["half a million elements", `<a>${"<b/>".repeat(500_000)}</a>`, "xml-elements-limit"],
  ["3 million characters", `<a>${"x".repeat(3_000_000)}</a>`, "xml-characters-limit"]
])("stops at once at %s", (_, text, code) => {
  const start = processorTime()
  expect(refusal(text)).toContain(code)
  expect(processorTime() - start).toBeLessThan(1000)
})

test("the default limits admit the deepest and widest document they name", () => {
  const { attributes, depth } = defaultXmlLimits
  expect(refusal("<a>".repeat(depth) + "</a>".repeat(depth))).toBe("read")
  expect(refusal(`<a ${Array.from({ length: attributes }, (_, i) => `b${i}=""`).join(" ")}/>`)).toBe("read")
})

test("indents where it may, and never beside text nor below what may not", () => {
  const root = read("<a><b><c/></b><d>x<e/></d><f><g><h/></g></f></a>")
  expect(writeXml(root, { indents: ({ name }) => name !== "f" })).toBe(
    "<a>\n  <b>\n    <c/>\n  </b>\n  <d>x<e/></d>\n  <f><g><h/></g></f>\n</a>"
  )
})

test("declares what the names of a tree made by hand need", () => {
  const element = (children: ReadonlyArray<XmlElement>): XmlElement => ({
    kind: "element",
    namespace: "urn:a",
    prefix: "p",
    name: "a",
    attributes: [{ namespace: "http://www.w3.org/XML/1998/namespace", prefix: "xml", name: "id", value: "1" }],
    children,
    namespaces: {}
  })
  expect(writeXml(element([element([])]))).toBe('<p:a xmlns:p="urn:a" xml:id="1"><p:a xml:id="1"/></p:a>')
})

const textOf = fc
  .string({ unit: "grapheme" })
  .map((text) => text.replaceAll(/[^\t\n\r\u0020-\uD7FF\u{E000}-\uFFFD\u{10000}-\u{10FFFF}]/gu, ""))
const name = fc.constantFrom("a", "b", "__proto__", "constructor", "æ")

/** Documents as text, with namespaces and white space of every kind. */
const documents = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .record({
      name,
      declared: fc.uniqueArray(fc.tuple(fc.constantFrom("", "p", "__proto__"), fc.constantFrom("urn:x", "urn:y")), {
        selector: ([prefix]) => prefix
      }),
      attributes: fc.dictionary(name, textOf, { maxKeys: 3 }),
      children: fc.array(
        fc.oneof(
          { maxDepth: 4 },
          textOf.map((text) => escapeAll(text)),
          tie("element")
        ),
        { maxLength: 3 }
      )
    })
    .map(({ attributes, children, declared, name: local }) => {
      const declarations = declared.map(([prefix, uri]) => ` xmlns${prefix === "" ? "" : ":"}${prefix}="${uri}"`)
      const own = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAll(value)}"`)
      const prefix = declared.some(([each]) => each === "p") ? "p:" : ""
      return `<${prefix}${local}${declarations.join("")}${own.join("")}>${children.join("")}</${prefix}${local}>`
    })
})).element

const escapeAll = (text: string): string => [...text].map((each) => `&#${each.codePointAt(0)};`).join("")

test("law: what is written reads back as the same tree", () => {
  fc.assert(
    fc.property(documents, (text) => {
      const tree = read(text)
      expect(withoutPlaces(read(writeXml(tree)))).toEqual(withoutPlaces(tree))
    })
  )
})

test("law: no text makes the reader throw", () => {
  const pieces = fc.constantFrom(
    "<a",
    ">",
    "</a>",
    "/>",
    "<!DOCTYPE",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "&",
    ";",
    "#x",
    "'",
    "=",
    "xmlns:",
    "<?xml ",
    "?>",
    "\ud800"
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: "binary", maxLength: 3 }))), (parts) => {
      const reading = readXml(parts.join(""))
      expect(reading.ok || reading.findings.length === 1).toBe(true)
    }),
    { numRuns: 1000 }
  )
})
