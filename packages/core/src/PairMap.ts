/**
 * A pair map holds values by organisation and user, without making a text for each pair.
 *
 * Invariant: two pairs are the same exactly when their `accessKey`s are equal, folded to lower case where asked. So the
 * number 11 and the text "11" are one user, and what stands before the last `/` of a user belongs to the organisation.
 */
import { addInteger, findInteger, isTableInteger, makeIntegerTable } from "./IntegerTable.ts"
import type { IntegerTable } from "./IntegerTable.ts"
import { accessKey } from "./Snapshot.ts"
import type { UserId } from "./Snapshot.ts"

/** Values by organisation and user. */
export interface PairMap<A> {
  readonly folds: boolean
  /** How many values there may be. */
  readonly expected: number
  readonly units: Map<string, UserMap<A>>
}

/** The users of one organisation. Those with an integer of 32 bits are numbered, whether they have a value or not. */
export interface UserMap<A> {
  readonly organizationNumber: string
  readonly numbers: IntegerTable
  /** The values of users who are numbered, by their number. */
  values: ReadonlyArray<A | undefined>
  /** The same values, once more may be set. */
  own: Array<A | undefined> | undefined
  /** The values of other users, by {@link userKey}. */
  others: Map<number | string, A> | undefined
}

/** An empty pair map; `folds`: whether case does not count. `expected` is how many values there may be. */
export const makePairMap = <A>(folds: boolean, expected: number): PairMap<A> => ({ folds, expected, units: new Map() })

/** Takes the values of an organisation's users as they stand, each at the number of its user. */
export const takeValues = <A>(
  pairs: PairMap<A>,
  organizationNumber: string,
  numbers: IntegerTable,
  values: ReadonlyArray<A>
): void => {
  const key = fold(pairs, organizationNumber)
  pairs.units.set(key, { organizationNumber: key, numbers, values, own: undefined, others: undefined })
}

const fold = ({ folds }: PairMap<unknown>, text: string): string => (folds ? text.toLowerCase() : text)

/** The users of an organisation, whom values may be given. */
export const usersOf = <A>(pairs: PairMap<A>, organizationNumber: string): UserMap<A> => {
  const key = fold(pairs, organizationNumber)
  const known = pairs.units.get(key)
  if (known !== undefined) return known
  // The first organisation may be the only one; how the others share the rest nobody knows.
  const expected = pairs.units.size === 0 ? pairs.expected : 0
  const own: Array<A | undefined> = []
  own.length = expected
  const made = { organizationNumber: key, numbers: makeIntegerTable(expected), values: own, own, others: undefined }
  pairs.units.set(key, made)
  return made
}

/** Whether the user is one that a user map numbers. */
export const isNumbered = (userId: UserId): userId is number => typeof userId === "number" && isTableInteger(userId)

/** The value of a user. */
export const valueOf = <A>(pairs: PairMap<A>, users: UserMap<A>, userId: UserId): A | undefined => {
  if (isNumbered(userId)) return users.values[findInteger(users.numbers, userId)]
  const key = userKey(userId)
  if (typeof key === "number") {
    return isTableInteger(key) ? users.values[findInteger(users.numbers, key)] : users.others?.get(key)
  }
  const slash = key.lastIndexOf("/")
  if (slash === -1) return users.others?.get(fold(pairs, key))
  return valueOf(pairs, usersBefore(pairs, users, key, slash), key.slice(slash + 1))
}

/** Sets the value of a user, in the place of an earlier one. */
export const setValue = <A>(pairs: PairMap<A>, users: UserMap<A>, userId: UserId, value: A): void => {
  const key = isNumbered(userId) ? userId : userKey(userId)
  const slash = typeof key === "number" ? -1 : key.lastIndexOf("/")
  if (typeof key === "number" && isTableInteger(key)) {
    users.values = users.own ??= [...users.values]
    users.own[addInteger(users.numbers, key)] = value
  } else if (typeof key === "number" || slash === -1) {
    users.others ??= new Map()
    users.others.set(typeof key === "number" ? key : fold(pairs, key), value)
  } else setValue(pairs, usersBefore(pairs, users, key, slash), key.slice(slash + 1), value)
}

/** The users of the organisation together with what stands before the last `/` of a user. */
const usersBefore = <A>(pairs: PairMap<A>, users: UserMap<A>, key: string, slash: number): UserMap<A> =>
  usersOf(pairs, accessKey(users.organizationNumber, key.slice(0, slash)))

/** The user as a number where that is the same text, as a text otherwise. */
export const userKey = (userId: UserId): number | string => {
  if (typeof userId === "number") return Number.isSafeInteger(userId) ? userId : String(userId)
  if (userId.length > 16) return userId
  const number = Number(userId)
  return Number.isSafeInteger(number) && String(number) === userId ? number : userId
}
