/**
 * The XPath engine behind the entry point `@adressat/xacml/xpath`, on the optional peers `slimdom` and `fontoxpath`.
 *
 * - Paths are read as XPath 3.1 whatever version a policy names: save for some comparisons of text with numbers, which 1.0
 *   converts, an expression of 1.0 or 2.0 means the same in it.
 * - A path comes from a policy or from a request, so it can do nothing but look at the content: `for`, `let`, ranges, lists
 *   and functions as values are refused, as are functions that read documents, the clock, patterns or much memory. Length
 *   and steps are limited, so it ends; nothing evaluates text as code.
 * - Names without a prefix are in no namespace. A failure never throws and never repeats content or a path.
 *
 * Source: XACML 3.0 core §7.3.7, §A.3.14, §A.3.15.
 */
import * as fontoxpathModule from "fontoxpath"
import { type Attr, Document, type Element, type Node } from "slimdom"
import type { ContentFunction, ExpressionType } from "../functions/Function.ts"
import type { Bag, Failure, Value } from "../Value.ts"
import { DataType, Status } from "../Vocabulary.ts"
import type { XPathEngine, XPathQuery } from "./XPath.ts"
import type { XmlElement } from "../xml/Xml.ts"

/** How much a path may cost. */
export interface XPathLimits {
  /** Length of a path in UTF-16 units; default 4,000. */
  readonly characters: number
  /** Moves from node to node that evaluating a path may take; default 200,000, which some thousand nodes stay well below. */
  readonly steps: number
}

/** An engine with limits of one's own; those left out have their defaults. */
export const xpathEngineWith = ({ characters = 4000, steps = 200_000 }: Partial<XPathLimits> = {}): XPathEngine => {
  const nodes = nodeSelector({ characters, steps })
  return {
    select: (content, query) => {
      const selected = nodes(content, query)
      return isNodes(selected) ? selected.map(textOf) : selected
    },
    paths: (content, query) => {
      const selected = nodes(content, query)
      return isNodes(selected) ? selected.map(pathTo) : selected
    },
    functions: contentFunctions(nodes)
  }
}

type NodeSelector = (content: XmlElement, query: XPathQuery) => ReadonlyArray<Node> | Failure

const isNodes = (selected: ReadonlyArray<Node> | Failure): selected is ReadonlyArray<Node> => Array.isArray(selected)

// Node sees a CommonJS module, whose exports are its default; a bundler sees a module with named exports.
const fontoxpath: typeof fontoxpathModule =
  "parseScript" in fontoxpathModule
    ? fontoxpathModule
    : (fontoxpathModule as { readonly default: typeof fontoxpathModule }).default

const language = fontoxpath.evaluateXPath.XPATH_3_1_LANGUAGE

const failed = (message: string): Failure => ({ status: Status.processingError, message })

const nodeSelector = (limits: XPathLimits): NodeSelector => {
  const parse = parser(limits)
  const evaluate = ({ namespaces, path }: XPathQuery, start: Node): ReadonlyArray<Node> | Failure => {
    const expression = parse(path)
    if ("status" in expression) return expression
    const budget = { left: limits.steps }
    try {
      return fontoxpath.evaluateXPathToNodes<Node>(expression, start, countingFacade(budget), null, {
        language,
        // The library keeps all it has ever compiled; what is parsed is kept here, within bounds.
        disableCache: true,
        namespaceResolver: (prefix) =>
          prefix !== "" && Object.hasOwn(namespaces, prefix) ? (namespaces[prefix] ?? null) : null
      })
    } catch {
      return failed(
        budget.left < 0
          ? `an XPath expression takes more than ${limits.steps} steps`
          : "an XPath expression cannot be evaluated: a prefix may be undeclared, or what it selects no nodes"
      )
    }
  }
  return (content, query) => {
    const document = documentOf(content)
    if (document === undefined) return failed("the content has a name that XML does not allow")
    if (query.context === undefined) return evaluate(query, document)
    const starts = evaluate(query.context, document)
    if (!isNodes(starts)) return starts
    const [start, ...others] = starts
    return start === undefined || others.length > 0
      ? { status: Status.syntaxError, message: "a context selector does not select exactly one node" }
      : evaluate(query, start)
  }
}

/** How many parsed paths are kept. */
const mostParsed = 1000

