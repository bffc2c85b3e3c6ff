/**
 * An enriched test is an entry of the Altinn manifest: besides the request as it was sent, it has each decision with the
 * request as the context handler completed it, so that the policy engine can be tested alone.
 */
import type { Decision, Mode } from "@adressat/xacml"
import { decisionPoint, readPolicy } from "@adressat/xacml"
import type { ConformanceOptions, ConformanceOutcome, ConformanceTest } from "./ConformanceTest.ts"
import { readRequest } from "./ConformanceTest.ts"

/** An entry of the Altinn manifest, as far as it is used here. */
export interface EnrichedTest extends ConformanceTest {
  readonly endpoint: string
  readonly fixtures: ReadonlyArray<string>
  readonly featureFlags: ReadonlyArray<string>
  readonly individualDecisions: ReadonlyArray<EnrichedDecision>
  /** false: the running engine and the standard give different answers. */
  readonly specAgrees: boolean
}

interface EnrichedDecision {
  readonly policy: string
  readonly enrichedRequest: string
  readonly altinnRolePolicyDecision: Decision
  readonly specRolePolicyDecision: Decision
  readonly delegationPolicies?: ReadonlyArray<string>
  readonly delegationEnrichedRequest?: string
  readonly delegationDecision?: Decision
}

/** Whether a test has the Altinn layout. */
export const isEnrichedTest = (test: ConformanceTest): test is EnrichedTest => "individualDecisions" in test

/** Runs the decisions of a test on their enriched requests, role policy and delegation policies apart. */
export const runEnrichedDecisions = async (
  test: EnrichedTest,
  options: ConformanceOptions
): Promise<ConformanceOutcome> => {
  const found: Array<string> = []
  for (const [index, decision] of test.individualDecisions.entries()) {
    const expected = options.mode === "altinn" ? decision.altinnRolePolicyDecision : decision.specRolePolicyDecision
    const actual = await decide([decision.policy], decision.enrichedRequest, options)
    if (!actual.includes(expected)) found.push(`enriched request ${index + 1}: ${unexpected(expected, actual)}`)
    const { delegationDecision, delegationEnrichedRequest, delegationPolicies = [] } = decision
    if (delegationDecision === undefined || delegationEnrichedRequest === undefined) continue
    const delegated = await decide(delegationPolicies, delegationEnrichedRequest, options)
    if (!delegated.includes(delegationDecision)) {
      found.push(`delegation ${index + 1}: ${unexpected(delegationDecision, delegated)}`)
    }
  }
  return found.length === 0 ? { outcome: "passed" } : { outcome: "failed", differences: found }
}

const unexpected = (expected: string, actual: ReadonlyArray<string>): string =>
  `expected ${expected}, actual ${actual.join(", ")}`

const decide = async (
  policies: ReadonlyArray<string>,
  requestFile: string,
  { mode, now, read }: { readonly mode: Mode } & Pick<ConformanceOptions, "now" | "read">
): Promise<ReadonlyArray<string>> => {
  const request = readRequest(requestFile, await read(requestFile))
  const decisions: Array<string> = []
  for (const file of policies) {
    const policy = readPolicy(await read(file))
    if (!policy.ok || !request.ok) decisions.push("unreadable")
    else {
      const { results } = decisionPoint(policy.value, { mode }).decide(request.value, { now })
      decisions.push(...results.map(({ decision }) => decision))
    }
  }
  return decisions
}
