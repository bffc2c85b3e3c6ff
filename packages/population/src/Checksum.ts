/** The checksum of a column file: CRC-32 as in ISO 3309 and in zip files. */

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = (rest & 1) === 1 ? (rest >>> 1) ^ 0xedb8_8320 : rest >>> 1
  return rest
})

/** The CRC-32 of some bytes. */
export const crc32 = (bytes: Uint8Array): number => {
  let rest = 0xffff_ffff
  for (const byte of bytes) rest = (table[(rest ^ byte) & 0xff] ?? 0) ^ (rest >>> 8)
  return ~rest >>> 0
}
