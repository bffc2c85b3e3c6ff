/**
 * A policy as it is written: rules, targets, conditions and obligations, one field for each element and attribute of the
 * XACML 3.0 schema, each with its place in the text. Plain data; `PolicyXml` reads and writes it, `PolicyProgram` runs it.
 */
import type { Place } from "./Finding.ts"
import type { XmlElement } from "./xml/Xml.ts"

/** What a rule says when it applies. */
export type Effect = "Permit" | "Deny"

/** A literal, as written. */
export interface AttributeValue {
  readonly kind: "AttributeValue"
  readonly dataType: string
  /** Character data, untrimmed. */
  readonly text: string
  /** The element itself, kept only when it holds more than text and `DataType`: XPath namespaces, `XPathCategory`, markup. */
  readonly element?: XmlElement
  readonly place?: Place
}

/** Asks for the values of an attribute of the request. */
export interface AttributeDesignator {
  readonly kind: "AttributeDesignator"
  readonly category: string
  readonly attributeId: string
  readonly dataType: string
  readonly issuer?: string
  readonly mustBePresent: boolean
  readonly place?: Place
}

/** Asks for nodes of the content of a category, by XPath. */
export interface AttributeSelector {
  readonly kind: "AttributeSelector"
  readonly category: string
  readonly path: string
  readonly dataType: string
  readonly contextSelectorId?: string
  readonly mustBePresent: boolean
  /** Prefix to namespace, in scope where the selector stands. */
  readonly namespaces: Readonly<Record<string, string>>
  readonly place?: Place
}

/** Calls a function. */
export interface Apply {
  readonly kind: "Apply"
  readonly functionId: string
  readonly description?: string
  readonly arguments: ReadonlyArray<Expression>
  readonly place?: Place
}

/** Names a function, as an argument of a higher-order function. */
export interface FunctionReference {
  readonly kind: "Function"
  readonly functionId: string
  readonly place?: Place
}

/** Stands for the expression of a variable definition of the same policy. */
export interface VariableReference {
  readonly kind: "VariableReference"
  readonly variableId: string
  readonly place?: Place
}

export type Expression =
  | Apply
  | AttributeDesignator
  | AttributeSelector
  | AttributeValue
  | FunctionReference
  | VariableReference

/** Compares a literal with each value of an attribute. */
export interface Match {
  readonly matchId: string
  readonly value: AttributeValue
  readonly attribute: AttributeDesignator | AttributeSelector
  readonly place?: Place
}

/** Matches that must all hold. */
export interface AllOf {
  readonly matches: ReadonlyArray<Match>
  readonly place?: Place
}

/** Alternatives, one of which must hold. */
export interface AnyOf {
  readonly allOf: ReadonlyArray<AllOf>
  readonly place?: Place
}

/** Every `AnyOf` must hold; an empty target matches everything. */
export interface Target {
  readonly anyOf: ReadonlyArray<AnyOf>
  readonly place?: Place
}

/** An attribute of an obligation or advice, computed from an expression. */
export interface AssignmentExpression {
  readonly attributeId: string
  readonly category?: string
  readonly issuer?: string
  readonly expression: Expression
  readonly place?: Place
}

/** An obligation or advice that a decision carries when it equals `appliesTo` (`FulfillOn` of an obligation). */
export interface NoticeExpression {
  readonly id: string
  readonly appliesTo: Effect
  readonly assignments: ReadonlyArray<AssignmentExpression>
  readonly place?: Place
}

export interface Rule {
  readonly id: string
  readonly effect: Effect
  readonly description?: string
  /** Left out: the rule applies wherever its policy does. */
  readonly target?: Target
  readonly condition?: Expression
  readonly obligations: ReadonlyArray<NoticeExpression>
  readonly advice: ReadonlyArray<NoticeExpression>
  readonly place?: Place
}

export interface VariableDefinition {
  readonly id: string
  readonly expression: Expression
  readonly place?: Place
}

/** A parameter of a combining algorithm; the mandatory algorithms take none. */
export interface CombinerParameter {
  readonly name: string
  readonly value: AttributeValue
}

/** Parameters, for the whole (`about` left out) or for one rule, policy or policy set. */
export interface CombinerParameters {
  readonly about?: { readonly kind: "Rule" | "Policy" | "PolicySet"; readonly id: string }
  readonly parameters: ReadonlyArray<CombinerParameter>
}

interface PolicyHead {
  readonly id: string
  readonly version: string
  /** URI of the combining algorithm. */
  readonly combiningAlgorithm: string
  readonly maxDelegationDepth?: number
  readonly description?: string
  /** `PolicyIssuer`, as written. */
  readonly issuer?: XmlElement
  /** `XPathVersion` of the policy defaults. */
  readonly xpathVersion?: string
  readonly target: Target
  readonly combinerParameters: ReadonlyArray<CombinerParameters>
  readonly obligations: ReadonlyArray<NoticeExpression>
  readonly advice: ReadonlyArray<NoticeExpression>
  readonly place?: Place
}

export interface Policy extends PolicyHead {
  readonly kind: "Policy"
  readonly variables: ReadonlyArray<VariableDefinition>
  readonly rules: ReadonlyArray<Rule>
}

/** Names a policy or policy set by id and version patterns (`1.*`, `2.+`). */
export interface PolicyReference {
  readonly kind: "PolicyIdReference" | "PolicySetIdReference"
  readonly id: string
  readonly version?: string
  readonly earliestVersion?: string
  readonly latestVersion?: string
  readonly place?: Place
}

export interface PolicySet extends PolicyHead {
  readonly kind: "PolicySet"
  readonly children: ReadonlyArray<Policy | PolicySet | PolicyReference>
}

/** What a policy document holds. */
export type AnyPolicy = Policy | PolicySet
