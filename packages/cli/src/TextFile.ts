/**
 * Texts as they lie in files: UTF-8, or UTF-16 with a byte order mark.
 */

/** The text of a file, by its byte order mark; without one it is UTF-8. */
export const decodedText = (bytes: Uint8Array): string => {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe ? "utf-16be" : "utf-8"
  return new TextDecoder(encoding).decode(bytes)
}
