/**
 * A conformance test is an entry of a `manifest.json`: policies, a request and the expected response, as files beside the
 * manifest. This file runs one through the public API of `@adressat/xacml`.
 */
import type {
  AnyPolicy,
  Attributes,
  Bag,
  DecisionPointOptions,
  Environment,
  Finding,
  Mode,
  Reading,
  Request,
  Response
} from "@adressat/xacml"
import {
  compileAltinn,
  compilePolicy,
  decisionPoint,
  evaluateAltinn,
  makeValue,
  onlyOneApplicable,
  policyRepository,
  readPolicy,
  readRequestJson,
  readRequestXml,
  readResponseJson,
  readResponseXml,
  unreadable
} from "@adressat/xacml"
import { xpathEngine } from "@adressat/xacml/xpath"
import { disputedTests } from "./DisputedTests.ts"
import type { SelectionOf } from "./ResultComparison.ts"
import { differences } from "./ResultComparison.ts"

/** An entry of a manifest, as far as it is used here. */
export interface ConformanceTest {
  readonly id: string
  readonly policies: ReadonlyArray<string>
  readonly rootPolicies?: ReadonlyArray<string>
  /** Policies that references lead to, where `policies` does not list them. */
  readonly referencedPolicies?: ReadonlyArray<string>
  readonly request: string | null
  readonly response: string | null
  readonly jsonFiles?: ReadonlyArray<string>
  /** The policies must be refused. */
  readonly expectReject?: boolean
  /** What the policy information point knows. */
  readonly pip?: ReadonlyArray<PipAttribute>
  /** The children of each resource. */
  readonly hierarchy?: Readonly<Record<string, ReadonlyArray<string>>>
  /** What the Altinn engine answers instead. */
  readonly altinnEngineModel?: { readonly decision: string; readonly status?: string | null }
  /** false: the expected answer is disputed. */
  readonly oracleAgrees?: boolean
}

interface PipAttribute {
  readonly category: string
  readonly attributeId: string
  readonly dataType: string
  readonly value: string
}

/** What came of a test. */
export type ConformanceOutcome =
  | { readonly outcome: "passed" }
  | { readonly outcome: "failed"; readonly differences: ReadonlyArray<string> }
  | { readonly outcome: "skipped"; readonly reason: string }

/** How a test is run. */
export interface ConformanceOptions {
  readonly mode: Mode
  /** The clock, in milliseconds since 1970. */
  readonly now: number
  /** The text of a file that the manifest names. */
  readonly read: (file: string) => Promise<string>
}

/** Runs a test of the OASIS layout: each of its pairs of request and response. */
export const runConformanceTest = async (
  test: ConformanceTest,
  options: ConformanceOptions
): Promise<ConformanceOutcome> => {
  const found = await differencesIn(test, options)
  if (found.length === 0) return { outcome: "passed" }
  const dispute = options.mode === "strict" && test.oracleAgrees === false ? disputedTests.get(test.id) : undefined
  if (dispute === undefined) return { outcome: "failed", differences: found }
  const repaired = repairedTest(test)
  const remaining = repaired === undefined ? [] : await differencesIn(repaired, options)
  return remaining.length === 0
    ? { outcome: "skipped", reason: `disputed: it ${dispute}${repaired === undefined ? "" : "; repaired, it passes"}` }
    : { outcome: "failed", differences: remaining }
}

/**
 * A disputed test with what its manifest gives in place of the slip: members that end in `Repaired`. A repaired policy
 * takes the place of the one whose name its own begins with: `aPolicy.repaired.xml` that of `aPolicy.xml`.
 */
