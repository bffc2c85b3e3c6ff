/**
 * The attributes that the Altinn PDP reads and adds, and how they stand in a request. Source: the context handler of the
 * Altinn PDP.
 */
import { AltinnAttributeId, DataType } from "@adressat/xacml"
import type { Attribute } from "@adressat/xacml"

/** Attribute ids. */
export const PlatformAttribute = {
  ...AltinnAttributeId,
  partyUuid: "urn:altinn:party:uuid",
  partyType: "urn:altinn:partytype",
  organizationNumber: "urn:altinn:organization:identifier-no",
  /** What older enforcement points write. */
  legacyOrganizationNumber: "urn:altinn:organizationnumber",
  organizationUuid: "urn:altinn:organization:uuid",
  personIdentifier: "urn:altinn:person:identifier-no",
  personUuid: "urn:altinn:person:uuid",
  systemUser: "urn:altinn:systemuser:uuid",
  resourceInstance: "urn:altinn:resource:instance-id",
  accessList: "urn:altinn:access-list",
  estateRole: "urn:digitaltdodsbo:rolecode"
} as const

/** An attribute that is added to a request, with values of type string. */
export const attributeOf = (attributeId: string, texts: ReadonlyArray<string>, includeInResult = false): Attribute => ({
  attributeId,
  includeInResult,
  values: texts.map((text) => ({ kind: "AttributeValue", dataType: DataType.string, text }))
})

const uuidPattern = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** Whether a text is a UUID. */
export const isUuid = (text: string): boolean => uuidPattern.test(text)

/** A number of 32 bits, as .NET parses one; `undefined` where it throws. */
export const parseId = (text: string): number | undefined => {
  const value = Number(text)
  return /^\s*[+-]?\d+\s*$/.test(text) && value >= -(2 ** 31) && value < 2 ** 31 ? value : undefined
}
