import {
  compile,
  decide,
  inspectNationalIdentityNumber,
  inspectOrganizationNumber,
  isExternalIdentity,
  isValidEmailAddress,
  isValidPhoneNumber,
  parseOrder,
  parseRuleSet,
  parseSnapshot,
  RuleOptions,
  shippedRuleSet
} from "@adressat/core"
import type { Decision } from "@adressat/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  anyCombinedRecipient,
  anyExplicitEmailAddress,
  anyExplicitPhoneNumber,
  anyExternalIdentity,
  anyHostileText,
  anyNationalIdentityNumber,
  anyOrder,
  anyOrganizationNumber,
  anyRuleOptions,
  anyRuleSet,
  anySituation,
  cast,
  frozen,
  ordersWith,
  predict,
  situationsWith,
  sourcesFrom
} from "../src/index.ts"

const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("arbitraries", () => {
  it("make orders that parse, without doubts but for recipients that stand twice", () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const parsed = Result.getOrThrow(parseOrder(stored(order)))
        expect(parsed.order).toEqual(order)
        const repeated = order.recipients.length - new Set(order.recipients.map((one) => JSON.stringify(one))).size
        expect(parsed.warnings.map(({ message }) => message.startsWith("the same recipient"))).toEqual(
          Array.from({ length: repeated }, () => true)
        )
      })
    )
  })

  it("make orders of combined recipients that parse, with doubts", () => {
    fc.assert(
      fc.property(ordersWith({ recipient: anyCombinedRecipient, maxRecipients: 2 }), (order) => {
        expect(Result.getOrThrow(parseOrder(stored(order))).order).toEqual(order)
      })
    )
  })

  it.each(["raw", "filtered", "either"] as const)("make snapshots of %s rows that parse", (rows) => {
    fc.assert(
      fc.property(situationsWith(anyOrder, { rows }), ({ snapshot }) => {
        expect(parseSnapshot(stored(snapshot))).toEqual(Result.succeed(snapshot))
      })
    )
  })

  it("make rule sets and options that parse", () => {
    fc.assert(
      fc.property(anyRuleSet, (ruleSet) => {
        expect(parseRuleSet(stored(ruleSet))).toEqual(Result.succeed(ruleSet))
      })
    )
    fc.assert(fc.property(anyRuleOptions, (options) => Schema.is(RuleOptions)(options)))
  })

  it("make identifiers that are valid and synthetic, and so is the cast", () => {
    const isSyntheticPerson = (number: string) => {
      const { checkDigits, date, kinds, synthetic } = inspectNationalIdentityNumber(number)
      return checkDigits === "classic" && date && synthetic && kinds.includes("tenor")
    }
    const isSyntheticOrganization = (number: string) => {
      const { checkDigit, synthetic } = inspectOrganizationNumber(number)
      return checkDigit && synthetic
    }
    fc.assert(fc.property(anyNationalIdentityNumber, isSyntheticPerson))
    fc.assert(fc.property(anyOrganizationNumber, isSyntheticOrganization))
    fc.assert(fc.property(anyExternalIdentity, isExternalIdentity))
    expect(cast.nationalIdentityNumbers.filter((number) => !isSyntheticPerson(number))).toEqual([])
    expect(cast.organizationNumbers.filter((number) => !isSyntheticOrganization(number))).toEqual([])
    expect(cast.externalIdentities.filter((urn) => !isExternalIdentity(urn))).toEqual([])
  })

  it("make explicit addresses that an order may name", () => {
    fc.assert(fc.property(anyExplicitEmailAddress, isValidEmailAddress))
    fc.assert(fc.property(anyExplicitPhoneNumber, isValidPhoneNumber))
  })

  it("make hostile text that no parser stumbles over", () => {
    fc.assert(
      fc.property(anyHostileText, anyHostileText, (name, text) => {
        expect(Result.isFailure(parseOrder({ channel: "Email", recipients: [{ [name]: text }] }))).toBe(true)
        expect(Result.isFailure(parseSnapshot({ at: text, [name]: text }))).toBe(true)
      }),
      { numRuns: 500 }
    )
  })

  it("make telling situations: every reason and note that altinn can give comes up among a few thousand", () => {
    const program = compile(shippedRuleSet("altinn"))
    const counts = new Map<string, number>()
    const note = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
    const codesOf = ({ deliveries, withheld }: Decision) => [
      ...withheld.flatMap(({ reasons, undetermined }) => [...reasons, ...undetermined].map(({ code }) => code)),
      ...deliveries.flatMap(({ contributors }) => contributors.flatMap(({ notes }) => notes))
    ]
    for (const { order, snapshot } of fc.sample(anySituation, { numRuns: 4000, seed: 20261125 })) {
      const decision = decide(program, order, snapshot)
      for (const code of new Set(codesOf(decision))) note(code)
      if (decision.retryable) note("stopped")
      if (decision.deliveries.length > 0) note("delivers")
      if (decision.tally.merged > 0) note("merges")
    }
    for (const code of [
      "CUSTOM_CONTACT_ON_OTHER_UNIT",
      "CUSTOM_CONTACT_REPEATED",
      "OPTED_OUT_DIFFERENT_CASE",
      "OPTED_OUT_LEGACY_SERVICES_ONLY",
      "OPTED_OUT_PREDECESSOR_SERVICE",
      "READ_ACCESS_INDETERMINATE",
      "READ_ACCESS_NOT_ON_ALL_TASKS",
      "NO_RESOURCE",
      "NOT_CONSULTED_AT_REGISTRATION",
      "NO_STATUTORY_CONTACT",
      "STATUTORY_ENTRY_EMPTY",
      "STATUTORY_CONTACT_DELETED",
      "STATUTORY_CONTACT_NOT_ACCEPTED",
      "PERSON_NOT_FOUND",
      "PERSON_CONTACT_DATA_STALE",
      "PERSON_RESERVED",
      "EXTERNAL_IDENTITY_NOT_FOUND",
      "SOURCE_UNAVAILABLE",
      "EMAIL_MISSING",
      "PHONE_INVALID",
      "PHONE_MISSING",
      "EMAIL_STALE",
      "GROUP_REACHED_ON_PREFERRED_CHANNEL",
      "ADDRESS_NOT_ON_CHANNEL",
      "EMAIL_CLEARED_AS_DUPLICATE",
      "FALLBACK_AFTER_DUPLICATE",
      "FALLBACK_CHANNEL",
      "ADDRESS_FROM_MAIN_UNIT",
      "RESERVATION_OVERRIDDEN",
      "STALE_CONTACT_DATA_USED",
      "INVALID_PHONE_USED"
    ])
      expect(counts.get(code) ?? 0, code).toBeGreaterThan(2)
    expect(counts.get("delivers")).toBeGreaterThan(2000)
    expect(counts.get("stopped")).toBeLessThan(1000)
    expect(counts.get("merges")).toBeGreaterThan(400)
  })
})

