/** arktype: the gate as a type that exactly the notified candidates have. */
import { type } from "arktype"
import type { Task } from "../Suite.ts"
import { deciding } from "../Task.ts"
import { candidates } from "./Candidates.ts"

/** The compiled predicate. */
export const allows = (): Promise<Task> => {
  const notified = type({
    recipientKind: "'organization'",
    resource: "'resource' | 'app'",
    readAccess: "'permit'",
    serviceSelection: "'all-services' | 'includes-resource'"
  }).and(type({ emailState: "'usable'" }).or({ phoneState: "'usable'" }))
  return deciding(candidates(), (facts) => notified.allows(facts))
}
