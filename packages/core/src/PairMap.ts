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
  /** The users of an organisation, whom values may be given. */
  readonly users: (organizationNumber: string) => UserMap<A>
}

/** The users of one organisation. Those with an integer of 32 bits are numbered, whether they have a value or not. */
export interface UserMap<A> {
  readonly numbers: IntegerTable
  /** The values of users who are numbered, by their number. */
  readonly values: Array<A | undefined>
  /** The value of any other user. */
  readonly get: (userId: UserId) => A | undefined
  /** Sets the value of any other user. */
  readonly set: (userId: UserId, value: A) => void
}

/** The value of a user. */
export const valueOf = <A>(users: UserMap<A>, userId: UserId): A | undefined => {
  if (!isNumbered(userId)) return users.get(userId)
  return users.values[findInteger(users.numbers, userId)]
}

/** Sets the value of a user, in the place of an earlier one. */
export const setValue = <A>(users: UserMap<A>, userId: UserId, value: A): void => {
  if (isNumbered(userId)) users.values[addInteger(users.numbers, userId)] = value
  else users.set(userId, value)
}

/** Whether a user map numbers the user. */
export const isNumbered = (userId: UserId): userId is number => typeof userId === "number" && isTableInteger(userId)

/** An empty pair map; `folds`: whether case does not count. `expected` is how many values there may be. */
export const makePairMap = <A>(folds: boolean, expected: number): PairMap<A> => {
  const fold = (text: string) => (folds ? text.toLowerCase() : text)
  const units = new Map<string, UserMap<A>>()
  const users = (organizationNumber: string): UserMap<A> => {
    const key = fold(organizationNumber)
    const known = units.get(key)
    if (known !== undefined) return known
    // The first organisation may be the only one; how the others share the rest nobody knows.
    const made = makeUsers(key, units.size === 0 ? expected : 0)
    units.set(key, made)
    return made
  }
  const makeUsers = (organizationNumber: string, size: number): UserMap<A> => {
    const numbers = makeIntegerTable(size)
    const values: Array<A | undefined> = []
    const others = new Map<number | string, A>()
    return {
      numbers,
      values,
      get: (userId) => {
        const key = userKey(userId)
        if (typeof key === "number") {
          return isTableInteger(key) ? values[findInteger(numbers, key)] : others.get(key)
        }
        const slash = key.lastIndexOf("/")
        return slash === -1
          ? others.get(fold(key))
          : users(accessKey(organizationNumber, key.slice(0, slash))).get(key.slice(slash + 1))
      },
      set: (userId, value) => {
        const key = userKey(userId)
        const slash = typeof key === "number" ? -1 : key.lastIndexOf("/")
        if (typeof key === "number") {
          if (isTableInteger(key)) values[addInteger(numbers, key)] = value
          else others.set(key, value)
        } else if (slash === -1) others.set(fold(key), value)
        else users(accessKey(organizationNumber, key.slice(0, slash))).set(key.slice(slash + 1), value)
      }
    }
  }
  return { users }
}

/** The user as a number where that is the same text, as a text otherwise. */
export const userKey = (userId: UserId): number | string => {
  if (typeof userId === "number") return Number.isSafeInteger(userId) ? userId : String(userId)
  if (userId.length > 16) return userId
  const number = Number(userId)
  return Number.isSafeInteger(number) && String(number) === userId ? number : userId
}
