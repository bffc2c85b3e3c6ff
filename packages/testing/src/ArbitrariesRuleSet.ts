/**
 * Rule sets and facts: random gates over built-in facts and facts of the rule set's own, deep enough to be awkward and
 * small enough to be compared cell by cell.
 */
import fc from "fast-check"
import { bases, builtInFacts, catalogueOf, shippedRuleSet, UNAVAILABLE } from "@adressat/core"
import type { Basis, Condition, FactDefinition, Facts, FactValue, Leaf, OwnFact, Rule, RuleSet } from "@adressat/core"
import { RuleOptions } from "@adressat/core"
import * as Schema from "effect/Schema"
import { anyHostileText } from "./ArbitrariesText.ts"

/** The facts that {@link anyRuleSet} adds: a word, a number and a list of words. */
export const sampleOwnFacts: Readonly<Record<string, OwnFact>> = {
  "tax.debtClass": { type: "word", values: ["none", "small", "large"], meaning: "how much the subject owes" },
  "tax.year": { type: "number", minimum: 2000, maximum: 2030, unit: "year", meaning: "the year the order is about" },
  "tax.topics": { type: "words", values: ["vat", "wage", "wealth"], meaning: "what the order is about" }
}

type Catalogue = Readonly<Record<string, FactDefinition>>

const builtInNames = [
  "channel",
  "resource",
  "registerEntry",
  "reservation",
  "serviceSelection",
  "readAccess",
  "emailState"
] as const

const sampleCatalogue: Catalogue = {
  ...Object.fromEntries(builtInNames.map((name) => [name, builtInFacts[name]])),
  ...Object.fromEntries(
    Object.entries(sampleOwnFacts).map(([name, fact]) => [
      name,
      { ...fact, source: "", label: "secret" as const, scope: "candidate" as const, changes: [] }
    ])
  )
}

/** A comparison that fits its fact, one of a catalogue. */
const leavesOver = (catalogue: Catalogue): fc.Arbitrary<Leaf> =>
  fc.oneof(
    ...Object.entries(catalogue).map(([fact, definition]): fc.Arbitrary<Leaf> => {
      switch (definition.type) {
        case "word":
          return fc.oneof(
            fc.record({
              fact: fc.constant(fact),
              operator: fc.constantFrom("equal" as const, "notEqual" as const),
              value: fc.constantFrom(...definition.values)
            }),
            fc.record({
              fact: fc.constant(fact),
              operator: fc.constantFrom("in" as const, "notIn" as const),
              value: fc.array(fc.constantFrom(...definition.values), { minLength: 1, maxLength: 3 })
            })
          )
        case "number": {
          const number = numberIn(definition)
          return fc.oneof(
            fc.record({
              fact: fc.constant(fact),
              operator: fc.constantFrom(
                "equal" as const,
                "notEqual" as const,
                "lessThan" as const,
                "lessThanInclusive" as const,
                "greaterThan" as const,
                "greaterThanInclusive" as const
              ),
              value: number
            }),
            fc.record({
              fact: fc.constant(fact),
              operator: fc.constantFrom("in" as const, "notIn" as const),
              value: fc.array(number, { minLength: 1, maxLength: 3 })
            })
          )
        }
        case "words":
          return fc.record({
            fact: fc.constant(fact),
            operator: fc.constantFrom("contains" as const, "doesNotContain" as const),
            value: fc.constantFrom(...definition.values)
          })
      }
    })
  )

/** Numbers of a range: whole ones where its ends are whole; otherwise also the same few again, so that some are equal. */
const numberIn = ({ maximum, minimum }: { readonly minimum: number; readonly maximum: number }): fc.Arbitrary<number> =>
  Number.isSafeInteger(minimum) && Number.isSafeInteger(maximum)
    ? fc.integer({ min: minimum, max: maximum })
    : fc.oneof(
        fc.constantFrom(minimum, (minimum + maximum) / 2, maximum),
        fc.double({ min: minimum, max: maximum, noNaN: true }).map((value) => value + 0)
      )

