import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyHostileText } from "../../testing/src/index.ts"
import { addInteger, makeIntegerTable } from "../src/IntegerTable.ts"
import { makePairMap, setValue, takeValues, userKey, usersOf, valueOf } from "../src/PairMap.ts"
import { accessKey } from "../src/Snapshot.ts"
import type { UserId } from "../src/Snapshot.ts"

const anyNumber = fc.oneof(
  fc.constantFrom("310000019", "310000027", "a/b", "A/B", "a", "A", "", "/", "a/b/1"),
  anyHostileText
)
const anyUser: fc.Arbitrary<UserId> = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom<UserId>(0, -0, 2 ** 31, 2 ** 53 - 1, 1e21, 1.5),
  fc.constantFrom<UserId>(
    "0",
    "-0",
    "1",
    "01",
    " 1",
    "1.5",
    "1e21",
    "1e+21",
    "1E+21",
    "2147483648",
    "9007199254740993"
  ),
  fc.constantFrom<UserId>("u-16", "U-16", "b/1", "B/1", "b/c", "1/", "/1", "a/b/1", "İ", "Σ", "ΑΣ"),
  anyHostileText.filter((text) => text !== "")
)
const anyPair = fc.tuple(anyNumber, anyUser)

describe("a pair map", () => {
  it.each([true, false])("holds the last value under each access key, with case folded: %s", (folds) => {
    const keyOf = (number: string, user: UserId) => {
      const key = accessKey(number, user)
      return folds ? key.toLowerCase() : key
    }
    fc.assert(
      fc.property(fc.array(anyPair, { maxLength: 40 }), fc.array(anyPair, { maxLength: 40 }), (set, asked) => {
        const pairs = makePairMap<number>(folds, set.length)
        const model = new Map<string, number>()
        for (const [value, [number, user]] of set.entries()) {
          setValue(pairs, usersOf(pairs, number), user, value)
          model.set(keyOf(number, user), value)
        }
        for (const [number, user] of [...set, ...asked]) {
          expect(valueOf(pairs, usersOf(pairs, number), user)).toBe(model.get(keyOf(number, user)))
        }
      }),
      { numRuns: 3000 }
    )
  })
})

describe("values taken as they stand", () => {
  it("are found by their users, and are left alone when others are set", () => {
    const numbers = makeIntegerTable(2)
    for (const user of [16, 7]) addInteger(numbers, user)
    const values = Object.freeze(["kari", "ola"])
    const pairs = makePairMap<string>(true, 0)
    takeValues(pairs, "A", numbers, values)
    const users = usersOf(pairs, "a")
    expect([16, "7", 8].map((user) => valueOf(pairs, users, user))).toEqual(["kari", "ola", undefined])
    setValue(pairs, users, 7, "olav")
    setValue(pairs, users, 8, "per")
    expect([16, "7", 8].map((user) => valueOf(pairs, users, user))).toEqual(["kari", "olav", "per"])
    expect(values).toEqual(["kari", "ola"])
  })
})

describe("the key of a user", () => {
  it("is the same exactly for users with the same text, and a number where that says the same", () => {
    fc.assert(
      fc.property(anyUser, anyUser, (one, other) => {
        expect(userKey(one) === userKey(other)).toBe(`${one}` === `${other}`)
        expect(`${userKey(one)}`).toBe(`${one}`)
      }),
      { numRuns: 3000 }
    )
  })
})