const repairedTest = (test: ConformanceTest): RunnableTest | undefined => {
  const repairs = Object.entries(test).flatMap(([name, value]): ReadonlyArray<readonly [string, unknown]> =>
    name.endsWith("Repaired") ? [[name.slice(0, -"Repaired".length), value]] : []
  )
  if (repairs.length === 0) return undefined
  const files = repairs.flatMap(([, value]) => value).filter((value) => typeof value === "string")
  const repaired = { ...test, ...Object.fromEntries(repairs.filter(([name]) => name !== "policies")) }
  const inPlace = (file: string) => files.find((each) => each.startsWith(file.replace(/\.xml$/, ""))) ?? file
  return {
    ...repaired,
    repeatsSlip: repaired.request !== test.request && repaired.response === test.response,
    policies: repaired.policies.map(inPlace),
    ...(repaired.rootPolicies === undefined ? {} : { rootPolicies: repaired.rootPolicies.map(inPlace) })
  }
}

/** A test, possibly repaired. */
interface RunnableTest extends ConformanceTest {
  /** The request is repaired and the response is not, so that the attributes in it are of the slip. */
  readonly repeatsSlip?: boolean
}

const differencesIn = async (test: RunnableTest, options: ConformanceOptions): Promise<ReadonlyArray<string>> => {
  const documents = await readPolicies(test, options)
  if (test.expectReject === true) return rejection(documents)
  const pairs = requestsOf(test)
  const found = pairs.length === 0 ? ["it has no request and response"] : []
  for (const [requestFile, response] of pairs) {
    const request = readRequest(requestFile, await options.read(requestFile))
    const actual = answer(test, documents, request, options)
    const expected = await expectedResponse(test, response, actual, options)
    const comparable = test.repeatsSlip === true ? repeating(actual, expected) : expected
    found.push(...differences(comparable, actual, selectionIn(request.ok ? request.value.attributes : [])))
  }
  return found
}

/**
 * What an `xpathExpression` selects in the content of its category; nothing is no answer. An expected response may leave out
 * the namespaces, which are then those of the content.
 */
const selectionIn =
  (groups: ReadonlyArray<Attributes>): SelectionOf =>
  ({ element, text }) => {
    const about = element?.attributes.find(({ name }) => name === "XPathCategory")?.value
    const content = groups.find((group) => group.category === about && group.content !== undefined)?.content
    if (element === undefined || content === undefined) return undefined
    const selected = xpathEngine.paths(content, {
      path: text.trim(),
      namespaces: { ...content.namespaces, ...element.namespaces }
    })
    return "status" in selected || selected.length === 0 ? undefined : selected.join(" ")
  }

/** An expected response with the attributes that the actual one repeats. */
const repeating = (actual: Response, expected: Response): Response => ({
  results: expected.results.map((result, index) => ({
    ...result,
    attributes: actual.results[index]?.attributes ?? result.attributes
  }))
})

/** The pairs of request and response; those in JSON are an extra pair. */
const requestsOf = ({
  jsonFiles = [],
  request,
  response
}: ConformanceTest): ReadonlyArray<readonly [string, string]> => {
  const jsonRequest = jsonFiles.find((file) => file.includes("Request"))
  const jsonResponse = jsonFiles.find((file) => file.includes("Response"))
  return [
    ...(request === null || response === null ? [] : [[request, response] as const]),
    ...(request === null || jsonResponse === undefined ? [] : [[jsonRequest ?? request, jsonResponse] as const])
  ]
}

interface PolicyDocuments {
  readonly roots: ReadonlyArray<Reading<AnyPolicy>>
  readonly all: ReadonlyArray<Reading<AnyPolicy>>
}

const readPolicies = async (test: ConformanceTest, { read }: ConformanceOptions): Promise<PolicyDocuments> => {
  const readings = new Map<string, Reading<AnyPolicy>>()
  for (const file of new Set([...(test.rootPolicies ?? []), ...test.policies, ...(test.referencedPolicies ?? [])])) {
    readings.set(file, readPolicy(await read(file)))
  }
  const roots = (test.rootPolicies ?? test.policies).flatMap((file) => readings.get(file) ?? [])
  return { roots, all: [...readings.values()] }
}

