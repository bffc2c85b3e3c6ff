/**
 * A platform test is an entry of the Altinn manifest. It is run in two ways: each decision on the request as the context
 * handler had completed it, so that the policy engine is tested alone; and the request as it was sent, through the context
 * handler of `@adressat/pdp`, which finds everything else in the fixtures.
 */
import { individualRequests, makeContextHandler } from "@adressat/pdp"
import type { ContextHandler, DecisionEndpoint } from "@adressat/pdp"
import type { Decision, Finding, Mode, Request, Response } from "@adressat/xacml"
import {
  decisionPoint,
  readPolicy,
  readRequestJson,
  readRequestXml,
  readResponseJson,
  readResponseXml,
  Status
} from "@adressat/xacml"
import * as Effect from "effect/Effect"
import type { ConformanceOptions, ConformanceOutcome, ConformanceTest } from "./ConformanceTest.ts"
import { readRequest } from "./ConformanceTest.ts"
import { platformFixtures } from "./PlatformFixtures.ts"

/** An entry of the Altinn manifest, as far as it is used here. */
export interface PlatformTest extends ConformanceTest {
  readonly request: string
  readonly response: string
  /** Method and path, such as `POST /authorization/api/v1/decision`. */
  readonly endpoint: string
  readonly requestFormat: "json" | "xml"
  readonly featureFlags: ReadonlyArray<string>
  readonly individualDecisions: ReadonlyArray<EnrichedDecision>
  readonly expectedDecisions: ReadonlyArray<Decision>
  readonly expectedStatusCodes: ReadonlyArray<string>
  readonly expectedObligationCounts: ReadonlyArray<number>
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
export const isPlatformTest = (test: ConformanceTest): test is PlatformTest => "individualDecisions" in test

/** Runs a test in both ways. */
export const runPlatformTest = async (
  folder: string,
  test: PlatformTest,
  options: ConformanceOptions
): Promise<ConformanceOutcome> => {
  const found = [...(await enrichedDifferences(test, options)), ...(await answerDifferences(folder, test, options))]
  return found.length === 0 ? { outcome: "passed" } : { outcome: "failed", differences: found }
}

// --- On enriched requests --------------------------------------------------------------------------------------------

/** The decisions on enriched requests that differ, role policy and delegation policies apart. */
const enrichedDifferences = async (test: PlatformTest, options: ConformanceOptions): Promise<ReadonlyArray<string>> => {
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
  return found
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

// --- Through the context handler -------------------------------------------------------------------------------------

const answerDifferences = async (
  folder: string,
  test: PlatformTest,
  { mode, read }: ConformanceOptions
): Promise<ReadonlyArray<string>> => {
  const text = await read(test.request)
  const reading = test.requestFormat === "json" ? readRequestJson(text, { dialect: "altinn" }) : readRequestXml(text)
  const handler = makeContextHandler({
    mode,
    features: {
      userAccessPackages: test.featureFlags.includes("UserAccessPackageAuthorization"),
      systemUserAccessPackages: test.featureFlags.includes("SystemUserAccessPackageAuthorization"),
      rolesFromAccessManagement: test.featureFlags.includes("AccessManagementAsPipForRoles")
    }
  })
  const fixtures = platformFixtures(folder, test)
  const endpoint: DecisionEndpoint = test.endpoint.endsWith("/authorize") ? "authorize" : "decision"
  const response = reading.ok
    ? await Effect.runPromise(
        Effect.provide(handler.answer(reading.value, endpoint, { format: test.requestFormat }), fixtures)
      )
    : refusal(reading.findings, endpoint)
  const decisions = response.results.map(({ decision }) => decision)
  // By the standard nothing but the decision is comparable, and that only where the two agree.
  if (mode === "strict") return test.specAgrees ? differing("decisions", test.expectedDecisions, decisions) : []
  const expected = readResponse(test.response, await read(test.response))
  const enriched = reading.ok
    ? await Effect.runPromise(Effect.provide(enrichedRequests(handler, reading.value, endpoint), fixtures))
    : []
  return [
    ...differing("decisions", test.expectedDecisions, decisions),
    ...differing(
      "status",
      test.expectedStatusCodes,
      response.results.map(({ status }) => status.code)
    ),
    ...differing(
      "obligation counts",
      test.expectedObligationCounts,
      response.results.map(({ obligations }) => obligations.length)
    ),
    ...(expected === undefined ? ["the response cannot be read"] : []),
    ...differing("first obligations and attributes", wire(expected), wire(response)),
    ...(await enrichmentDifferences(test, enriched, read))
  ]
}

/** What the endpoint says to a request that it cannot convert: of a data type it says so, on anything else it breaks. */
const refusal = (findings: ReadonlyArray<Finding>, endpoint: DecisionEndpoint): Response => ({
  results: [
    {
      decision: "Indeterminate",
      status: {
        code:
          endpoint === "authorize" && findings.some(({ code }) => code === "unknown-data-type")
            ? Status.processingError
            : Status.syntaxError
      },
      obligations: [],
      advice: [],
      attributes: [],
      policyIdentifiers: []
    }
  ]
})

const readResponse = (file: string, text: string): Response | undefined => {
  const reading = file.endsWith(".xml") ? readResponseXml(text) : readResponseJson(text)
  return reading.ok ? reading.value : undefined
}

const differing = (what: string, expected: unknown, actual: unknown): ReadonlyArray<string> => {
  const [left, right] = [JSON.stringify(expected), JSON.stringify(actual)]
  return left === right ? [] : [`${what}: expected ${left}, actual ${right}`]
}

/** What Altinn's own tests compare: of the obligations the first, and not its id; and the attributes that are repeated. */
const wire = (response: Response | undefined): unknown =>
  response?.results.map(({ attributes, obligations }) => ({
    obligation: obligations[0]?.assignments.map(({ category, value }) => [category, value.text]),
    attributes: attributes.map((group) => [
      group.category,
      group.attributes.flatMap(({ attributeId, values }) => values.map(({ text }) => `${attributeId} ${text}`))
    ])
  }))

/** The requests as the context handler completes them; none where it refuses the request. */
const enrichedRequests = (handler: ContextHandler, request: Request, endpoint: DecisionEndpoint) =>
  Effect.gen(function* () {
    const lookup = yield* handler.lookup
    return yield* Effect.forEach(individualRequests(request), (part) =>
      "_tag" in part ? Effect.fail(part) : handler.decide(part, endpoint, lookup)
    )
  }).pipe(
    Effect.map((decisions) => decisions.map((decision) => decision.request)),
    Effect.orElseSucceed((): ReadonlyArray<Request> => [])
  )

const enrichmentDifferences = async (
  test: PlatformTest,
  enriched: ReadonlyArray<Request>,
  read: ConformanceOptions["read"]
): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = []
  for (const [index, { enrichedRequest }] of test.individualDecisions.entries()) {
    const expected = readRequest(enrichedRequest, await read(enrichedRequest))
    const actual = enriched[index]
    if (!expected.ok || actual === undefined) found.push(`request ${index + 1} could not be enriched`)
    else
      found.push(...differing(`enrichment of request ${index + 1}`, attributesOf(expected.value), attributesOf(actual)))
  }
  return found
}

/** The attributes of a request, one line for each value, in no order. */
const attributesOf = ({ attributes }: Request): ReadonlyArray<string> =>
  attributes
    .flatMap((group) =>
      group.attributes.flatMap(({ attributeId, includeInResult, values }) =>
        values.map(({ dataType, text }) =>
          JSON.stringify([group.category, attributeId, includeInResult, dataType, text])
        )
      )
    )
    .toSorted((a, b) => (a < b ? -1 : 1))
