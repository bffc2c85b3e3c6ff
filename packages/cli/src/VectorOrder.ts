/**
 * The order of a vector: decided over the sources that the vector describes, with every call to them counted.
 */
import { createAdressat, decide, parseApp, resourceKind } from "@adressat/core"
import type { AdressatOptions, Decision, Order, ReadAccessAnswer, Snapshot, SourceName, UserId } from "@adressat/core"
import type { Notification } from "@adressat/orders"

/** The rule set that the vectors are run with. */
export type VectorRuleSet = NonNullable<AdressatOptions["ruleSet"]>

// The shape of an input depends on the kind; each runner reads what its kind documents.
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any

/** The stage of an order, by the name of its phase. */
export const stageOf = (phase: unknown) => (phase === "Registration" ? "registration" : "processing")

interface Calls {
  persons: number
  externalIdentities: number
  organizations: number
  units: number
  pdp: number
  unitsResourceId?: string
  pdpAction?: string
}

/** What a decided order, or a platform that failed, gave. */
export type OrderRun = DecidedOrder | { readonly error: unknown }

/** A decided order. A recipient of the vector with several addresses of a kind is several recipients of the order. */
export interface DecidedOrder {
  readonly order: Order
  readonly decision: Decision
  readonly calls: Calls
  /** The indexes in the order of each recipient of the vector. */
  readonly indexes: ReadonlyArray<ReadonlyArray<number>>
}

