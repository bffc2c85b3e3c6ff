/**
 * Read access in a world: by the decisions that are written down in it, else by its policies and roles.
 */
import { resourceKind, sanitizeResource } from "@adressat/core"
import type { AccessRequest, AdressatOptions, ReadAccessAnswer, UserId } from "@adressat/core"
import { hostReadAccess, layerEmbedded, PolicyStore, RoleSource } from "@adressat/pdp"
import type { RegisteredParty, RoleAssignment } from "@adressat/pdp"
import { AltinnAttributeId, AttributeId, Category, DataType } from "@adressat/xacml"
import type { Match, Policy } from "@adressat/xacml"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { PublishedPolicies } from "./PublishedPolicies.ts"
import type { World } from "./World.ts"

/** Decides pairs of organisation and user, and knows who would be permitted. */
export interface WorldAccess {
  readonly decide: (
    request: AccessRequest,
    host: { readonly signal: AbortSignal }
  ) => Promise<ReadonlyArray<ReadAccessAnswer>>
  /** The users that a decision or a role ties to an organisation. */
  readonly usersOf: (organizationNumber: string, resource: string) => ReadonlyArray<UserId>
}

/**
 * The access of a world at a time in milliseconds since 1970. Policies that were `published` since stand before those of
 * the world.
 */
export const worldAccess = (world: World, now: number, published?: PublishedPolicies): WorldAccess => {
  const written = new Map(
    world.readAccess.map((row) => [
      rowKey(row.resourceId, row.action ?? "read", row.organizationNumber, row.userId),
      row
    ])
  )
  const inWorld = new Set(world.policies.map(({ resourceId }) => resourceId))
  const isGoverned = async (resource: string): Promise<boolean> =>
    inWorld.has(resource) || ((await published?.isThere(storedUnder(resource))) ?? false)
  const embedded = embeddedAccess(world, now, published)
  return {
    decide: async (request, host) => {
      const { action, pairs, resource } = request
      const answers: Array<ReadAccessAnswer> = []
      const open: Array<AccessRequest["pairs"][number]> = []
      for (const pair of pairs) {
        const { organizationNumber, userId } = pair
        const row = written.get(rowKey(resource, action, organizationNumber, userId))
        if (row !== undefined) {
          const tasks = row.tasks === undefined ? {} : { tasks: row.tasks }
          answers.push({ organizationNumber, userId, decision: row.decision ?? "Permit", ...tasks })
        } else open.push(pair)
      }
      if (open.length === 0) return answers
      if (await isGoverned(resource)) return [...answers, ...(await embedded({ ...request, pairs: open }, host))]
      return [
        ...answers,
        ...open.map(({ organizationNumber, userId }) => ({
          organizationNumber,
          userId,
          decision: "NotApplicable" as const
        }))
      ]
    },
    usersOf: (organizationNumber, resource) => {
      const rows = [
        ...world.readAccess.filter((row) => sanitizeResource(row.resourceId) === resource),
        ...(inWorld.has(resource) ? world.roles : [])
      ]
      return [
        ...new Set(rows.filter((row) => row.organizationNumber === organizationNumber).map(({ userId }) => userId))
      ]
    }
  }
}

const rowKey = (resource: string, action: string, organizationNumber: string, userId: UserId): string =>
  `${sanitizeResource(resource)} ${action} ${organizationNumber} ${userId}`

/** The policy decision point of the world, as Altinn runs it. */
const embeddedAccess = (
  world: World,
  now: number,
  published: PublishedPolicies | undefined
): AdressatOptions["readAccess"] => {
  const policies = world.policies.map(({ policy, resourceId }) => ({ resource: storedUnder(resourceId), policy }))
  const sources = Layer.mergeAll(
    published === undefined ? PolicyStore.layerMemory(policies) : published.layer(policies),
    RoleSource.layerMemory({
      parties: partiesOf(world),
      assignments: world.roles.map(({ delegations = [], userId, ...row }): RoleAssignment => ({
        ...row,
        userId: Number(userId),
        delegations: delegations.map(({ actions = ["read"], resourceId }) => ({
          resource: storedUnder(resourceId),
          policy: delegationPolicy(resourceId, actions)
        }))
      }))
    })
  )
  return hostReadAccess(Layer.merge(Layer.provide(layerEmbedded(), sources), Layer.succeed(Clock.Clock, clockAt(now))))
}

/** The clock of a world stands still. */
const clockAt = (now: number): Clock.Clock => {
  const nanos = BigInt(Math.trunc(now)) * 1_000_000n
  return {
    currentTimeMillisUnsafe: () => now,
    currentTimeMillis: Effect.succeed(now),
    currentTimeNanosUnsafe: () => nanos,
    currentTimeNanos: Effect.succeed(nanos),
    monotonicTimeNanosUnsafe: () => nanos,
    monotonicTimeNanos: Effect.succeed(nanos),
    sleep: () => Effect.void
  }
}

/** Everybody whom the world names: a party that is not known could not be decided about. */
const partiesOf = (world: World): ReadonlyArray<RegisteredParty> => {
  const rows = [...world.organizations, ...world.statutoryContacts, ...world.customContacts, ...world.roles]
  const users = [...world.persons, ...world.customContacts, ...world.roles]
  return [
    ...[...new Set(rows.map(({ organizationNumber }) => organizationNumber))].map((organizationNumber) => ({
      kind: "organization" as const,
      organizationNumber
    })),
    ...[...new Set(users.flatMap(({ userId }) => (userId === undefined ? [] : [String(userId)])))].map((userId) => ({
      kind: "person" as const,
      userId: Number(userId)
    }))
  ]
}

/** `{org}/{app}` for an app, as the policy store has it. */
export const storedUnder = (resourceId: string): string => {
  if (resourceKind(resourceId) !== "app") return resourceId
  const [, org = "", app = ""] = resourceId.split("_")
  return `${org}/${app}`
}

const textMatch = (category: string, attributeId: string, text: string): Match => ({
  matchId: "urn:oasis:names:tc:xacml:1.0:function:string-equal",
  value: { kind: "AttributeValue", dataType: DataType.string, text },
  attribute: { kind: "AttributeDesignator", category, attributeId, dataType: DataType.string, mustBePresent: false }
})

/** A delegation is a policy too; whom it is for is decided by where it is kept, so it names actions and resource alone. */
const delegationPolicy = (resourceId: string, actions: ReadonlyArray<string>): Policy => {
  const [org, app] = storedUnder(resourceId).split("/")
  const resource =
    app === undefined
      ? [textMatch(Category.resource, AltinnAttributeId.resource, resourceId)]
      : [
          textMatch(Category.resource, AltinnAttributeId.org, org ?? ""),
          textMatch(Category.resource, AltinnAttributeId.app, app)
        ]
  return {
    kind: "Policy",
    id: `delegation of ${resourceId}`,
    version: "1.0",
    combiningAlgorithm: "urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides",
    target: { anyOf: [] },
    combinerParameters: [],
    variables: [],
    rules: [
      {
        id: "delegation",
        effect: "Permit",
        target: {
          anyOf: [
            { allOf: [{ matches: resource }] },
            {
              allOf: actions.map((action) => ({
                matches: [textMatch(Category.action, AttributeId.actionId, action)]
              }))
            }
          ]
        },
        obligations: [],
        advice: []
      }
    ],
    obligations: [],
    advice: []
  }
}
