/**
 * Expressions, literals and notices, read from elements that `SchemaCheck` has seen. Reading never fails: where the check
 * has found an error, something empty stands in, and the caller throws the whole away.
 */
import type {
  AssignmentExpression,
  AttributeDesignator,
  AttributeSelector,
  AttributeValue,
  Effect,
  Expression,
  NoticeExpression
} from "../Policy.ts"
import type { XmlAttribute, XmlElement } from "./Xml.ts"
import { attributeOf, elementOf, elementsOf, isTrue, present, textOf, wordOf } from "./XmlContent.ts"

/** A literal. Of an `AttributeAssignment`, whose own attributes are not part of the value, likewise. */
export const valueOf = (element: XmlElement): AttributeValue => {
  const own = element.name === "AttributeAssignment" ? ["AttributeId", "Category", "Issuer"] : []
  const isOwn = ({ name, namespace }: XmlAttribute): boolean => namespace === "" && own.includes(name)
  const isType = ({ name, namespace }: XmlAttribute): boolean => namespace === "" && name === "DataType"
  const others = element.attributes.filter((each) => !isOwn(each) && !isType(each))
  const isPlain = others.length === 0 && element.children.every(({ kind }) => kind === "text")
  const attributes = [...element.attributes.filter(isType), ...others]
  return {
    kind: "AttributeValue",
    dataType: wordOf(element, "DataType") ?? "",
    text: textOf(element),
    ...(isPlain ? {} : { element: { ...element, name: "AttributeValue", attributes } }),
    ...present({ place: element.place })
  }
}

const empty: AttributeValue = { kind: "AttributeValue", dataType: "", text: "" }

/** The first expression among the children of an element. */
export const expressionIn = (element: XmlElement): Expression => expressionsIn(element)[0] ?? empty

const expressionsIn = (element: XmlElement): ReadonlyArray<Expression> =>
  elementsOf(element).flatMap((child) => expressionOf(child) ?? [])

const expressionOf = (element: XmlElement): Expression | undefined => {
  const place = present({ place: element.place })
  switch (element.name) {
    case "Apply": {
      const description = elementOf(element, "Description")
      return {
        kind: "Apply",
        functionId: wordOf(element, "FunctionId") ?? "",
        ...(description === undefined ? {} : { description: textOf(description) }),
        arguments: expressionsIn(element),
        ...place
      }
    }
    case "AttributeDesignator":
    case "AttributeSelector":
      return attributeIn(element)
    case "AttributeValue":
      return valueOf(element)
    case "Function":
      return { kind: "Function", functionId: wordOf(element, "FunctionId") ?? "", ...place }
    case "VariableReference":
      return { kind: "VariableReference", variableId: attributeOf(element, "VariableId") ?? "", ...place }
    default:
      return undefined
  }
}

/** A designator or selector. */
export const attributeIn = (element: XmlElement): AttributeDesignator | AttributeSelector => {
  const asked = {
    category: wordOf(element, "Category") ?? "",
    dataType: wordOf(element, "DataType") ?? "",
    mustBePresent: isTrue(element, "MustBePresent"),
    ...present({ place: element.place })
  }
  return element.name === "AttributeSelector"
    ? {
        kind: "AttributeSelector",
        ...asked,
        path: attributeOf(element, "Path") ?? "",
        ...present({ contextSelectorId: wordOf(element, "ContextSelectorId") }),
        namespaces: element.namespaces
      }
    : {
        kind: "AttributeDesignator",
        ...asked,
        attributeId: wordOf(element, "AttributeId") ?? "",
        ...present({ issuer: attributeOf(element, "Issuer") })
      }
}

/** An effect, which the check has found to be one of the two. */
export const effectOf = (element: XmlElement, name: string): Effect =>
  wordOf(element, name) === "Permit" ? "Permit" : "Deny"

/** The obligations and the advice of a rule, policy or policy set. */
export const noticesIn = (
  element: XmlElement
): { readonly obligations: ReadonlyArray<NoticeExpression>; readonly advice: ReadonlyArray<NoticeExpression> } => ({
  obligations: elementsOf(element, "ObligationExpressions")
    .flatMap((list) => elementsOf(list, "ObligationExpression"))
    .map((each) => noticeOf(each, "ObligationId", "FulfillOn")),
  advice: elementsOf(element, "AdviceExpressions")
    .flatMap((list) => elementsOf(list, "AdviceExpression"))
    .map((each) => noticeOf(each, "AdviceId", "AppliesTo"))
})

const noticeOf = (element: XmlElement, id: string, appliesTo: string): NoticeExpression => ({
  id: wordOf(element, id) ?? "",
  appliesTo: effectOf(element, appliesTo),
  assignments: elementsOf(element, "AttributeAssignmentExpression").map((each): AssignmentExpression => ({
    attributeId: wordOf(each, "AttributeId") ?? "",
    ...present({ category: wordOf(each, "Category"), issuer: attributeOf(each, "Issuer") }),
    expression: expressionIn(each),
    ...present({ place: each.place })
  })),
  ...present({ place: element.place })
})