/** A comparison that fits its fact. */
export const anyLeaf: fc.Arbitrary<Leaf> = leavesOver(sampleCatalogue)

const conditionsOver = (leaf: fc.Arbitrary<Leaf>): fc.Arbitrary<Condition> =>
  fc.letrec<{ root: Condition; node: Condition }>((tie) => {
    const nodes = fc.array(tie("node"), { minLength: 1, maxLength: 3 })
    return {
      root: fc.oneof(
        nodes.map((all) => ({ all })),
        nodes.map((any) => ({ any })),
        tie("node").map((not) => ({ not }))
      ),
      node: fc.oneof(
        { maxDepth: 3, depthIdentifier: "condition" },
        { weight: 3, arbitrary: leaf },
        { weight: 2, arbitrary: tie("root") }
      )
    }
  }).root

/** A condition of some depth; the root is `all`, `any` or `not`, as rules want it. */
export const anyCondition: fc.Arbitrary<Condition> = conditionsOver(anyLeaf)

const rulesOver = (conditions: fc.Arbitrary<Condition>): fc.Arbitrary<Omit<Rule, "name">> =>
  fc.record({
    conditions,
    event: fc
      .tuple(
        fc.constantFrom("require" as const, "exclude" as const),
        fc.option(fc.constantFrom(...bases)),
        fc.boolean()
      )
      .map(([type, basis, isOptedOut]) => ({
        type,
        params: {
          ...(basis === null ? (type === "require" ? { basis: "CustomContact" as const } : {}) : { basis }),
          reason: isOptedOut ? "OPTED_OUT" : "READ_ACCESS_NOT_PERMITTED",
          source: "a random rule"
        }
      }))
  })

const choices: Readonly<Record<Exclude<keyof typeof RuleOptions.Type, "staleContactDataFor">, ReadonlyArray<string>>> =
  {
    unavailableFacts: ["stop-order", "withhold-candidate"],
    readAccessIndeterminate: ["deny", "unavailable"],
    fullyStalePersons: ["omit", "keep"],
    mainUnitContacts: ["when-no-entry", "when-no-usable-contact"],
    customContactsAtRegistration: ["skip", "consult"],
    emailAddresses: ["as-registered", "validated"],
    customPhoneNumbers: ["kept-beside-email", "validated"],
    equalPhoneNumbers: ["same-spelling", "same-number"],
    deduplication: ["before-channel-choice", "after-channel-choice"],
    statutoryFallback: ["as-group", "per-contact"],
    explicitAddresses: ["all", "preferred"],
    repeatedRecipients: ["merged-on-combined-channels", "merged"],
    lookupCount: ["entries", "distinct"]
  }

/** Any combination of the named options. */
export const anyRuleOptions: fc.Arbitrary<typeof RuleOptions.Type> = fc
  .record({
    ...Object.fromEntries(Object.entries(choices).map(([name, values]) => [name, fc.constantFrom(...values)])),
    staleContactDataFor: fc.constantFrom([], ["skd"])
  })
  .map((options) => Schema.decodeUnknownSync(RuleOptions)(options))

const ruleSetsOver = (
  facts: Readonly<Record<string, OwnFact>>,
  leaf: fc.Arbitrary<Leaf>,
  {
    fewest = 1,
    most,
    options
  }: {
    readonly fewest?: number
    readonly most: number
    readonly options: fc.Arbitrary<typeof RuleOptions.Type>
  }
): fc.Arbitrary<RuleSet> =>
  fc
    .record({ rules: fc.array(rulesOver(conditionsOver(leaf)), { minLength: fewest, maxLength: most }), options })
    .map(({ options: chosen, rules }) => ({
      id: "random",
      version: "1",
      source: "https://example.com",
      facts,
      options: chosen,
      rules: rules.map((rule, index) => ({ name: `rule/${index}`, ...rule }))
    }))

