/**
 * The attributes of a request by category and id, whatever their issuer. Two maps in turn, since the ids of a policy and of
 * requests are the same long texts over and over, and a text made of two would have to be hashed each time.
 */
import type { Attribute, Attributes } from "../Request.ts"

/** Attributes by category, then by id; categories and attributes that occur several times are merged. */
export type RequestAttributes = ReadonlyMap<string, ReadonlyMap<string, ReadonlyArray<Attribute>>>

/** Sorts the attributes of a request. */
export const requestAttributes = (groups: ReadonlyArray<Attributes>): RequestAttributes => {
  const categories = new Map<string, Map<string, Array<Attribute>>>()
  for (const { attributes, category } of groups) {
    const byId = categories.get(category) ?? new Map<string, Array<Attribute>>()
    categories.set(category, byId)
    for (const attribute of attributes) {
      const same = byId.get(attribute.attributeId)
      if (same === undefined) byId.set(attribute.attributeId, [attribute])
      else same.push(attribute)
    }
  }
  return categories
}
