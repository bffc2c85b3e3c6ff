/**
 * json-rules-engine as a reference that is asked once for each set of facts, where many programs are held against one rule
 * set: of a certificate it takes nearly all of the time.
 */
import { makeRuleEngine } from "../src/RuleEngine.ts"
import type { RuleEngine } from "../src/RuleEngine.ts"
import type { RuleSet } from "../src/RuleSet.ts"

const references = new Map<RuleSet, Pick<RuleEngine, "evaluate">>()

/** The reference of a rule set, by the object that it is. */
export const referenceOf = (ruleSet: RuleSet): Pick<RuleEngine, "evaluate"> => {
  const before = references.get(ruleSet)
  if (before !== undefined) return before
  const engine = makeRuleEngine(ruleSet)
  const known = new Map<string, ReturnType<RuleEngine["evaluate"]>>()
  const reference: Pick<RuleEngine, "evaluate"> = {
    evaluate: (basis, facts) => {
      const key = JSON.stringify([basis, facts])
      const answer = known.get(key) ?? engine.evaluate(basis, facts)
      known.set(key, answer)
      return answer
    }
  }
  references.set(ruleSet, reference)
  return reference
}