/** A rule set of up to eight random gates, with facts of its own and any options. */
export const anyRuleSet: fc.Arbitrary<RuleSet> = ruleSetsOver(sampleOwnFacts, anyLeaf, {
  most: 8,
  options: anyRuleOptions
})

/** Names of own facts that objects inherit, and plain ones. */
const ownFactNames = ["a.constructor", "a.toString", "b.hasOwnProperty", "tax.debtClass", "tax.year", "tax.topics"]

const anyVocabulary: fc.Arbitrary<ReadonlyArray<string>> = fc
  .tuple(
    fc.uniqueArray(
      anyHostileText.filter((word) => word !== "" && word !== UNAVAILABLE && word.length < 100),
      { maxLength: 3 }
    ),
    // One integer holds the pairs of fifteen.
    fc.constantFrom(1, 2, 3, 13, 15, 16, 31, 45, 60)
  )
  .map(([words, count]) => [...new Set([...words, ...Array.from({ length: count }, (_, index) => `w${index}`)])])

const anyOwnFact: fc.Arbitrary<OwnFact> = fc.oneof(
  fc.record({
    type: fc.constantFrom("word" as const, "words" as const),
    values: anyVocabulary,
    meaning: fc.constant("a random fact")
  }),
  fc
    .constantFrom([0, 3] as const, [-2, 2] as const, [-0.5, 1.25] as const, [-1e21, 1e21] as const, [7, 7] as const)
    .map(([minimum, maximum]): OwnFact => ({
      type: "number",
      minimum,
      maximum,
      unit: "piece",
      meaning: "a random fact"
    }))
)

/** Own facts of every type: vocabularies of one word and of dozens, hostile words, numbers of several ranges. */
export const anyOwnFacts: fc.Arbitrary<Readonly<Record<string, OwnFact>>> = fc.dictionary(
  fc.constantFrom(...ownFactNames),
  anyOwnFact,
  { maxKeys: 4 }
)

/**
 * A rule set of up to two dozen random gates over all built-in facts and {@link anyOwnFacts}: enough for more conditions
 * than one integer holds. Its options are those of the shipped rule sets.
 */
export const anyVariedRuleSet: fc.Arbitrary<RuleSet> = fc
  .tuple(
    anyOwnFacts,
    fc.oneof(
      { weight: 6, arbitrary: fc.constant([1, 4] as const) },
      { weight: 2, arbitrary: fc.constant([4, 8] as const) },
      { weight: 1, arbitrary: fc.constant([16, 24] as const) }
    )
  )
  .chain(([facts, [fewest, most]]) =>
    ruleSetsOver(facts, leavesOver(catalogueOf({ ...emptyRuleSet, facts })), {
      fewest,
      most,
      options: fc.constant(emptyRuleSet.options)
    })
  )

const emptyRuleSet: RuleSet = { ...shippedRuleSet("altinn"), facts: {}, rules: [] }

const valueOf = (definition: FactDefinition): fc.Arbitrary<FactValue> => {
  switch (definition.type) {
    case "word":
      return fc.constantFrom(...definition.values)
    case "number":
      return numberIn(definition)
    case "words":
      return fc.subarray([...definition.values])
  }
}

/** A value of every fact that a rule set knows, `unavailable` with a likelihood of one in five (or none in `known`). */
export const factsFor = (
  ruleSet: RuleSet,
  how: "known" | "some-unavailable" = "some-unavailable"
): fc.Arbitrary<Facts> =>
  fc.record(
    Object.fromEntries(
      Object.entries(catalogueOf(ruleSet)).map(([name, definition]) => [
        name,
        how === "known"
          ? valueOf(definition)
          : fc.oneof(
              { weight: 4, arbitrary: valueOf(definition) },
              { weight: 1, arbitrary: fc.constant<FactValue>(UNAVAILABLE) }
            )
      ])
    )
  )

/** A basis of candidates. */
export const anyBasis: fc.Arbitrary<Basis> = fc.constantFrom(...bases)
