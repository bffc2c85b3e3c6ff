import { execFileSync } from "node:child_process"
import { pathToFileURL } from "node:url"
import { resolve } from "node:path"
import fc from "fast-check"
import { expect, test } from "vitest"
import { processorTime } from "../../../testing/test/ProcessorTime.ts"
import { DataType, Status } from "../../src/Vocabulary.ts"
import { readXml, type XmlElement } from "../../src/xml/Xml.ts"
import { xpathEngine, xpathEngineWith } from "../../src/evaluation/XPathEngine.ts"

const content = (text: string): XmlElement => {
  const reading = readXml(text)
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings))
  return reading.value
}

const record = content(
  `<md:record xmlns:md="urn:md" xml:lang="nb"><md:name type="full">Bart <b>Simpson</b></md:name><md:age>10</md:age><md:age>12</md:age><plain/></md:record>`
)
const namespaces = { md: "urn:md", "": "urn:other" }

const select = (path: string, context?: string): unknown => {
  const selected = xpathEngine.select(record, {
    path,
    namespaces,
    ...(context === undefined ? {} : { context: { path: context, namespaces } })
  })
  return "status" in selected ? `${selected.status.split(":").at(-1)}: ${selected.message}` : selected
}

test.each([
  ["an element", "//md:name", ["Bart Simpson"]],
  ["text", "/md:record/md:age/text()", ["10", "12"]],
  ["an attribute", "//md:name/@type", ["full"]],
  ["an attribute of the namespace of xml", "/*/@xml:lang", ["nb"]],
  ["white space around the path", "\n  //md:age[2]\n ", ["12"]],
  ["the document", ".", ["Bart Simpson1012"]],
  ["a predicate", "//md:age[. > 10]", ["12"]],
  ["functions of 1.0", "//md:age[last()][contains(normalize-space(../md:name), 'Simp')]", ["12"]],
  ["a union, in document order", "(//md:age | //md:name)[position() < 3]", ["Bart Simpson", "10"]],
  ["a name without a prefix, in no namespace", "//plain | //b", ["Simpson", ""]],
  ["nothing", "//md:none", []],
  ["an operator of 2.0", "//md:age except //md:age[1]", ["12"]]
])("selects %s", (_, path, expected) => {
  expect(select(path)).toEqual(expected)
})

test("starts from the node that the context selects", () => {
  expect(select("md:age[1]", "/md:record")).toEqual(["10"])
  expect(select("..//md:age", "//md:name")).toEqual(["10", "12"])
  expect(select("/md:record/md:age[1]", "//md:name")).toEqual(["10"])
})

test.each([
  ["no node", "//md:none"],
  ["two nodes", "//md:age"]
])("fails with a syntax error when the context selects %s", (_, context) => {
  expect(select(".", context)).toBe("syntax-error: a context selector does not select exactly one node")
})

test.each([
  ["is not well-formed", "//md:record[?]/x", "an XPath expression is not well-formed"],
  ["has an undeclared prefix", "//nd:record", "an XPath expression cannot be evaluated"],
  [
    "has a prefix named like an object member",
    "//constructor:a",
    "an XPath expression uses a prefix of a reserved name"
  ],
  ["selects no nodes but a number", "count(//md:age)", "an XPath expression cannot be evaluated"],
  ["reads a document", "doc('file:///etc/passwd')", "an XPath expression uses a function"],
  [
    "reads a document by its namespace",
    "Q{http://www.w3.org/2005/xpath-functions}doc('x')",
    "an XPath expression uses a function"
  ],
  [
    "reads the clock",
    "//md:age[current-dateTime() > xs:dateTime('2020-01-01T00:00:00Z')]",
    "an XPath expression uses a function"
  ],
  ["matches a pattern", "//md:age[matches(., '(a+)+$')]", "an XPath expression uses a function"],
  ["takes a function as a value", "doc#1('x')", "an XPath expression uses a function as a value"],
  ["calls by an arrow", "'x' => doc()", "an XPath expression uses an arrow"],
  ["defines a function", "function($x) { $x }(.)", "an XPath expression uses a function as a value"],
  ["counts far", "//md:age[(1 to 1000000000) = .]", "an XPath expression uses a range"],
  ["has for", "for $a in //md:age return $a", "an XPath expression uses for or let"],
  ["has a list", "//md:age[(1, 2)[(1, 2)]]", "an XPath expression uses a list"],
  ["has some", "//md:age[some $a in //md:age satisfies $a = 1]", "an XPath expression uses some or every"],
  ["is very deep", "-".repeat(3999) + "1", "an XPath expression"],
  ["is too long", "/a".repeat(2001), "an XPath expression is longer than 4000 characters"]
])("fails when a path %s", (_, path, expected) => {
  expect(select(path)).toContain(`processing-error: ${expected}`)
  expect(select(path), "the second time as the first").toContain(`processing-error: ${expected}`)
})

test("ends at the limit of steps", () => {
  const wide = content(`<a>${"<b>x</b>".repeat(2000)}</a>`)
  const start = processorTime()
  const path = "//*[count(//*[count(//*[. = 'y']) > 0]) = 1]"
  expect(xpathEngine.select(wide, { path, namespaces: {} })).toEqual({
    status: Status.processingError,
    message: "an XPath expression takes more than 200000 steps"
  })
  expect(processorTime() - start).toBeLessThan(5000)
  expect(xpathEngineWith({ steps: 20 }).select(wide, { path: "//b", namespaces: {} })).toMatchObject({
    message: "an XPath expression takes more than 20 steps"
  })
  expect(xpathEngine.select(wide, { path: "//b", namespaces: {} })).toHaveLength(2000)
})

