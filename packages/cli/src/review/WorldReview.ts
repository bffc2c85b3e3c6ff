/**
 * A policy reviewed in a world: which persons of an organisation would pass the check of read access, and what holds those
 * back who pass it. Each organisation is decided as if an order named the resource, so nothing here can differ from a
 * decision.
 */
import type { Decision, Order, RuleSet } from "@adressat/core"
import type { ReviewedResource } from "@adressat/xacml"
import { explainInWorld } from "../Report.ts"
import { decideInWorld } from "../Resolution.ts"
import type { World, WorldPolicy } from "../World.ts"

/** What would become of one person on an organisation. */
export interface ReviewedPerson {
  /** `[user 1]` when persons are hidden: the same one is the same person throughout. */
  readonly userId: string
  /** Whether the policy gives the person the access. */
  readonly access: "permitted" | "not-permitted" | "unknown"
  readonly isNotified: boolean
  /** Why there is no access; for a person who has it, what else holds the person back. Empty when notified. */
  readonly reasons: ReadonlyArray<string>
  /** Codes of everything that holds the person back. */
  readonly codes: ReadonlyArray<string>
}

/** What would become of an organisation. */
export interface ReviewedOrganization {
  readonly organizationNumber: string
  readonly name: string
  /** Deliveries to statutory contacts, which need no access. */
  readonly statutoryDeliveries: number
  readonly persons: ReadonlyArray<ReviewedPerson>
}

/** The id that orders name a resource by. */
export const resourceIdOf = (resource: ReviewedResource): string =>
  resource.kind === "app" ? `app_${resource.org}_${resource.app}` : resource.id

const accessCodes: ReadonlySet<string> = new Set([
  "READ_ACCESS_NOT_PERMITTED",
  "READ_ACCESS_INDETERMINATE",
  "READ_ACCESS_NOT_ON_ALL_TASKS"
])

/** How the persons of a world are named. */
type PersonName = (userId: string) => string

/** Names persons by the order in which they appear, as the redaction of a decision does. */
export const redactedNames = (): PersonName => {
  const names = new Map<string, string>()
  return (userId) => {
    const name = names.get(userId) ?? `[user ${names.size + 1}]`
    names.set(userId, name)
    return name
  }
}

/** Decides every organisation of a world with the policy in place of the world's own. */
export const reviewInWorld = async (
  policy: Omit<WorldPolicy, "resourceId">,
  resource: ReviewedResource,
  action: string,
  world: World,
  ruleSet: RuleSet,
  nameOf: PersonName
): Promise<ReadonlyArray<ReviewedOrganization>> => {
  const resourceId = resourceIdOf(resource)
  const reviewed: World = {
    ...world,
    // Decisions that are written down would hide what the policy says.
    readAccess: world.readAccess.filter((row) => row.resourceId !== resourceId),
    policies: [...world.policies.filter((other) => other.resourceId !== resourceId), { ...policy, resourceId }]
  }
  const organizations: Array<ReviewedOrganization> = []
  for (const { name, organizationNumber } of world.organizations) {
    const order: Order = {
      recipients: [{ organizationNumber }],
      channel: "EmailPreferred",
      resourceId,
      resourceAction: action
    }
    const decision = await decideInWorld(order, reviewed, ruleSet)
    organizations.push({
      organizationNumber,
      name,
      statutoryDeliveries: decision.deliveries.filter(({ contributors }) =>
        contributors.some(({ basis }) => basis === "StatutoryContact")
      ).length,
      persons: personsIn(decision, world, nameOf)
    })
  }
  return organizations
}

const isAboutAccess = ({ code }: { readonly code: string }): boolean => accessCodes.has(code)

const personsIn = (decision: Decision, world: World, nameOf: PersonName): ReadonlyArray<ReviewedPerson> => {
  // Of somebody without access, what else is missing would only hide that.
  const withheld = decision.withheld.map((one) =>
    one.reasons.some(isAboutAccess) ? { ...one, reasons: one.reasons.filter(isAboutAccess) } : one
  )
  const { candidates } = explainInWorld({ ...decision, withheld }, world, { audience: "service-owner", language: "en" })
  return candidates.flatMap(({ basis, reasons, state, subject }): ReadonlyArray<ReviewedPerson> => {
    if (basis !== "CustomContact" || subject.userId === undefined) return []
    const userId = nameOf(String(subject.userId))
    if (state === "delivered" || state === "merged") {
      return [{ userId, access: "permitted", isNotified: true, reasons: [], codes: [] }]
    }
    const held = decision.withheld.find(
      (one) => one.basis === basis && one.subject.userId === subject.userId && one.state === state
    )
    const [known, open] = [held?.reasons ?? [], held?.undetermined ?? []]
    const access = known.some(isAboutAccess) ? "not-permitted" : open.some(isAboutAccess) ? "unknown" : "permitted"
    return [{ userId, access, isNotified: false, reasons, codes: [...known, ...open].map(({ code }) => code) }]
  })
}