/** Decides the order of a vector over the sources that the vector describes. */
export const runOrder = async (
  input: Json,
  stage: "registration" | "processing",
  ruleSet: VectorRuleSet
): Promise<OrderRun> => {
  const recipients: Array<Order["recipients"][number]> = []
  const indexes = input.recipients.map((recipient: Json) =>
    toRecipients(recipient, input.channel).map((one) => recipients.push(one) - 1)
  ) as ReadonlyArray<ReadonlyArray<number>>
  const calls: Calls = { persons: 0, externalIdentities: 0, organizations: 0, units: 0, pdp: 0 }
  const adressat = createAdressat({
    ...upstreamSources(input.upstream ?? {}, calls),
    ruleSet,
    ...(input.authorizationBatchSize === undefined ? {} : { readAccessBatchSize: input.authorizationBatchSize })
  })
  const order: Order = {
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
    : { order, decision, calls, indexes }
}

/** A recipient as the order names it: the first of several addresses of a kind in it, each other one beside it. */
const toRecipients = (
  { addresses, ...identifiers }: Json,
  channel: Order["channel"]
): ReadonlyArray<Order["recipients"][number]> => {
  const of = (type: string): ReadonlyArray<string> =>
    (addresses ?? []).filter((address: Json) => address.type === type).map(({ value }: Json) => value)
  const [[email, ...emails], [phone, ...phones]] = [of("Email"), of("Sms")]
  const { externalIdentity, nationalIdentityNumber, organizationNumber } = identifiers
  const name = externalIdentity ?? nationalIdentityNumber ?? organizationNumber
  // Those beside a named recipient have a name as well, or its order would be one to nobody; no row tells it.
  const beside = (address: Order["recipients"][number], place: number) =>
    name == null ? address : { ...address, externalIdentity: `${name}#${place}` }
  return [
    {
      ...Object.fromEntries(Object.entries(identifiers).filter(([, value]) => value != null)),
      ...(email === undefined ? {} : { emailAddress: email }),
      ...(phone === undefined ? {} : { phoneNumber: phone })
    },
    // What the channel has no use for would be one more recipient without an address.
    ...(channel === "Sms" ? [] : emails).map((emailAddress, place) => beside({ emailAddress }, place)),
    ...(channel === "Email" ? [] : phones).map((phoneNumber, place) => beside({ phoneNumber }, place))
  ]
}

const upstreamSources = (upstream: Json, calls: Calls) => {
  const answer = (fails: unknown, rows: Json) => {
    if (fails === true) throw new Error("the upstream failed")
    return rows ?? []
  }
  return {
    persons: () => {
      calls.persons++
      const rows = answer(upstream.personsFail, upstream.persons)
      return rows.map((row: Json) => ({ isReserved: false, ...row }))
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
      const rows = answer(upstream.unitsFail, upstream.units)
      return rows.map((row: Json) => ({ ...row, userContactPoints: row.userContactPoints ?? [] }))
    },
    readAccess: ({ action, pairs, resource }: Parameters<AdressatOptions["readAccess"]>[0]) => {
      calls.pdp++
      calls.pdpAction = action
      const { mode = "permitAll", permit = [] } = upstream.pdp ?? {}
      if (upstream.pdpFail === true || mode === "fail") throw new Error("the upstream failed")
      // Whoever asks on the platform fails before the question is sent.
      if (resourceKind(resource) === "app" && parseApp(resource) === undefined) throw new Error("the app has no name")
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

/** How the platform tells that a source failed. */
export const dependencyError = (source: keyof typeof operations) => ({
  type: "PlatformDependency",
  dependency: operations[source][0],
  operation: operations[source][1]
})

/** The platform names the first dependency that failed, in the order in which it asks them. */
const platformError = ({ unavailable = [] }: Snapshot) => {
  const failed = new Set(unavailable.map(({ source }) => source))
  const first = (Object.keys(operations) as ReadonlyArray<keyof typeof operations>).find((source) => failed.has(source))
  return first === undefined ? { type: "Undetermined" } : dependencyError(first)
}

/**
 * Addresses as the platform's look-up lists them: those given but for another channel too, and those of a reserved person,
 * who is held back only later.
 */
export const addressesByRecipient = (
  recipients: Json,
  { decision, indexes, order }: Pick<DecidedOrder, "decision" | "indexes" | "order">
) =>
  recipients.map(({ addresses: given, ...identifiers }: Json, position: number) => {
    const theirs = new Set(indexes[position])
    return {
      ...identifiers,
      isReserved: decision.recipients[indexes[position]?.[0] ?? -1]?.isReserved ?? null,
      addresses: asGiven(
        given ?? [],
        [
          ...decision.deliveries.filter(({ contributors }) =>
            contributors.some(({ recipient }) => theirs.has(recipient))
          ),
          ...decision.withheld
            .filter(
              ({ reasons, recipient }) =>
                theirs.has(recipient) && reasons.length > 0 && reasons.every(({ code }) => code === "PERSON_RESERVED")
            )
            .flatMap(({ addresses }) => addresses)
        ].map(({ address, channel }) => ({ type: channel, value: address })),
        order.channel
      )
    }
  })

/** The addresses given first, as they were given, then those looked up. */
const asGiven = (given: ReadonlyArray<Json>, found: ReadonlyArray<Json>, channel: Order["channel"]) => {
  const rest = [...found]
  const held = given.filter(({ type, value }) => {
    if (type === "Email" ? channel === "Sms" : channel === "Email") return true
    const place = rest.findIndex((address) => address.type === type && address.value === value)
    return place >= 0 && rest.splice(place, 1).length > 0
  })
  return [...held, ...rest]
}

/**
 * The rows of an order, each with the identifiers of the vector's recipient. Those beside it come right after it on a
 * channel, only where it stands itself and never to say that something is missing.
 */
export const rowsByRecipient = (
  recipients: Json,
  { indexes }: Pick<DecidedOrder, "indexes">,
  notifications: ReadonlyArray<Notification>
) =>
  notifications.flatMap((row) => {
    const position = indexes.findIndex(([first]) => first === row.recipient)
    if (position < 0) return []
    const others = notifications.filter(
      ({ channel, recipient, result }) =>
        recipient !== row.recipient &&
        indexes[position]?.includes(recipient) === true &&
        channel === row.channel &&
        result === "New"
    )
    const { nationalIdentityNumber, organizationNumber } = recipients[position]
    return [row, ...others].map(({ channel, result, to }) => ({
      channel,
      to,
      result,
      ...(organizationNumber == null ? {} : { organizationNumber }),
      ...(nationalIdentityNumber == null ? {} : { nationalIdentityNumber })
    }))
  })
