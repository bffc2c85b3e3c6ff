/**
 * A vector is one case of how the platform behaves: input and expected output. This file runs vectors through the public
 * API of `@adressat/core` and `@adressat/pdp`, so that any implementation of the same format can be held against it.
 */
import {
  checkAction,
  createAdressat,
  decide,
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
  AdressatOptions,
  CustomContactRegisterRow,
  Decision,
  Party,
  PersonRegisterRow,
  ReadAccessAnswer,
  RegisteredUser,
  Snapshot,
  SourceName,
  StatutoryAddressRow,
  UserId
} from "@adressat/core"
import { decisionBatches, resourceCategory } from "@adressat/pdp"

/** One case. */
export interface Vector {
  readonly name: string
  readonly kind: string
  readonly input: unknown
  readonly expected: unknown
}

/** What running a vector gave; `undefined` when the kind, or this case of it, is not covered. */
export type VectorResult =
  | { readonly outcome: "passed" }
  | { readonly outcome: "failed"; readonly expected: unknown; readonly actual: unknown }
  | { readonly outcome: "not-covered" }

/** The rule set that the vectors are run with. */
export type VectorRuleSet = NonNullable<AdressatOptions["ruleSet"]>

/** Runs one vector. */
export const runVector = async (vector: Vector, ruleSet: VectorRuleSet = "altinn"): Promise<VectorResult> => {
  const run = Object.hasOwn(runners, vector.kind) ? runners[vector.kind] : undefined
  if (run === undefined) return { outcome: "not-covered" }
  const actual = await run(vector.input as Json, ruleSet)
  if (actual === notCovered) return { outcome: "not-covered" }
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

// The shape of an input depends on the kind; each runner reads what its kind documents.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any
type Runner = (input: Json, ruleSet: VectorRuleSet) => unknown

const notCovered = Symbol("not covered")

const runners: Readonly<Record<string, Runner>> = {
  "phone.normalize": ({ raw }) => ({ normalized: ensureCountryCode(raw ?? "") }),
  "phone.valid": ({ raw }) => ({ valid: isValidPhoneNumber(raw ?? "") }),
  "email.valid": ({ raw }) => ({ valid: isValidEmailAddress(raw ?? "") }),
  "resource.sanitize": ({ raw }) => ({ resourceId: sanitizeResource(raw) }),
  "resource.validFuture": ({ resourceId }) => ({ valid: isFutureApiResource(resourceId) }),
  "action.resolve": ({ resourceAction }) => ({ action: sanitizeAction(resourceAction) }),
  "action.valid": ({ resourceAction, resourceId }) => checkAction(resourceId, resourceAction),
  "externalIdentity.valid": ({ externalIdentity }) => ({ valid: isExternalIdentity(externalIdentity ?? "") }),
  "identifier.valid": ({ kind, value }) => {
    if (kind === "organizationNumber") return { valid: isOrganizationNumber(value ?? "") }
    return kind === "nationalIdentityNumber" ? { valid: isNationalIdentityNumber(value ?? "") } : notCovered
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
    return (
      category && {
        id: category.id,
        attributes: category.attribute.map(({ attributeId, includeInResult, value }) => ({
          attributeId,
          value,
          includeInResult
        }))
      }
    )
  },
  resolve: async (input, ruleSet) => {
    const run = await runOrder(input, stageOf(input.phase), ruleSet)
    if (run === notCovered || "error" in run) return run
    return { recipients: addressesByRecipient(input.recipients, run.decision), calls: run.calls }
  },
  "order.lookup": async (input, ruleSet) => {
    const run = await runOrder(input, "registration", ruleSet)
    if (run === notCovered || "error" in run) return run
    const { lookup } = run.decision
    if (input.api === "future") {
      return (lookup?.missingContact.length ?? 0) > 0
        ? {
            problem: { httpStatus: 422, code: "NOT-00001", title: "Missing contact information for recipient(s)" },
            orderStored: false
          }
        : { httpStatus: 201, orderStored: true, recipientLookupReturned: false }
    }
    return {
      httpStatus: 202,
      recipientLookup:
        lookup === null
          ? null
          : { status: lookup.status, isReserved: lookup.isReserved, missingContact: lookup.missingContact },
      orderStored: true
    }
  }
}

const stageOf = (phase: unknown) => (phase === "Registration" ? "registration" : "processing")

interface Calls {
  persons: number
  externalIdentities: number
  organizations: number
  units: number
  pdp: number
  unitsResourceId?: string
  pdpAction?: string
}

type OrderRun = { readonly decision: Decision; readonly calls: Calls } | { readonly error: unknown }

const runOrder = async (
  input: Json,
  stage: "registration" | "processing",
  ruleSet: VectorRuleSet
): Promise<OrderRun | typeof notCovered> => {
  const recipients = input.recipients.map(toRecipient)
  if (recipients.includes(notCovered)) return notCovered
  const calls: Calls = { persons: 0, externalIdentities: 0, organizations: 0, units: 0, pdp: 0 }
  const adressat = createAdressat({
    ...upstreamSources(input.upstream ?? {}, calls),
    ruleSet,
    ...(input.authorizationBatchSize === undefined ? {} : { readAccessBatchSize: input.authorizationBatchSize })
  })
  const order = {
    stage,
    channel: input.channel,
    resourceId: input.resourceId ?? null,
    ...(input.resourceAction == null ? {} : { resourceAction: input.resourceAction }),
    ...(input.ignoreReservation == null ? {} : { ignoreReservation: input.ignoreReservation }),
    recipients
  }
  // A vector of resolution begins after the request was validated.
  const snapshot = await adressat.gather(order, { checked: true })
  const decision = decide(adressat.program, order, snapshot)
  return decision.deliveries.length === 0 && decision.tally.undetermined > 0
    ? { error: platformError(snapshot) }
    : { decision, calls }
}

const toRecipient = ({ addresses = [], ...identifiers }: Json): Json => {
  const of = (type: string) =>
    addresses.filter((address: Json) => address.type === type).map(({ value }: Json) => value)
  const [emails, phones] = [of("Email"), of("Sms")]
  if (emails.length > 1 || phones.length > 1) return notCovered
  return {
    ...identifiers,
    ...(emails.length === 1 ? { emailAddress: emails[0] } : {}),
    ...(phones.length === 1 ? { phoneNumber: phones[0] } : {})
  }
}

const upstreamSources = (upstream: Json, calls: Calls) => {
  const answer = (fails: unknown, rows: Json) => {
    if (fails === true) throw new Error("the upstream failed")
    return rows ?? []
  }
  return {
    persons: () => {
      calls.persons++
      return answer(upstream.personsFail, upstream.persons)
    },
    externalIdentities: () => {
      calls.externalIdentities++
      return answer(upstream.externalIdentitiesFail, upstream.externalIdentities)
    },
    statutoryContacts: () => {
      calls.organizations++
      return answer(upstream.organizationsFail, upstream.organizations)
    },
    customContacts: (_keys: ReadonlyArray<string>, request: { readonly resource: string }) => {
      calls.units++
      calls.unitsResourceId = request.resource
      return answer(upstream.unitsFail, upstream.units)
    },
    readAccess: ({ action, pairs }: Parameters<AdressatOptions["readAccess"]>[0]) => {
      calls.pdp++
      calls.pdpAction = action
      const { mode = "permitAll", permit = [] } = upstream.pdp ?? {}
      if (upstream.pdpFail === true || mode === "fail") throw new Error("the upstream failed")
      return pairs.map(({ organizationNumber, partyId, userId }): ReadAccessAnswer => ({
        organizationNumber,
        userId,
        decision: pdpDecision(mode, permit, partyId, userId)
      }))
    }
  }
}

const pdpDecision = (mode: string, permit: Json, partyId: number | undefined, userId: UserId) => {
  if (mode === "permitAll") return "Permit"
  if (mode === "indeterminate") return "Indeterminate"
  const listed = mode === "list" && permit.some(([party, user]: Json) => party === partyId && user === userId)
  return listed ? "Permit" : "Deny"
}

const operations: Readonly<Record<Exclude<SourceName, "ownFacts">, readonly [string, string]>> = {
  persons: ["ProfileClient", "GetUserContactPoints"],
  externalIdentities: ["ProfileClient", "GetExternalIdentityContactPoints"],
  statutoryContacts: ["ProfileClient", "GetOrganizationContactPoints"],
  customContacts: ["ProfileClient", "GetUserRegisteredContactPoints"],
  readAccess: ["AuthorizationService", "AuthorizeUserContactPointsForResource"]
}

/** The platform names the first dependency that failed, in the order in which it asks them. */
const platformError = ({ unavailable = [] }: Snapshot) => {
  const failed = new Set(unavailable.map(({ source }) => source))
  const first = Object.entries(operations).find(([source]) => failed.has(source as SourceName))
  return first === undefined
    ? { type: "Undetermined" }
    : { type: "PlatformDependency", dependency: first[1][0], operation: first[1][1] }
}

/** Addresses as the platform's look-up lists them: also those of a reserved person, who is held back only later. */
const addressesByRecipient = (recipients: Json, decision: Decision) =>
  recipients.map(({ addresses: _, ...identifiers }: Json, index: number) => ({
    ...identifiers,
    isReserved: decision.recipients[index]?.isReserved ?? null,
    addresses: [
      ...decision.deliveries.filter(({ contributors }) => contributors.some(({ recipient }) => recipient === index)),
      ...decision.withheld
        .filter(
          ({ reasons, recipient }) =>
            recipient === index && reasons.length > 0 && reasons.every(({ code }) => code === "PERSON_RESERVED")
        )
        .flatMap(({ addresses }) => addresses)
    ].map(({ address, channel }) => ({ type: channel, value: address }))
  }))

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
