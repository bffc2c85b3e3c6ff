/**
 * Policies from XML; `PolicyWriter` writes them back. Every error of a document is reported, each with its place and remedy,
 * and a policy comes only of a document without errors: it fits the schema (`SchemaCheck`), and its ids and variables hold together (`PolicyIntegrity`).
 * Functions and types are not looked at: `PolicyCheck` does that.
 */
import { attributeIn, effectOf, expressionIn, noticesIn, valueOf } from "./ExpressionXml.ts"
import type { Finding, Reading } from "../Finding.ts"
import type {
  AnyPolicy,
  CombinerParameters,
  Policy,
  PolicyReference,
  PolicySet,
  Rule,
  Target,
  VariableDefinition
} from "../Policy.ts"
import { checkIntegrity } from "./PolicyIntegrity.ts"
import { checkSchema } from "./SchemaCheck.ts"
import { readXml, type XmlElement, type XmlLimits } from "./Xml.ts"
import { attributeOf, elementOf, elementsOf, present, textOf, trimXml, wordOf } from "./XmlContent.ts"

export { policyToXml, writePolicy } from "./PolicyWriter.ts"

/** Reads a policy or policy set from the text of an XML document. */
export const readPolicy = (text: string, limits?: Partial<XmlLimits>): Reading<AnyPolicy> => {
  const xml = readXml(text, limits)
  return xml.ok ? policyFromXml(xml.value) : xml
}

/** Reads a policy or policy set from its element. */
export const policyFromXml = (element: XmlElement): Reading<AnyPolicy> => {
  const misfits = checkSchema(element, ["Policy", "PolicySet"])
  if (misfits.some(({ code }) => code === "root-unknown")) return { ok: false, findings: misfits }
  const value = element.name === "Policy" ? policyOf(element) : policySetOf(element)
  const findings = [...misfits, ...checkIntegrity(value)].sort(byPlace)
  return findings.some(({ severity }) => severity === "error") ? { ok: false, findings } : { ok: true, value, findings }
}

const byPlace = ({ place: a }: Finding, { place: b }: Finding): number =>
  (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0)

const policyOf = (element: XmlElement): Policy => ({
  kind: "Policy",
  id: wordOf(element, "PolicyId") ?? "",
  combiningAlgorithm: wordOf(element, "RuleCombiningAlgId") ?? "",
  ...headOf(element, "PolicyDefaults"),
  variables: elementsOf(element, "VariableDefinition").map(variableOf),
  rules: elementsOf(element, "Rule").map(ruleOf)
})

const policySetOf = (element: XmlElement): PolicySet => ({
  kind: "PolicySet",
  id: wordOf(element, "PolicySetId") ?? "",
  combiningAlgorithm: wordOf(element, "PolicyCombiningAlgId") ?? "",
  ...headOf(element, "PolicySetDefaults"),
  children: elementsOf(element, "Policy", "PolicySet", "PolicyIdReference", "PolicySetIdReference").map(childOf)
})

const childOf = (element: XmlElement): Policy | PolicySet | PolicyReference => {
  if (element.name === "Policy") return policyOf(element)
  if (element.name === "PolicySet") return policySetOf(element)
  return {
    kind: element.name === "PolicyIdReference" ? "PolicyIdReference" : "PolicySetIdReference",
    id: trimXml(textOf(element)),
    ...present({
      version: wordOf(element, "Version"),
      earliestVersion: wordOf(element, "EarliestVersion"),
      latestVersion: wordOf(element, "LatestVersion"),
      place: element.place
    })
  }
}

/** What policies and policy sets have in common. */
const headOf = (element: XmlElement, defaults: string) => {
  const depth = wordOf(element, "MaxDelegationDepth")
  const description = elementOf(element, "Description")
  const xpathVersion = elementsOf(element, defaults).flatMap((each) => elementsOf(each, "XPathVersion"))[0]
  return {
    version: wordOf(element, "Version") ?? "",
    ...present({
      maxDelegationDepth: depth === undefined ? undefined : Number(depth),
      description: description === undefined ? undefined : textOf(description),
      issuer: elementOf(element, "PolicyIssuer"),
      xpathVersion: xpathVersion === undefined ? undefined : trimXml(textOf(xpathVersion))
    }),
    target: targetIn(element) ?? { anyOf: [] },
    combinerParameters: combinerParametersIn(element),
    ...noticesIn(element),
    ...present({ place: element.place })
  }
}

const targetIn = (element: XmlElement): Target | undefined => {
  const target = elementOf(element, "Target")
  if (target === undefined) return undefined
  return {
    anyOf: elementsOf(target, "AnyOf").map((anyOf) => ({
      allOf: elementsOf(anyOf, "AllOf").map((allOf) => ({
        matches: elementsOf(allOf, "Match").map((match) => ({
          matchId: wordOf(match, "MatchId") ?? "",
          value: valueOf(elementOf(match, "AttributeValue") ?? match),
          attribute: attributeIn(elementsOf(match, "AttributeDesignator", "AttributeSelector")[0] ?? match),
          ...present({ place: match.place })
        })),
        ...present({ place: allOf.place })
      })),
      ...present({ place: anyOf.place })
    })),
    ...present({ place: target.place })
  }
}

const ruleOf = (element: XmlElement): Rule => {
  const description = elementOf(element, "Description")
  const condition = elementOf(element, "Condition")
  return {
    id: attributeOf(element, "RuleId") ?? "",
    effect: effectOf(element, "Effect"),
    ...present({
      description: description === undefined ? undefined : textOf(description),
      target: targetIn(element),
      condition: condition === undefined ? undefined : expressionIn(condition)
    }),
    ...noticesIn(element),
    ...present({ place: element.place })
  }
}

const variableOf = (element: XmlElement): VariableDefinition => ({
  id: attributeOf(element, "VariableId") ?? "",
  expression: expressionIn(element),
  ...present({ place: element.place })
})

const combinerParametersIn = (element: XmlElement): ReadonlyArray<CombinerParameters> =>
  elementsOf(
    element,
    "CombinerParameters",
    "RuleCombinerParameters",
    "PolicyCombinerParameters",
    "PolicySetCombinerParameters"
  ).map((each) => ({
    ...present({ about: aboutOf(each) }),
    parameters: elementsOf(each, "CombinerParameter").map((parameter) => ({
      name: attributeOf(parameter, "ParameterName") ?? "",
      value: valueOf(elementOf(parameter, "AttributeValue") ?? parameter)
    }))
  }))

const aboutOf = (element: XmlElement): CombinerParameters["about"] => {
  switch (element.name) {
    case "RuleCombinerParameters":
      return { kind: "Rule", id: attributeOf(element, "RuleIdRef") ?? "" }
    case "PolicyCombinerParameters":
      return { kind: "Policy", id: wordOf(element, "PolicyIdRef") ?? "" }
    case "PolicySetCombinerParameters":
      return { kind: "PolicySet", id: wordOf(element, "PolicySetIdRef") ?? "" }
    default:
      return undefined
  }
}
