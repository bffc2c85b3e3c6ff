/**
 * Policies to XML. What is written reads back as the same policy, save places. Combiner parameters come before variables,
 * and those before rules, whatever their order was, which carries no meaning.
 */
import type {
  AnyPolicy,
  CombinerParameters,
  Expression,
  NoticeExpression,
  Policy,
  PolicyReference,
  PolicySet,
  Rule,
  Target
} from "../Policy.ts"
import {
  inScope,
  listElement,
  optionalElement,
  textElement,
  valueElement,
  writeXacml,
  xacmlElement
} from "./XacmlElement.ts"
import type { XmlElement } from "./Xml.ts"

/** Writes a policy or policy set as an XML document. */
export const writePolicy = (policy: AnyPolicy): string => writeXacml(policyToXml(policy))

/** The element of a policy or policy set. */
export const policyToXml = (policy: AnyPolicy): XmlElement =>
  policy.kind === "Policy"
    ? xacmlElement(
        "Policy",
        {
          PolicyId: policy.id,
          Version: policy.version,
          RuleCombiningAlgId: policy.combiningAlgorithm,
          MaxDelegationDepth: policy.maxDelegationDepth
        },
        [
          ...headElements(policy, "PolicyDefaults"),
          ...policy.variables.map(({ expression, id }) =>
            xacmlElement("VariableDefinition", { VariableId: id }, [expressionElement(expression)])
          ),
          ...policy.rules.map(ruleElement),
          ...noticeElements(policy)
        ]
      )
    : xacmlElement(
        "PolicySet",
        {
          PolicySetId: policy.id,
          Version: policy.version,
          PolicyCombiningAlgId: policy.combiningAlgorithm,
          MaxDelegationDepth: policy.maxDelegationDepth
        },
        [
          ...headElements(policy, "PolicySetDefaults"),
          ...policy.children.map((child) =>
            child.kind === "Policy" || child.kind === "PolicySet" ? policyToXml(child) : referenceElement(child)
          ),
          ...noticeElements(policy)
        ]
      )

const headElements = (policy: Policy | PolicySet, defaults: string): ReadonlyArray<XmlElement | undefined> => [
  optionalElement("Description", policy.description),
  policy.issuer,
  policy.xpathVersion === undefined
    ? undefined
    : xacmlElement(defaults, {}, [textElement("XPathVersion", policy.xpathVersion)]),
  targetElement(policy.target),
  ...policy.combinerParameters.map(combinerElement)
]

const combinerElement = ({ about, parameters }: CombinerParameters): XmlElement =>
  xacmlElement(
    `${about?.kind ?? ""}CombinerParameters`,
    about === undefined ? {} : { [`${about.kind}IdRef`]: about.id },
    parameters.map(({ name, value }) =>
      xacmlElement("CombinerParameter", { ParameterName: name }, [valueElement(value)])
    )
  )

const referenceElement = ({ earliestVersion, id, kind, latestVersion, version }: PolicyReference) =>
  textElement(kind, id, { Version: version, EarliestVersion: earliestVersion, LatestVersion: latestVersion })

const targetElement = ({ anyOf }: Target): XmlElement =>
  xacmlElement(
    "Target",
    {},
    anyOf.map(({ allOf }) =>
      xacmlElement(
        "AnyOf",
        {},
        allOf.map(({ matches }) =>
          xacmlElement(
            "AllOf",
            {},
            matches.map(({ attribute, matchId, value }) =>
              xacmlElement("Match", { MatchId: matchId }, [valueElement(value), expressionElement(attribute)])
            )
          )
        )
      )
    )
  )

const ruleElement = (rule: Rule): XmlElement =>
  xacmlElement("Rule", { RuleId: rule.id, Effect: rule.effect }, [
    optionalElement("Description", rule.description),
    rule.target === undefined ? undefined : targetElement(rule.target),
    rule.condition === undefined ? undefined : xacmlElement("Condition", {}, [expressionElement(rule.condition)]),
    ...noticeElements(rule)
  ])

const expressionElement = (expression: Expression): XmlElement => {
  switch (expression.kind) {
    case "Apply":
      return xacmlElement("Apply", { FunctionId: expression.functionId }, [
        optionalElement("Description", expression.description),
        ...expression.arguments.map(expressionElement)
      ])
    case "AttributeDesignator":
      return xacmlElement("AttributeDesignator", {
        Category: expression.category,
        AttributeId: expression.attributeId,
        DataType: expression.dataType,
        Issuer: expression.issuer,
        MustBePresent: expression.mustBePresent
      })
    case "AttributeSelector":
      return inScope(
        xacmlElement("AttributeSelector", {
          Category: expression.category,
          ContextSelectorId: expression.contextSelectorId,
          Path: expression.path,
          DataType: expression.dataType,
          MustBePresent: expression.mustBePresent
        }),
        expression.namespaces
      )
    case "AttributeValue":
      return valueElement(expression)
    case "Function":
      return xacmlElement("Function", { FunctionId: expression.functionId })
    case "VariableReference":
      return xacmlElement("VariableReference", { VariableId: expression.variableId })
  }
}

const noticeElements = ({
  advice,
  obligations
}: {
  readonly advice: ReadonlyArray<NoticeExpression>
  readonly obligations: ReadonlyArray<NoticeExpression>
}): ReadonlyArray<XmlElement | undefined> => [
  listElement(
    "ObligationExpressions",
    obligations.map((each) =>
      xacmlElement(
        "ObligationExpression",
        { ObligationId: each.id, FulfillOn: each.appliesTo },
        assignmentElements(each)
      )
    )
  ),
  listElement(
    "AdviceExpressions",
    advice.map((each) =>
      xacmlElement("AdviceExpression", { AdviceId: each.id, AppliesTo: each.appliesTo }, assignmentElements(each))
    )
  )
]

const assignmentElements = ({ assignments }: NoticeExpression): ReadonlyArray<XmlElement> =>
  assignments.map(({ attributeId, category, expression, issuer }) =>
    xacmlElement("AttributeAssignmentExpression", { AttributeId: attributeId, Category: category, Issuer: issuer }, [
      expressionElement(expression)
    ])
  )
