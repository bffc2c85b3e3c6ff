/**
 * The rule sets this package ships: `altinn` predicts what the running system does, quirks included; `strict` is what a
 * new backend should want. Their differences are named options.
 */
import * as Result from "effect/Result"
import altinnDocument from "../rules/altinn.json" with { type: "json" }
import strictDocument from "../rules/strict.json" with { type: "json" }
import { InvalidInputError } from "./Problem.ts"
import { parseRuleSet } from "./RuleSet.ts"
import type { RuleSet } from "./RuleSet.ts"

/** The names of the shipped rule sets. */
export const shippedRuleSetNames = ["altinn", "strict"] as const

/** The name of a shipped rule set. */
export type ShippedRuleSetName = (typeof shippedRuleSetNames)[number]

const documents: Readonly<Record<ShippedRuleSetName, unknown>> = { altinn: altinnDocument, strict: strictDocument }
const parsed = new Map<ShippedRuleSetName, RuleSet>()

/** A shipped rule set, parsed on first use. */
export const shippedRuleSet = (name: ShippedRuleSetName): RuleSet => {
  const known = parsed.get(name)
  if (known !== undefined) return known
  const ruleSet = parseRuleSet(documents[name], { file: `rules/${name}.json` })
  if (Result.isFailure(ruleSet)) throw new InvalidInputError(ruleSet.failure)
  parsed.set(name, ruleSet.success)
  return ruleSet.success
}
