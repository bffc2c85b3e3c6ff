/**
 * No answer of the embedded layer depends on another pair: those who are asked about together, of whom most are decided by
 * access programs, get the answers that they get alone, when policies are evaluated as they stand.
 */
import { ReadAccess } from "@adressat/core"
import type { AccessPair, ReadAccessAnswer } from "@adressat/core"
import { samplePolicy, sampleSubjects, sampleWords, syntheticOrganizationNumbers } from "@adressat/testing"
import { Category } from "@adressat/xacml"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { layerEmbedded } from "../src/Embedded.ts"
import type { EmbeddedOptions } from "../src/Embedded.ts"
import { PlatformAttribute } from "../src/PlatformAttribute.ts"
import { PolicyStore } from "../src/PolicyStore.ts"
import type { StoredPolicy } from "../src/PolicyStore.ts"
import type { RoleAssignment } from "../src/RoleData.ts"
import { RoleSource } from "../src/RoleSource.ts"
import { action, match, permits, policyText, readPolicyFor } from "./SmallPolicies.ts"

const [first = "", second = ""] = syntheticOrganizationNumbers(2)

/** Persons with roles, access packages and, now and then, delegated rights, in one organisation or the other. */
const assignmentsFor = (seed: number, resource: string): ReadonlyArray<RoleAssignment> =>
  sampleSubjects(seed, 120).map(({ accessPackages, roles }, index) => ({
    organizationNumber: index % 3 === 0 ? second : first,
    userId: 1000 + index,
    roles,
    accessPackages,
    ...(index % 7 === 0
      ? { delegations: [{ resource, policy: readPolicyFor(String(1000 + index), PlatformAttribute.userId) }] }
      : {})
  }))

const role = (code: string): string => match(Category.subject, PlatformAttribute.roleCode, code)
const app =
  match(Category.resource, PlatformAttribute.org, "ttd") + match(Category.resource, PlatformAttribute.app, "tax")
const taxApp = (category?: string): string =>
  policyText(
    permits(sampleWords.roles.slice(0, 20).map(role), [app], [action("read")]) +
      permits(
        sampleWords.roles.slice(10, 40).map(role),
        [app + match(Category.resource, PlatformAttribute.task, "Task_1")],
        [action("read")]
      ) +
      permits(
        sampleWords.roles.slice(30).map(role),
        [app + match(Category.resource, PlatformAttribute.endEvent, "EndEvent_1")],
        [action("read"), action("write")]
      ),
    category
  )

const decide = async (
  pairs: ReadonlyArray<AccessPair>,
  asked: string,
  stored: StoredPolicy,
  assignments: ReadonlyArray<RoleAssignment>,
  options: EmbeddedOptions
): Promise<ReadonlyArray<ReadAccessAnswer>> =>
  Effect.runPromise(
    Effect.flatMap(ReadAccess, (port) => port.decide({ resource: asked, action: "read", pairs })).pipe(
      Effect.provide(
        layerEmbedded(options).pipe(
          Layer.provide(PolicyStore.layerMemory([stored])),
          Layer.provide(
            RoleSource.layerMemory({
              assignments,
              accessLists: [{ list: "l", organizationNumber: first, resource: stored.resource }]
            })
          )
        )
      )
    )
  )

describe.each(["altinn", "strict"] as const)("pairs that are asked about together, %s", (mode) => {
  it.each([
    ...[1, 2, 3].map((seed): [string, string, StoredPolicy] => [
      `a policy of many rules (${seed})`,
      "resource-03",
      { resource: "resource-03", policy: samplePolicy(seed).policy, accessListEnabled: seed === 3 }
    ]),
    ["an app with tasks", "app_ttd_tax", { resource: "ttd/tax", policy: taxApp() }],
    ["an app whose Permit breaks", "app_ttd_tax", { resource: "ttd/tax", policy: taxApp("") }]
  ] satisfies ReadonlyArray<readonly [string, string, StoredPolicy]>)(
    "are answered as if alone: %s",
    async (_, asked, stored) => {
      const assignments = assignmentsFor(7, stored.resource)
      const pairs = assignments.map(({ organizationNumber, userId }) => ({ organizationNumber, userId }))
      const together = await decide(pairs, asked, stored, assignments, { mode })
      expect(new Set(together.map(({ decision }) => decision)).size).toBeGreaterThan(1)
      for (const [index, pair] of pairs.entries()) {
        expect([together[index]]).toEqual(await decide([pair], asked, stored, assignments, { mode }))
      }
    }
  )

  it("are more than are under way at a time, and are answered in their order", async () => {
    const stored = { resource: "service", policy: readPolicyFor("dagl") }
    const pairs = Array.from({ length: 2500 }, (_, index) => ({ organizationNumber: first, userId: 1 + index }))
    const assignments = pairs.map((pair) => ({ ...pair, roles: pair.userId % 3 === 0 ? ["dagl"] : ["regna"] }))
    const answers = await decide(pairs, "service", stored, assignments, { mode })
    expect(answers.map(({ userId }) => userId)).toEqual(pairs.map(({ userId }) => userId))
    expect(answers.every(({ decision, userId }) => (decision === "Permit") === (Number(userId) % 3 === 0))).toBe(true)
  })
})
