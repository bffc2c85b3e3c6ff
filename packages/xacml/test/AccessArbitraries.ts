/**
 * Policies that ask for texts, as real ones do, and requests that are about the same texts: with many rules and far more
 * terms than bits in a word, terms that belong together, several `AnyOf` about the subject, attributes that must be
 * present, issuers, letter case that counts or not, and now and then something else to compare than texts.
 */
import fc from "fast-check"
import type { AllOf, AnyOf, Match, Policy, Rule, Target } from "../src/Policy.ts"
import type { Attribute, Attributes, Request } from "../src/Request.ts"
import { Category, DataType } from "../src/Vocabulary.ts"
import { combiningAlgorithms } from "../src/evaluation/CombiningAlgorithm.ts"
import { present, sometimes } from "./ExpressionArbitraries.ts"

/** A policy, and requests about the same things. */
export interface AccessCase {
  readonly policy: Policy
  readonly requests: ReadonlyArray<Request>
}

const words = (name: string, count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) => `${name}${index}`)

/** What each attribute can be. Kelvin and dotless letters are where folding to upper and to lower case differ. */
const vocabulary = [
  { category: Category.subject, attributeId: "role", texts: [...words("r", 70), "R1", "R2", "k", "K", "\u212A", "ı"] },
  { category: Category.subject, attributeId: "package", texts: words("p", 40) },
  { category: Category.resource, attributeId: "resource", texts: ["a", "b", "c"] },
  { category: Category.resource, attributeId: "task", texts: ["t", "T"] },
  { category: Category.action, attributeId: "action", texts: ["read", "Read", "write"] },
  { category: Category.environment, attributeId: "level", texts: ["3", "4"] },
  { category: "urn:test:category", attributeId: "kind", texts: ["x", "y"] }
] as const

type Word = (typeof vocabulary)[number]

const functionId = (version: string, name: string): string => `urn:oasis:names:tc:xacml:${version}:function:${name}`

const matchIds = fc.oneof(
  { weight: 30, arbitrary: fc.constant(functionId("1.0", "string-equal")) },
  { weight: 15, arbitrary: fc.constant(functionId("3.0", "string-equal-ignore-case")) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      functionId("1.0", "string-is-in"),
      functionId("1.0", "integer-equal"),
      functionId("1.0", "anyURI-equal"),
      functionId("1.0", "string-regexp-match"),
      functionId("1.0", "no-such")
    )
  }
)

const typeOf = (matchId: string): string =>
  matchId.includes("integer") ? DataType.integer : matchId.includes("URI") ? DataType.anyURI : DataType.string

/** In so many of a hundred matches the attribute must be present. */
interface Doubt {
  readonly subject: number
  readonly others: number
}

const matchOf = (word: Word, doubt: Doubt): fc.Arbitrary<Match> =>
  fc
    .record({
      matchId: matchIds,
      text: fc.constantFrom(...word.texts),
      issuer: sometimes(3, fc.constantFrom("one", "two")),
      chance: fc.integer({ min: 1, max: 100 }),
      dataType: sometimes(2, fc.constantFrom(DataType.anyURI, DataType.integer))
    })
    .map(({ chance, dataType, issuer, matchId, text }) => ({
      matchId,
      value: { kind: "AttributeValue", dataType: typeOf(matchId), text },
      attribute: {
        kind: "AttributeDesignator",
        category: word.category,
        attributeId: word.attributeId,
        dataType: dataType ?? typeOf(matchId),
        ...present("issuer", issuer),
        mustBePresent: chance <= (word.category === Category.subject ? doubt.subject : doubt.others)
      }
    }))

const [role, accessPackage, ...others] = vocabulary

/** Alternatives about the subject: a role, a package, or both. */
const subjects = (doubt: Doubt): fc.Arbitrary<AnyOf> =>
  fc.record({
    allOf: fc.array(
      fc
        .oneof(
          { weight: 6, arbitrary: fc.tuple(matchOf(role, doubt)) },
          { weight: 4, arbitrary: fc.tuple(matchOf(accessPackage, doubt)) },
          { weight: 2, arbitrary: fc.tuple(matchOf(role, doubt), matchOf(accessPackage, doubt)) },
          { weight: 1, arbitrary: fc.tuple(matchOf(role, doubt), matchOf(role, doubt), matchOf(role, doubt)) }
        )
        .map((matches): AllOf => ({ matches })),
      { minLength: 1, maxLength: 6 }
    )
  })

const about = (word: Word, doubt: Doubt): fc.Arbitrary<AnyOf> =>
  fc.record({
    allOf: fc.array(
      matchOf(word, doubt).map((match): AllOf => ({ matches: [match] })),
      { minLength: 1, maxLength: 2 }
    )
  })

