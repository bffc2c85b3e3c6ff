import { builtInFacts, parseOrder, parseSnapshot } from "@adressat/core"
import type { FactCatalogue, Snapshot } from "@adressat/core"
import * as Result from "effect/Result"
import { anySituation } from "../../testing/src/index.ts"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { redactCase } from "../src/ShadowRedaction.ts"

const redacted = (order: Parameters<typeof redactCase>[0]["order"], snapshot: Snapshot) =>
  redactCase({ order, snapshot, subject: {} }, [builtInFacts])

/** What names somebody, by the members and lists that it stands in. */
const names: ReadonlySet<string> = new Set([
  "nationalIdentityNumber",
  "externalIdentity",
  "email",
  "emailAddress",
  "mobileNumber",
  "phoneNumber",
  "phone",
  "emailList",
  "mobileNumberList",
  "fullAddress",
  "lastName",
  "userId"
])

/** Gives everybody another name: everyone is somebody else, and nobody two. */
const renamed = <A>(value: A, isName = false): A => {
  if (Array.isArray(value)) return value.map((one) => renamed<unknown>(one, isName)) as A
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]: [string, unknown]) => [name, renamed(member, names.has(name))])
    ) as A
  }
  if (!isName || value === null || value === "") return value
  return `${String(value)}x` as A
}

const namesIn = (value: unknown, isName = false): ReadonlyArray<string> =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, member]) =>
        namesIn(member, names.has(name) || (isName && Array.isArray(value)))
      )
    : isName && JSON.stringify(value).length > 6
      ? [JSON.stringify(value).replaceAll('"', "")]
      : []

describe("a redacted case", () => {
  it("names nobody who is in it", () => {
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        const text = JSON.stringify(redacted(order, snapshot))
        const told = new Set([...namesIn(order), ...namesIn(snapshot)])
        for (const list of Object.values(snapshot.absent ?? {})) for (const key of list) told.add(key)
        for (const { keys, source } of snapshot.unavailable ?? []) {
          if (source !== "readAccess") for (const key of keys) told.add(key)
        }
        for (const name of told) if (!/^\d{9}$/.test(name)) expect(text).not.toContain(name)
      })
    )
  })

  it("is the same, byte for byte, whoever it is", () => {
    fc.assert(
      fc.property(anySituation, ({ order, snapshot: { absent: _, unavailable: __, ...snapshot } }) => {
        expect(JSON.stringify(redacted(renamed(order), renamed(snapshot)))).toBe(
          JSON.stringify(redacted(order, snapshot))
        )
      })
    )
  })

  it("keeps what is decided by: as many rows, with the same words", () => {
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        const { order: shownOrder, snapshot: shown } = redacted(order, snapshot)
        expect(shownOrder.recipients.length).toBe(order.recipients.length)
        expect(shownOrder.channel).toBe(order.channel)
        const countOf = ({ customContacts, persons, readAccess, statutoryContacts }: Snapshot) =>
          [customContacts, persons, readAccess, statutoryContacts].map((rows) => rows?.length)
        expect(countOf(shown)).toEqual(countOf(snapshot))
        expect(shown.readAccess?.map(({ decision }) => decision)).toEqual(
          snapshot.readAccess?.map(({ decision }) => decision)
        )
        expect(shown.at).toBe(snapshot.at)
      })
    )
  })

  it("gives one name to one person, wherever she is named", () => {
    const nationalIdentityNumber = "01890110009"
    const snapshot: Snapshot = {
      at: "2026-11-25",
      absent: { persons: [nationalIdentityNumber] },
      unavailable: [
        { source: "persons", reason: "Rejected", keys: [nationalIdentityNumber] },
        { source: "readAccess", reason: "Unavailable", keys: ["313000011/11"] }
      ],
      readAccess: [{ organizationNumber: "313000011", userId: 11, decision: "Deny" }]
    }
    const order = { channel: "Email", recipients: [{ nationalIdentityNumber }] } as const
    expect(Result.isSuccess(parseOrder(order)) && Result.isSuccess(parseSnapshot(snapshot))).toBe(true)
    expect(redactCase({ order, snapshot, subject: { nationalIdentityNumber } }, [])).toEqual({
      order: { channel: "Email", recipients: [{ nationalIdentityNumber: "[person 1]" }] },
      snapshot: {
        at: "2026-11-25",
        absent: { persons: ["[person 1]"] },
        unavailable: [
          { source: "persons", reason: "Rejected", keys: ["[person 1]"] },
          { source: "readAccess", reason: "Unavailable", keys: ["313000011/[user 1]"] }
        ],
        readAccess: [{ organizationNumber: "313000011", userId: "[user 1]", decision: "Deny" }]
      },
      subject: { nationalIdentityNumber: "[person 1]" }
    })
  })

  it("shows a fact of a rule set's own only where everybody who knows it calls it public", () => {
    const catalogue = (label: "public" | "secret"): FactCatalogue => ({
      "tax.debtClass": { label } as FactCatalogue[string]
    })
    const valueIn = (...catalogues: ReadonlyArray<FactCatalogue>) =>
      redactCase(
        {
          order: { channel: "Email", recipients: [{ emailAddress: "post@example.com" }] },
          snapshot: { at: "2026-11-25", ownFacts: [{ fact: "tax.debtClass", value: "high" }] },
          subject: {}
        },
        catalogues
      ).snapshot.ownFacts?.[0]?.value
    expect(valueIn(catalogue("public"), builtInFacts)).toBe("high")
    expect(valueIn(catalogue("public"), catalogue("secret"))).toBe("[hidden]")
    expect(valueIn(builtInFacts)).toBe("[hidden]")
  })
})