const parser = ({ characters }: XPathLimits): ((path: string) => Element | Failure) => {
  const parsed = new Map<string, Element | Failure>()
  const parse = (path: string): Element | Failure => {
    if (path.length > characters) return failed(`an XPath expression is longer than ${characters} characters`)
    try {
      const expression = fontoxpath.parseScript<Element>(path, { language, annotateAst: false }, new Document())
      const refused = refusedIn(expression)
      return refused === undefined
        ? expression
        : failed(`an XPath expression uses ${refused}, which is not allowed here`)
    } catch {
      return failed("an XPath expression is not well-formed")
    }
  }
  return (path) => {
    const known = parsed.get(path)
    if (known !== undefined) return known
    const expression = parse(path)
    if (parsed.size >= mostParsed) parsed.clear()
    if (path.length <= characters) parsed.set(path, expression)
    return expression
  }
}

/** What could run on without moving from node to node, or call what is not listed. Names of XQueryX. */
const refusedConstructs: ReadonlyMap<string, string> = new Map([
  ["arrayConstructor", "an array"],
  ["arrowExpr", "an arrow"],
  ["dynamicFunctionInvocationExpr", "a function as a value"],
  ["flworExpr", "for or let"],
  ["inlineFunctionExpr", "a function as a value"],
  ["mapConstructor", "a map"],
  ["namedFunctionRef", "a function as a value"],
  ["quantifiedExpr", "some or every"],
  ["rangeSequenceExpr", "a range"],
  ["simpleMapExpr", "a simple map"]
])

const allowedFunctions: ReadonlySet<string> = new Set(
  (
    "last position count local-name namespace-uri name string concat starts-with contains substring-before " +
    "substring-after substring string-length normalize-space translate boolean not true false number sum floor ceiling " +
    "round abs avg compare data deep-equal distinct-values empty ends-with exactly-one exists lower-case max min " +
    "node-name one-or-more root upper-case zero-or-one"
  ).split(" ")
)

const refusedIn = (node: Element): string | undefined => {
  const construct = refusedConstructs.get(node.localName)
  if (construct !== undefined) return construct
  if (node.localName === "sequenceExpr" && node.children.length > 1) return "a list"
  const prefix = attributeOf(node, "prefix") ?? ""
  // The library would find these among the members of an object.
  if (prefix in Object.prototype) return "a prefix of a reserved name"
  if (node.localName === "functionName") {
    const namespace = attributeOf(node, "URI")
    const isType = prefix === "xs" || namespace === "http://www.w3.org/2001/XMLSchema"
    if (!isType && !allowedFunctions.has(node.textContent ?? "")) return "a function"
  }
  for (const child of node.children) {
    const refused = refusedIn(child)
    if (refused !== undefined) return refused
  }
  return undefined
}

const attributeOf = (element: Element, name: string): string | undefined =>
  element.attributes.find(({ localName }) => localName === name)?.value

/** Moves from node to node, counted; the library catches nothing on its way. */
const countingFacade = (budget: { left: number }) => {
  const counted =
    <A extends ReadonlyArray<unknown>, B>(move: (...args: A) => B) =>
    (...args: A): B => {
      if (--budget.left < 0) throw new RangeError("too many steps")
      return move(...args)
    }
  const { domFacade } = fontoxpath
  return {
    getAllAttributes: counted(domFacade.getAllAttributes.bind(domFacade)),
    getAttribute: counted(domFacade.getAttribute.bind(domFacade)),
    getChildNodes: counted(domFacade.getChildNodes.bind(domFacade)),
    getData: counted(domFacade.getData.bind(domFacade)),
    getFirstChild: counted(domFacade.getFirstChild.bind(domFacade)),
    getLastChild: counted(domFacade.getLastChild.bind(domFacade)),
    getNextSibling: counted(domFacade.getNextSibling.bind(domFacade)),
    getParentNode: counted(domFacade.getParentNode.bind(domFacade)),
    getPreviousSibling: counted(domFacade.getPreviousSibling.bind(domFacade))
  }
}

const documents = new WeakMap<XmlElement, Document>()

/** The document whose one child is the content. */
const documentOf = (content: XmlElement): Document | undefined => {
  const known = documents.get(content)
  if (known !== undefined) return known
  try {
    const document = new Document()
    document.appendChild(nodeOf(content, document))
    documents.set(content, document)
    return document
  } catch {
    return undefined
  }
}

