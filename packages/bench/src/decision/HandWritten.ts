/**
 * The gate of seven conditions as somebody would write it by hand: over words, and over facts in normal form, where every
 * word is a small integer. The latter is what everything else is measured against, because it is the faster of the two.
 */
import { builtInFacts, compile } from "@adressat/core"
import type { PackedFacts } from "@adressat/core"
import { deciding } from "../Task.ts"
import type { Task } from "../Suite.ts"
import { candidates, gateRuleSet } from "./Candidates.ts"
import type { CandidateFacts } from "./Candidates.ts"

const isNotifiedByWords = (facts: CandidateFacts): boolean =>
  facts.recipientKind === "organization" &&
  (facts.resource === "resource" || facts.resource === "app") &&
  (facts.emailState === "usable" || facts.phoneState === "usable") &&
  facts.readAccess === "permit" &&
  (facts.serviceSelection === "all-services" || facts.serviceSelection === "includes-resource")

/** Decides over words. */
export const overWords = (): Promise<Task> => deciding(candidates(), isNotifiedByWords)

// Numbers as they stand, because a compiler has no need to look them up; `checkCodes` holds them against the catalogue.
const isNotifiedByCodes = (facts: PackedFacts): boolean =>
  facts.recipientKind === 4 &&
  (facts.resource === 2 || facts.resource === 4) &&
  (facts.emailState === 0 || facts.phoneState === 0) &&
  facts.readAccess === 0 &&
  (facts.serviceSelection === 0 || facts.serviceSelection === 2)

const checkCodes = (): void => {
  const codes: ReadonlyArray<readonly [keyof CandidateFacts, string, number]> = [
    ["recipientKind", "organization", 4],
    ["resource", "resource", 2],
    ["resource", "app", 4],
    ["emailState", "usable", 0],
    ["phoneState", "usable", 0],
    ["readAccess", "permit", 0],
    ["serviceSelection", "all-services", 0],
    ["serviceSelection", "includes-resource", 2]
  ]
  for (const [fact, word, code] of codes) {
    const words: ReadonlyArray<string> = builtInFacts[fact].values
    if (words.indexOf(word) * 2 !== code)
      throw new Error(`${word} of ${fact} has another code than the hand-written form`)
  }
}

/** Decides over the normal form. */
export const overCodes = (): Promise<Task> => {
  checkCodes()
  return deciding(candidates().map(compile(gateRuleSet()).pack), isNotifiedByCodes)
}
