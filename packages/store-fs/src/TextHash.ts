/**
 * SHA-256 as Node.js computes it: many times faster than in JavaScript, which counts where thousands of files are read.
 */
import { createHash } from "node:crypto"

/** SHA-256 of a content, in hexadecimal. */
export const contentHash = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex")

/** The fingerprint of a text, as `textFingerprint` of core tells it. */
export const textHash = (text: string): string => contentHash(new TextEncoder().encode(text))
