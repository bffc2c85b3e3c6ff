/**
 * A request: the attributes of subject, resource, action, environment and any other category. `RequestXml` and
 * `RequestJson` read and write it; `MultipleDecision` splits one that asks for several decisions.
 */
import type { AttributeValue } from "./Policy.ts"
import type { XmlElement } from "./xml/Xml.ts"

export interface Attribute {
  readonly attributeId: string
  readonly issuer?: string
  /** Whether the result repeats the attribute. */
  readonly includeInResult: boolean
  readonly values: ReadonlyArray<AttributeValue>
}

/** The attributes of one category. A category may occur several times: each combination is a decision of its own. */
export interface Attributes {
  readonly category: string
  /** `xml:id`, or `Id` in JSON: what a request reference names. */
  readonly id?: string
  /** The element inside `Content`. */
  readonly content?: XmlElement
  readonly attributes: ReadonlyArray<Attribute>
}

export interface Request {
  readonly returnPolicyIdList: boolean
  readonly combinedDecision: boolean
  /** `XPathVersion` of the request defaults. */
  readonly xpathVersion?: string
  readonly attributes: ReadonlyArray<Attributes>
  /** One list of `Attributes` ids for each decision that is asked for; empty: no `MultiRequests`. */
  readonly requestReferences: ReadonlyArray<ReadonlyArray<string>>
}
