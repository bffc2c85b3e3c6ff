/**
 * The facts of a policy that make the Altinn engine answer otherwise than XACML: what it ignores, tears apart or throws
 * on. Found without a request. Codes begin with `altinn-` and are stable.
 *
 * A policy without such a finding is answered alike, save for values that only .NET reads as equal.
 */
import { conditionFindings } from "./ConditionDeviation.ts"
import { nameOf } from "./Deviation.ts"
import { engineVersionAt, newestEngineDate } from "./EngineVersion.ts"
import type { EngineVersion } from "./EngineVersion.ts"
import { parserRefusals } from "./ParserRefusal.ts"
import { targetFindings } from "./TargetDeviation.ts"
import { combiningAlgorithms, isLegacyAlgorithm } from "../evaluation/CombiningAlgorithm.ts"
import { finding } from "../Finding.ts"
import type { Finding } from "../Finding.ts"
import type { AnyPolicy, NoticeExpression, Policy, Rule } from "../Policy.ts"

/** Which engine a policy is held against. */
export interface AltinnDeviationOptions {
  /** ISO date of the engine; default `2026-08-21`, the newest that is known. */
  readonly engineDate?: string
}

/** What makes the engine answer otherwise than XACML, in the order of the document. */
export const altinnDeviations = (policy: AnyPolicy, options: AltinnDeviationOptions = {}): ReadonlyArray<Finding> => {
  const unreadable = parserRefusals(policy).map(({ message, place, remedy }) =>
    finding("warning", "altinn-policy-unreadable", place, message, remedy)
  )
  if (policy.kind === "PolicySet") return unreadable
  const version = engineVersionAt(options.engineDate ?? newestEngineDate)
  return [
    ...unreadable,
    ...policyFindings(policy, version),
    ...policy.rules.flatMap((rule) => [
      ...targetFindings(rule, version),
      ...conditionFindings(rule, version),
      ...droppedFromRule(rule)
    ])
  ]
}

const ruleDenyOverrides = "urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides"

const policyFindings = (policy: Policy, version: EngineVersion): ReadonlyArray<Finding> => {
  const { advice, combiningAlgorithm, obligations, place, rules, target } = policy
  const findings: Array<Finding> = []
  if (target.anyOf.length > 0) {
    findings.push(
      finding(
        "warning",
        "altinn-policy-target-ignored",
        target.place ?? place,
        "the Altinn engine does not look at the target of a policy, so its rules apply to other requests too",
        "write the matches into the target of each rule"
      )
    )
  }
  if (version.combination === "standard") findings.push(...algorithmFindings(policy))
  else if (combiningAlgorithm !== ruleDenyOverrides || version.combination === "permits") {
    findings.push(
      ...rules
        .filter(({ effect }) => effect === "Deny")
        .map((rule) =>
          finding(
            "warning",
            "altinn-deny-ignored",
            rule.place,
            `the Altinn engine of that date does not let rule ${rule.id} deny`,
            "permit only those who may, instead of denying the others"
          )
        )
    )
  }
  return [...findings, ...noticeFindings(obligations), ...adviceFindings(advice)]
}

const algorithmFindings = ({ combiningAlgorithm, place }: Policy): ReadonlyArray<Finding> => {
  if (isLegacyAlgorithm(combiningAlgorithm) || !combiningAlgorithms.has(combiningAlgorithm)) {
    return [
      finding(
        "warning",
        "altinn-algorithm-unknown",
        place,
        `the Altinn engine does not know the combining algorithm ${combiningAlgorithm}, and every rule that applies makes it answer Indeterminate`,
        "use the deny-overrides of XACML 3.0"
      )
    ]
  }
  return /:(?:deny-unless-permit|permit-unless-deny)$/.test(combiningAlgorithm)
    ? [
        finding(
          "warning",
          "altinn-default-decision-missing",
          place,
          `the Altinn engine answers NotApplicable, whatever ${nameOf(combiningAlgorithm)} says, when no rule is about the resource and the action`,
          "add a rule without a target for the decision that is meant"
        )
      ]
    : []
}

const noticeFindings = (obligations: ReadonlyArray<NoticeExpression>): ReadonlyArray<Finding> =>
  obligations.flatMap(({ appliesTo, assignments, id, place }) => {
    if (appliesTo === "Deny") {
      return [
        finding(
          "note",
          "altinn-obligation-dropped",
          place,
          `the Altinn engine drops obligation ${id}, which is for Deny`,
          "remove it, or put it on Permit"
        )
      ]
    }
    return assignments.flatMap((assignment) => {
      const where = assignment.place ?? place
      if (assignment.expression.kind !== "AttributeValue") {
        return [
          finding(
            "note",
            "altinn-obligation-dropped",
            where,
            `the Altinn engine drops ${assignment.attributeId} of obligation ${id}, which is no literal`,
            "write a literal"
          )
        ]
      }
      return assignment.category === undefined
        ? [
            finding(
              "warning",
              "altinn-obligation-category-missing",
              where,
              `the Altinn endpoint fails in JSON on a Permit with ${assignment.attributeId} of obligation ${id}, which has no category`,
              "add a Category"
            )
          ]
        : []
    })
  })

const adviceFindings = (advice: ReadonlyArray<NoticeExpression>): ReadonlyArray<Finding> =>
  advice.map(({ id, place }) =>
    finding(
      "note",
      "altinn-advice-dropped",
      place,
      `the Altinn engine drops advice ${id}`,
      "remove it, or make it an obligation"
    )
  )

const droppedFromRule = (rule: Rule): ReadonlyArray<Finding> => [
  ...rule.obligations.map(({ id, place }) =>
    finding(
      "note",
      "altinn-obligation-dropped",
      place,
      `the Altinn engine drops obligation ${id}, which stands in rule ${rule.id}`,
      "move it to the policy"
    )
  ),
  ...adviceFindings(rule.advice)
]
