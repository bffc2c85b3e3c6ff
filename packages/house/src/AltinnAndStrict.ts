/**
 * `docs/altinn-and-strict.md`: how the two shipped rule sets differ, generated from the rule sets and from running every
 * vector with both. Each vector on which `strict` differs stands beside the smallest set of options that explains it.
 */
import { RuleOptions, shippedRuleSet } from "@adressat/core"
import type { RuleOptionName, RuleSet } from "@adressat/core"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { runVector } from "../../cli/src/Vectors.ts"
import type { Vector } from "../../cli/src/Vectors.ts"

/** Whom each option surprises. */
const surprises: Readonly<Record<RuleOptionName, string>> = {
  unavailableFacts:
    "Everyone in an order, also those whose own data are known, waits while one register or the policy decision does not answer.",
  readAccessIndeterminate:
    "A person who has read access is left out without a trace when the policy decision point answers Indeterminate; nobody retries.",
  fullyStalePersons:
    "A reserved person with old contact data is reported as missing, not as reserved; the sender cannot tell the two apart.",
  mainUnitContacts:
    "A sub-unit whose only address was deleted gets nothing, while a sub-unit that never had an entry is reached through its main unit.",
  customContactsAtRegistration:
    "A sender is told at registration that an organisation cannot be reached, although sending would reach persons with custom contact information.",
  emailAddresses:
    "Somebody with a mistyped address counts as reached; the same address with a blank in front of it gets the message twice.",
  customPhoneNumbers:
    "A person with an e-mail address and an invalid number gets an SMS to that number, and under SmsPreferred nothing else.",
  equalPhoneNumbers: "One phone gets the same SMS twice when its number is registered in two spellings.",
  deduplication:
    "A person whose e-mail address equals the organisation's is sent an SMS under EmailPreferred, besides the e-mail; under the other preference the reverse.",
  statutoryFallback:
    "A statutory contact with only a phone number is silent under EmailPreferred as soon as another statutory contact has an e-mail address.",
  explicitAddresses:
    "A recipient named by e-mail address and phone number is notified on both, although one of them is preferred.",
  repeatedRecipients:
    "A recipient that stands twice in an order is notified twice, but only on the channels Email and Sms.",
  lookupCount:
    "An order with one missing person listed twice is reported as a partial success, although nobody can be reached.",
  staleContactDataFor:
    "A person with old contact data is notified by one service owner and by no other, whatever the order says."
}

/** The document. */
export const altinnAndStrict = async (root: string): Promise<string> => {
  const altinn = shippedRuleSet("altinn")
  const strict = shippedRuleSet("strict")
  const differing = optionNames.filter((name) => shown(altinn, name) !== shown(strict, name))
  const { vectors } = JSON.parse(
    readFileSync(join(root, "packages/core/test/vectors/altinn-resolution.json"), "utf8")
  ) as { readonly vectors: ReadonlyArray<Vector> }
  const rows: Array<string> = []
  let covered = 0
  for (const vector of vectors) {
    const result = await runVector(vector, strict)
    if (result.outcome !== "not-covered") covered++
    if (result.outcome !== "failed") continue
    const explanation = await explainingOptions(vector, differing)
    rows.push(
      `| ${vector.kind} | ${escapeCell(vector.name)} | ${explanation.map((name) => `\`${name}\``).join(", ")} |`
    )
  }
  return [
    "# altinn and strict",
    "",
    "<!-- Written by `npx pnpm@12 generate`; a test fails when it has drifted. -->",
    "",
    'Two rule sets, one pipeline. `altinn` predicts what the running Altinn system does, quirks included: it answers "who',
    'will be notified if I send this?". `strict` is what a new notification backend should want. They have the same gates,',
    "except that `strict` has no use for a gate on Indeterminate decisions; every other difference is a named option.",
    "",
    "## Options",
    "",
    ...differing.flatMap((name) => [
      `### ${name}`,
      "",
      `${description(name)}.`,
      "",
      `\`altinn\`: \`${shown(altinn, name)}\` · \`strict\`: \`${shown(strict, name)}\``,
      "",
      `Who is surprised by \`altinn\`: ${surprises[name]}`,
      ""
    ]),
    "## Vectors that differ",
    "",
    `Of ${covered} vectors that the public API covers, ${rows.length} come out differently with \`strict\`. Setting the named option to`,
    "the value it has in `altinn` makes the vector come out as the platform does.",
    "",
    "| kind | vector | option |",
    "| --- | --- | --- |",
    ...rows,
    ""
  ].join("\n")
}

const optionNames = Object.keys(RuleOptions.fields) as ReadonlyArray<RuleOptionName>

const shown = (ruleSet: RuleSet, name: RuleOptionName): string => {
  const value = ruleSet.options[name]
  return typeof value === "string" ? value : JSON.stringify(value)
}

const description = (name: RuleOptionName): string => {
  const described = RuleOptions.fields[name].to.ast.annotations?.["description"]
  if (typeof described !== "string") throw new Error(`the option ${name} has no description`)
  return described
}

/** The smallest set of options that, set as in `altinn`, makes the vector pass with `strict`. */
const explainingOptions = async (
  vector: Vector,
  names: ReadonlyArray<RuleOptionName>
): Promise<ReadonlyArray<RuleOptionName>> => {
  const altinn = shippedRuleSet("altinn")
  const strict = shippedRuleSet("strict")
  for (const chosen of subsets(names, 3)) {
    const options = { ...strict.options, ...Object.fromEntries(chosen.map((name) => [name, altinn.options[name]])) }
    const result = await runVector(vector, { ...strict, options })
    if (result.outcome === "passed") return chosen
  }
  throw new Error(`no three options explain the vector ${vector.name}: a difference without a name`)
}

/** Every set of one to `size` names, smaller sets first. */
const subsets = function* <A>(names: ReadonlyArray<A>, size: number): Generator<ReadonlyArray<A>> {
  for (let count = 1; count <= size; count++) yield* combinations(names, count)
}

const combinations = function* <A>(names: ReadonlyArray<A>, count: number): Generator<ReadonlyArray<A>> {
  if (count === 0) {
    yield []
    return
  }
  for (const [index, name] of names.entries()) {
    for (const rest of combinations(names.slice(index + 1), count - 1)) yield [name, ...rest]
  }
}

const escapeCell = (text: string): string => text.replaceAll("|", "\\|")
