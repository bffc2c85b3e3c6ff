/**
 * Requests that are about what a policy asks for: each attribute that it names, with values that it compares it to, values
 * of other attributes of the same type, several, or none. Repeatable: the same policy and seed make the same request.
 */
import type { AnyPolicy, AttributeDesignator, Expression, NoticeExpression, Target } from "../src/Policy.ts"
import type { Attribute, Request } from "../src/Request.ts"

/** What a policy asks for, and the literals that it compares it to. */
export interface PolicyWords {
  readonly designators: ReadonlyArray<AttributeDesignator>
  /** Texts by what they are compared to, and by data type. */
  readonly texts: ReadonlyMap<string, ReadonlyArray<string>>
}

const keyOf = ({ attributeId, category, dataType }: AttributeDesignator): string =>
  `${category} ${attributeId} ${dataType}`

/** Collects the attributes and literals of a policy. */
export const wordsOf = (root: AnyPolicy): PolicyWords => {
  const designators = new Map<string, AttributeDesignator>()
  const texts = new Map<string, Array<string>>()
  const note = (key: string, text: string): void => {
    const known = texts.get(key) ?? []
    if (!known.includes(text)) texts.set(key, [...known, text])
  }
  const inTarget = (target: Target | undefined): void => {
    const matches = (target?.anyOf ?? []).flatMap(({ allOf }) => allOf.flatMap((each) => each.matches))
    for (const { attribute, value } of matches) {
      note(value.dataType, value.text)
      if (attribute.kind !== "AttributeDesignator") continue
      designators.set(JSON.stringify([keyOf(attribute), attribute.issuer]), attribute)
      note(keyOf(attribute), value.text)
    }
  }
  const inExpression = (expression: Expression): void => {
    if (expression.kind === "AttributeValue") note(expression.dataType, expression.text)
    if (expression.kind === "AttributeDesignator") {
      designators.set(JSON.stringify([keyOf(expression), expression.issuer]), expression)
    }
    if (expression.kind === "Apply") expression.arguments.forEach(inExpression)
  }
  const inNotices = (notices: ReadonlyArray<NoticeExpression>): void =>
    notices.forEach(({ assignments }) => assignments.forEach(({ expression }) => inExpression(expression)))
  const inPolicy = (policy: AnyPolicy): void => {
    inTarget(policy.target)
    inNotices([...policy.obligations, ...policy.advice])
    if (policy.kind === "PolicySet") {
      for (const child of policy.children) if ("target" in child) inPolicy(child)
      return
    }
    policy.variables.forEach(({ expression }) => inExpression(expression))
    for (const { advice, condition, obligations, target } of policy.rules) {
      inTarget(target)
      if (condition !== undefined) inExpression(condition)
      inNotices([...obligations, ...advice])
    }
  }
  inPolicy(root)
  return { designators: [...designators.values()], texts }
}

/** Numbers below a bound, one after the other, that depend on the seed alone (mulberry32). */
export const numbersFrom = (seed: number): ((bound: number) => number) => {
  let state = seed
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
}

/** One request. */
export const requestFor = ({ designators, texts }: PolicyWords, seed: number): Request => {
  const next = numbersFrom(seed)
  const pick = <A>(from: ReadonlyArray<A>): A | undefined => from[next(Math.max(1, from.length))]
  const attributes = new Map<string, Array<Attribute>>()
  for (const designator of designators) {
    const { attributeId, category, dataType, issuer } = designator
    const own = texts.get(keyOf(designator)) ?? []
    const others = texts.get(dataType) ?? []
    const count = pick([0, 1, 1, 2]) ?? 0
    const found = [...Array(count).keys()].flatMap(() => pick(next(8) > 0 && own.length > 0 ? own : others) ?? [])
    if (found.length === 0) continue
    const attribute: Attribute = {
      attributeId,
      ...(issuer === undefined || next(5) === 0 ? {} : { issuer }),
      includeInResult: false,
      values: found.map((text) => ({ kind: "AttributeValue", dataType, text }))
    }
    attributes.set(category, [...(attributes.get(category) ?? []), attribute])
  }
  return {
    returnPolicyIdList: false,
    combinedDecision: false,
    attributes: [...attributes].map(([category, found]) => ({ category, attributes: found })),
    requestReferences: []
  }
}
