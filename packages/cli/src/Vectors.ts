/**
 * A vector is one case of how the platform behaves: input and expected output. This file runs vectors through the public
 * API of `@adressat/core`, `@adressat/orders` and `@adressat/pdp`, so that any implementation of the same format can be held against it.
 */
import {
  checkAction,
  ensureCountryCode,
  externalIdentityContactPoints,
  isExternalIdentity,
  isFutureApiResource,
  isNationalIdentityNumber,
  isOrganizationNumber,
  isValidEmailAddress,
  isValidPhoneNumber,
  personContactPoints,
  sanitizeAction,
  sanitizeResource,
  statutoryContactPoints,
  unitContactPoints
} from "@adressat/core"
import type {
  CustomContactRegisterRow,
  Party,
  PersonRegisterRow,
  RegisteredUser,
  StatutoryAddressRow,
  UserId
} from "@adressat/core"
import { chainAnswer, lookupAnswer, processOrder } from "@adressat/orders"
import { decisionBatches, resourceCategory } from "@adressat/pdp"
import { addressesByRecipient, dependencyError, rowsByRecipient, runOrder, stageOf } from "./VectorOrder.ts"
import type { Json, VectorRuleSet } from "./VectorOrder.ts"
import { timeRunners } from "./VectorTime.ts"

/** One case. */
export interface Vector {
  readonly name: string
  readonly kind: string
  readonly input: unknown
  readonly expected: unknown
}

/** What running a vector gave; `not-covered` when nothing runs its kind, or this case of it. */
export type VectorResult =
  | { readonly outcome: "passed" }
  | { readonly outcome: "failed"; readonly expected: unknown; readonly actual: unknown }
  | { readonly outcome: "not-covered" }

/** Runs one vector. */
export const runVector = async (vector: Vector, ruleSet: VectorRuleSet = "altinn"): Promise<VectorResult> => {
  const run = Object.hasOwn(runners, vector.kind) ? runners[vector.kind] : undefined
  if (run === undefined) return { outcome: "not-covered" }
  const actual = await run(vector.input as Json, ruleSet)
  if (actual === undefined) return { outcome: "not-covered" }
  return equal(actual, vector.expected)
    ? { outcome: "passed" }
    : { outcome: "failed", expected: vector.expected, actual }
}

/** Whether a value is a file of vectors. */
export const isVectorFile = (value: unknown): value is { readonly vectors: ReadonlyArray<Vector> } =>
  typeof value === "object" &&
  value !== null &&
  "vectors" in value &&
  Array.isArray(value.vectors) &&
  value.vectors.every(
    (vector: unknown) =>
      typeof vector === "object" &&
      vector !== null &&
      "name" in vector &&
      typeof vector.name === "string" &&
      "kind" in vector &&
      typeof vector.kind === "string" &&
      "input" in vector &&
      "expected" in vector
  )

type Runner = (input: Json, ruleSet: VectorRuleSet) => unknown

