/** A policy for tests: who has the role DAGL may read the resource. */
const match = (category: string, attribute: string, value: string) =>
  `<AnyOf><AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">` +
  `<AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">${value}</AttributeValue>` +
  `<AttributeDesignator Category="${category}" AttributeId="${attribute}" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/>` +
  `</Match></AllOf></AnyOf>`

export const policyXml = `<?xml version="1.0" encoding="utf-8"?>
<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="urn:altinn:policyid:1" Version="1.0"
  RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">
  <Target/>
  <Rule RuleId="urn:altinn:rule:1" Effect="Permit"><Target>
    ${match("urn:oasis:names:tc:xacml:1.0:subject-category:access-subject", "urn:altinn:rolecode", "DAGL")}
    ${match("urn:oasis:names:tc:xacml:3.0:attribute-category:resource", "urn:altinn:resource", "tax-report")}
    ${match("urn:oasis:names:tc:xacml:3.0:attribute-category:action", "urn:oasis:names:tc:xacml:1.0:action:action-id", "read")}
  </Target></Rule>
</Policy>
`
