/**
 * The XML documents of the conformance folder, which lies beside the repository and is no part of it; none without it.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { resolve } from "node:path"

const folder = resolve(import.meta.dirname, "../../../../shared/conformance/xacml")

/** Whether the folder is there. */
export const hasCorpus = existsSync(folder)

/** Why a test is skipped when it is not. */
export const corpusAbsence = `${folder} is absent`

/** The text of one file; UTF-16 when its first bytes say so. */
export const corpusText = (file: string): string => {
  const bytes = readFileSync(resolve(folder, file))
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8")
}

/** The documents whose last end tag closes one of the elements, by path. */
export const corpusTexts = (...elements: ReadonlyArray<string>): ReadonlyArray<readonly [file: string, text: string]> =>
  (hasCorpus ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [])
    .filter((file) => file.endsWith(".xml"))
    .map((file) => [file, corpusText(file)] as const)
    .filter(([, text]) => elements.includes(/<\/(?:[\w-]+:)?([\w-]+)>\s*$/.exec(text)?.[1] ?? ""))