test("never puts content or the path into a failure", () => {
  for (const path of ["//secret[?]", "secret(1)", "//secret:a", "number('secret')", "xs:integer('secret')"])
    expect(String(select(path))).not.toContain("secret")
})

test.each([
  ["//md:age", ["/*[1]/*[2]", "/*[1]/*[3]"]],
  ["//md:name/@type", ['/*[1]/*[1]/@*[local-name()="type" and namespace-uri()=""]']],
  ["//text()", ["/*[1]/*[1]/text()[1]", "/*[1]/*[1]/*[1]/text()[1]", "/*[1]/*[2]/text()[1]", "/*[1]/*[3]/text()[1]"]],
  ["/", ["/"]]
])("gives a path to each node of %s", (path, expected) => {
  expect(xpathEngine.paths(record, { path, namespaces })).toEqual(expected)
})

test("law: the path to a node selects that node alone", () => {
  const trees = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc
      .tuple(
        fc.constantFrom("a", "p:a", "b"),
        fc.subarray([' c="1"', ' p:c="2"', ' xml:id="3"']),
        fc.array(fc.oneof({ maxDepth: 3 }, fc.constant("x"), tie("tree")), { maxLength: 3 })
      )
      .map(([name, attributes, children]) => `<${name}${attributes.join("")}>${children.join("")}</${name}>`)
  })).tree
  fc.assert(
    fc.property(trees, (inner) => {
      const tree = content(`<r xmlns:p="urn:&quot;p&quot;">${inner}</r>`)
      const paths = xpathEngine.paths(tree, { path: "//node() | //@*", namespaces: {} })
      if ("status" in paths) throw new Error(paths.message)
      expect(new Set(paths).size).toBe(paths.length)
      for (const path of paths) expect(xpathEngine.paths(tree, { path, namespaces: {} })).toEqual([path])
    }),
    { numRuns: 50 }
  )
})

const call = (name: string, ...paths: ReadonlyArray<string>): unknown => {
  const result = xpathEngine.functions.get(`urn:oasis:names:tc:xacml:3.0:function:${name}`)?.call(
    paths.map((path) => ({
      type: DataType.xpathExpression,
      text: path,
      data: { path, namespaces, category: "urn:c" }
    })),
    (category) => (category === "urn:c" ? record : undefined)
  )
  return result === undefined || "status" in result ? result : (result as { readonly data: unknown }).data
}

test.each([
  ["xpath-node-count", ["//md:age"], 2n],
  ["xpath-node-count", ["//md:none"], 0n],
  ["xpath-node-equal", ["//md:*", "//md:age[2]"], true],
  ["xpath-node-equal", ["//md:name", "//md:age"], false],
  ["xpath-node-equal", ["//md:name", "//md:name/b"], false],
  ["xpath-node-match", ["//md:name", "//b"], true],
  ["xpath-node-match", ["//md:name", "//@type"], true],
  ["xpath-node-match", [".", "//b"], true],
  ["xpath-node-match", ["//md:name", "//md:name"], true],
  ["xpath-node-match", ["//md:name", "//md:age"], false],
  ["xpath-node-match", ["//b", "//md:name"], false],
  ["xpath-node-match", ["//md:none", "//md:name"], false]
])("%s of %j is %s", (name, paths, expected) => {
  expect(call(name, ...paths)).toBe(expected)
})

test("the functions find nothing without content, and fail with their paths", () => {
  const count = xpathEngine.functions.get("urn:oasis:names:tc:xacml:3.0:function:xpath-node-count")
  const value = { type: DataType.xpathExpression, text: "", data: { path: "//a", namespaces: {}, category: "urn:d" } }
  expect(count?.call([value], () => undefined)).toEqual({ type: DataType.integer, data: 0n, text: "0" })
  expect(call("xpath-node-equal", "//md:age", "[")).toMatchObject({ status: Status.processingError })
})

test("law: no path makes the engine throw", () => {
  const pieces = fc.constantFrom(
    "//",
    "/",
    "md:age",
    "*",
    "@",
    "[",
    "]",
    "(",
    ")",
    "1",
    "'",
    "text()",
    "|",
    "..",
    "count",
    ",",
    "=",
    "$a",
    "::",
    "node()",
    " "
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      expect(select(parts.join(""))).toBeDefined()
    })
  )
})

test("works where code cannot be made from strings", () => {
  const engine = pathToFileURL(resolve(import.meta.dirname, "../../src/evaluation/XPathEngine.ts")).href
  const script = `
    import { xpathEngine } from ${JSON.stringify(engine)}
    const element = { kind: "element", namespace: "", prefix: "", name: "a", attributes: [], children: [{ kind: "text", text: "b" }], namespaces: {} }
    console.log(JSON.stringify(xpathEngine.select(element, { path: "//a[contains(., 'b')]", namespaces: {} })))`
  const flags = ["--disallow-code-generation-from-strings", "--input-type=module", "--eval", script]
  expect(execFileSync(process.execPath, flags, { encoding: "utf8" })).toBe('["b"]\n')
})
