import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { usersOf, valueOf } from "../src/PairMap.ts"
import { accessKey } from "../src/Snapshot.ts"
import type { ReadAccessAnswer, UserId } from "../src/Snapshot.ts"
import { indexSnapshot } from "../src/SnapshotIndex.ts"

const organizations = ["310000019", "310000027", "a/b", "A/b"]
const anyUser: fc.Arbitrary<UserId> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 40 }) },
  fc.constantFrom<UserId>("1", "u-16", "U-16", 2 ** 31, "b/1")
)
const anyAnswers = (organization: fc.Arbitrary<string>, user: fc.Arbitrary<UserId>) =>
  fc.array(
    fc.record<ReadAccessAnswer>({
      organizationNumber: organization,
      userId: user,
      decision: fc.constantFrom("Permit", "Deny", "NotApplicable", "Indeterminate")
    }),
    { maxLength: 40 }
  )

const ofEachUser = (answers: ReadonlyArray<ReadAccessAnswer>): Array<ReadAccessAnswer> => [
  ...new Map(answers.map((answer) => [answer.userId, answer])).values()
]

describe("answers on read access", () => {
  it.each([
    ["about one organisation, each user once", anyAnswers(fc.constant("310000019"), fc.integer()).map(ofEachUser)],
    ["about one organisation", anyAnswers(fc.constant("310000019"), anyUser)],
    ["about several organisations", anyAnswers(fc.constantFrom(...organizations), anyUser)]
  ])("are found where they are %s, the first of each pair", (_, someAnswers) => {
    fc.assert(
      fc.property(someAnswers, fc.array(anyUser), (readAccess, others) => {
        const model = new Map<string, ReadAccessAnswer>()
        for (const answer of readAccess.toReversed()) {
          model.set(accessKey(answer.organizationNumber, answer.userId).toLowerCase(), answer)
        }
        const kept = [...readAccess]
        const pairs = indexSnapshot({ at: "2026-11-25T10:00:00Z", readAccess }).readAccess()
        for (const organization of organizations) {
          const users = usersOf(pairs, organization)
          for (const user of [...readAccess.map(({ userId }) => userId), ...others]) {
            expect(valueOf(pairs, users, user)).toBe(model.get(accessKey(organization, user).toLowerCase()))
          }
        }
        expect(readAccess).toEqual(kept)
      }),
      { numRuns: 500 }
    )
  })
})
