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

/** The request with its first groups about the resource and the subject enriched; it is itself left as it is. */
export const enriched = (request: Request, resource: Attributes, subject: ReadonlyArray<Attribute>): Request => {
  const [resourceGroup, subjectGroup] = [firstGroup(request, Category.resource), firstGroup(request, Category.subject)]
  return {
    ...request,
    attributes: request.attributes.map((group) => {
      if (group === resourceGroup) return resource
      return group === subjectGroup ? { ...group, attributes: subject } : group
    })
  }
}

/** Opens a request for more to be known about its subject. */
export const requestContext = (
  request: Request,
  resource: Attributes,
  attributes: ReadonlyArray<Attribute>
): RequestContext => {
  const subject = { attributes: [...attributes] }
  return { resource, subject, request: () => enriched(request, resource, [...subject.attributes]) }
}

/** The first value of the last attribute with this id, as the Altinn PDP reads one. */
export const valueOf = (attributes: ReadonlyArray<Attribute>, attributeId: string): string | undefined =>
  attributes.findLast((attribute) => attribute.attributeId === attributeId)?.values[0]?.text

/** Whether there is an attribute with this id. */
export const hasAttribute = (attributes: ReadonlyArray<Attribute>, attributeId: string): boolean =>
  attributes.some((attribute) => attribute.attributeId === attributeId)
