/**
 * Distinguished names (RFC 4514, which replaces RFC 2253): relative names in order, each a set of attributes. Types and
 * values are compared without regard to case or to runs of white space.
 */

/** Normalised relative names, from the most particular to the most general. */
export type X500Name = ReadonlyArray<string>

/** Types that go by a number, too. Source: RFC 4519. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ["2.5.4.3", "cn"],
  ["2.5.4.7", "l"],
  ["2.5.4.8", "st"],
  ["2.5.4.10", "o"],
  ["2.5.4.11", "ou"],
  ["2.5.4.6", "c"],
  ["2.5.4.9", "street"],
  ["0.9.2342.19200300.100.1.25", "dc"],
  ["0.9.2342.19200300.100.1.1", "uid"]
])

/** Reads a distinguished name; undefined: it is none. */
export const parseX500Name = (text: string): X500Name | undefined => {
  if (text.trim() === "") return []
  const names: Array<string> = []
  for (const relative of splitUnescaped(text, /[,;]/)) {
    const attributes = splitUnescaped(relative, /\+/).map(parseAttribute)
    if (!attributes.every((attribute) => attribute !== undefined)) return undefined
    names.push(attributes.toSorted().join("+"))
  }
  return names
}

/** Whether the relative names of the first are the last of the second. */
export const isTerminalPart = (first: X500Name, second: X500Name): boolean =>
  first.length <= second.length && first.every((name, index) => name === second[second.length - first.length + index])

const splitUnescaped = (text: string, separator: RegExp): ReadonlyArray<string> => {
  const parts = [""]
  let quoted = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? ""
    const last = parts.length - 1
    if (character === "\\") {
      parts[last] += character + (text[++index] ?? "")
      continue
    }
    if (character === '"') quoted = !quoted
    if (!quoted && separator.test(character)) parts.push("")
    else parts[last] += character
  }
  return parts
}

const parseAttribute = (text: string): string | undefined => {
  const [, type, value] = /^\s*(?:oid\.)?([a-z][\w-]*|\d+(?:\.\d+)*)\s*=([^]*)$/i.exec(text) ?? []
  const normal = value === undefined ? undefined : unescapeValue(trimUnescaped(value))
  if (type === undefined || normal === undefined) return undefined
  const lower = type.toLowerCase()
  // A value may hold separators once it is unescaped, so it is quoted anew.
  return `${shortNames.get(lower) ?? lower}=${JSON.stringify(normal.trim().replaceAll(/\s+/g, " ").toLowerCase())}`
}

/** An escaped blank at the end belongs to the value. */
const trimUnescaped = (value: string): string => {
  const trimmed = value.trim()
  let escapes = 0
  while (trimmed.at(-1 - escapes) === "\\") escapes++
  return escapes % 2 === 0 ? trimmed : `${trimmed} `
}

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** Takes quotes and escapes away; pairs of hexadecimal digits are octets of UTF-8. */
const unescapeValue = (value: string): string | undefined => {
  const quoted = /^"(.*)"$/s.exec(value)?.[1]
  const text = quoted ?? value
  const octets: Array<number> = []
  for (let index = 0; index < text.length;) {
    const character = String.fromCodePoint(text.codePointAt(index) ?? 0)
    if (character === "\\") {
      const hex = /^[\da-f]{2}/i.exec(text.slice(index + 1))?.[0]
      const escaped = text.slice(index + 1, index + 2)
      if (escaped === "") return undefined
      octets.push(...(hex === undefined ? encoder.encode(escaped) : [Number.parseInt(hex, 16)]))
      index += hex === undefined ? 2 : 3
      continue
    }
    if (character === '"') return undefined
    octets.push(...encoder.encode(character))
    index += character.length
  }
  try {
    return decoder.decode(Uint8Array.from(octets))
  } catch {
    return undefined
  }
}