const findingsOf = (readings: ReadonlyArray<Reading<AnyPolicy>>): ReadonlyArray<Finding> =>
  readings.flatMap((reading) => (reading.ok ? [] : reading.findings))

const policiesOf = (readings: ReadonlyArray<Reading<AnyPolicy>>): ReadonlyArray<AnyPolicy> =>
  readings.flatMap((reading) => (reading.ok ? [reading.value] : []))

const rejection = ({ all, roots }: PolicyDocuments): ReadonlyArray<string> => {
  const repository = policyRepository(policiesOf(all))
  const isRefused =
    findingsOf(all).length > 0 ||
    policiesOf(roots).some((policy) =>
      compilePolicy(policy, { repository, xpath: xpathEngine }).findings.some(({ severity }) => severity === "error")
    )
  return isRefused ? [] : ["the policy should be refused"]
}

/** A policy that is only referred to and cannot be read is missing where the reference is reached, and nowhere else. */
const answer = (
  test: ConformanceTest,
  { all, roots }: PolicyDocuments,
  request: Reading<Request>,
  { mode, now }: ConformanceOptions
): Response => {
  const root = rootOf(policiesOf(roots))
  const findings = [...findingsOf(roots), ...(request.ok ? [] : request.findings)]
  if (!request.ok || root === undefined || findings.length > 0) return unreadable(findings)
  // The model is of the engine alone, which gives one answer whatever a request asks for.
  if (mode === "altinn" && test.altinnEngineModel !== undefined) {
    return { results: [evaluateAltinn(compileAltinn(root), request.value)] }
  }
  const { hierarchy, pip = [] } = test
  const options: DecisionPointOptions = {
    mode,
    repository: policyRepository(policiesOf(all)),
    xpath: xpathEngine,
    ...(hierarchy === undefined ? {} : { childrenOf: (resource: string) => hierarchy[resource] ?? [] })
  }
  const environment: Environment = {
    now,
    attributesOf: ({ attributeId, category, dataType }): Bag =>
      pip
        .filter((known) => known.attributeId === attributeId && known.category === category)
        .map(({ value }) => makeValue(dataType, value))
  }
  return decisionPoint(root, options).decide(request.value, environment)
}

/** Several policies without a policy set around them: only one of them may apply. */
const rootOf = (policies: ReadonlyArray<AnyPolicy>): AnyPolicy | undefined => {
  const [first, ...others] = policies
  if (first === undefined || others.length === 0) return first
  return {
    kind: "PolicySet",
    id: "several root policies",
    version: "1.0",
    combiningAlgorithm: onlyOneApplicable,
    target: { anyOf: [] },
    combinerParameters: [],
    obligations: [],
    advice: [],
    children: policies
  }
}

/** Reads a request, in XML or JSON by the name of its file. */
export const readRequest = (file: string, text: string): Reading<Request> =>
  file.endsWith(".json") ? readRequestJson(text) : readRequestXml(text)

const expectedResponse = async (
  { altinnEngineModel }: ConformanceTest,
  file: string,
  actual: Response,
  { mode, read }: ConformanceOptions
): Promise<Response> => {
  if (mode === "altinn" && altinnEngineModel !== undefined) return modelled(altinnEngineModel, actual)
  const text = await read(file)
  const reading = file.endsWith(".json") ? readResponseJson(text) : readResponseXml(text)
  return reading.ok ? reading.value : unreadable(reading.findings)
}

/** The model of the Altinn engine knows the decision and the status of the one result, and nothing else. */
const modelled = (
  { decision, status }: NonNullable<ConformanceTest["altinnEngineModel"]>,
  actual: Response
): Response => ({
  results: actual.results.slice(0, 1).map((result) => ({
    ...result,
    decision: decision as typeof result.decision,
    status: status == null ? result.status : { ...result.status, code: status }
  }))
})
