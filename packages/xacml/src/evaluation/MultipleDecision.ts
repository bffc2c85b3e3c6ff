/**
 * Splits a request that asks for several decisions into requests for one decision each, in the order of the results (XACML
 * 3.0 Multiple Decision Profile): request references, repeated categories, content selectors, and the scope of a
 * hierarchical resource.
 */
import { parseLiteral } from "../datatypes/DataTypes.ts"
import type { AttributeValue } from "../Policy.ts"
import type { Attribute, Attributes, Request } from "../Request.ts"
import type { Failure } from "../Value.ts"
import { isFailure } from "../Value.ts"
import { AttributeId, Category, Status } from "../Vocabulary.ts"
import type { XPathEngine } from "./XPath.ts"

/** What splitting may need beyond the request. */
export interface MultipleDecisionOptions {
  readonly xpath?: XPathEngine
  /** The immediate children of a resource, by id; without it a scope other than Immediate fails. */
  readonly childrenOf?: (resourceId: string) => ReadonlyArray<string>
  /** The most decisions that one request may ask for; default 10,000. */
  readonly maximum?: number
}

/** One decision that is asked for, or why it cannot be answered. */
export type IndividualRequest = Request | Failure

const scopeId = "urn:oasis:names:tc:xacml:2.0:resource:scope"
const multipleContentSelectorId = "urn:oasis:names:tc:xacml:3.0:profile:multiple:content-selector"
const contentSelectorId = "urn:oasis:names:tc:xacml:3.0:content-selector"

/** The decisions that a request asks for; one that asks for more than the maximum gets one failure. */
export const individualRequests = (
  request: Request,
  options: MultipleDecisionOptions = {}
): ReadonlyArray<IndividualRequest> => {
  const { maximum = 10_000 } = options
  const groups =
    request.requestReferences.length === 0
      ? [request.attributes]
      : request.requestReferences.map((references) => referenced(request, references))
  const individual: Array<IndividualRequest> = []
  for (const group of groups) {
    if ("status" in group) individual.push(group)
    else {
      for (const attributes of expand(group, options, maximum - individual.length)) {
        if ("status" in attributes) individual.push(attributes)
        else individual.push({ ...request, attributes, requestReferences: [] })
      }
    }
    if (individual.length > maximum) return [tooMany(maximum)]
  }
  return individual
}

const tooMany = (maximum: number): Failure => ({
  status: Status.processingError,
  message: `the request asks for more than ${maximum} decisions`
})

const referenced = (
  { attributes }: Request,
  references: ReadonlyArray<string>
): ReadonlyArray<Attributes> | Failure => {
  const found: Array<Attributes> = []
  for (const reference of references) {
    const group = attributes.find(({ id }) => id === reference)
    if (group === undefined) {
      return { status: Status.syntaxError, message: "a request reference names no Attributes of the request" }
    }
    found.push(group)
  }
  return found
}

/** Every combination of one group for each category, after those with a selector; each is then expanded by scope. */
const expand = (
  attributes: ReadonlyArray<Attributes>,
  options: MultipleDecisionOptions,
  maximum: number
): ReadonlyArray<ReadonlyArray<Attributes> | Failure> => {
  let groups: ReadonlyArray<Attributes> = []
  for (const group of attributes) {
    const selected = bySelector(group, options)
    if ("status" in selected) return [selected]
    groups = [...groups, ...selected]
  }
  let combinations: ReadonlyArray<ReadonlyArray<Attributes>> = [[]]
  for (const alternatives of Map.groupBy(groups, ({ category }) => category).values()) {
    if (combinations.length * alternatives.length > maximum) return [tooMany(maximum)]
    combinations = combinations.flatMap((chosen) => alternatives.map((alternative) => [...chosen, alternative]))
  }
  return combinations.flatMap((chosen) => byScope(chosen, options, maximum))
}

const attributeOf = (group: Attributes, id: string): Attribute | undefined =>
  group.attributes.find(({ attributeId }) => attributeId === id)

const replaced = (group: Attributes, ids: ReadonlyArray<string>, added: Attribute): Attributes => ({
  ...group,
  attributes: [...group.attributes.filter(({ attributeId }) => !ids.includes(attributeId)), added]
})

/** The group once for each node that its content selector selects. */
const bySelector = (group: Attributes, { xpath }: MultipleDecisionOptions): ReadonlyArray<Attributes> | Failure => {
  const selector = attributeOf(group, multipleContentSelectorId)
  const literal = selector?.values[0]
  if (selector === undefined || literal === undefined) return [group]
  const paths = selectedPaths(group, literal, xpath)
  if ("status" in paths) return paths
  return paths.map((path) => {
    const value: AttributeValue = { ...literal, text: path }
    const added: Attribute = { ...selector, attributeId: contentSelectorId, values: [value] }
    return replaced(group, [multipleContentSelectorId], added)
  })
}

const selectedPaths = (
  { content }: Attributes,
  literal: AttributeValue,
  xpath: XPathEngine | undefined
): ReadonlyArray<string> | Failure => {
  if (xpath === undefined || content === undefined) {
    return {
      status: Status.processingError,
      message:
        content === undefined
          ? "a content selector needs Content in its category"
          : "a content selector needs the option xpath, the engine of @adressat/xacml/xpath"
    }
  }
  const value = parseLiteral(literal)
  if (isFailure(value)) return value
  const paths = xpath.paths(content, value.data as Parameters<XPathEngine["paths"]>[1])
  // A response has at least one result.
  return "status" in paths || paths.length > 0
    ? paths
    : { status: Status.processingError, message: "a content selector selects nothing" }
}

/** One decision for the resource and each of its children, or all of its descendants, breadth first. */
const byScope = (
  attributes: ReadonlyArray<Attributes>,
  { childrenOf }: MultipleDecisionOptions,
  maximum: number
): ReadonlyArray<ReadonlyArray<Attributes> | Failure> => {
  const group = attributes.find(({ category }) => category === Category.resource)
  const scope = group === undefined ? undefined : attributeOf(group, scopeId)?.values[0]?.text.trim()
  if (group === undefined || scope === undefined || scope === "Immediate") return [attributes]
  const resource = attributeOf(group, AttributeId.resourceId)
  const root = resource?.values[0]
  if (resource === undefined || root === undefined || (scope !== "Children" && scope !== "Descendants")) {
    return [{ status: Status.syntaxError, message: "a resource scope is Immediate, Children or Descendants" }]
  }
  if (childrenOf === undefined) {
    return [{ status: Status.processingError, message: "a resource scope needs the option childrenOf" }]
  }
  const resources = [root.text]
  const children = childrenOf(root.text)
  if (scope === "Children") resources.push(...children)
  const seen = new Set(resources)
  for (const queue = scope === "Children" ? [] : [...children]; queue.length > 0;) {
    const next = queue.shift()
    if (next === undefined || seen.has(next)) continue
    seen.add(next)
    resources.push(next)
    queue.push(...childrenOf(next))
    if (resources.length > maximum) return [tooMany(maximum)]
  }
  return resources.map((text) => {
    const added: Attribute = { ...resource, values: [{ ...root, text }] }
    const one = replaced(group, [AttributeId.resourceId, scopeId], added)
    return attributes.map((each) => (each === group ? one : each))
  })
}
