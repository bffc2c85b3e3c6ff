/** json-logic-engine: the gate as JsonLogic, compiled by `build`. */
import { LogicEngine } from "json-logic-engine"
import type { Task } from "../Suite.ts"
import { deciding } from "../Task.ts"
import { candidates } from "./Candidates.ts"
import type { CandidateFacts } from "./Candidates.ts"

const equal = (fact: keyof CandidateFacts, value: string) => ({ "===": [{ var: fact }, value] })

/** The gate; `in` becomes two comparisons, which the compiler makes faster code of. */
const logic = {
  and: [
    equal("recipientKind", "organization"),
    { or: [equal("resource", "resource"), equal("resource", "app")] },
    { or: [equal("emailState", "usable"), equal("phoneState", "usable")] },
    equal("readAccess", "permit"),
    { or: [equal("serviceSelection", "all-services"), equal("serviceSelection", "includes-resource")] }
  ]
}

/** The compiled function. */
export const compiled = (): Promise<Task> =>
  deciding(candidates(), new LogicEngine().build(logic) as (facts: CandidateFacts) => boolean)
