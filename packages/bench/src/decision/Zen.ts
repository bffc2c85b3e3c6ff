/** GoRules zen-engine, native code: the gate as one expression, evaluated in flight and synchronously. */
import { evaluateExpressionSync, ZenDecisionContent, ZenEngine } from "@gorules/zen-engine"
import type { Task } from "../Suite.ts"
import { deciding, inFlight } from "../Task.ts"
import { candidates } from "./Candidates.ts"

const expression =
  'recipientKind == "organization" and resource in ["resource", "app"] and ' +
  '(emailState == "usable" or phoneState == "usable") and readAccess == "permit" and ' +
  'serviceSelection in ["all-services", "includes-resource"]'

const content = {
  contentType: "application/vnd.gorules.decision",
  nodes: [
    { id: "in", name: "in", type: "inputNode", position: { x: 0, y: 0 } },
    {
      id: "gate",
      name: "gate",
      type: "expressionNode",
      position: { x: 1, y: 0 },
      content: { expressions: [{ id: "notified", key: "notified", value: expression }] }
    },
    { id: "out", name: "out", type: "outputNode", position: { x: 2, y: 0 } }
  ],
  edges: [
    { id: "1", type: "edge", sourceId: "in", targetId: "gate" },
    { id: "2", type: "edge", sourceId: "gate", targetId: "out" }
  ]
}

/** A decision read once; a hundred evaluations under way, which is its fair throughput. */
export const decisionInFlight = (): Promise<Task> => {
  const decision = new ZenEngine().createDecision(new ZenDecisionContent(content))
  return inFlight(candidates(), 100, async (facts) => {
    const { result } = (await decision.evaluate(facts)) as { readonly result: { readonly notified: boolean } }
    return result.notified
  })
}

/** The expression alone, without waiting; it is read anew each time. */
export const expressionSync = (): Promise<Task> =>
  deciding(candidates(), (facts) => evaluateExpressionSync(expression, facts) === true)
