/**
 * Phone numbers as a register holds them. The mix is an assumption and no data of Altinn's: 35 % eight bare digits, 30 %
 * with +47, 18 % of those spelled with blanks, 10 % with 0047, 4 % foreign, 2 % fixed lines, 1 % rubbish.
 */
import { below, oneOf, randomFrom, weighted } from "../Random.ts"
import type { Random } from "../Random.ts"

/** So many that far more foreign numbers come along than any memory in the normaliser holds: each is met as if new. */
export const COLD = 600_000

/** So few that all foreign numbers are remembered after the first round. */
export const WARM = 10_000

const digits = (random: Random, count: number): string => String(below(random, 10 ** count)).padStart(count, "0")

/** A Norwegian mobile number that is surely assigned to mobile services, without country code. */
const mobile = (random: Random): string =>
  `${oneOf(random, ["40", "41", "46", "47", "48", "90", "91", "92", "93", "95", "97", "98", "99"])}${digits(random, 6)}`

const spaced = (eight: string): string => `${eight.slice(0, 3)} ${eight.slice(3, 5)} ${eight.slice(5)}`

const foreign = (random: Random): string =>
  oneOf(random, [
    () => `+4670${digits(random, 7)}`,
    () => `+4520${digits(random, 6)}`,
    () => `+447400${digits(random, 6)}`,
    () => `+49151${digits(random, 8)}`,
    () => `+4851${digits(random, 7)}`,
    () => `+3706${digits(random, 7)}`
  ])()

type Kind = readonly [(random: Random) => string, number]

const kinds: { readonly mobile: readonly [Kind, ...Array<Kind>]; readonly other: ReadonlyArray<Kind> } = {
  mobile: [
    [mobile, 35],
    [(random) => `+47${mobile(random)}`, 30],
    [(random) => `+47 ${spaced(mobile(random))}`, 18],
    [(random) => `0047${mobile(random)}`, 10]
  ],
  other: [
    [foreign, 4],
    [(random) => `+4722${digits(random, 6)}`, 2],
    [(random) => oneOf(random, ["ukjent", "+47", "12345", "+4712345", "epost@example.com"]), 1]
  ]
}

/** One phone number of the mix. */
export const mixedNumber = (random: Random): string => weighted(random, [...kinds.mobile, ...kinds.other])(random)

const norwegianNumber = (random: Random): string => weighted(random, kinds.mobile)(random)

const made = new Map<string, ReadonlyArray<string>>()

/** Numbers, made once in a process, through JSON: no two are one string. */
const numbers = (count: number, seed: number, draw: (random: Random) => string): ReadonlyArray<string> => {
  const key = `${count} ${seed}`
  const known = made.get(key)
  if (known !== undefined) return known
  const random = randomFrom(seed)
  const drawn = Array.from({ length: count }, () => draw(random))
  const parsed = JSON.parse(JSON.stringify(drawn)) as ReadonlyArray<string>
  made.set(key, parsed)
  return parsed
}

/** Phone numbers of the mix. */
export const mixed = (count: number): ReadonlyArray<string> => numbers(count, 20261124, mixedNumber)

/** Norwegian mobile numbers only, in all their spellings. */
export const norwegian = (count: number): ReadonlyArray<string> => numbers(count, 20261125, norwegianNumber)