describe("the oracle", () => {
  it("takes a key without an answer for a reason to stop, never for nobody", () => {
    const order = {
      channel: "Email" as const,
      recipients: [{ nationalIdentityNumber: cast.nationalIdentityNumbers[0] }]
    }
    expect(predict(order, { at: "2026-11-25" }).stopped).toBe(true)
    expect(predict(order, { at: "2026-11-25", absent: { persons: [cast.nationalIdentityNumbers[0]] } })).toEqual({
      stopped: false,
      deliveries: [],
      withheld: [{ recipient: 0, basis: "Person", userId: "", reasons: ["PERSON_NOT_FOUND"] }],
      lookup: { status: "Failed", isReserved: [], missingContact: [cast.nationalIdentityNumbers[0]] }
    })
  })
})

describe("frozen and sourcesFrom", () => {
  it("freeze at any depth, and fail for what the snapshot does not hold", () => {
    const value = frozen({ a: [{ b: 1 }] })
    expect(Object.isFrozen(value.a[0])).toBe(true)
    const { persons, readAccess } = sourcesFrom({ at: "2026-11-25", persons: [] })
    const request = { resource: "", useStaleContactInformation: false, signal: new AbortController().signal }
    expect(() => persons(["01890110009"], request)).toThrow()
    expect(readAccess({ resource: "x", action: "read", pairs: [] }, request)).toEqual([])
  })
})
