/**
 * The identifiers that XACML 3.0 core (§10.2 and appendices A to C) gives to categories, attributes, data types, statuses
 * and combining algorithms, and those that Altinn adds. They are compared by code point and never normalised.
 */

/** The namespace of every XACML 3.0 element. */
export const xacmlNamespace = "urn:oasis:names:tc:xacml:3.0:core:schema:wd-17"

/** Attribute categories; any other URI is a category too. */
export const Category = {
  subject: "urn:oasis:names:tc:xacml:1.0:subject-category:access-subject",
  resource: "urn:oasis:names:tc:xacml:3.0:attribute-category:resource",
  action: "urn:oasis:names:tc:xacml:3.0:attribute-category:action",
  environment: "urn:oasis:names:tc:xacml:3.0:attribute-category:environment",
  recipientSubject: "urn:oasis:names:tc:xacml:1.0:subject-category:recipient-subject",
  intermediarySubject: "urn:oasis:names:tc:xacml:1.0:subject-category:intermediary-subject",
  codebase: "urn:oasis:names:tc:xacml:1.0:subject-category:codebase",
  requestingMachine: "urn:oasis:names:tc:xacml:1.0:subject-category:requesting-machine"
} as const

/** Attributes that the standard names. */
export const AttributeId = {
  actionId: "urn:oasis:names:tc:xacml:1.0:action:action-id",
  resourceId: "urn:oasis:names:tc:xacml:1.0:resource:resource-id",
  subjectId: "urn:oasis:names:tc:xacml:1.0:subject:subject-id",
  currentTime: "urn:oasis:names:tc:xacml:1.0:environment:current-time",
  currentDate: "urn:oasis:names:tc:xacml:1.0:environment:current-date",
  currentDateTime: "urn:oasis:names:tc:xacml:1.0:environment:current-dateTime"
} as const

/** Attributes of the Altinn platform. Source: the context handler of the Altinn PDP and its published policies. */
export const AltinnAttributeId = {
  org: "urn:altinn:org",
  app: "urn:altinn:app",
  resource: "urn:altinn:resource",
  task: "urn:altinn:task",
  endEvent: "urn:altinn:end-event",
  appResource: "urn:altinn:appresource",
  instanceId: "urn:altinn:instance-id",
  partyId: "urn:altinn:partyid",
  userId: "urn:altinn:userid",
  roleCode: "urn:altinn:rolecode",
  accessPackage: "urn:altinn:accesspackage",
  externalRole: "urn:altinn:external-role:ccr"
} as const

const xsd = "http://www.w3.org/2001/XMLSchema#"

/** The sixteen mandatory data types, and the optional `xpathExpression`. */
export const DataType = {
  string: `${xsd}string`,
  boolean: `${xsd}boolean`,
  integer: `${xsd}integer`,
  double: `${xsd}double`,
  time: `${xsd}time`,
  date: `${xsd}date`,
  dateTime: `${xsd}dateTime`,
  dayTimeDuration: `${xsd}dayTimeDuration`,
  yearMonthDuration: `${xsd}yearMonthDuration`,
  anyURI: `${xsd}anyURI`,
  hexBinary: `${xsd}hexBinary`,
  base64Binary: `${xsd}base64Binary`,
  rfc822Name: "urn:oasis:names:tc:xacml:1.0:data-type:rfc822Name",
  x500Name: "urn:oasis:names:tc:xacml:1.0:data-type:x500Name",
  ipAddress: "urn:oasis:names:tc:xacml:2.0:data-type:ipAddress",
  dnsName: "urn:oasis:names:tc:xacml:2.0:data-type:dnsName",
  xpathExpression: "urn:oasis:names:tc:xacml:3.0:data-type:xpathExpression"
} as const

/** Why a result is Indeterminate; `ok` for every other decision. */
export const Status = {
  ok: "urn:oasis:names:tc:xacml:1.0:status:ok",
  missingAttribute: "urn:oasis:names:tc:xacml:1.0:status:missing-attribute",
  syntaxError: "urn:oasis:names:tc:xacml:1.0:status:syntax-error",
  processingError: "urn:oasis:names:tc:xacml:1.0:status:processing-error"
} as const

/** One of the four status codes of the standard. */
export type StatusCode = (typeof Status)[keyof typeof Status]
