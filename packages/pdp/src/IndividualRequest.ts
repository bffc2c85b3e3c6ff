/**
 * The requests for one decision each that a request in JSON asks for, as the Altinn PDP takes it apart: not the way of the
 * Multiple Decision Profile. One reference alone is no multiple request, and the whole request is asked about.
 */
import { Category } from "@adressat/xacml"
import type { Attributes, Request } from "@adressat/xacml"
import type { ContextError } from "./ContextError.ts"
import { broken, refused } from "./ContextError.ts"

/** The individual requests in the order of the references, or why they cannot be told apart. */
export const individualRequests = (request: Request): ReadonlyArray<Request | ContextError> => {
  const single = { ...request, combinedDecision: false, requestReferences: [] }
  if (request.requestReferences.length < 2) return [single]
  const groupsOf = (category: string) => request.attributes.filter((group) => group.category === category)
  const resources = groupsOf(Category.resource)
  if (resources.some(({ id }) => id === undefined)) return [refused("a resource has no id")]
  const byId = new Map(resources.map((group) => [group.id, group]))
  const named = [...groupsOf(Category.subject), ...groupsOf(Category.action)]
  if (named.some(({ id }) => id === undefined)) return [broken("a subject or action has no id")]
  return request.requestReferences.map((references) => {
    const asked = references.flatMap((reference) => [
      ...named.filter(({ id }) => id === reference),
      ...[byId.get(reference) ?? []].flat()
    ])
    const inOrder = [Category.subject, Category.action, Category.resource].flatMap((category) =>
      asked.filter((group) => group.category === category)
    )
    return { ...single, attributes: inOrder.map(withoutId) }
  })
}

const withoutId = ({ id: _, ...group }: Attributes): Attributes => group
