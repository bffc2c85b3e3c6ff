/**
 * What an evaluator needs of XPath, which is optional in XACML 3.0. The engine itself is the entry point
 * `@adressat/xacml/xpath`; without it attribute selectors and XPath functions fail with a sentence that names it.
 */
import type { ContentFunction } from "../functions/Function.ts"
import type { Failure } from "../Value.ts"
import type { XmlElement } from "../xml/Xml.ts"

/** How a path is to be read. */
export interface XPathQuery {
  readonly path: string
  /** Prefix to namespace. */
  readonly namespaces: Readonly<Record<string, string>>
  /** URI of the XPath version, from the policy or request defaults; only the version number in it counts. */
  readonly version?: string
  /** Selects the one node that `path` starts from; left out: the document node around the content. */
  readonly context?: Omit<XPathQuery, "context">
}

/** An XPath engine. */
export interface XPathEngine {
  /** The string values of the nodes that a path selects in the content of a category. */
  readonly select: (content: XmlElement, query: XPathQuery) => ReadonlyArray<string> | Failure
  /** For multiple decisions: an absolute path to each node that a path selects. */
  readonly paths: (content: XmlElement, query: XPathQuery) => ReadonlyArray<string> | Failure
  /** `xpath-node-count`, `xpath-node-equal`, `xpath-node-match`, by URI. */
  readonly functions: ReadonlyMap<string, ContentFunction>
}
