/**
 * XML as a small tree, read by a strict, namespace-aware streaming parser. A document type is refused and no entity is
 * expanded, so a policy can neither read files nor explode; size and depth are limited.
 */
import type { Place } from "./Finding.ts"

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
  readonly attributes: ReadonlyArray<XmlAttribute>
  readonly children: ReadonlyArray<XmlElement | XmlText>
  /** Prefix (`""` for the default) to namespace, in scope here. */
  readonly namespaces: Readonly<Record<string, string>>
  readonly place?: Place
}
