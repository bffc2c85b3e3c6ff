/** CASL: the gate as the conditions of an ability. */
import { createMongoAbility, subject } from "@casl/ability"
import type { Task } from "../Suite.ts"
import { deciding } from "../Task.ts"
import { candidates } from "./Candidates.ts"

/** One ability, asked with the candidate as the subject. Its conditions know no `or`, so there is a rule for each address. */
export const ability = (): Promise<Task> => {
  const abilities = createMongoAbility(
    ["emailState", "phoneState"].map((state) => ({
      action: "notify",
      subject: "Candidate",
      conditions: {
        recipientKind: "organization",
        resource: { $in: ["resource", "app"] },
        [state]: "usable",
        readAccess: "permit",
        serviceSelection: { $in: ["all-services", "includes-resource"] }
      }
    }))
  )
  // Marked once, as a host would when it makes the object, and on copies: the mark is a member.
  const marked = candidates().map((facts) => subject("Candidate", { ...facts }))
  return deciding(marked, (facts) => abilities.can("notify", facts))
}
