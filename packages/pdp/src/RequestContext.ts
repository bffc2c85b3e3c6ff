/**
 * A request while it is enriched: the first group of attributes about the resource and the first about the subject, which
 * is all that the Altinn PDP looks at and adds to.
 */
import { Category } from "@adressat/xacml"
import type { Attribute, Attributes, Request } from "@adressat/xacml"

/** Attributes that can be read and added to. */
export interface AttributeGroup {
  readonly attributes: Array<Attribute>
}

/** A request whose resource has been enriched, and whose subject is being. */
export interface RequestContext {
  readonly resource: Attributes
  readonly subject: AttributeGroup
  /** The request as it has become. */
  readonly request: () => Request
}

/** The first group of a category. */
export const firstGroup = ({ attributes }: Request, category: string): Attributes | undefined =>
  attributes.find((group) => group.category === category)

/** Opens a request for enrichment of its subject; the request itself is left as it is. */
export const requestContext = (request: Request, resource: Attributes, subject: Attributes): RequestContext => {
  const opened = { attributes: [...subject.attributes] }
  const [resourceIndex, subjectIndex] = [Category.resource, Category.subject].map((category) =>
    request.attributes.findIndex((group) => group.category === category)
  )
  return {
    resource,
    subject: opened,
    request: () => ({
      ...request,
      attributes: request.attributes.map((group, index) => {
        if (index === resourceIndex) return resource
        return index === subjectIndex ? { ...group, attributes: [...opened.attributes] } : group
      })
    })
  }
}

/** The first value of the last attribute with this id, as the Altinn PDP reads one. */
export const valueOf = (attributes: ReadonlyArray<Attribute>, attributeId: string): string | undefined =>
  attributes.findLast((attribute) => attribute.attributeId === attributeId)?.values[0]?.text

/** Whether there is an attribute with this id. */
export const hasAttribute = (attributes: ReadonlyArray<Attribute>, attributeId: string): boolean =>
  attributes.some((attribute) => attribute.attributeId === attributeId)
