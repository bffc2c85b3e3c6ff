/**
 * The XML documents of the conformance folder, which lies beside the repository and is no part of it; none without it.
 */
import { readdirSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import { folder, isPresent } from "./ConformanceFolder.ts"

/** The text of one file; UTF-16 when its first bytes say so. */
export const corpusText = (file: string): string => {
  const bytes = readFileSync(resolve(folder, file))
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8")
}

/** The documents whose last end tag closes one of the elements, by path. */
export const corpusTexts = (...elements: ReadonlyArray<string>): ReadonlyArray<readonly [file: string, text: string]> =>
  (isPresent ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [])
    .filter((file) => file.endsWith(".xml"))
    .map((file) => [file, corpusText(file)] as const)
    .filter(([, text]) => elements.includes(/<\/(?:[\w-]+:)?([\w-]+)>\s*$/.exec(text)?.[1] ?? ""))
