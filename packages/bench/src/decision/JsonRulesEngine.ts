/**
 * json-rules-engine with the gate as it stands, and in the form that its own documentation and source make the fastest.
 */
import { Engine, Fact } from "json-rules-engine"
import type { RuleProperties } from "json-rules-engine"
import type { Task } from "../Suite.ts"
import { awaiting } from "../Task.ts"
import { candidates, gate } from "./Candidates.ts"

/** The document as it is; one engine for all candidates. */
export const asIs = (): Promise<Task> => {
  const engine = new Engine([gate as unknown as RuleProperties])
  return awaiting(candidates(), async (facts) => (await engine.run(facts)).events.length > 0)
}

/**
 * One fact that holds the candidate, so that there is one fact to make and none to hash; a path resolver that is a member
 * access; no cache; and the conditions that most often fail first, by priority, because conditions of one priority are all
 * evaluated.
 */
export const atItsBest = (): Promise<Task> => {
  const asks = (path: string, operator: string, value: unknown, priority = 1) => ({
    fact: "candidate",
    path,
    operator,
    value,
    priority
  })
  const rule: RuleProperties = {
    conditions: {
      all: [
        asks("readAccess", "equal", "permit", 5),
        {
          any: [
            asks("serviceSelection", "equal", "all-services", 2),
            asks("serviceSelection", "equal", "includes-resource")
          ],
          priority: 4
        },
        { any: [asks("emailState", "equal", "usable", 2), asks("phoneState", "equal", "usable")], priority: 3 },
        asks("resource", "in", ["resource", "app"], 2),
        asks("recipientKind", "equal", "organization", 1)
      ]
    },
    event: { type: "notified" }
  }
  const engine = new Engine([rule], {
    pathResolver: (value, path) => (value as Readonly<Record<string, unknown>>)[path]
  })
  return awaiting(candidates(), async (facts) => {
    const { events } = await engine.run({ candidate: new Fact("candidate", facts, { cache: false }) })
    return events.length > 0
  })
}
