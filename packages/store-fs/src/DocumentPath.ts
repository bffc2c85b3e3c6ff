/**
 * The path of a document in the folder: `skd/rule-sets/tax.json`, `skd/policies/skd%2Ftax-return.xml`.
 *
 * Invariants: different documents have different paths, also on file systems that take `Tax` for `tax`, or one spelling of
 * an accent for another; a path tells which document it is of, except for an id of more than some 200 characters, whose
 * path ends in a hash. Small letters, digits, `-`, `_` and `.` stand for themselves, everything else is percent-encoded.
 */
import { createHash } from "node:crypto"
import { DocumentKind } from "@adressat/core"
import type { DocumentKey } from "@adressat/core"

/** The folder of a kind of documents below the folder of their owner. */
export const kindFolder = (kind: DocumentKind): string => (kind === "policy" ? "policies" : `${kind}s`)

/** How the name of a file of this kind ends. */
export const extensionOf = (kind: DocumentKind): string => (kind === "policy" ? ".xml" : ".json")

/** The kinds there are. */
export const documentKinds: ReadonlyArray<DocumentKind> = DocumentKind.literals

/** The path of a document, from the folder on, with slashes. */
export const documentPath = ({ id, kind, owner }: DocumentKey): string =>
  `${encodeName(owner)}/${kindFolder(kind)}/${encodeName(id)}${extensionOf(kind)}`

/** The longest encoded name that is spelled out; file systems take 255 bytes, and there is an extension to come. */
const LONGEST = 200

/** Names that Windows keeps for devices, whatever extension follows. */
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/

/** A text as the name of a file or folder. */
export const encodeName = (text: string): string => {
  if (text === "") return "%"
  const encoded = Array.from(text, encodeCharacter)
  // Hidden files and `..` begin with a dot, and Windows drops one at the end.
  for (const end of [0, encoded.length - 1]) if (encoded[end] === ".") encoded[end] = "%2E"
  if (deviceName.test(text)) encoded[0] = percent(text.charCodeAt(0))
  const name = encoded.join("")
  if (name.length <= LONGEST) return name
  return `${name.slice(0, LONGEST / 2)}~${createHash("sha256").update(name).digest("hex").slice(0, 40)}`
}

const percent = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`

const encodeCharacter = (character: string): string => {
  if (/^[a-z0-9._-]$/.test(character)) return character
  if (character.isWellFormed()) return [...new TextEncoder().encode(character)].map(percent).join("")
  return `%u${character.charCodeAt(0).toString(16).toUpperCase()}`
}

/** The text that a name stands for, however it is written; undefined where it stands for none that can be told. */
export const decodeName = (name: string): string | undefined => {
  if (name === "%") return ""
  if (name.includes("~")) return undefined
  let isWrong = false
  const text = name.replaceAll(/%u([0-9A-F]{4})|(?:%[0-9A-F]{2})+|%/gi, (encoded, unit: string | undefined) => {
    if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit, 16))
    try {
      return decodeURIComponent(encoded)
    } catch {
      isWrong = true
      return ""
    }
  })
  return isWrong ? undefined : text
}
