/**
 * A response: one result for each decision that the request asked for. `ResponseXml` and `ResponseJson` read and write it.
 */
import type { AttributeValue } from "./Policy.ts"
import type { Attributes } from "./Request.ts"
import type { MissingAttribute } from "./Value.ts"

export type Decision = "Permit" | "Deny" | "NotApplicable" | "Indeterminate"

/** A decision that still tells what an Indeterminate could have been: Permit, Deny or either (§7.10). */
export type ExtendedDecision =
  | "Permit"
  | "Deny"
  | "NotApplicable"
  | "Indeterminate{P}"
  | "Indeterminate{D}"
  | "Indeterminate{DP}"

export interface ResultStatus {
  /** URI of the status code; one of `Status`, or whatever another PDP has sent. */
  readonly code: string
  /** A nested, more exact code. */
  readonly minorCode?: string
  readonly message?: string
  /** `MissingAttributeDetail`s: the attributes that would have to be supplied. */
  readonly missing?: ReadonlyArray<MissingAttribute>
}

export interface AttributeAssignment {
  readonly attributeId: string
  readonly category?: string
  readonly issuer?: string
  readonly value: AttributeValue
}

/** An obligation (which the enforcement point must fulfil) or an advice (which it may ignore). */
export interface Notice {
  readonly id: string
  readonly assignments: ReadonlyArray<AttributeAssignment>
}

/** A policy or policy set that took part in a decision. */
export interface PolicyIdentifier {
  readonly kind: "Policy" | "PolicySet"
  readonly id: string
  readonly version: string
}

export interface Result {
  readonly decision: Decision
  readonly status: ResultStatus
  readonly obligations: ReadonlyArray<Notice>
  readonly advice: ReadonlyArray<Notice>
  /** The attributes of the request with `IncludeInResult`, in its order. */
  readonly attributes: ReadonlyArray<Attributes>
  readonly policyIdentifiers: ReadonlyArray<PolicyIdentifier>
}

export interface Response {
  readonly results: ReadonlyArray<Result>
}
