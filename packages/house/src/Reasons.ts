/**
 * `docs/reasons.md`: every reason code with its words, generated from the catalogue and the texts.
 */
import { builtInFacts, builtInReasons, languages, shippedRuleSet, textsOf } from "@adressat/core"
import type { BuiltInReason, ReasonDefinition } from "@adressat/core"

/** The document. */
export const reasons = (): string => {
  const gates = new Map(shippedRuleSet("altinn").rules.map((rule) => [rule.event.params.reason, rule]))
  const section = (heading: string, lead: string, kind: "gate" | "address" | "note") => [
    `## ${heading}`,
    "",
    lead,
    "",
    ...(Object.keys(builtInReasons) as ReadonlyArray<BuiltInReason>)
      .filter((code) => builtInReasons[code].kind === kind)
      .flatMap((code) => {
        const rule = gates.get(code)
        const definition: ReasonDefinition = builtInReasons[code]
        return [
          `### ${code}`,
          "",
          ...(rule === undefined ? [] : [`Gate \`${rule.name}\`. Source: ${rule.event.params.source}.`, ""]),
          ...(definition.refines === undefined ? [] : [`Makes \`${definition.refines}\` exact.`, ""]),
          ...languages.map((language) => `- ${language}: ${textsOf(language).reasons[code].owner}`),
          ""
        ]
      })
  ]
  return [
    "# Reasons and facts",
    "",
    "<!-- Written by `npx pnpm@12 generate`; a test fails when it has drifted. -->",
    "",
    "A decision gives reason codes: stable, part of the API. Words are made from them, in Norwegian bokmål, nynorsk and",
    "English, for the service owner (shown here), the person it is about, and an auditor.",
    "",
    ...section(
      "Gates",
      "Why a candidate is withheld. Each gate gives one reason, and all that fail are given.",
      "gate"
    ),
    ...section("Addresses", "Why a candidate that may be notified has no address to be notified at.", "address"),
    ...section("Notes", "What is remarkable about somebody who is notified.", "note"),
    "## Facts",
    "",
    "What the rules may ask about a candidate. Every fact can also be `unavailable`; a gate that depends on it is then",
    "undetermined.",
    "",
    "| fact | words | meaning | source |",
    "| --- | --- | --- | --- |",
    ...Object.entries(builtInFacts).map(
      ([name, fact]) =>
        `| \`${name}\` | ${fact.values.map((value) => `\`${value}\``).join(" ")} | ${fact.meaning} | ${fact.source} |`
    ),
    ""
  ].join("\n")
}