/** Subject and something else in one alternative. */
const mixed = (doubt: Doubt): fc.Arbitrary<AnyOf> =>
  fc.record({
    allOf: fc.array(
      fc
        .tuple(
          matchOf(role, doubt),
          fc.constantFrom(...others).chain((word) => matchOf(word, doubt))
        )
        .map((matches): AllOf => ({ matches })),
      { minLength: 1, maxLength: 2 }
    )
  })

const target = (doubt: Doubt): fc.Arbitrary<Target> =>
  fc
    .tuple(
      fc.oneof(
        { weight: 12, arbitrary: fc.tuple(subjects(doubt)) },
        { weight: 2, arbitrary: fc.tuple(subjects(doubt), subjects(doubt)) },
        { weight: 2, arbitrary: fc.tuple(mixed(doubt)) },
        { weight: 1, arbitrary: fc.constant([]) }
      ),
      fc
        .subarray(Array.from(others), { maxLength: 2 })
        .chain((found) => fc.tuple(...found.map((word) => about(word, doubt))))
    )
    .map(([first, rest]) => ({ anyOf: [...first, ...rest] }))

const rule = (doubt: Doubt): fc.Arbitrary<Rule> =>
  fc
    .record({
      effect: fc.constantFrom("Permit", "Permit", "Deny"),
      target: sometimes(97, target(doubt))
    })
    .map(({ effect, target: found }) => ({
      id: "r",
      effect,
      ...present("target", found),
      obligations: [],
      advice: []
    }))

const doubts: ReadonlyArray<Doubt> = [
  { subject: 0, others: 0 },
  { subject: 4, others: 4 },
  { subject: 30, others: 0 }
]

/** A policy; in one of three nothing can be in doubt. */
const policy: fc.Arbitrary<Policy> = fc.constantFrom(...doubts).chain((doubt) =>
  fc.record({
    kind: fc.constant("Policy" as const),
    id: fc.constant("p"),
    version: fc.constant("1.0"),
    combiningAlgorithm: fc.constantFrom(...combiningAlgorithms.keys()),
    target: sometimes(15, target(doubt)).map((found) => found ?? { anyOf: [] }),
    combinerParameters: fc.constant([]),
    obligations: fc.constant([]),
    advice: fc.constant([]),
    variables: fc.constant([]),
    rules: fc.oneof(
      { weight: 3, arbitrary: fc.array(rule(doubt), { minLength: 1, maxLength: 6 }) },
      { weight: 1, arbitrary: fc.array(rule(doubt), { minLength: 30, maxLength: 60 }) }
    )
  })
)

const attribute = ({ attributeId, texts }: Word): fc.Arbitrary<ReadonlyArray<Attribute>> =>
  fc
    .record({
      texts: fc.subarray(Array.from<string>(texts), { maxLength: texts.length > 10 ? 20 : 2 }),
      issuer: sometimes(10, fc.constantFrom("one", "two")),
      dataType: sometimes(3, fc.constantFrom(DataType.anyURI, DataType.integer)),
      isAbsent: fc.integer({ min: 0, max: 5 }).map((chance) => chance === 0)
    })
    .map(({ dataType = DataType.string, isAbsent, issuer, texts: held }) =>
      isAbsent
        ? []
        : [
            {
              attributeId,
              ...present("issuer", issuer),
              includeInResult: false,
              values: held.map((text) => ({ kind: "AttributeValue", dataType, text }))
            }
          ]
    )

/** A request; an attribute may be there twice, and a category too. */
const request: fc.Arbitrary<Request> = fc
  .tuple(
    fc.tuple(...vocabulary.map((word) => attribute(word).map((found) => ({ category: word.category, found })))),
    sometimes(
      10,
      fc
        .constantFrom(...vocabulary)
        .chain((word) => attribute(word).map((found) => ({ category: word.category, found })))
    )
  )
  .map(([groups, again]) => {
    const found = Map.groupBy(groups, ({ category }) => category as string)
    const attributes = [...found].map(([category, each]): Attributes => ({
      category,
      attributes: each.flatMap((group) => group.found)
    }))
    return {
      returnPolicyIdList: false,
      combinedDecision: false,
      requestReferences: [],
      attributes:
        again === undefined ? attributes : [...attributes, { category: again.category, attributes: again.found }]
    }
  })

/** A policy and some requests. */
export const accessCase: fc.Arbitrary<AccessCase> = fc.record({
  policy,
  requests: fc.array(request, { minLength: 1, maxLength: 4 })
})
