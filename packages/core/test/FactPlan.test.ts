import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyOrder, anyRuleSet, situationsWith, sourcesFrom } from "../../testing/src/index.ts"
import type { Decision, Withheld } from "../src/Decision.ts"
import { createAdressat } from "../src/embed.ts"
import type { AdressatOptions, ContactLookup } from "../src/embed.ts"
import { batchAccess } from "../src/FactPlan.ts"
import type { AccessRequest, Completeness } from "../src/FactPlan.ts"
import type { SourceName } from "../src/Snapshot.ts"

const complete = situationsWith(anyOrder, { unavailable: 0 })
const anyBroken: fc.Arbitrary<ReadonlyArray<SourceName>> = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.subarray<SourceName>([
      "persons",
      "statutoryContacts",
      "customContacts",
      "readAccess",
      "externalIdentities"
    ])
  }
)

/** Everybody left out whom both plans know by name: all but those with custom contact information. */
const withoutCustomContacts = ({ withheld }: Decision) => withheld.filter(({ basis }) => basis !== "CustomContact")

const codesOf = ({ reasons }: Withheld) => reasons.map(({ code }) => code)

const byBoth = async (
  ruleSet: NonNullable<AdressatOptions["ruleSet"]>,
  { order, snapshot }: typeof complete extends fc.Arbitrary<infer S> ? S : never,
  broken: ReadonlyArray<SourceName>
) => {
  const resolveWith = async (completeness: Completeness) =>
    createAdressat({ ruleSet, ...sourcesFrom(snapshot, broken), completeness }).resolve(order)
  return { needed: await resolveWith("needed"), everything: await resolveWith("everything") }
}

describe("deciding from what the plan asks for", () => {
  it.each(["altinn", "strict"] as const)(
    "gives in %s the same deliveries as from everything, and for each person left out reasons that everything gives too",
    async (ruleSet) => {
      await fc.assert(
        fc.asyncProperty(complete, anyBroken, async (situation, broken) => {
          const { everything, needed } = await byBoth(ruleSet, situation, broken)
          expect(needed.deliveries).toEqual(everything.deliveries)
          expect(needed.recipients).toEqual(everything.recipients)
          expect(needed.retryable).toBe(everything.retryable)
          expect(needed.lookup).toEqual(everything.lookup)
          expect(withoutCustomContacts(needed)).toEqual(withoutCustomContacts(everything))
          for (const one of needed.withheld) {
            if (one.basis !== "CustomContact" || one.subject.everyone === true) continue
            const isSame = (other: Withheld) =>
              other.recipient === one.recipient &&
              other.state === one.state &&
              JSON.stringify(other.subject) === JSON.stringify(one.subject) &&
              codesOf(one).every((code) => codesOf(other).includes(code))
            expect(everything.withheld.some(isSame)).toBe(true)
          }
        }),
        { numRuns: 400 }
      )
    }
  )

  it("gives the same deliveries for any rule set", async () => {
    await fc.assert(
      fc.asyncProperty(anyRuleSet, complete, anyBroken, async (ruleSet, situation, broken) => {
        const { everything, needed } = await byBoth(ruleSet, situation, broken)
        expect(needed.deliveries).toEqual(everything.deliveries)
      }),
      { numRuns: 400 }
    )
  })

  it("asks each source for each key once, and nobody about custom contacts without a resource", async () => {
    await fc.assert(
      fc.asyncProperty(complete, async ({ order, snapshot }) => {
        const asked: Array<string> = []
        const { readAccess, ...contacts } = sourcesFrom(snapshot)
        const noting =
          <Row>(name: string, lookup: ContactLookup<Row>): ContactLookup<Row> =>
          (keys, request) => {
            asked.push(...keys.map((key) => `${name} ${key}`))
            return lookup(keys, request)
          }
        const adressat = createAdressat({
          persons: noting("persons", contacts.persons),
          externalIdentities: noting("externalIdentities", contacts.externalIdentities),
          statutoryContacts: noting("statutoryContacts", contacts.statutoryContacts),
          customContacts: noting("customContacts", contacts.customContacts),
          readAccess: (request, host) => {
            asked.push(
              ...request.pairs.map(({ organizationNumber, userId }) => `readAccess ${organizationNumber}/${userId}`)
            )
            return readAccess(request, host)
          }
        })
        const {
          order: { resource }
        } = await adressat.resolve(order)
        expect(new Set(asked).size).toBe(asked.length)
        if (resource === "" || order.stage === "registration") {
          expect(asked.filter((question) => /^(customContacts|readAccess) /.test(question))).toEqual([])
        }
      }),
      { numRuns: 300 }
    )
  })
})

describe("batches of questions", () => {
  it("hold every pair once, in order, and none is larger than the size", () => {
    const pair = fc.record({ organizationNumber: fc.constantFrom("313000028", "213010018"), userId: fc.nat() })
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 50 }), fc.integer({ min: 1, max: 9 }), (pairs, size) => {
        const batches: ReadonlyArray<AccessRequest> = batchAccess({ resource: "x", action: "read", pairs }, size)
        expect(batches.flatMap((batch) => batch.pairs)).toEqual(pairs)
        expect(batches.length).toBe(Math.ceil(pairs.length / size))
        for (const batch of batches) expect(batch).toMatchObject({ resource: "x", action: "read" })
      })
    )
  })
})
