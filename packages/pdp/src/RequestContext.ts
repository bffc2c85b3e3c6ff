/**
 * A request while it is enriched: the first group of attributes about the resource and the first about the subject, which
 * is all that the Altinn PDP looks at and adds to.
 */
import { Category } from "@adressat/xacml"
import type { Attribute, Request } from "@adressat/xacml"

/** Attributes that can be read and added to. */
export interface AttributeGroup {
  readonly attributes: Array<Attribute>
}

/** A request that is being enriched. */
export interface RequestContext {
  readonly resource: AttributeGroup | undefined
  readonly subject: AttributeGroup | undefined
  /** The request as it has become. */
  readonly request: () => Request
}

/** Opens a request for enrichment; the request itself is left as it is. */
export const requestContext = (request: Request): RequestContext => {
  const groupOf = (category: string): AttributeGroup | undefined => {
    const group = request.attributes.find((each) => each.category === category)
    return group && { attributes: [...group.attributes] }
  }
  const resource = groupOf(Category.resource)
  const subject = groupOf(Category.subject)
  return {
    resource,
    subject,
    request: () => {
      const enriched = new Map([
        [Category.resource as string, resource],
        [Category.subject as string, subject]
      ])
      return {
        ...request,
        attributes: request.attributes.map((group) => {
          const { attributes } = enriched.get(group.category) ?? group
          // Only the first group of a category is the one that was enriched.
          enriched.delete(group.category)
          return { ...group, attributes: [...attributes] }
        })
      }
    }
  }
}

/** The first value of the last attribute with this id, as the Altinn PDP reads one. */
export const valueOf = (attributes: ReadonlyArray<Attribute>, attributeId: string): string | undefined =>
  attributes.findLast((attribute) => attribute.attributeId === attributeId)?.values[0]?.text

/** Whether there is an attribute with this id. */
export const hasAttribute = (attributes: ReadonlyArray<Attribute>, attributeId: string): boolean =>
  attributes.some((attribute) => attribute.attributeId === attributeId)
