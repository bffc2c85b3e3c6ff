/**
 * A rule set is a versioned JSON document that says who is notified: gates as json-rules-engine rules, and named options.
 *
 * A candidate is notified when every `require` rule of its basis holds and no `exclude` rule holds; a basis without
 * `require` rules is withheld. Each rule is one gate with one reason code.
 *
 * Invariants: a parsed rule set refers only to known facts and vocabulary, has unique rule names, and every reason code
 * has words in all languages. Any plain json-rules-engine `Engine` loads the elements of `rules` unchanged.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { OWN_FACT_NAME, RootCondition } from "./Condition.ts"
import { checkCondition } from "./ConditionCheck.ts"
import { decodeValue, problemAt } from "./Document.ts"
import type { DocumentOptions } from "./Document.ts"
import { builtInFacts } from "./Fact.ts"
import type { FactCatalogue, FactDefinition } from "./Fact.ts"
import { parseJsonText } from "./JsonText.ts"
import { checkOwnFact, OwnFact, ownFactDefinition, OwnFactName } from "./OwnFact.ts"
import { describeFound, memberName } from "./Problem.ts"
import type { Problem } from "./Problem.ts"
import { isBuiltInReason } from "./Reason.ts"
import { RuleOptions } from "./RuleOptions.ts"

/** Why a candidate is considered at all. */
export const Basis = Schema.Literals([
  "Explicit",
  "Person",
  "ExternalIdentity",
  "StatutoryContact",
  "CustomContact"
]).annotate({ identifier: "Basis" })
export type Basis = typeof Basis.Type

/** Every basis, in the order in which candidates are enumerated. */
export const bases: ReadonlyArray<Basis> = Basis.literals

const ReasonCode = Schema.String.check(
  Schema.isPattern(/^[A-Z][A-Z0-9_]{1,79}$/u, {
    message: "a reason code is in capitals, digits and underscores, such as OPTED_OUT"
  })
)

/** A sentence in each language. */
export const Translations = Schema.Struct({
  nb: Schema.NonEmptyString,
  nn: Schema.NonEmptyString,
  en: Schema.NonEmptyString
}).annotate({ identifier: "Translations" })
export type Translations = typeof Translations.Type

const GateParams = Schema.Struct({
  basis: Schema.optionalKey(
    Basis.annotateKey({
      description: "The basis the gate belongs to; an exclude rule without it applies to every candidate"
    })
  ),
  reason: ReasonCode.annotateKey({ description: "The one reason given when the gate fails" }),
  source: Schema.NonEmptyString.annotateKey({ description: "Where the gate comes from: a law, a guide, a decision" }),
  explanation: Schema.optionalKey(
    Translations.annotateKey({
      description: "The words of the reason; required when the code is not one of the built-in codes"
    })
  )
})

/** One gate: a json-rules-engine rule with the strict conditions of this project. */
export const Rule = Schema.Struct({
  name: Schema.NonEmptyString.check(
    Schema.isPattern(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/u, {
      message: "a rule name is in lower-case words with hyphens and slashes, such as custom-contact/read-access"
    })
  ),
  conditions: RootCondition,
  event: Schema.Struct({
    type: Schema.Literals(["require", "exclude"]).annotateKey({
      description: "require: the candidate is withheld unless the conditions hold; exclude: withheld when they hold"
    }),
    params: GateParams
  })
}).annotate({ identifier: "Rule" })
export type Rule = typeof Rule.Type

/** The document. */
export const RuleSet = Schema.Struct({
  $schema: Schema.optionalKey(Schema.String),
  id: Schema.NonEmptyString,
  version: Schema.NonEmptyString.annotateKey({ description: "A date or a number; part of every decision" }),
  source: Schema.optionalKey(Schema.String),
  description: Schema.optionalKey(Schema.String),
  facts: Schema.Record(OwnFactName, OwnFact)
    .annotate({
      description: "Facts that this rule set adds to the built-in ones"
    })
    .pipe(Schema.withDecodingDefaultKey(Effect.succeed({}))),
  options: RuleOptions.pipe(Schema.withDecodingDefaultKey(Effect.succeed({}))),
  rules: Schema.Array(Rule)
}).annotate({
  identifier: "RuleSet",
  title: "Adressat rule set",
  description: "Who receives a notification, at which address, and why not"
})
export type RuleSet = typeof RuleSet.Type

const Outline = RuleSet.mapFields((fields) => ({
  ...fields,
  rules: Schema.Array(Schema.Struct({ ...Rule.fields, conditions: Schema.Unknown }))
}))

const decodeOutline = decodeValue(Outline)

