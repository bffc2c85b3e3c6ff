/**
 * The XACML 3.0 schema as data: which attributes and children each element has, in which order, and what values look like.
 * `SchemaCheck` holds documents against it. A policy without rules is allowed, since real ones exist. Source: XACML 3.0
 * core, schema `xacml-core-v3-schema-wd-17`.
 */

/** Children that may stand at one point of the order. */
export interface Slot {
  readonly names: ReadonlyArray<string>
  readonly required: boolean
  readonly repeats: boolean
}

/** What an element of the schema holds. */
export interface Shape {
  readonly required: ReadonlyArray<string>
  readonly optional: ReadonlyArray<string>
  /** `text`: character data only; `any`: not looked at; `one`: one element of any name. */
  readonly content: ReadonlyArray<Slot> | "any" | "one" | "text"
}

/** Both as in a document type: names in order, with `?` for optional, `*` and `+` for repeated, `|` for a choice. */
const shape = (attributes: string, content: string): Shape => {
  const attributeNames = attributes.split(" ").filter((name) => name !== "")
  return {
    required: attributeNames.filter((name) => !name.endsWith("?")),
    optional: attributeNames.filter((name) => name.endsWith("?")).map((name) => name.slice(0, -1)),
    content:
      content === "any" || content === "one" || content === "text"
        ? content
        : content.split(" ").flatMap((part): ReadonlyArray<Slot> => {
            const repeats = /[*+]$/.test(part)
            const names = part.replace(/[?*+]$/, "").split("|")
            return part === "" ? [] : [{ names, required: !/[?*]$/.test(part), repeats }]
          })
  }
}

const expression = "Apply|AttributeDesignator|AttributeSelector|AttributeValue|Function|VariableReference"
const notices = "ObligationExpressions? AdviceExpressions?"

/** The elements by name. */
export const shapes: ReadonlyMap<string, Shape> = new Map(
  Object.entries({
    PolicySet: shape(
      "PolicySetId Version PolicyCombiningAlgId MaxDelegationDepth?",
      "Description? PolicyIssuer? PolicySetDefaults? Target " +
        "PolicySet|Policy|PolicySetIdReference|PolicyIdReference|CombinerParameters|PolicyCombinerParameters|PolicySetCombinerParameters* " +
        notices
    ),
    Policy: shape(
      "PolicyId Version RuleCombiningAlgId MaxDelegationDepth?",
      "Description? PolicyIssuer? PolicyDefaults? Target " +
        `CombinerParameters|RuleCombinerParameters|VariableDefinition|Rule* ${notices}`
    ),
    PolicyIdReference: shape("Version? EarliestVersion? LatestVersion?", "text"),
    PolicySetIdReference: shape("Version? EarliestVersion? LatestVersion?", "text"),
    Description: shape("", "text"),
    PolicyIssuer: shape("", "any"),
    PolicyDefaults: shape("", "XPathVersion"),
    PolicySetDefaults: shape("", "XPathVersion"),
    XPathVersion: shape("", "text"),
    CombinerParameters: shape("", "CombinerParameter*"),
    RuleCombinerParameters: shape("RuleIdRef", "CombinerParameter*"),
    PolicyCombinerParameters: shape("PolicyIdRef", "CombinerParameter*"),
    PolicySetCombinerParameters: shape("PolicySetIdRef", "CombinerParameter*"),
    CombinerParameter: shape("ParameterName", "AttributeValue"),
    Rule: shape("RuleId Effect", `Description? Target? Condition? ${notices}`),
    Target: shape("", "AnyOf*"),
    AnyOf: shape("", "AllOf+"),
    AllOf: shape("", "Match+"),
    Match: shape("MatchId", "AttributeValue AttributeDesignator|AttributeSelector"),
    Condition: shape("", expression),
    VariableDefinition: shape("VariableId", expression),
    VariableReference: shape("VariableId", ""),
    Apply: shape("FunctionId", `Description? ${expression}*`),
    Function: shape("FunctionId", ""),
    AttributeDesignator: shape("Category AttributeId DataType MustBePresent Issuer?", ""),
    AttributeSelector: shape("Category Path DataType MustBePresent ContextSelectorId?", ""),
    AttributeValue: shape("DataType XPathCategory?", "any"),
    ObligationExpressions: shape("", "ObligationExpression+"),
    ObligationExpression: shape("ObligationId FulfillOn", "AttributeAssignmentExpression*"),
    AdviceExpressions: shape("", "AdviceExpression+"),
    AdviceExpression: shape("AdviceId AppliesTo", "AttributeAssignmentExpression*"),
    AttributeAssignmentExpression: shape("AttributeId Category? Issuer?", expression),
    Request: shape("ReturnPolicyIdList CombinedDecision", "RequestDefaults? Attributes+ MultiRequests?"),
    RequestDefaults: shape("", "XPathVersion"),
    Attributes: shape("Category", "Content? Attribute*"),
    Content: shape("", "one"),
    Attribute: shape("AttributeId IncludeInResult Issuer?", "AttributeValue+"),
    MultiRequests: shape("", "RequestReference+"),
    RequestReference: shape("", "AttributesReference+"),
    AttributesReference: shape("ReferenceId", ""),
    Response: shape("", "Result+"),
    Result: shape("", "Decision Status? Obligations? AssociatedAdvice? Attributes* PolicyIdentifierList?"),
    Decision: shape("", "text"),
    Status: shape("", "StatusCode StatusMessage? StatusDetail?"),
    StatusCode: shape("Value", "StatusCode?"),
    StatusMessage: shape("", "text"),
    StatusDetail: shape("", "any"),
    Obligations: shape("", "Obligation+"),
    Obligation: shape("ObligationId", "AttributeAssignment*"),
    AssociatedAdvice: shape("", "Advice+"),
    Advice: shape("AdviceId", "AttributeAssignment*"),
    AttributeAssignment: shape("AttributeId DataType Category? Issuer? XPathCategory?", "any"),
    PolicyIdentifierList: shape("", "PolicyIdReference|PolicySetIdReference*")
  })
)

const truth = { pattern: /^(true|false|0|1)$/, allowed: "true or false" }
const effect = { pattern: /^(Permit|Deny)$/, allowed: "Permit or Deny" }
const version = { pattern: /^(\d+\.)*\d+$/, allowed: "numbers parted by dots, such as 1.0" }
const versionPattern = {
  pattern: /^((\d+|\*)\.)*(\d+|\*|\+)$/,
  allowed: "numbers, * or a final + parted by dots, such as 1.*"
}

/** What a value must look like. */
export interface Format {
  readonly pattern: RegExp
  readonly allowed: string
}

const formats: ReadonlyMap<string, Format> = new Map([
  ["MustBePresent", truth],
  ["ReturnPolicyIdList", truth],
  ["CombinedDecision", truth],
  ["IncludeInResult", truth],
  [
    "Decision",
    { pattern: /^(Permit|Deny|NotApplicable|Indeterminate)$/, allowed: "Permit, Deny, NotApplicable or Indeterminate" }
  ],
  ["Effect", effect],
  ["FulfillOn", effect],
  ["AppliesTo", effect],
  ["Version", version],
  ["EarliestVersion", versionPattern],
  ["LatestVersion", versionPattern],
  ["MaxDelegationDepth", { pattern: /^\d{1,9}$/, allowed: "a whole number" }]
])

/** The format of an attribute, or of the text of an element when both names are its own. */
export const formatOf = (element: string, attribute: string): Format | undefined =>
  attribute === "Version" && element.endsWith("Reference") ? versionPattern : formats.get(attribute)
