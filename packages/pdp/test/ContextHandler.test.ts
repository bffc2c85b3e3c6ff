/**
 * The context handler on small worlds; the tests of the Altinn PDP itself are run by the command `conformance`.
 */
import { SourceError } from "@adressat/core"
import { AttributeId, Category, DataType, Status } from "@adressat/xacml"
import type { Request } from "@adressat/xacml"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { makeContextHandler } from "../src/ContextHandler.ts"
import type { AnswerOptions, ContextHandlerOptions, DecisionEndpoint } from "../src/ContextHandler.ts"
import { PlatformAttribute } from "../src/PlatformAttribute.ts"
import { PolicyStore } from "../src/PolicyStore.ts"
import type { StoredPolicy } from "../src/PolicyStore.ts"
import { RoleSource } from "../src/RoleSource.ts"
import { rolesFrom } from "../src/RoleData.ts"
import type { RoleData } from "../src/RoleData.ts"
import type { RoleQuestion } from "../src/RoleQuestion.ts"
import { policyText, readPolicyFor } from "./SmallPolicies.ts"

// --- Small worlds ----------------------------------------------------------------------------------------------------

const group = (category: string, attributes: Readonly<Record<string, string>>, id?: string) => ({
  category,
  ...(id === undefined ? {} : { id }),
  attributes: Object.entries(attributes).map(([attributeId, text]) => ({
    attributeId,
    includeInResult: false,
    values: [{ kind: "AttributeValue" as const, dataType: DataType.string, text }]
  }))
})

const requestOf = (
  attributes: Request["attributes"],
  requestReferences: Request["requestReferences"] = []
): Request => ({
  returnPolicyIdList: false,
  combinedDecision: false,
  attributes,
  requestReferences
})

const asks = (
  subject: Readonly<Record<string, string>>,
  resource: Readonly<Record<string, string>> = {
    [PlatformAttribute.resource]: "service",
    [PlatformAttribute.partyId]: "313000011"
  }
) =>
  requestOf([
    group(Category.subject, subject),
    group(Category.resource, resource),
    group(Category.action, { [AttributeId.actionId]: "read" })
  ])

const user = { [PlatformAttribute.userId]: "7" }

const world: RoleData = {
  assignments: [
    {
      organizationNumber: "313000011",
      userId: 7,
      roles: ["dagl"],
      accessPackages: ["tax"],
      externalRoles: ["daglig-leder"]
    }
  ]
}

const answerOf = async (
  request: Request,
  {
    data = world,
    policies = [{ resource: "service", policy: readPolicyFor("dagl") }],
    endpoint = "decision",
    answer,
    handler
  }: {
    readonly data?: RoleData
    readonly policies?: ReadonlyArray<StoredPolicy>
    readonly endpoint?: DecisionEndpoint
    readonly answer?: AnswerOptions
    readonly handler?: ContextHandlerOptions
  } = {}
) => {
  const { results } = await Effect.runPromise(
    Effect.provide(
      makeContextHandler(handler).answer(request, endpoint, answer),
      Layer.merge(PolicyStore.layerMemory(policies), RoleSource.layerMemory(data))
    )
  )
  return results.map(({ decision, status }) => `${decision} ${status.code.slice(status.code.lastIndexOf(":") + 1)}`)
}

describe("the subject", () => {
  const [refusedThere, refusedOutside] = [["Indeterminate syntax-error"], ["Indeterminate processing-error"]]
  const uuid = "00000000-0000-0000-0000-000000000007"

  it.each([
    ["no attribute", {}],
    ["a user and a person", { ...user, [PlatformAttribute.personIdentifier]: "01010112345" }],
    ["a system user and more", { ...user, [PlatformAttribute.systemUser]: uuid }],
    ["a system user that is no UUID", { [PlatformAttribute.systemUser]: "7" }],
    ["a party that is no UUID", { [PlatformAttribute.partyUuid]: "7" }],
    ["an unknown person", { [PlatformAttribute.personIdentifier]: "01010112345" }],
    ["an organisation and a user", { ...user, [PlatformAttribute.organizationNumber]: "313000011" }]
  ])("may not be %s, which the endpoint for outsiders calls a processing error", async (_, subject) => {
    expect(await answerOf(asks(subject), { endpoint: "authorize" })).toEqual(refusedOutside)
  })

  it("may not be a person inside the platform", async () => {
    expect(await answerOf(asks({ [PlatformAttribute.personIdentifier]: "01010112345" }))).toEqual(refusedThere)
  })

  it("may be an organisation and a user inside the platform", async () => {
    expect(await answerOf(asks({ ...user, [PlatformAttribute.organizationNumber]: "313000011" }))).toEqual([
      "Permit ok"
    ])
  })

  it("breaks both endpoints alike when its user id is no number", async () => {
    const request = asks({ [PlatformAttribute.userId]: "x" })
    expect(await answerOf(request, { endpoint: "authorize" })).toEqual(refusedThere)
    expect(await answerOf(request)).toEqual(refusedThere)
  })
})