/** Checks a rule set given as a value; every problem is reported, with path and remedy. */
export const parseRuleSet = (
  value: unknown,
  options: DocumentOptions = {}
): Result.Result<RuleSet, ReadonlyArray<Problem>> => {
  const shown = { ...options, echo: true }
  const outline = decodeOutline(value, shown)
  const semantic = checkMeaning(value, shown)
  if (Result.isFailure(outline)) {
    // Where the meaning says what is wrong with a name, that the name is unknown says nothing more.
    const told = new Set(semantic.map(({ path }) => path))
    const others = outline.failure.filter(({ code, path }) => code !== "unknown-member" || !told.has(path))
    return Result.fail([...others, ...semantic])
  }
  return semantic.length > 0 ? Result.fail(semantic) : Result.succeed(outline.success as RuleSet)
}

/** Checks a rule set given as JSON text, with line and column in the problems. */
export const parseRuleSetText = (
  text: string,
  options: DocumentOptions = {}
): Result.Result<RuleSet, ReadonlyArray<Problem>> =>
  Result.flatMap(parseJsonText(text, options.file), ({ value, locate }) => parseRuleSet(value, { ...options, locate }))

type Unchecked = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Unchecked =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What a Schema cannot say; works on the raw document, so that one slip does not hide the others. */
const checkMeaning = (value: unknown, options: DocumentOptions): ReadonlyArray<Problem> => {
  if (!isObject(value)) return []
  const added: Record<string, FactDefinition> = {}
  const problems: Array<Problem> = []
  for (const [name, declaration] of isObject(value["facts"]) ? Object.entries(value["facts"]) : []) {
    if (!OWN_FACT_NAME.test(name)) {
      problems.push(
        problemAt(options, ["facts", name], {
          code: "wrong-value",
          message: "a fact of your own is named team.fact, such as tax.debtClass",
          found: describeFound(name, true)
        })
      )
      continue
    }
    const decoded = Schema.decodeUnknownResult(OwnFact)(declaration)
    if (Result.isFailure(decoded) || !OWN_FACT_NAME.test(name)) continue
    const definition = ownFactDefinition(decoded.success)
    added[name] = definition
    problems.push(...checkOwnFact(name, decoded.success, definition, options))
  }
  const catalogue: FactCatalogue = { ...builtInFacts, ...added }
  const names = new Map<string, number>()
  for (const [index, rule] of Array.isArray(value["rules"]) ? value["rules"].entries() : []) {
    if (!isObject(rule)) continue
    if ("conditions" in rule) {
      problems.push(...checkCondition(rule["conditions"], ["rules", index, "conditions"], catalogue, options))
    }
    const name = rule["name"]
    if (typeof name === "string") {
      const first = names.get(name)
      if (first !== undefined) {
        problems.push(
          problemAt(options, ["rules", index, "name"], {
            code: "duplicate-identifier",
            message: `the rule name ${memberName(name)} is used already by $.rules[${first}]; a reason must point at one gate`
          })
        )
      }
      names.set(name, first ?? index)
    }
    problems.push(...checkEvent(rule["event"], index, options))
  }
  return problems
}

const checkEvent = (event: unknown, index: number, options: DocumentOptions): ReadonlyArray<Problem> => {
  if (!isObject(event) || !isObject(event["params"])) return []
  const { basis, explanation, reason } = event["params"]
  const problems: Array<Problem> = []
  if (event["type"] === "require" && basis === undefined) {
    problems.push(
      problemAt(options, ["rules", index, "event", "params", "basis"], {
        code: "missing-member",
        message: "a require rule names the basis it belongs to",
        allowed: bases
      })
    )
  }
  if (typeof reason === "string" && !isBuiltInReason(reason) && explanation === undefined) {
    problems.push(
      problemAt(options, ["rules", index, "event", "params", "explanation"], {
        code: "missing-member",
        message: `the reason ${memberName(reason)} is new, so explanation must give its words in nb, nn and en`
      })
    )
  }
  return problems
}

/** The built-in facts and those the rule set adds. */
export const catalogueOf = (ruleSet: RuleSet): FactCatalogue => ({
  ...builtInFacts,
  ...Object.fromEntries(Object.entries(ruleSet.facts).map(([name, fact]) => [name, ownFactDefinition(fact)]))
})

/** The gates that apply to a basis, in document order. */
export const rulesOf = (ruleSet: RuleSet, basis: Basis): ReadonlyArray<Rule> =>
  ruleSet.rules.filter(({ event: { params } }) => params.basis === undefined || params.basis === basis)

/** SHA-256 of the document's meaning: members sorted, defaults filled in, `$schema` left out. Lower-case hexadecimal. */
export const fingerprint = (ruleSet: RuleSet): string => {
  const { $schema: _, ...meaning } = ruleSet
  return textFingerprint(canonicalJson(meaning))
}

/** SHA-256 of a text in UTF-8. Lower-case hexadecimal. */
export const textFingerprint = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))

/** JSON with members sorted by code unit and no white space: equal values give equal text. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(",")}}`
}
