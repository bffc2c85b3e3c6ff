import { createAdressat, ReadAccess, SourceError } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { layerEmbedded } from "../src/Embedded.ts"
import { hostReadAccess } from "../src/HostReadAccess.ts"
import { PolicyStore } from "../src/PolicyStore.ts"
import { RoleSource } from "../src/RoleSource.ts"
import { readPolicyFor } from "./SmallPolicies.ts"

const organizationNumber = "313000011"
const request = { resource: "service", action: "read", pairs: [{ organizationNumber, userId: 7 }] }
const host = { signal: new AbortController().signal }

describe("read access for a host", () => {
  it("is asked in plain promises, and its layer is built once", async () => {
    let built = 0
    const layer = Layer.effect(
      ReadAccess,
      Effect.sync(() => {
        built++
        return {
          decide: ({ pairs }) => Effect.succeed(pairs.map((pair) => ({ ...pair, decision: "Permit" as const })))
        }
      })
    )
    const readAccess = hostReadAccess(layer)
    expect(built).toBe(0)
    expect(await readAccess(request, host)).toEqual([{ organizationNumber, userId: 7, decision: "Permit" }])
    await readAccess(request, host)
    expect(built).toBe(1)
  })

  it("rejects with the error of its source, and stops when it is told to", async () => {
    const failure = new SourceError({ source: "readAccess", reason: "Rejected", message: "no" })
    const failing = hostReadAccess(Layer.succeed(ReadAccess, { decide: () => Effect.fail(failure) }))
    await expect(failing(request, host)).rejects.toBe(failure)
    const hanging = hostReadAccess(Layer.succeed(ReadAccess, { decide: () => Effect.never }))
    await expect(hanging(request, { signal: AbortSignal.abort() })).rejects.toBeDefined()
  })

  it("decides by policies in a resolver, which tells why a person is left out, or why that is not known", async () => {
    const resolver = (policies: Parameters<typeof PolicyStore.layerMemory>[0]) =>
      createAdressat({
        persons: () => [],
        statutoryContacts: () => [],
        customContacts: () => [{ organizationNumber, userContactPoints: [{ userId: 7, email: "kari@example.com" }] }],
        readAccess: hostReadAccess(
          layerEmbedded().pipe(
            Layer.provide(PolicyStore.layerMemory(policies)),
            Layer.provide(
              RoleSource.layerMemory({ assignments: [{ organizationNumber, userId: 7, roles: ["regna"] }] })
            )
          )
        )
      })
    const order = { channel: "Email", resourceId: "service", recipients: [{ organizationNumber }] }
    const policy = (role: string) => [{ resource: "service", policy: readPolicyFor(role) }]
    const permitted = await resolver(policy("regna")).resolve(order)
    expect(permitted.deliveries.map(({ address }) => address)).toEqual(["kari@example.com"])
    const refused = await resolver(policy("dagl")).resolve(order)
    expect(refused.withheld.flatMap(({ reasons }) => reasons.flatMap(({ grounds }) => grounds?.missing ?? []))).toEqual(
      [[{ attribute: "urn:altinn:rolecode", values: ["dagl"] }]]
    )
    const unknown = await resolver([]).resolve(order)
    expect(unknown.withheld.map(({ unavailable }) => unavailable)).toContain("Rejected")
  })
})