describe("ids", () => {
  it("mean the same when a UUID is written in upper case", async () => {
    const uuid = "abcdefab-0000-4000-8000-000000000007"
    const data = { ...world, parties: [{ kind: "person" as const, userId: 7, uuid }] }
    const organizationUuid = "abcdefab-0000-4000-8000-000000000011"
    const parties = [
      ...data.parties,
      { kind: "organization" as const, organizationNumber: "313000011", uuid: organizationUuid }
    ]
    const request = asks(
      { [PlatformAttribute.partyUuid]: uuid.toUpperCase() },
      { [PlatformAttribute.resource]: "service", [PlatformAttribute.partyUuid]: organizationUuid.toUpperCase() }
    )
    const asked: Array<RoleQuestion> = []
    const roles = rolesFrom({ ...data, parties })
    const source = Layer.succeed(RoleSource, {
      ...roles,
      attributes: (questions) => {
        asked.push(...questions)
        return roles.attributes(questions)
      }
    })
    const policy = readPolicyFor("tax", PlatformAttribute.accessPackage)
    const handler = makeContextHandler({ features: { userAccessPackages: true } })
    const { results } = await Effect.runPromise(
      Effect.provide(
        handler.answer(request, "decision"),
        Layer.merge(PolicyStore.layerMemory([{ resource: "service", policy }]), source)
      )
    )
    expect(results.map(({ decision }) => decision)).toEqual(["Permit"])
    expect(asked).toEqual([{ kind: "access packages", from: organizationUuid, to: uuid }])
  })
})

describe("roles and access packages", () => {
  const withPackage = [{ resource: "service", policy: readPolicyFor("tax", PlatformAttribute.accessPackage) }]
  const withExternalRole = [
    { resource: "service", policy: readPolicyFor("daglig-leder", PlatformAttribute.externalRole) }
  ]

  it("count when the policy asks about them", async () => {
    expect(await answerOf(asks(user))).toEqual(["Permit ok"])
    expect(await answerOf(asks({ [PlatformAttribute.userId]: "8" }))).toEqual(["NotApplicable ok"])
  })

  it("count only with the feature for them", async () => {
    expect(await answerOf(asks(user), { policies: withPackage })).toEqual(["NotApplicable ok"])
    const handler = { features: { userAccessPackages: true } }
    expect(await answerOf(asks(user), { policies: withPackage, handler })).toEqual(["Permit ok"])
    expect(await answerOf(asks(user), { policies: withExternalRole, handler })).toEqual(["NotApplicable ok"])
    const fromAccessManagement = { features: { userAccessPackages: true, rolesFromAccessManagement: true } }
    for (const policies of [withPackage, withExternalRole, undefined]) {
      expect(
        await answerOf(asks(user), { ...(policies === undefined ? {} : { policies }), handler: fromAccessManagement })
      ).toEqual(["Permit ok"])
    }
  })
})

describe("delegations", () => {
  const delegated = (policy: string, more = {}): RoleData => ({
    assignments: [
      { organizationNumber: "313000011", userId: 8, delegations: [{ resource: "service", policy, ...more }] }
    ]
  })
  const toUser = readPolicyFor("8", PlatformAttribute.userId)
  const other = asks({ [PlatformAttribute.userId]: "8" })

  it("permit where no rule of the resource applies", async () => {
    expect(await answerOf(other, { data: delegated(toUser) })).toEqual(["Permit ok"])
    expect(await answerOf(other, { data: delegated(toUser, { isRevoked: true }) })).toEqual(["NotApplicable ok"])
    expect(await answerOf(other, { data: delegated(toUser, { instance: "i" }) })).toEqual(["NotApplicable ok"])
  })

  it("are as if they were not there when their policy cannot be read", async () => {
    expect(await answerOf(other, { data: delegated("<Policy") })).toEqual(["NotApplicable ok"])
    expect(await answerOf(other, { data: delegated(policyText("")) })).toEqual(["NotApplicable ok"])
  })
})

