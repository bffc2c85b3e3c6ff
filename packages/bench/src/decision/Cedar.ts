/** Cedar in WebAssembly: the gate as one policy over the context, read once. */
import type { StatefulAuthorizationCall } from "@cedar-policy/cedar-wasm/nodejs"
import { preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs"
import type { Task } from "../Suite.ts"
import { deciding } from "../Task.ts"
import { candidates } from "./Candidates.ts"

const policy = `permit (principal, action, resource) when {
  context.recipientKind == "organization" &&
  ["resource", "app"].contains(context.resource) &&
  (context.emailState == "usable" || context.phoneState == "usable") &&
  context.readAccess == "permit" &&
  ["all-services", "includes-resource"].contains(context.serviceSelection)
};`

const uid = (type: string, id: string) => ({ type, id })

/** A policy set read once; entities are as few as Cedar allows. */
export const preparsed = (): Promise<Task> => {
  const read = preparsePolicySet("gate", { staticPolicies: policy })
  if (read.type === "failure") throw new Error(`cedar does not read the policy: ${JSON.stringify(read.errors)}`)
  const call: Omit<StatefulAuthorizationCall, "context"> = {
    principal: uid("Person", "1"),
    action: uid("Action", "notify"),
    resource: uid("Resource", "1"),
    preparsedPolicySetId: "gate",
    entities: []
  }
  return deciding(candidates(), (facts) => {
    const answer = statefulIsAuthorized({ ...call, context: facts })
    return answer.type === "success" && answer.response.decision === "allow"
  })
}
