/**
 * Policies and policy sets with the references among them, and a request that is about the same things. Every combining
 * algorithm occurs, deprecated ones included, and now and then one that nobody knows.
 */
import fc from "fast-check"
import type {
  AllOf,
  AnyOf,
  AnyPolicy,
  Effect,
  Match,
  NoticeExpression,
  Policy,
  PolicyReference,
  PolicySet,
  Rule,
  Target,
  VariableDefinition
} from "../src/Policy.ts"
import type { Request } from "../src/Request.ts"
import type { TypeName } from "./ExpressionArbitraries.ts"
import {
  categories,
  designator,
  expression,
  issuers,
  literal,
  present,
  sometimes,
  typeNames,
  variableTypes
} from "./ExpressionArbitraries.ts"
import { naiveAlgorithms, onlyOneApplicable } from "./NaiveCombining.ts"
import { request } from "./RequestArbitraries.ts"

/** A root with the policies that it may refer to, a request, and the time. */
export interface PolicyCase {
  readonly root: AnyPolicy
  readonly policies: ReadonlyArray<AnyPolicy>
  readonly request: Request
  readonly now: number
}

const matchFunctions: Readonly<Record<TypeName, ReadonlyArray<string>>> = {
  string: ["1.0:function:string-equal", "3.0:function:string-equal-ignore-case", "3.0:function:string-starts-with"],
  integer: ["1.0:function:integer-equal", "1.0:function:integer-greater-than-or-equal"],
  boolean: ["1.0:function:boolean-equal"],
  anyURI: ["1.0:function:anyURI-equal", "3.0:function:anyURI-contains"]
}

const wrongMatchFunctions = ["1.0:function:string-bag-size", "1.0:function:no-such", "1.0:function:date-equal"]

const match: fc.Arbitrary<Match> = fc.constantFrom("string", "string", "anyURI", ...typeNames).chain((type: TypeName) =>
  fc.record({
    matchId: fc
      .oneof(
        { weight: 40, arbitrary: fc.constantFrom(...matchFunctions[type]) },
        { weight: 1, arbitrary: fc.constantFrom(...wrongMatchFunctions) }
      )
      .map((name) => `urn:oasis:names:tc:xacml:${name}`),
    value: literal(type),
    attribute: designator(type)
  })
)

/** Its matches are often of several categories. */
const allOf: fc.Arbitrary<AllOf> = fc.record({ matches: fc.array(match, { minLength: 1, maxLength: 2 }) })
const anyOf: fc.Arbitrary<AnyOf> = fc.record({ allOf: fc.array(allOf, { minLength: 1, maxLength: 4 }) })
const target: fc.Arbitrary<Target> = fc.record({ anyOf: fc.array(anyOf, { maxLength: 2 }) })

const equalities: Readonly<Record<"string" | "anyURI", ReadonlyArray<string>>> = {
  string: ["1.0:function:string-equal", "3.0:function:string-equal-ignore-case"],
  anyURI: ["1.0:function:anyURI-equal"]
}

/** Targets that ask for the same few attributes, as real ones do: these are what an index can be built on. */
const alikeTargets: fc.Arbitrary<ReadonlyArray<Target>> = fc
  .array(
    fc.constantFrom("string" as const, "anyURI" as const).chain((type) =>
      designator(type).map((asked) =>
        fc.record({
          matchId: fc.constantFrom(...equalities[type]).map((name) => `urn:oasis:names:tc:xacml:${name}`),
          value: literal(type),
          attribute: fc.constant(asked)
        })
      )
    ),
    { minLength: 1, maxLength: 2 }
  )
  .chain((equals) => {
    const alternatives = (each: fc.Arbitrary<Match>): fc.Arbitrary<AnyOf> =>
      fc.record({
        allOf: fc.array(fc.record({ matches: fc.array(each, { minLength: 1, maxLength: 2 }) }), {
          minLength: 1,
          maxLength: 3
        })
      })
    const alike = fc.oneof(...equals.map(alternatives), alternatives(fc.oneof(...equals)))
    return fc.array(fc.record({ anyOf: fc.array(alike, { minLength: 1, maxLength: 2 }) }), {
      minLength: 4,
      maxLength: 8
    })
  })

const effect = fc.constantFrom<Effect>("Permit", "Deny")

const notice: fc.Arbitrary<NoticeExpression> = fc.record({
  id: fc.constantFrom("urn:test:log", "urn:test:tell"),
  appliesTo: effect,
  assignments: fc.array(
    fc
      .record({
        attributeId: fc.constantFrom("urn:test:what", "urn:test:who"),
        category: sometimes(20, fc.constantFrom(...categories)),
        issuer: sometimes(20, fc.constantFrom(...issuers)),
        expression: fc
          .tuple(fc.constantFrom(...typeNames), fc.boolean())
          .chain(([type, bag]) => expression(type, bag, 2))
      })
      .map(({ attributeId, category, expression: computed, issuer }) => ({
        attributeId,
        ...present("category", category),
        ...present("issuer", issuer),
        expression: computed
      })),
    { maxLength: 2 }
  )
})