describe("access lists", () => {
  const listed = [{ resource: "service", policy: readPolicyFor("dagl"), accessListEnabled: true }]
  const onList = (actions?: ReadonlyArray<string>): RoleData => ({
    ...world,
    accessLists: [
      { list: "l", organizationNumber: "313000011", resource: "service", ...(actions === undefined ? {} : { actions }) }
    ]
  })

  it("turn a Permit into a Deny for those who are not on them", async () => {
    expect(await answerOf(asks(user), { policies: listed })).toEqual(["Deny ok"])
    expect(await answerOf(asks(user), { policies: listed, data: onList() })).toEqual(["Permit ok"])
    expect(await answerOf(asks(user), { policies: listed, data: onList(["read"]) })).toEqual(["Permit ok"])
    expect(await answerOf(asks(user), { policies: listed, data: onList(["write"]) })).toEqual(["Deny ok"])
  })

  it("do not count for apps", async () => {
    const app = { [PlatformAttribute.resource]: "app_ttd_service", [PlatformAttribute.partyId]: "313000011" }
    const policies = [{ resource: "ttd/service", policy: readPolicyFor("dagl"), accessListEnabled: true }]
    expect(await answerOf(asks(user, app), { policies })).toEqual(["Permit ok"])
  })
})

describe("the resource", () => {
  const policies = [{ resource: "ttd/my", policy: readPolicyFor("dagl") }]

  it("of an app is cut at underscores", async () => {
    const resource = { [PlatformAttribute.resource]: "app_ttd_my_app", [PlatformAttribute.partyId]: "313000011" }
    expect(await answerOf(asks(user, resource), { policies })).toEqual(["Permit ok"])
  })

  it("is owned by an organisation that is given by number", async () => {
    const resource = { [PlatformAttribute.resource]: "service", [PlatformAttribute.organizationNumber]: "313000011" }
    expect(await answerOf(asks(user, resource))).toEqual(["Permit ok"])
  })

  it("without a policy, or with one that cannot be read, has no answer", async () => {
    expect(await answerOf(asks(user), { policies: [] })).toEqual(["Indeterminate syntax-error"])
    expect(await answerOf(asks(user), { policies: [], endpoint: "authorize" })).toEqual([
      "Indeterminate processing-error"
    ])
    const unreadable = [{ resource: "service", policy: "<Policy" }]
    expect(await answerOf(asks(user), { policies: unreadable, endpoint: "authorize" })).toEqual([
      "Indeterminate syntax-error"
    ])
  })
})

describe("a request for several decisions", () => {
  const several = (second: string) =>
    requestOf(
      [
        group(Category.subject, user, "s1"),
        group(Category.subject, { [PlatformAttribute.userId]: second }, "s2"),
        group(
          Category.resource,
          { [PlatformAttribute.resource]: "service", [PlatformAttribute.partyId]: "313000011" },
          "r"
        ),
        group(Category.action, { [AttributeId.actionId]: "read" }, "a")
      ],
      [
        ["s1", "a", "r"],
        ["s2", "a", "r"]
      ]
    )

  it("is answered in the order of its references", async () => {
    expect(await answerOf(several("8"))).toEqual(["Permit ok", "NotApplicable ok"])
  })

  it("is answered by one Indeterminate when anything breaks, unless decisions are kept apart", async () => {
    expect(await answerOf(several("x"))).toEqual(["Indeterminate syntax-error"])
    expect(await answerOf(several("x"), { answer: { isAllOrNothing: false } })).toEqual([
      "Permit ok",
      "Indeterminate syntax-error"
    ])
  })

  it("is one request when it is written in XML", async () => {
    expect(await answerOf(several("8"), { answer: { format: "xml" } })).toEqual(["Permit ok"])
  })
})

describe("an obligation without a category", () => {
  it("breaks the answer in JSON, not in XML and not by the standard", async () => {
    const policies = [{ resource: "service", policy: readPolicyFor("dagl", PlatformAttribute.roleCode, "") }]
    expect(await answerOf(asks(user), { policies })).toEqual(["Indeterminate syntax-error"])
    expect(await answerOf(asks(user), { policies, answer: { format: "xml" } })).toEqual(["Permit ok"])
    expect(await answerOf(asks(user), { policies, handler: { mode: "strict" } })).toEqual(["Permit ok"])
  })
})

describe("a source that fails", () => {
  const failing = () =>
    Effect.fail(new SourceError({ source: "readAccess", reason: "Unavailable", message: "no answer" }))
  const layer = Layer.merge(
    PolicyStore.layerMemory([{ resource: "service", policy: readPolicyFor("dagl") }]),
    Layer.succeed(RoleSource, { parties: failing, attributes: failing, delegations: failing })
  )

  it("makes the answer Indeterminate, or fails the call when decisions are kept apart", async () => {
    const answer = (options: AnswerOptions) =>
      Effect.runPromiseExit(Effect.provide(makeContextHandler().answer(asks(user), "decision", options), layer))
    expect(await answer({})).toMatchObject({
      value: { results: [{ decision: "Indeterminate", status: { code: Status.syntaxError } }] }
    })
    expect(await answer({ isAllOrNothing: false })).toMatchObject({ _tag: "Failure" })
  })
})
