/**
 * An address table numbers different addresses of one channel in the order in which they come. It compares them as the
 * platform does, by a hash that counts neither case nor needs the address spelled anew.
 *
 * Invariants: numbers run from 0 without gaps and never change; two addresses have one number exactly when `emailKey`
 * (which is `phoneKey`) says that they are equal; no sequence of addresses, however chosen, makes a step that is not
 * constant on average, since what does not find a place near its own goes into a `Map`.
 */
import { emailKey } from "./Address.ts"
import { slotsFor } from "./IntegerTable.ts"

/** Different addresses, numbered. */
export interface AddressTable {
  /** The first spelling of each, by number. */
  readonly addresses: Array<string>
  /** How many there may be. */
  readonly expected: number
  /**
   * Number plus one in the lower bits, as many as the place of a slot needs, and the upper bits of the hash above them;
   * zero where nothing stands. Empty while there are few.
   */
  slots: Int32Array
  /** The hash of each, by number; half as many as there are slots. */
  hashes: Int32Array
  /** The numbers of those without a place near their own, by key. */
  crowded: Map<string, number> | undefined
}

/** An empty table; `expected` is how many addresses there may be. */
export const makeAddressTable = (expected: number): AddressTable => ({
  addresses: [],
  expected,
  slots: none,
  hashes: none,
  crowded: undefined
})

const none = new Int32Array(0)

/** The most addresses that are looked through one by one. */
const FEW = 4

/** The farthest that an address stands from its own place. */
const FARTHEST = 16

/** The number of an address, which is added when it is not there. */
export const addAddress = (table: AddressTable, address: string): number => {
  const { addresses, crowded, slots } = table
  if (addresses.length <= FEW && slots === none) return addAmongFew(table, address)
  const hash = hashOf(address)
  const mask = slots.length - 1
  for (let step = 0; ; step++) {
    const entry = slots[(hash + step) & mask] ?? 0
    if (entry === 0) break
    const number = (entry & mask) - 1
    if (((entry ^ hash) & ~mask) === 0 && isSame(addresses[number], address)) return number
    if (step === FARTHEST) {
      const known = crowded?.get(emailKey(address))
      if (known !== undefined) return known
      break
    }
  }
  const number = addresses.length
  addresses.push(address)
  if (addresses.length * 2 > slots.length) spread(table, slots.length * 2)
  table.hashes[number] = hash
  put(table, hash, number)
  return number
}

const addAmongFew = (table: AddressTable, address: string): number => {
  const { addresses, expected } = table
  for (let number = 0; number < addresses.length; number++) if (isSame(addresses[number], address)) return number
  addresses.push(address)
  if (addresses.length > FEW) {
    // Many contacts write into the table of the other channel or into none, and a table is the faster the smaller it is.
    spread(table, slotsFor(Math.max(expected >> 3, addresses.length)))
    for (const [number, one] of addresses.entries()) {
      const hash = hashOf(one)
      table.hashes[number] = hash
      put(table, hash, number)
    }
  }
  return addresses.length - 1
}

const isSame = (known: string | undefined, address: string): boolean =>
  known === address || (known !== undefined && known.length === address.length && emailKey(known) === emailKey(address))

const put = (table: AddressTable, hash: number, number: number): void => {
  const { slots } = table
  const mask = slots.length - 1
  for (let step = 0; step <= FARTHEST; step++) {
    const slot = (hash + step) & mask
    if (slots[slot] === 0) {
      slots[slot] = (hash & ~mask) | (number + 1)
      return
    }
  }
  table.crowded ??= new Map()
  table.crowded.set(emailKey(table.addresses[number] ?? ""), number)
}

/** Gives every address with a hash a place among so many slots. */
const spread = (table: AddressTable, count: number): void => {
  const { hashes, slots } = table
  table.slots = takeIntegers(count)
  table.hashes = takeIntegers(count / 2)
  table.hashes.set(hashes)
  table.crowded = undefined
  for (let number = 0; number < hashes.length; number++) put(table, hashes[number] ?? 0, number)
  spareIntegers(slots)
  spareIntegers(hashes)
}

/** Lets go of a table that nobody needs any more: what a large one needed is there for the next. */
export const dismissTable = (table: AddressTable): void => {
  if (table.slots === none) return
  spareIntegers(table.slots)
  spareIntegers(table.hashes)
  table.addresses.length = 0
  table.slots = none
  table.hashes = none
  table.crowded = undefined
}

// --- Spare memory ----------------------------------------------------------------------------------------------------

/** Arrays of zeros for the next table, because memory that is new to the process costs more than what is written into it. */
const spare: Array<Int32Array> = []

/** So many are kept, of so many integers: no more than eight megabytes in all, most recent last. */
const MOST_SPARE = 8
const LEAST_SPARED = 2 ** 13
const MOST_SPARED = 2 ** 18

const takeIntegers = (count: number): Int32Array => {
  const place = count < LEAST_SPARED ? -1 : spare.findLastIndex(({ length }) => length === count)
  return spare.splice(place, place === -1 ? 0 : 1)[0] ?? new Int32Array(count)
}

const spareIntegers = (integers: Int32Array): void => {
  if (integers.length < LEAST_SPARED || integers.length > MOST_SPARED) return
  spare.push(integers.fill(0))
  if (spare.length > MOST_SPARE) spare.shift()
}

// --- Hashes ----------------------------------------------------------------------------------------------------------

/**
 * Equal for addresses whose keys are equal; spread over all bits. Most e-mail addresses of one recipient have one domain,
 * so only its length counts.
 */
const hashOf = (address: string): number => {
  let hash = address.length
  let all = 0
  for (let index = 0; index < address.length; index++) {
    const unit = address.charCodeAt(index)
    if (unit === AT) break
    all |= unit
    // Small and capital letters of ASCII differ in this bit alone.
    hash = Math.imul(hash ^ (unit | 0x20), FACTOR)
  }
  return all < 0x80 ? mixed(hash) : hashOfKey(emailKey(address))
}

const hashOfKey = (key: string): number => {
  let hash = 0
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), FACTOR)
  return mixed(hash)
}

const AT = 0x40

const FACTOR = 0x01000193

const mixed = (hash: number): number => {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return half ^ (half >>> 13)
}
