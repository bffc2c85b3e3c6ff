/**
 * What a certificate has compared, in a sentence.
 */
import type { Certificate } from "@adressat/core"

/** On how many sets of facts two evaluators were compared, and on how many they differ. */
export const certificateInWords = (
  { bases, differences, exhaustive }: Certificate,
  evaluator: "compiled" | "module"
): string => {
  const compared = bases.reduce((sum, basis) => sum + basis.compared, 0)
  const sample = exhaustive ? "every one there is" : "a random sample that is the same each time"
  return `${evaluator} and json-rules-engine compared on ${compared} sets of facts (${sample}): ${differences.length} differences`
}
