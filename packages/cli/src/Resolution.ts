/**
 * A resolution is an order decided in a world under a rule set: what `resolve`, `explain` and `demo` have in common.
 */
import { createAdressat } from "@adressat/core"
import type { Decision, Order, Problem, RuleSet } from "@adressat/core"
import * as Result from "effect/Result"
import { join } from "node:path"
import { problemsOf, readOrder, readRuleSet } from "./Input.ts"
import type { World } from "./World.ts"
import { checkFacts } from "./WorldCheck.ts"
import { readWorld } from "./WorldFolder.ts"
import { worldSources } from "./WorldSources.ts"

/** Where the world and the rules are. */
export interface ResolutionOptions {
  readonly world: string
  readonly rules: string
}

/** An order decided in a world. */
export interface Resolution {
  readonly world: World
  readonly order: Order
  readonly decision: Decision
  readonly warnings: ReadonlyArray<Problem>
}

/** Reads an order, a world and a rule set, and decides; every problem of all three is reported. */
export const resolveInWorld = async (
  orderFile: string,
  options: ResolutionOptions
): Promise<Result.Result<Resolution, ReadonlyArray<Problem>>> => {
  const [world, ruleSet] = [await readWorld(options.world), await readRuleSet(options.rules)]
  const order = await readOrder(orderFile, Result.isSuccess(world) ? world.success : undefined)
  if (Result.isFailure(world) || Result.isFailure(ruleSet) || Result.isFailure(order)) {
    return Result.fail(problemsOf(world, ruleSet, order))
  }
  const facts = checkFacts(world.success, ruleSet.success, join(options.world, "facts.json"))
  const errors = facts.filter(({ severity }) => severity === "error")
  if (errors.length > 0) return Result.fail(errors)
  return Result.succeed({
    world: world.success,
    order: order.success.order,
    decision: await decideInWorld(order.success.order, world.success, ruleSet.success),
    warnings: [...facts, ...order.success.warnings]
  })
}

/** Decides an order in a world; everything is looked up, so that everyone left out can be explained. */
export const decideInWorld = async (order: Order, world: World, ruleSet: RuleSet): Promise<Decision> => {
  const now = world.settings.now === undefined ? Date.now() : Date.parse(world.settings.now)
  return createAdressat({ ...worldSources(world, now), ruleSet, completeness: "everything", now: () => now }).resolve(
    order
  )
}