const notices = sometimes(20, fc.array(notice, { minLength: 1, maxLength: 2 })).map((found) => found ?? [])

/** A rule. */
export const rule: fc.Arbitrary<Rule> = fc
  .record({
    id: fc.constantFrom("r1", "r2", "r3"),
    effect,
    target: sometimes(60, target),
    condition: sometimes(50, expression("boolean", false, 3)),
    obligations: notices,
    advice: notices
  })
  .map(({ condition, target: found, ...rest }) => ({
    ...rest,
    ...present("target", found),
    ...present("condition", condition)
  }))

const ruleWith = (given: Target): fc.Arbitrary<Rule> => rule.map((found) => ({ ...found, target: given }))

const variables: fc.Arbitrary<ReadonlyArray<VariableDefinition>> = fc
  .tuple(
    ...Object.entries(variableTypes).map(([id, { bag, type }]) =>
      sometimes(
        80,
        // A definition of the greater depth may name variables, itself among them.
        fc
          .oneof({ weight: 6, arbitrary: expression(type, bag, 1) }, { weight: 1, arbitrary: expression(type, bag, 2) })
          .map((found): VariableDefinition => ({ id, expression: found }))
      )
    )
  )
  .map((definitions) => definitions.flatMap((definition) => definition ?? []))

const algorithm = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom(...naiveAlgorithms) },
  { weight: 2, arbitrary: fc.constant(onlyOneApplicable) },
  { weight: 1, arbitrary: fc.constant("urn:test:no-such-algorithm") }
)

const versions = ["1.0", "1.1", "1.1.1", "2.0", "10.0"] as const

const head = {
  version: fc.constantFrom(...versions),
  combinerParameters: fc.constant([]),
  obligations: notices,
  advice: notices
}

/** A target that mostly matches everything, as those of outer elements do. */
const outerTarget = sometimes(35, target).map((found) => found ?? { anyOf: [] })

/** A policy. */
export const policy: fc.Arbitrary<Policy> = fc.record({
  kind: fc.constant("Policy" as const),
  id: fc.constantFrom("p1", "p2"),
  ...head,
  combiningAlgorithm: algorithm,
  target: outerTarget,
  variables,
  rules: fc.oneof(
    { weight: 2, arbitrary: fc.array(rule, { maxLength: 6 }) },
    { weight: 1, arbitrary: alikeTargets.chain((targets) => fc.tuple(...targets.map(ruleWith))) }
  )
})

const policyWith = (given: Target): fc.Arbitrary<Policy> => policy.map((found) => ({ ...found, target: given }))

const reference: fc.Arbitrary<PolicyReference> = fc
  .record({
    name: fc.constantFrom(
      ["PolicyIdReference", "p1"] as const,
      ["PolicyIdReference", "p2"] as const,
      ["PolicySetIdReference", "s1"] as const,
      ["PolicySetIdReference", "s2"] as const,
      ["PolicyIdReference", "s2"] as const
    ),
    version: sometimes(25, fc.constantFrom("1.0", "1.*", "*.0", "1.+", "+", "3.0")),
    earliestVersion: sometimes(15, fc.constantFrom(...versions)),
    latestVersion: sometimes(15, fc.constantFrom(...versions))
  })
  .map(({ earliestVersion, latestVersion, name: [kind, id], version }) => ({
    kind,
    id,
    ...present("version", version),
    ...present("earliestVersion", earliestVersion),
    ...present("latestVersion", latestVersion)
  }))

const policySetOf = (children: fc.Arbitrary<PolicySet["children"][number]>): fc.Arbitrary<PolicySet> =>
  fc.record({
    kind: fc.constant("PolicySet" as const),
    id: fc.constantFrom("s1", "s2"),
    ...head,
    combiningAlgorithm: fc.oneof(
      { weight: 6, arbitrary: algorithm },
      { weight: 1, arbitrary: fc.constant(onlyOneApplicable) }
    ),
    target: outerTarget,
    children: fc.oneof(
      { weight: 5, arbitrary: fc.array(children, { maxLength: 4 }) },
      { weight: 1, arbitrary: alikeTargets.chain((targets) => fc.tuple(...targets.map(policyWith))) }
    )
  })

/** A policy set of policies, policy sets and references. */
export const policySet: fc.Arbitrary<PolicySet> = policySetOf(
  fc.oneof(
    { weight: 4, arbitrary: policy },
    { weight: 1, arbitrary: policySetOf(fc.oneof(policy, reference)) },
    { weight: 2, arbitrary: reference }
  )
)

/** A root, what it may refer to, and a request that is about the same things. */
export const policyCase: fc.Arbitrary<PolicyCase> = fc.record({
  root: fc.oneof(policy, policySet),
  policies: fc.array(fc.oneof(policy, policySet), { minLength: 1, maxLength: 5 }),
  request,
  now: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) })
})