/** Each gives what came out, or `undefined` for a case that it does not know. */
const runners: Readonly<Record<string, Runner>> = {
  ...timeRunners,
  "phone.normalize": ({ raw }) => ({ normalized: raw == null ? null : ensureCountryCode(raw) }),
  "phone.valid": ({ raw }) => ({ valid: isValidPhoneNumber(raw ?? "") }),
  "email.valid": ({ raw }) => ({ valid: isValidEmailAddress(raw ?? "") }),
  "resource.sanitize": ({ raw }) => ({ resourceId: sanitizeResource(raw) }),
  "resource.validFuture": ({ resourceId }) => ({ valid: isFutureApiResource(resourceId) }),
  "action.resolve": ({ resourceAction }) => ({ action: sanitizeAction(resourceAction) }),
  "action.valid": ({ resourceAction, resourceId }) => checkAction(resourceId, resourceAction),
  "externalIdentity.valid": ({ externalIdentity }) => ({ valid: isExternalIdentity(externalIdentity ?? "") }),
  "identifier.valid": ({ kind, value }) => {
    if (kind === "organizationNumber") return { valid: isOrganizationNumber(value ?? "") }
    return kind === "nationalIdentityNumber" ? { valid: isNationalIdentityNumber(value ?? "") } : undefined
  },
  "profile.persons": ({ krr, now, requested, useStaleContactInfo }) => ({
    contactPointsList: personContactPoints(krr as ReadonlyArray<PersonRegisterRow>, requested, {
      at: Date.parse(now),
      useStaleContactInformation: useStaleContactInfo === true
    })
  }),
  "profile.units": ({ organizationNumbers, parties, registrations, resourceId }) => ({
    contactPointsList: unitContactPoints(
      registrations as ReadonlyArray<CustomContactRegisterRow>,
      parties as ReadonlyArray<Party>,
      organizationNumbers,
      resourceId
    )
  }),
  "profile.orgAddresses": ({ mainUnits, organizationNumbers, organizations }) => {
    const rowsOf = (organizationNumber: string) => ({
      organizationNumber,
      addresses: (organizations.find((unit: Json) => unit.organizationNumber === organizationNumber)?.addresses ??
        null) as ReadonlyArray<StatutoryAddressRow> | null
    })
    return {
      contactPointsList: statutoryContactPoints(
        organizationNumbers.map((organizationNumber: string) => ({
          ...rowsOf(organizationNumber),
          mainUnits: (mainUnits?.[organizationNumber] ?? []).map(rowsOf)
        }))
      )
    }
  },
  "profile.externalIdentity": ({ externalIdentities, users }) => ({
    contactPointsList: externalIdentityContactPoints(users as ReadonlyArray<RegisteredUser>, externalIdentities)
  }),
  "pdp.batches": ({ batchSize, organizations }) => {
    const pairs = organizations.flatMap(({ partyId, userIds }: Json) =>
      userIds.map((userId: UserId) => ({ organizationNumber: "", partyId, userId }))
    )
    const batches = decisionBatches({ resource: "", action: "read", pairs }, batchSize).map((batch) =>
      [...Map.groupBy(batch.pairs, ({ partyId }) => partyId)].map(([partyId, ofParty]) => ({
        partyId,
        userIds: ofParty.map(({ userId }) => userId)
      }))
    )
    return { calls: batches.length, batches }
  },
  "pdp.resourceCategory": ({ partyId, resourceId }) => {
    const category = resourceCategory(resourceId, { organizationNumber: "", partyId, userId: 0 })
    if (category === undefined) return { error: dependencyError("readAccess") }
    return {
      id: category.id,
      attributes: category.attribute.map(({ attributeId, includeInResult, value }) => ({
        attributeId,
        value,
        includeInResult
      }))
    }
  },
  resolve: async (input, ruleSet) => {
    const run = await runOrder(input, stageOf(input.phase), ruleSet)
    return "error" in run ? run : { recipients: addressesByRecipient(input.recipients, run), calls: run.calls }
  },
  "order.lookup": async (input, ruleSet) => {
    const run = await runOrder(input, "registration", ruleSet)
    if ("error" in run) return run
    if (input.api === "future") {
      const answer = chainAnswer([{ decision: run.decision }])
      if (answer.httpStatus === 201) return { httpStatus: 201, orderStored: true, recipientLookupReturned: false }
      return answer.httpStatus === 422 ? { problem: answer.problem, orderStored: false } : undetermined
    }
    const answer = lookupAnswer(run.decision)
    return answer.httpStatus === 202
      ? { httpStatus: 202, recipientLookup: answer.recipientLookup ?? null, orderStored: true }
      : undetermined
  },
  "order.process": async (input, ruleSet) => {
    const run = await runOrder(input, "processing", ruleSet)
    if ("error" in run) return run
    const processed = processOrder(run.order, run.decision)
    switch (processed.outcome) {
      case "processed": {
        const notifications = rowsByRecipient(input.recipients, run, processed.notifications)
        const isSending = notifications.some(({ result }) => result === "New")
        return { notifications, orderStatus: isSending ? processed.orderStatus : "Completed" }
      }
      case "abandoned":
        return { error: { type: "ArgumentException" } }
      case "retry":
        return undetermined
    }
  }
}

const undetermined = { error: { type: "Undetermined" } }

const equal = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((element, index) => equal(element, b[index]))
  if (
    typeof a !== "object" ||
    typeof b !== "object" ||
    a === null ||
    b === null ||
    Array.isArray(a) ||
    Array.isArray(b)
  )
    return false
  const names = (value: object) =>
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name]) => name)
  const [left, right] = [names(a), names(b)]
  return (
    left.length === right.length &&
    left.every((name) => Object.hasOwn(b, name) && equal((a as Json)[name], (b as Json)[name]))
  )
}
