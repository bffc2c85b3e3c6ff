/**
 * Writing documents of the JSON profile in two spellings: as OASIS has it, and in the camel case of Altinn's endpoint, which
 * calls two members otherwise and says `null` where the standard leaves a member out.
 */

/** How members are spelt: as OASIS has it, or in the camel case of Altinn's endpoint. Both are read. */
export type JsonSpelling = "oasis" | "altinn"

/** How a document is written. */
export interface JsonWriteOptions {
  /** Default `oasis`. */
  readonly spelling?: JsonSpelling | undefined
  /** Spaces that each level is indented by; default 0, one line. */
  readonly indent?: number | undefined
}

/** A value of a document that is being written; a member that is `undefined` is left out. */
export type JsonOut = string | number | boolean | null | undefined | ReadonlyArray<JsonOut> | JsonOutObject
export interface JsonOutObject {
  readonly [name: string]: JsonOut
}

/** What is written in place of something that is not there: Altinn's endpoint says `null`, the standard leaves it out. */
export const nothing = (spelling: JsonSpelling): null | undefined => (spelling === "altinn" ? null : undefined)

/** A list, or what is written in place of an empty one. */
export const listOut = (list: ReadonlyArray<JsonOut>, spelling: JsonSpelling): JsonOut =>
  list.length === 0 ? nothing(spelling) : list

const altinnNames: Readonly<Record<string, string>> = {
  AssociatedAdvice: "associateAdvice",
  StatusDetail: "statusDetails"
}

const respelt = (value: JsonOut): JsonOut => {
  if (Array.isArray(value)) return value.map(respelt)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      altinnNames[name] ?? `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`,
      respelt(member)
    ])
  )
}

/** The text of a document whose members are named as OASIS has them. */
export const writeDocument = (document: JsonOutObject, { indent = 0, spelling = "oasis" }: JsonWriteOptions): string =>
  JSON.stringify(spelling === "altinn" ? respelt(document) : document, undefined, indent)
