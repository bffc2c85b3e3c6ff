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

const kinds: Readonly<Record<"mobile" | "other", ReadonlyArray<readonly [(random: Random) => string, number]>>> = {
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

const made = new Map<string, ReadonlyArray<string>>()

/** The numbers, made once in a process, through JSON: no two are one string. */
const numbers = (count: number, seed: number, isMixed: boolean): ReadonlyArray<string> => {
  const key = `${count} ${seed}`
  const random = randomFrom(seed)
  const [first, ...rest] = isMixed ? [...kinds.mobile, ...kinds.other] : kinds.mobile
  const known = made.get(key)
  if (known !== undefined || first === undefined) return known ?? []
  const drawn = Array.from({ length: count }, () => weighted(random, [first, ...rest])(random))
  const parsed = JSON.parse(JSON.stringify(drawn)) as ReadonlyArray<string>
  made.set(key, parsed)
  return parsed
}

/** Phone numbers of the mix. */
export const mixed = (count: number): ReadonlyArray<string> => numbers(count, 20261124, true)

/** Norwegian mobile numbers only, in all their spellings. */
export const norwegian = (count: number): ReadonlyArray<string> => numbers(count, 20261125, false)
