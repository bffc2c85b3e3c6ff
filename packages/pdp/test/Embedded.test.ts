/**
 * The embedded layer: what it asks about each pair, and what it makes of that which cannot be decided.
 */
import { ReadAccess, SourceError } from "@adressat/core"
import type { AccessRequest } from "@adressat/core"
import { Category } from "@adressat/xacml"
import { existsSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { layerEmbedded } from "../src/Embedded.ts"
import type { EmbeddedOptions } from "../src/Embedded.ts"
import { PlatformAttribute } from "../src/PlatformAttribute.ts"
import { PolicyStore } from "../src/PolicyStore.ts"
import type { StoredPolicy } from "../src/PolicyStore.ts"
import { rolesFrom } from "../src/RoleData.ts"
import type { RoleData } from "../src/RoleData.ts"
import { RoleSource } from "../src/RoleSource.ts"
import { action, match, permits, policyText, readPolicyFor } from "./SmallPolicies.ts"

const organizationNumber = "313000011"
const [accountant, director, stranger] = [7, 8, 9]
const world: RoleData = {
  assignments: [
    { organizationNumber, userId: accountant, roles: ["regna"] },
    { organizationNumber, userId: director, roles: ["dagl"], accessPackages: ["tax"] }
  ]
}

const pairsOf = (...users: ReadonlyArray<number>) => users.map((userId) => ({ organizationNumber, userId }))
const about = (resource: string, ...users: ReadonlyArray<number>): AccessRequest => ({
  resource,
  action: "read",
  pairs: pairsOf(...users)
})

const layer = (policies: ReadonlyArray<StoredPolicy>, data: RoleData = world, options: EmbeddedOptions = {}) =>
  layerEmbedded(options).pipe(
    Layer.provide(PolicyStore.layerMemory(policies)),
    Layer.provide(RoleSource.layerMemory(data))
  )

const decide = async (
  request: AccessRequest,
  policies: ReadonlyArray<StoredPolicy>,
  data?: RoleData,
  options?: EmbeddedOptions
) =>
  Effect.runPromise(
    Effect.flatMap(ReadAccess, (port) => port.decide(request)).pipe(Effect.provide(layer(policies, data, options)))
  )

const role = (code: string) => match(Category.subject, PlatformAttribute.roleCode, code)
const app =
  match(Category.resource, PlatformAttribute.org, "ttd") + match(Category.resource, PlatformAttribute.app, "tax")
const atTask = app + match(Category.resource, PlatformAttribute.task, "Task_1")
const atEnd = app + match(Category.resource, PlatformAttribute.endEvent, "EndEvent_1")

describe("an app", () => {
  const policy = policyText(
    permits([role("dagl")], [app], [action("read")]) +
      permits([role("regna")], [atTask], [action("read")]) +
      permits([role("dagl")], [atEnd], [action("write")])
  )

  it("is asked about as a whole, and at each task and event that its policy names", async () => {
    const answers = await decide(about("app_ttd_tax", director, accountant), [{ resource: "ttd/tax", policy }])
    const decisions = answers.map(({ decision, tasks, userId }) => ({ decision, tasks, userId }))
    expect(decisions).toEqual([
      {
        userId: director,
        decision: "Permit",
        tasks: [
          { task: "Task_1", decision: "Permit" },
          { task: "EndEvent_1", decision: "Permit" }
        ]
      },
      {
        userId: accountant,
        decision: "NotApplicable",
        tasks: [
          { task: "Task_1", decision: "Permit" },
          { task: "EndEvent_1", decision: "NotApplicable" }
        ]
      }
    ])
  })
})

describe("a resource of the registry", () => {
  it("has no tasks, and grounds where it does not permit", async () => {
    const policy = policyText(permits([role("dagl")], [action("read")]))
    expect(await decide(about("service", director, stranger), [{ resource: "service", policy }])).toEqual([
      { organizationNumber, userId: director, decision: "Permit" },
      {
        organizationNumber,
        userId: stranger,
        decision: "NotApplicable",
        grounds: {
          policy: "urn:policy",
          rule: "permits",
          line: 1,
          missing: [[{ attribute: PlatformAttribute.roleCode, values: ["dagl"] }]]
        }
      }
    ])
  })

  it("gives those with an access package access, unless the feature is off", async () => {
    const policies = [{ resource: "service", policy: readPolicyFor("tax", PlatformAttribute.accessPackage) }]
    expect(await decide(about("service", director), policies)).toMatchObject([{ decision: "Permit" }])
    expect(await decide(about("service", director), policies, world, { features: {} })).toMatchObject([
      { decision: "NotApplicable" }
    ])
  })

  it("denies a party that is on none of its access lists, on no grounds of the policy", async () => {
    const policies = [{ resource: "service", policy: readPolicyFor("dagl"), accessListEnabled: true }]
    expect(await decide(about("service", director), policies)).toEqual([
      { organizationNumber, userId: director, decision: "Deny" }
    ])
  })
})

describe("what cannot be decided", () => {
  it("is Indeterminate when the engine cannot tell, and no Deny", async () => {
    const algorithm = "urn:oasis:names:tc:xacml:1.0:rule-combining-algorithm:deny-overrides"
    const policy = readPolicyFor("dagl").replace(/RuleCombiningAlgId="[^"]*"/, `RuleCombiningAlgId="${algorithm}"`)
    const policies = [{ resource: "service", policy }]
    expect(await decide(about("service", director), policies)).toMatchObject([{ decision: "Indeterminate" }])
    expect(await decide(about("service", director), policies, world, { mode: "strict" })).toMatchObject([
      { decision: "Permit" }
    ])
    const before = { engineDate: "2026-08-19" }
    expect(await decide(about("service", director), policies, world, before)).toMatchObject([{ decision: "Permit" }])
  })

  it("is Indeterminate where the endpoint breaks on the Permit, but not by the standard", async () => {
    const policies = [{ resource: "service", policy: readPolicyFor("dagl", PlatformAttribute.roleCode, "") }]
    expect(await decide(about("service", director), policies)).toEqual([
      { organizationNumber, userId: director, decision: "Indeterminate" }
    ])
    expect(await decide(about("service", director), policies, world, { mode: "strict" })).toMatchObject([
      { decision: "Permit" }
    ])
  })

  it("is left out when others are decided", async () => {
    const elsewhere = { organizationNumber: "310000000", userId: director }
    const request = { resource: "service", action: "read", pairs: [elsewhere, ...pairsOf(director)] }
    const answers = await decide(request, [{ resource: "service", policy: readPolicyFor("dagl") }])
    expect(answers.map((answer) => answer.organizationNumber)).toEqual([organizationNumber])
  })

  it.each([
    ["the resource has no policy", []],
    ["the policy of the resource cannot be read", [{ resource: "service", policy: "<Policy" }]]
  ])("fails when it is all that was asked: %s", async (message, policies) => {
    const error = await Effect.runPromise(
      Effect.flatMap(ReadAccess, (port) => port.decide(about("service", director))).pipe(
        Effect.flip,
        Effect.provide(layer(policies))
      )
    )
    expect(error).toBeInstanceOf(SourceError)
    expect(error).toMatchObject({ source: "readAccess", reason: "Rejected", message })
  })

  it("fails for an app id that names no app", async () => {
    await expect(decide(about("app_ttd", director), [])).rejects.toThrow("names no app")
  })
})

describe("role data", () => {
  const withPackage = [{ resource: "service", policy: readPolicyFor("tax", PlatformAttribute.accessPackage) }]

  it("need not give the ids of parties that it names", async () => {
    const parties = [
      { kind: "organization" as const, organizationNumber },
      { kind: "person" as const, userId: director }
    ]
    expect(await decide(about("service", director), withPackage, { ...world, parties })).toMatchObject([
      { decision: "Permit" }
    ])
  })

  it("takes an organisation and a person with the same number for two", async () => {
    const data = { assignments: [{ organizationNumber: "7", userId: 7, accessPackages: ["tax"] }] }
    const request = { resource: "service", action: "read", pairs: [{ organizationNumber: "7", userId: 7 }] }
    expect(await decide(request, withPackage, data)).toMatchObject([{ decision: "Permit" }])
  })

  it("is asked about a user id that is written as a text as well", async () => {
    const request = { resource: "service", action: "read", pairs: [{ organizationNumber, userId: String(director) }] }
    expect(await decide(request, withPackage)).toEqual([
      { organizationNumber, userId: String(director), decision: "Permit" }
    ])
  })
})

describe("the sources", () => {
  it("make what they leave without an answer fail", async () => {
    const silent = Layer.succeed(RoleSource, { ...rolesFrom(world), attributes: () => Effect.succeed([]) })
    const policies = [{ resource: "service", policy: readPolicyFor("dagl") }]
    const embedded = layerEmbedded().pipe(Layer.provide(PolicyStore.layerMemory(policies)), Layer.provide(silent))
    const error = await Effect.runPromise(
      Effect.flatMap(ReadAccess, (port) => port.decide(about("service", director))).pipe(
        Effect.provide(embedded),
        Effect.flip
      )
    )
    expect(error).toMatchObject({ reason: "Malformed", message: "a source has left questions without an answer" })
  })

  it("are asked in batches, and about nothing twice", async () => {
    const calls: Array<string> = []
    const source = rolesFrom(world)
    const counted = Layer.succeed(RoleSource, {
      parties: (keys) => {
        calls.push(`parties ${keys.length}`)
        return source.parties(keys)
      },
      attributes: (questions) => {
        calls.push(`attributes ${questions.length}`)
        return source.attributes(questions)
      },
      delegations: (questions) => {
        calls.push(`delegations ${questions.length}`)
        return source.delegations(questions)
      }
    })
    const policies = [{ resource: "service", policy: readPolicyFor("dagl") }]
    const embedded = layerEmbedded().pipe(Layer.provide(PolicyStore.layerMemory(policies)), Layer.provide(counted))
    await Effect.runPromise(
      Effect.flatMap(ReadAccess, (port) => port.decide(about("service", accountant, director, stranger))).pipe(
        Effect.provide(embedded)
      )
    )
    // The organisation, the three users, the roles of each, and the delegations to those without access.
    expect(calls).toEqual(["parties 1", "parties 3", "attributes 3", "delegations 2"])
  })
})

interface MatrixRow {
  readonly policy: string
  readonly app: string
  readonly subject: { readonly attributeId: string; readonly value: string }
  /** The decision at the app itself (`app`), at each `task:{id}` and `end-event:{id}`, and on the events of the app. */
  readonly read: Readonly<Record<string, string>>
}

// The folder lies beside the repository and is no part of it.
const corpus = resolve(import.meta.dirname, "../../../../shared/conformance/xacml/corpus")
const isPresent = existsSync(corpus)
const absence = isPresent ? "" : " (skipped: ../shared/conformance/xacml is absent)"

describe.skipIf(!isPresent)(`published app policies${absence}`, () => {
  const textOf = (file: string) => readFileSync(resolve(corpus, file), "utf8")
  const rows = isPresent ? (JSON.parse(textOf("app-read-matrix.json")) as ReadonlyArray<MatrixRow>) : []
  const holderOf = ({ attributeId, value }: MatrixRow["subject"]) => {
    if (attributeId === PlatformAttribute.roleCode) return { roles: [value] }
    return attributeId === PlatformAttribute.accessPackage ? { accessPackages: [value] } : undefined
  }

  it("let each role and access package read where their matrix says so", async () => {
    let compared = 0
    for (const { app: name, policy, read, subject } of rows) {
      const held = holderOf(subject)
      if (held === undefined) continue
      const data = { assignments: [{ organizationNumber, userId: director, ...held }] }
      const policies = [{ resource: name, policy: textOf(policy) }]
      const [answer] = await decide(about(`app_${name.replace("/", "_")}`, director), policies, data)
      const atTasks = Object.entries(read).flatMap(([place, decision]) => {
        const [, task] = /^(?:task|end-event):(.*)$/s.exec(place) ?? []
        return task === undefined ? [] : [{ task, decision }]
      })
      expect({ policy, subject, decision: answer?.decision }).toEqual({ policy, subject, decision: read["app"] })
      expect(new Set(answer?.tasks ?? [])).toEqual(new Set(atTasks))
      compared += 1
    }
    expect(compared).toBeGreaterThan(80)
  })
})
