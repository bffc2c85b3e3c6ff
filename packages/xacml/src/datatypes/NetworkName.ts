/**
 * `rfc822Name`, `ipAddress` and `dnsName` (XACML 3.0 core §B.3 and §B.4): mail addresses, addresses with a mask and a range
 * of ports, host names with a leading wildcard and a range of ports.
 */

/** A mail address: the case of the local part counts, that of the domain does not. */
export interface Rfc822Name {
  readonly written: string
  readonly local: string
  /** In lower case. */
  readonly domain: string
}

/** Reads a mail address: one @ between two parts that are not empty. */
export const parseRfc822Name = (written: string): Rfc822Name | undefined => {
  const [, local, domain] = /^([^@\s]+)@([^@\s]+)$/.exec(written) ?? []
  return local === undefined || domain === undefined ? undefined : { written, local, domain: domain.toLowerCase() }
}

/** Whether a mail address fits a pattern: a whole address, a domain, or (with a leading dot) any domain below one. */
export const matchesRfc822Name = (pattern: string, { domain, local }: Rfc822Name): boolean => {
  const at = pattern.lastIndexOf("@")
  if (at >= 0) return pattern.slice(0, at) === local && pattern.slice(at + 1).toLowerCase() === domain
  const wanted = pattern.toLowerCase()
  return wanted.startsWith(".") ? domain.endsWith(wanted) && domain.length > wanted.length : domain === wanted
}

const portRange = String.raw`(\d{1,5}-?|-\d{1,5}|\d{1,5}-\d{1,5})`
const ip4 = String.raw`(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!\/|:|$)|(?=\/|:|$))){4}`
const ip4Expression = new RegExp(`^(${ip4})(?:/(${ip4}))?(?::${portRange}?)?$`)
const ip6Expression = new RegExp(String.raw`^\[([\da-f:.]+)\](?:/\[([\da-f:.]+)\])?(?::${portRange}?)?$`, "i")
const label = String.raw`[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?`
/** The last label starts with a letter (RFC 2396 §3.2.2), so that no address in numbers is a host name. */
const dnsExpression = new RegExp(String.raw`^(\*\.)?((?:${label}\.)*(?=[a-z])${label})\.?(?::${portRange})?$`, "i")

/** An address or host name as written, and in lower case with both ends of the range of ports. */
export interface NetworkName {
  readonly written: string
  readonly normal: string
}

/** Reads an address, or gives undefined. */
export const parseIpAddress = (written: string): NetworkName | undefined => {
  const [, address, mask, ports] = ip6Expression.exec(written) ?? []
  if (address !== undefined) {
    return isIp6(address) && (mask === undefined || isIp6(mask))
      ? named(written, `${address}/${mask}`, ports)
      : undefined
  }
  const found = ip4Expression.exec(written)
  return found === null ? undefined : named(written, `${found[1]}/${found[2]}`, found[3])
}

/** One port is a range of one; a range may be open at either end. */
const named = (written: string, name: string, range: string | undefined): NetworkName | undefined => {
  const [first = "", last = first] = (range ?? "").split("-")
  if (Number(first) > 65_535 || Number(last) > 65_535) return undefined
  return { written, normal: `${name}:${first}-${last}`.toLowerCase() }
}

/** Eight groups, of which one run may be left out, and the last two may be written as an IPv4 address. */
const isIp6 = (text: string): boolean => {
  const halves = text.split("::")
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")))
  const written = groups.flat()
  const last = written.at(-1) ?? ""
  const isMixed = last.includes(".")
  const isValid = written.every((group, index) =>
    isMixed && index === written.length - 1 ? new RegExp(`^${ip4}$`).test(group) : /^[\da-f]{1,4}$/i.test(group)
  )
  const count = written.length + (isMixed ? 1 : 0)
  return isValid && (halves.length === 1 ? count === 8 : halves.length === 2 && count < 8)
}

/** Reads a host name, or gives undefined. */
export const parseDnsName = (written: string): NetworkName | undefined => {
  const found = dnsExpression.exec(written)
  return found === null ? undefined : named(written, `${found[1] ?? ""}${found[2]}`, found[3])
}
