import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { runVector } from "../src/Vectors.ts"
import type { Vector } from "../src/Vectors.ts"

const { vectors } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../core/test/vectors/altinn-resolution.json"), "utf8")
) as { readonly vectors: ReadonlyArray<Vector> }

/** The kinds of vectors that core and pdp cover; what surrounds a decision in time is not their business. */
const covered =
  /^(?:resolve|order\.lookup|phone\..*|email\.valid|resource\..*|action\..*|identifier\.valid|externalIdentity\.valid|profile\..*|pdp\..*)$/u

describe("the committed vectors with rule set altinn", () => {
  const ours = vectors.filter(({ kind }) => covered.test(kind))

  it("are of every kind that is covered", () => {
    expect(ours.length).toBeGreaterThanOrEqual(152)
    expect(new Set(ours.map(({ kind }) => kind)).size).toBe(17)
  })

  it.each(ours.map((vector) => [vector.kind, vector.name, vector] as const))("%s: %s", async (_kind, _name, vector) => {
    expect(await runVector(vector, "altinn")).toEqual({ outcome: "passed" })
  })

  it("are not covered where they are about something else", async () => {
    const others = vectors.filter(({ kind }) => !covered.test(kind))
    const outcomes = await Promise.all(others.map(async (vector) => runVector(vector, "altinn")))
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["not-covered"]))
  })
})

describe("a vector", () => {
  const base = {
    phase: "Processing",
    resourceId: "tax-report",
    upstream: { organizations: [{ organizationNumber: "313000011", emailList: ["post@example.com"] }] }
  }
  const resolve = async (input: object) =>
    runVector({ name: "", kind: "resolve", input: { ...base, ...input }, expected: undefined }, "altinn")

  it("uses explicit addresses as they stand, and looks nothing up", async () => {
    const result = await resolve({ channel: "Sms", recipients: [{ addresses: [{ type: "Sms", value: "40000001" }] }] })
    expect(result).toMatchObject({
      actual: {
        recipients: [{ isReserved: null, addresses: [{ type: "Sms", value: "40000001" }] }],
        calls: { persons: 0, organizations: 0, units: 0, pdp: 0 }
      }
    })
  })

  it("prefers the person where a recipient has several identifiers, but looks all of them up", async () => {
    const upstream = {
      ...base.upstream,
      persons: [{ nationalIdentityNumber: "17838410022", isReserved: false, email: "kari@example.com" }]
    }
    const recipients = [{ nationalIdentityNumber: "17838410022", organizationNumber: "313000011" }]
    const result = await resolve({ channel: "Email", upstream, recipients })
    expect(result).toMatchObject({
      actual: {
        recipients: [{ isReserved: false, addresses: [{ type: "Email", value: "kari@example.com" }] }],
        calls: { persons: 1, organizations: 1 }
      }
    })
  })

  it("fails, with what was expected and what came out", async () => {
    const vector = { name: "", kind: "phone.valid", input: { raw: "+4740000001" }, expected: { valid: false } }
    expect(await runVector(vector, "altinn")).toEqual({
      outcome: "failed",
      expected: { valid: false },
      actual: { valid: true }
    })
  })
})
