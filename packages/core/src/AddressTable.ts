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
  /** The hash of each, by number. */
  readonly hashes: Array<number>
  /** Number plus one where an address stands, otherwise zero; none while there are few. */
  slots: Int32Array | undefined
  /** How many there may be. */
  readonly expected: number
  /** The numbers of those without a place near their own, by key. */
  crowded: Map<string, number> | undefined
}

/** An empty table; `expected` is how many addresses there may be, so that it need not grow. */
export const makeAddressTable = (expected: number): AddressTable => ({
  addresses: [],
  hashes: [],
  slots: undefined,
  expected,
  crowded: undefined
})

/** The most addresses that are looked through one by one. */
const FEW = 8

/** The farthest that an address stands from its own place. */
const FARTHEST = 16

/** The number of an address, which is added when it is not there. */
export const addAddress = (table: AddressTable, address: string): number => {
  const hash = hashOf(address)
  const known = findAddress(table, address, hash)
  if (known >= 0) return known
  const number = table.addresses.length
  table.addresses.push(address)
  table.hashes.push(hash)
  if (table.slots === undefined ? number >= FEW : number * 2 > table.slots.length) grow(table)
  else if (table.slots !== undefined) put(table, table.slots, number)
  return number
}

const findAddress = (table: AddressTable, address: string, hash: number): number => {
  const { addresses, hashes, slots } = table
  if (slots === undefined) {
    for (let number = 0; number < hashes.length; number++) {
      if (hashes[number] === hash && isSame(addresses[number], address)) return number
    }
    return -1
  }
  const mask = slots.length - 1
  let slot = hash & mask
  for (let step = 0; step < FARTHEST; step++) {
    const number = (slots[slot] ?? 0) - 1
    if (number < 0) return -1
    if (hashes[number] === hash && isSame(addresses[number], address)) return number
    slot = (slot + 1) & mask
  }
  return table.crowded?.get(emailKey(address)) ?? -1
}

const isSame = (known: string | undefined, address: string): boolean =>
  known === address || (known !== undefined && emailKey(known) === emailKey(address))

const put = (table: AddressTable, slots: Int32Array, number: number): void => {
  const mask = slots.length - 1
  let slot = (table.hashes[number] ?? 0) & mask
  for (let step = 0; step < FARTHEST; step++) {
    if (slots[slot] === 0) {
      slots[slot] = number + 1
      return
    }
    slot = (slot + 1) & mask
  }
  table.crowded ??= new Map()
  table.crowded.set(emailKey(table.addresses[number] ?? ""), number)
}

const grow = (table: AddressTable): void => {
  const slots = new Int32Array(slotsFor(Math.max(table.expected, table.addresses.length)))
  table.slots = slots
  table.crowded = undefined
  for (let number = 0; number < table.addresses.length; number++) put(table, slots, number)
}

/** Equal for addresses whose keys are equal; spread over all bits. */
const hashOf = (address: string): number => {
  let hash = 0
  for (let index = 0; index < address.length; index++) {
    const unit = address.charCodeAt(index)
    if (unit >= 0x80) return mixed(hashOfKey(emailKey(address)))
    hash = Math.imul(hash ^ (unit >= 0x41 && unit <= 0x5a ? unit | 0x20 : unit), FACTOR)
  }
  return mixed(hash)
}

/** The same for a key, in which ASCII letters are in lower case already. */
const hashOfKey = (key: string): number => {
  let hash = 0
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), FACTOR)
  return hash
}

const FACTOR = 0x01000193

const mixed = (hash: number): number => {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return half ^ (half >>> 13)
}
