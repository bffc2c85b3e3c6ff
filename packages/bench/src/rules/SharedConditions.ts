/**
 * Ours: all rules as one program. Each distinct condition is read once, and the answers of all rules are looked up by the
 * trace.
 */
import { compile } from "@adressat/core"
import type { RuleProgram } from "@adressat/core"
import { candidates } from "../decision/Candidates.ts"
import { generatedProgram } from "../RuleModule.ts"
import type { Task } from "../Suite.ts"
import { lookingUp } from "./AllRules.ts"
import { manyRules } from "./RandomRules.ts"

const shared = ({ gates, pack }: RuleProgram): Promise<Task> => {
  const { trace, verdict } = gates.CustomContact
  return lookingUp(candidates().map(pack), (facts) => verdict(trace(facts)).truths)
}

/** As closures. */
export const asClosures = (): Promise<Task> => shared(compile(manyRules()))

/** As the module that `adressat compile` writes. */
export const asModule = async (): Promise<Task> => shared(await generatedProgram(manyRules()))
