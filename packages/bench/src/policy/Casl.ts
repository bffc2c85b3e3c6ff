/** CASL: the rules that apply to a user as an ability of that user, made once for each user. */
import { createMongoAbility } from "@casl/ability"
import type { Task } from "../Suite.ts"
import { deciding } from "../Task.ts"
import { policyData } from "./PolicyData.ts"

/** One ability for each user; a later rule wins in CASL, so denials come last. */
export const abilities = (): Promise<Task> => {
  const { questions, rules, users } = policyData()
  const byUser = new Map(
    users.map((user) => {
      const owned = new Set([...user.roles, ...user.packages])
      const applicable = rules
        .filter(({ subjects }) => subjects.some((terms) => terms.every(({ id }) => owned.has(id))))
        .sort((a, b) => Number(a.effect === "Deny") - Number(b.effect === "Deny"))
      return [
        user,
        createMongoAbility(
          applicable.map(({ actions, effect, resources }) => ({
            action: [...actions],
            subject: [...resources],
            inverted: effect === "Deny"
          }))
        )
      ] as const
    })
  )
  const asked = questions.map((question) => ({ ...question, ability: byUser.get(question.user) }))
  return deciding(asked, ({ ability, action, resource }) => ability?.can(action, resource) === true)
}
