/** casbin: the gate as the matcher of an attribute-based model. */
import { newEnforcer, newModelFromString } from "casbin"
import type { Task } from "../Suite.ts"
import { deciding } from "../Task.ts"
import { candidates } from "./Candidates.ts"

const model = `
[request_definition]
r = sub
[policy_definition]
p = eft
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub.recipientKind == "organization" && (r.sub.resource == "resource" || r.sub.resource == "app") && \
(r.sub.emailState == "usable" || r.sub.phoneState == "usable") && r.sub.readAccess == "permit" && \
(r.sub.serviceSelection == "all-services" || r.sub.serviceSelection == "includes-resource")
`

/** The enforcer without waiting. */
export const synchronously = async (): Promise<Task> => {
  const enforcer = await newEnforcer(newModelFromString(model))
  await enforcer.addPolicy("allow")
  return deciding(candidates(), (facts) => enforcer.enforceSync(facts))
}
