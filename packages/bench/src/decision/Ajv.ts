/** ajv: the gate as a JSON Schema that exactly the notified candidates satisfy, compiled. */
import { Ajv } from "ajv"
import type { Task } from "../Suite.ts"
import { deciding } from "../Task.ts"
import { candidates } from "./Candidates.ts"

/** The compiled predicate. */
export const compiled = (): Promise<Task> => {
  const validate = new Ajv({ strict: false }).compile({
    type: "object",
    required: ["recipientKind", "resource", "emailState", "phoneState", "readAccess", "serviceSelection"],
    properties: {
      recipientKind: { const: "organization" },
      resource: { enum: ["resource", "app"] },
      readAccess: { const: "permit" },
      serviceSelection: { enum: ["all-services", "includes-resource"] }
    },
    anyOf: [{ properties: { emailState: { const: "usable" } } }, { properties: { phoneState: { const: "usable" } } }]
  })
  return deciding(candidates(), (facts) => validate(facts))
}
