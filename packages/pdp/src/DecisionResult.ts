/**
 * Results that no policy gives.
 */
import { Status } from "@adressat/xacml"
import type { Decision, Result, StatusCode } from "@adressat/xacml"

const plain = (decision: Decision, status: Result["status"]): Result => ({
  decision,
  status,
  obligations: [],
  advice: [],
  attributes: [],
  policyIdentifiers: []
})

/** No decision, for this reason. */
export const indeterminate = (code: StatusCode, message: string): Result => plain("Indeterminate", { code, message })

/** A Permit that an access list has turned into a Deny. */
export const deniedByAccessList: Result = plain("Deny", {
  code: Status.ok,
  message: "the party is on no access list for the resource and the action"
})
