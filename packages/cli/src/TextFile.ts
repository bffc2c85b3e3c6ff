/**
 * Texts as they lie in files: UTF-8, or UTF-16 with a byte order mark.
 */
import { problemAt } from "@adressat/core"
import type { Problem } from "@adressat/core"
import { writeFile } from "node:fs/promises"

/** The text of a file, by its byte order mark; without one it is UTF-8. What is no text gets replacement characters. */
export const decodedText = (bytes: Uint8Array): string => new TextDecoder(encodingOf(bytes)).decode(bytes)

/** Whether all of a file can be decoded. */
export const isText = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

const encodingOf = (bytes: Uint8Array): string =>
  bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe ? "utf-16be" : "utf-8"

/** Writes a text to a file, over what is there; gives the problem where that cannot be done. */
export const writeTextFile = async (file: string, text: string): Promise<Problem | undefined> => {
  try {
    await writeFile(file, text)
    return undefined
  } catch {
    return problemAt({ file }, [], {
      code: "unreadable-file",
      message: "the file cannot be written; make its folder first, and look at its permissions"
    })
  }
}
