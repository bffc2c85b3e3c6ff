/** casbin: the same fifty rules as lines of a role-based model, one for each subject, resource and action. */
import { newEnforcer, newModelFromString } from "casbin"
import type { Task } from "../Suite.ts"
import { deciding } from "../Task.ts"
import { policyData } from "./PolicyData.ts"

const ANY = "*"

const model = `
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, also, obj, act, eft
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.obj == p.obj && r.act == p.act && g(r.sub, p.sub) && (p.also == "${ANY}" || g(r.sub, p.also))
`

/** The enforcer without waiting; the cheap comparisons come first. */
export const synchronously = async (): Promise<Task> => {
  const { questions, rules, users } = policyData()
  const enforcer = await newEnforcer(newModelFromString(model))
  await enforcer.addPolicies(
    rules.flatMap(({ actions, effect, resources, subjects }) =>
      subjects.flatMap((terms) =>
        resources.flatMap((resource) =>
          actions.map((action) => [
            terms[0]?.id ?? ANY,
            terms[1]?.id ?? ANY,
            resource,
            action,
            effect === "Permit" ? "allow" : "deny"
          ])
        )
      )
    )
  )
  await enforcer.addGroupingPolicies(
    users.flatMap(({ id, packages, roles }) => [...roles, ...packages].map((group) => [id, group]))
  )
  return deciding(questions, ({ action, resource, user }) => enforcer.enforceSync(user.id, resource, action))
}
