/** Loads the text of a rule module as a host loads its file: types left out, and run as an ordinary module. */
import * as Result from "effect/Result"
import { stripTypeScriptTypes } from "node:module"
import { linkModule } from "../src/RuleModule.ts"
import type { RuleModule } from "../src/RuleModule.ts"
import { writeModule } from "../src/RuleModuleSource.ts"
import type { RuleProgram } from "../src/RuleProgram.ts"
import type { RuleSet } from "../src/RuleSet.ts"

/** The module of a text. */
export const loadModule = async (text: string): Promise<RuleModule> => {
  const url = `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(text))}`
  const { ruleModule } = (await import(/* @vite-ignore */ url)) as { readonly ruleModule: RuleModule }
  return ruleModule
}

/** The program of a rule set with the code of the module that is written for it. */
export const writtenProgram = async (ruleSet: RuleSet): Promise<RuleProgram> =>
  Result.getOrThrow(linkModule(ruleSet, await loadModule(writeModule(ruleSet))))