const nodeOf = (element: XmlElement, document: Document): Element => {
  const node = document.createElementNS(namespaceOrNull(element.namespace), qualified(element))
  for (const attribute of element.attributes)
    node.setAttributeNS(namespaceOrNull(attribute.namespace), qualified(attribute), attribute.value)
  for (const child of element.children)
    node.appendChild(child.kind === "text" ? document.createTextNode(child.text) : nodeOf(child, document))
  return node
}

const namespaceOrNull = (namespace: string): string | null => (namespace === "" ? null : namespace)

const qualified = ({ name, prefix }: { readonly name: string; readonly prefix: string }): string =>
  prefix === "" ? name : `${prefix}:${name}`

const isAttribute = (node: Node): node is Attr => node.nodeType === 2
const isElement = (node: Node): node is Element => node.nodeType === 1
const isDocument = (node: Node): node is Document => node.nodeType === 9

/** The string value of a node. */
const textOf = (node: Node): string => (isDocument(node) ? node.documentElement?.textContent : node.textContent) ?? ""

/** A path to one node from the document, without prefixes, that means the same in every version of XPath. */
const pathTo = (node: Node): string => {
  if (isDocument(node)) return "/"
  if (isAttribute(node)) {
    const name = `local-name()="${node.localName}" and namespace-uri()="${(node.namespaceURI ?? "").replaceAll('"', '""')}"`
    return `${node.ownerElement === null ? "" : pathTo(node.ownerElement)}/@*[${name}]`
  }
  const { parentNode } = node
  const siblings = (parentNode?.childNodes ?? []).filter(({ nodeType }) => nodeType === node.nodeType)
  const step = `${isElement(node) ? "*" : "text()"}[${siblings.indexOf(node) + 1}]`
  return `${parentNode === null || isDocument(parentNode) ? "" : pathTo(parentNode)}/${step}`
}

const one = (type: string): ExpressionType => ({ bag: false, type })

/** `xpath-node-count`, `xpath-node-equal` and `xpath-node-match`. Without content a path selects nothing. */
const contentFunctions = (nodes: NodeSelector): ReadonlyMap<string, ContentFunction> => {
  const path = one(DataType.xpathExpression)
  const define = (
    name: string,
    parameters: ReadonlyArray<ExpressionType>,
    result: string,
    compute: (...sets: ReadonlyArray<ReadonlyArray<Node>>) => Value
  ): readonly [string, ContentFunction] => {
    const id = `urn:oasis:names:tc:xacml:3.0:function:${name}`
    const call: ContentFunction["call"] = (args, contentOf) => {
      const sets: Array<ReadonlyArray<Node>> = []
      for (const arg of args) {
        const set = selectedBy(arg, contentOf, nodes)
        if (!isNodes(set)) return set
        sets.push(set)
      }
      return compute(...sets)
    }
    return [id, { kind: "content", id, signature: { parameters, result: one(result) }, call }]
  }
  return new Map([
    define("xpath-node-count", [path], DataType.integer, (set = []) => integer(set.length)),
    define("xpath-node-equal", [path, path], DataType.boolean, (first = [], second = []) => {
      const all = new Set(first)
      return boolean(second.some((node) => all.has(node)))
    }),
    define("xpath-node-match", [path, path], DataType.boolean, (first = [], second = []) => {
      const all = new Set(first)
      return boolean(second.some((node) => isWithin(node, all)))
    })
  ])
}

const integer = (count: number): Value => ({ type: DataType.integer, data: BigInt(count), text: String(count) })

const boolean = (truth: boolean): Value => ({ type: DataType.boolean, data: truth, text: String(truth) })

/** Whether a node is one of the others, or an element or attribute below one of them. */
const isWithin = (node: Node, others: ReadonlySet<Node>): boolean => {
  if (others.has(node)) return true
  if (!isElement(node) && !isAttribute(node)) return false
  const parent = isAttribute(node) ? node.ownerElement : node.parentNode
  return parent !== null && (isElement(parent) ? isWithin(parent, others) : others.has(parent))
}

const selectedBy = (
  arg: Value | Bag,
  contentOf: (category: string) => XmlElement | undefined,
  nodes: NodeSelector
): ReadonlyArray<Node> | Failure => {
  const query = "data" in arg ? (arg.data as XPathQuery & { readonly category: string }) : undefined
  const content = query === undefined ? undefined : contentOf(query.category)
  return query === undefined || content === undefined ? [] : nodes(content, query)
}

/** The engine with default limits: give it to an evaluator as its option `xpath`. */
export const xpathEngine: XPathEngine = xpathEngineWith()
