/**
 * A public address is one that anybody on the internet may be called at. Every other one leads to this machine, into a
 * private network, or to nobody. Source: IANA special-purpose address registries, RFC 6890.
 */

/** Whether an IP address is public; `undefined` for what is no IP address. */
export const isPublicAddress = (address: string): boolean | undefined => {
  const four = readFour(address)
  if (four !== undefined) return isPublicFour(four)
  const six = readSix(address)
  if (six === undefined) return undefined
  const [a = 0, b = 0] = six
  // Forms that carry an address of the fourth version: mapped, compatible, translated, 6to4.
  if (six.slice(0, 5).every((part) => part === 0)) return six[5] === 0xffff && isPublicFour(fourOf(six[6], six[7]))
  if (a === 0x64 && b === 0xff9b) return isPublicFour(fourOf(six[6], six[7]))
  if (a === 0x2002) return isPublicFour(fourOf(b, six[2]))
  // Only 2000::/3 is given out; of it, not what is for documentation, tunnels and the like.
  return (a & 0xe000) === 0x2000 && !(a === 0x2001 && (b === 0xdb8 || b < 0x200)) && a !== 0x3fff
}

const fourOf = (high = 0, low = 0): ReadonlyArray<number> => [high >> 8, high & 255, low >> 8, low & 255]

const isPublicFour = ([a = 0, b = 0, c = 0]: ReadonlyArray<number>): boolean => {
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false
  if (a === 100) return b < 64 || b > 127
  if (a === 169) return b !== 254
  if (a === 172) return b < 16 || b > 31
  if (a === 192) return !(b === 168 || (b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99))
  if (a === 198) return !(b === 18 || b === 19 || (b === 51 && c === 100))
  return !(a === 203 && b === 0 && c === 113)
}

const readFour = (text: string): ReadonlyArray<number> | undefined => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
  return parts?.every((part) => part <= 255) === true ? parts : undefined
}

const readSix = (text: string): ReadonlyArray<number> | undefined => {
  if (!text.includes(":") || !/^[0-9a-f:.]+(%.*)?$/i.test(text)) return undefined
  const plain = text.replace(/%.*$/, "")
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(plain)
  const four = tail === null ? undefined : readFour(tail[2] ?? "")
  if (tail !== null && four === undefined) return undefined
  const [w = 0, x = 0, y = 0, z = 0] = four ?? []
  const hex = tail === null ? plain : `${tail[1]}${((w << 8) | x).toString(16)}:${((y << 8) | z).toString(16)}`
  const halves = hex.split("::")
  if (halves.length > 2) return undefined
  const partsOf = (half = "") => (half === "" ? [] : half.split(":"))
  const [head, rest] = [partsOf(halves[0]), partsOf(halves[1])]
  const missing = 8 - head.length - rest.length
  if (halves.length === 1 ? missing !== 0 : missing < 0) return undefined
  const parts = [...head, ...Array.from({ length: halves.length === 1 ? 0 : missing }, () => "0"), ...rest]
  return parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))
    ? parts.map((part) => Number.parseInt(part, 16))
    : undefined
}
