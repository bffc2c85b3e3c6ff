/**
 * The grounds of a policy decision in words: which rule came closest to permitting, and what it asks for.
 */
import type { DecisionReason } from "./Decision.ts"
import { redactGrounds } from "./Redaction.ts"
import { fill } from "./texts/Placeholders.ts"
import type { Sentence, Texts } from "./texts/Texts.ts"

/** The most values that are listed of what a rule asks for. */
const mostValues = 6

/** Parts of an app, which no order names. */
const parts: ReadonlySet<string> = new Set(["urn:altinn:task", "urn:altinn:end-event", "urn:altinn:appresource"])

/** How grounds are put into words. */
export interface GroundsWording {
  readonly texts: Texts
  /** The service owner, or the person whom the decision is about. */
  readonly reader: keyof Sentence
  /** What was to be done with the resource. */
  readonly action: string
}

/** Which rule of the policy came closest, and what it asks for; nothing where the reason has no grounds. */
export const explainGrounds = (
  { code, grounds }: DecisionReason,
  { action, reader, texts }: GroundsWording
): ReadonlyArray<string> => {
  if (grounds === undefined) return []
  const { grounds: text, joints } = texts
  // A rule may name other persons, who are no business of this one.
  const { line, missing, policy, rule } = reader === "person" ? redactGrounds(grounds) : grounds
  if (rule === undefined) {
    // A policy that cannot decide may have a rule that cannot be read.
    if (code === "READ_ACCESS_INDETERMINATE") return []
    return [fill(text.noRule[reader], { policy, action })]
  }
  const needs = missing.map((alternatives) =>
    alternatives.map((alternative) => askedFor(texts, alternative)).join(` ${joints.or} `)
  )
  const isPartOnly = missing.flat().every(({ attribute }) => parts.has(attribute))
  return [
    fill((needs.length === 0 ? text.decided : isPartOnly ? text.partOnly : text.closest)[reader], {
      policy,
      rule: line === undefined ? rule : `${rule} (${joints.line} ${line})`,
      // A comma keeps "a or b, and c" from being read as "a, or b and c".
      missing: needs.join(`${missing.some(({ length }) => length > 1) ? "," : ""} ${joints.and} `)
    })
  ]
}

const askedFor = (
  { attributes }: Texts,
  { attribute, values }: NonNullable<DecisionReason["grounds"]>["missing"][number][number]
): string => {
  const noun = Object.hasOwn(attributes, attribute) ? attributes[attribute] : attribute
  const shown = values.slice(0, mostValues).join(", ")
  return `${noun ?? attribute} ${values.length > mostValues ? `${shown}, … (${values.length})` : shown}`
}
