/** Cedar in WebAssembly: the same fifty rules as policies over a user who is in roles and packages. */
import { preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs"
import type { StatefulAuthorizationCall } from "@cedar-policy/cedar-wasm/nodejs"
import type { Task } from "../Suite.ts"
import { deciding } from "../Task.ts"
import { policyData } from "./PolicyData.ts"
import type { PolicyRule, Term, User } from "./PolicyData.ts"

const typeOf = ({ kind }: Term): string => (kind === "role" ? "Role" : "Package")

const policyOf = ({ actions, effect, resources, subjects }: PolicyRule): string => {
  const action = actions.map((id) => `Action::"${id}"`).join(", ")
  const resource = resources.map((id) => `resource == Resource::"${id}"`).join(" || ")
  const subject = subjects
    .map((terms) => `(${terms.map((term) => `principal in ${typeOf(term)}::"${term.id}"`).join(" && ")})`)
    .join(" || ")
  return `${effect === "Permit" ? "permit" : "forbid"} (principal, action in [${action}], resource)
when { (${resource}) && (${subject}) };`
}

const callOf = (user: User): Pick<StatefulAuthorizationCall, "entities" | "principal"> => {
  const principal = { type: "User", id: user.id }
  const parents = [
    ...user.roles.map((id) => ({ type: "Role", id })),
    ...user.packages.map((id) => ({ type: "Package", id }))
  ]
  return { principal, entities: [{ uid: principal, attrs: {}, parents }] }
}

/** A policy set read once. */
export const preparsed = (): Promise<Task> => {
  const { questions, rules, users } = policyData()
  const read = preparsePolicySet("policy", { staticPolicies: rules.map(policyOf).join("\n") })
  if (read.type === "failure") throw new Error(`cedar does not read the policies: ${JSON.stringify(read.errors)}`)
  const byUser = new Map(users.map((user) => [user, callOf(user)]))
  const calls = questions.map(({ action, resource, user }): StatefulAuthorizationCall => ({
    ...(byUser.get(user) ?? callOf(user)),
    action: { type: "Action", id: action },
    resource: { type: "Resource", id: resource },
    context: {},
    preparsedPolicySetId: "policy"
  }))
  return deciding(calls, (call) => {
    const answer = statefulIsAuthorized(call)
    return answer.type === "success" && answer.response.decision === "allow"
  })
}
