/**
 * The module that `adressat compile` writes for a rule set, loaded as a host would load it, but for that it is written when
 * the process starts.
 */
import { linkModule, writeModule } from "@adressat/core"
import type { RuleModule, RuleProgram, RuleSet } from "@adressat/core"
import * as Result from "effect/Result"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

/** The program of a rule set with the code of its module, which is loaded anew each time. */
export const generatedProgram = async (ruleSet: RuleSet): Promise<RuleProgram> => {
  const folder = mkdtempSync(join(tmpdir(), "adressat-bench-"))
  try {
    const path = join(folder, "rules.gen.mts")
    writeFileSync(path, writeModule(ruleSet))
    const { ruleModule } = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as {
      readonly ruleModule: RuleModule
    }
    return Result.getOrThrow(linkModule(ruleSet, ruleModule))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
