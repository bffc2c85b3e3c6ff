/**
 * A policy reviewed in a world: which persons of an organisation would pass the check of read access, and what holds those
 * back who pass it. Each organisation is decided as if an order named the resource, so nothing here can differ from a
 * decision.
 */
import type { ExplainedCandidate, RuleSet } from "@adressat/core"
import type { ReviewedResource } from "@adressat/xacml"
import { explainInWorld } from "../Report.ts"
import { decideInWorld } from "../Resolution.ts"
import type { World, WorldPolicy } from "../World.ts"

/** What would become of one person on an organisation. */
export interface ReviewedPerson {
  readonly userId: string
  /** Whether the policy gives the person the access. */
  readonly access: "permitted" | "not-permitted" | "unknown"
  readonly outcome: ExplainedCandidate["state"]
  /** Why the person is not notified; empty when the person is. */
  readonly reasons: ReadonlyArray<string>
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

/** Decides every organisation of a world with the policy in place of the world's own. */
export const reviewInWorld = async (
  policy: Omit<WorldPolicy, "resourceId">,
  resource: ReviewedResource,
  action: string,
  world: World,
  ruleSet: RuleSet
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
    const decision = await decideInWorld(
      { recipients: [{ organizationNumber }], channel: "EmailPreferred", resourceId, resourceAction: action },
      reviewed,
      ruleSet
    )
    const { candidates } = explainInWorld(decision, world, { audience: "service-owner", language: "en" })
    organizations.push({
      organizationNumber,
      name,
      statutoryDeliveries: decision.deliveries.filter(({ contributors }) =>
        contributors.some(({ basis }) => basis === "StatutoryContact")
      ).length,
      persons: candidates.flatMap((candidate) => {
        const { basis, reasons, state, subject } = candidate
        if (basis !== "CustomContact" || subject.userId === undefined) return []
        const withheld = decision.withheld.find(
          (one) => one.basis === basis && one.subject.userId === subject.userId && one.state === state
        )
        const codes = [...(withheld?.reasons ?? []), ...(withheld?.undetermined ?? [])].map(({ code }) => code)
        const isRefused = withheld?.reasons.some(({ code }) => accessCodes.has(code)) ?? false
        const isUnknown = withheld?.undetermined.some(({ code }) => accessCodes.has(code)) ?? false
        return [
          {
            userId: String(subject.userId),
            access: isRefused ? "not-permitted" : isUnknown ? "unknown" : "permitted",
            outcome: state,
            reasons: codes.length === 0 ? [] : reasons,
            codes
          } satisfies ReviewedPerson
        ]
      })
    })
  }
  return organizations
}
