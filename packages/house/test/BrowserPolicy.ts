/** A policy in a browser: read, decided in both modes, reviewed and written, with regular expressions and XPath. */
import {
  decisionPoint,
  readPolicy,
  readRequestXml,
  reviewPolicy,
  writePolicy,
  writeResponseJson
} from "@adressat/xacml"
import { xpathEngine } from "@adressat/xacml/xpath"

const string = "http://www.w3.org/2001/XMLSchema#string"
const subject = "urn:oasis:names:tc:xacml:1.0:subject-category:access-subject"
const resource = "urn:oasis:names:tc:xacml:3.0:attribute-category:resource"
const action = "urn:oasis:names:tc:xacml:3.0:attribute-category:action"
const actionId = "urn:oasis:names:tc:xacml:1.0:action:action-id"

const match = (category: string, attributeId: string, value: string, id = "1.0:function:string-equal") =>
  `<AnyOf><AllOf><Match MatchId="urn:oasis:names:tc:xacml:${id}"><AttributeValue DataType="${string}">${value}</AttributeValue>
   <AttributeDesignator Category="${category}" AttributeId="${attributeId}" DataType="${string}" MustBePresent="false"/></Match></AllOf></AnyOf>`

const policyText = `<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="p" Version="1.0"
  RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides"><Target/>
  <Rule RuleId="roles" Effect="Permit"><Target>${match(subject, "urn:altinn:rolecode", "DAGL", "3.0:function:string-equal-ignore-case")}
    ${match(resource, "urn:altinn:resource", "tax-report")}${match(action, actionId, "read")}</Target></Rule>
  <Rule RuleId="content" Effect="Permit"><Target>${match(subject, "urn:example:name", "\\i\\c*", "1.0:function:string-regexp-match")}</Target>
    <Condition><Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:string-is-in">
      <AttributeValue DataType="${string}">yes</AttributeValue>
      <AttributeSelector Category="${resource}" Path="/form/agreed/text()" DataType="${string}" MustBePresent="false"/>
    </Apply></Condition></Rule></Policy>`

const request = (attributeId: string, value: string) =>
  `<Request xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" ReturnPolicyIdList="true" CombinedDecision="false">
  <Attributes Category="${subject}"><Attribute AttributeId="${attributeId}" IncludeInResult="true"><AttributeValue DataType="${string}">${value}</AttributeValue></Attribute></Attributes>
  <Attributes Category="${resource}"><Content><form xmlns=""><agreed>yes</agreed></form></Content><Attribute AttributeId="urn:altinn:resource" IncludeInResult="false"><AttributeValue DataType="${string}">tax-report</AttributeValue></Attribute></Attributes>
  <Attributes Category="${action}"><Attribute AttributeId="${actionId}" IncludeInResult="false"><AttributeValue DataType="${string}">read</AttributeValue></Attribute></Attributes></Request>`

/** Everything that is done with the policy, as JSON. */
export const runPolicy = (): unknown => {
  const policy = readPolicy(policyText)
  if (!policy.ok) return policy
  const requests = [request("urn:altinn:rolecode", "dagl"), request("urn:example:name", "kari"), "<Request/>"]
  return JSON.parse(
    JSON.stringify({
      written: writePolicy(policy.value),
      review: reviewPolicy(policy.value),
      responses: requests.flatMap((text) => {
        const reading = readRequestXml(text)
        return (["strict", "altinn"] as const).map((mode) =>
          reading.ok
            ? writeResponseJson(
                decisionPoint(policy.value, { mode, xpath: xpathEngine }).decide(reading.value, { now: 0 })
              )
            : reading
        )
      })
    })
  )
}
