/**
 * Identifiers that can belong to nobody: national identity numbers of the synthetic series (month + 80) and organisation
 * numbers that begin with 2 or 3, with right check digits. Source: Skatteetaten, Tenor test data.
 */
import fc from "fast-check"

const sumOf = (digits: ReadonlyArray<number>, weights: ReadonlyArray<number>): number =>
  weights.reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0)

/** The digit that makes the weighted sum divisible by eleven; `undefined` when that would be ten. */
const checkDigit = (digits: ReadonlyArray<number>, weights: ReadonlyArray<number>): number | undefined => {
  const digit = (11 - (sumOf(digits, weights) % 11)) % 11
  return digit === 10 ? undefined : digit
}

const digitsOf = (number: number, length: number): ReadonlyArray<number> =>
  [...String(number).padStart(length, "0")].map(Number)

const nationalIdentityNumberOf = (day: number, month: number, year: number, individual: number): string | undefined => {
  const digits = [...digitsOf(day, 2), ...digitsOf(month + 80, 2), ...digitsOf(year, 2), ...digitsOf(individual, 3)]
  const first = checkDigit(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2])
  if (first === undefined) return undefined
  const second = checkDigit([...digits, first], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2])
  return second === undefined ? undefined : [...digits, first, second].join("")
}

const organizationNumberOf = (first: number, rest: number): string | undefined => {
  const digits = [first, ...digitsOf(rest, 7)]
  const last = checkDigit(digits, [3, 2, 7, 6, 5, 4, 3, 2])
  return last === undefined ? undefined : [...digits, last].join("")
}

const defined = <A>(arbitrary: fc.Arbitrary<A | undefined>): fc.Arbitrary<A> =>
  arbitrary.filter((value): value is A & {} => value !== undefined) as fc.Arbitrary<A>

/** A synthetic national identity number: eleven digits, month + 80, right check digits. */
export const anyNationalIdentityNumber: fc.Arbitrary<string> = defined(
  fc
    .tuple(
      fc.integer({ min: 1, max: 28 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 99 }),
      fc.integer({ min: 0, max: 999 })
    )
    .map((parts) => nationalIdentityNumberOf(...parts))
)

/** A synthetic organisation number: nine digits, beginning with 2 or 3, right check digit. */
export const anyOrganizationNumber: fc.Arbitrary<string> = defined(
  fc
    .tuple(fc.constantFrom(2, 3), fc.integer({ min: 0, max: 9_999_999 }))
    .map(([first, rest]) => organizationNumberOf(first, rest))
)

/** The URN of a self-identified user. */
export const anyExternalIdentity: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      "urn:altinn:person:idporten-email:",
      "urn:altinn:party:username:",
      "urn:altinn:username:",
      "urn:altinn:person:legacy-selfidentified:"
    ),
    fc.stringMatching(/^[a-z]{1,8}$/)
  )
  .map(([prefix, name]) => `${prefix}${prefix.includes("email") ? `${name}@example.com` : name}`)

/** So many different synthetic national identity numbers with right check digits, the same ones each time; at most 20,000. */
export const syntheticNationalIdentityNumbers = (count: number): ReadonlyArray<string> => {
  const numbers: Array<string> = []
  for (let index = 0; numbers.length < count && index < 28_000; index++) {
    const number = nationalIdentityNumberOf(1 + Math.floor(index / 1000), 10, 1, index % 1000)
    if (number !== undefined) numbers.push(number)
  }
  return numbers
}

/** So many different synthetic organisation numbers with right check digits, the same ones each time. */
export const syntheticOrganizationNumbers = (count: number): ReadonlyArray<string> => {
  const numbers: Array<string> = []
  for (let index = 0; numbers.length < count; index++) {
    const number = organizationNumberOf(3, 1_500_000 + index)
    if (number !== undefined) numbers.push(number)
  }
  return numbers
}

/** A few identifiers that everything in one situation draws from, so that answers meet the keys that were asked. */
export const cast = {
  nationalIdentityNumbers: ["01890110009", "02890110048", "03890110087", "04890110016"],
  organizationNumbers: ["313000028", "213010018", "313020010", "213030019"],
  externalIdentities: [
    "urn:altinn:person:idporten-email:ola@example.com",
    "urn:altinn:party:username:ola",
    "urn:altinn:username:kari"
  ],
  userIds: [11, 12, 13, 14, 15]
} as const
