/**
 * A stated option is one member of an `…Options` type, with the unit and the default that its doc comment states: what a table
 * in a document is held against.
 *
 * Read from the syntax tree. What stands in the alternatives of a union is required in one of them.
 */
import { readFileSync } from "node:fs"
import { parseSync } from "oxc-parser"

/** An option as its source states it. */
export interface StatedOption {
  readonly name: string
  readonly isRequired: boolean
  /** `ms`, `s` or `bytes`; empty where it has none. */
  readonly unit: string
  /** The words after "default" in its comment; empty where there are none. */
  readonly default: string
}

interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"

/** The options of a type in a file, in the order of the file, without those of types that it extends. */
export const statedOptions = (path: string, typeName: string): ReadonlyArray<StatedOption> => {
  const text = readFileSync(path, "utf8")
  const { comments, program } = parseSync(path, text)
  const declaration = declarationsIn(program as unknown).find(({ id }) => isNode(id) && id["name"] === typeName)
  if (declaration === undefined) throw new Error(`there is no type ${typeName} in ${path}`)
  return membersIn(declaration["body"] ?? declaration["typeAnnotation"]).map((member) => {
    const key = member["key"]
    const comment = comments.findLast(({ end }) => end <= member.start && text.slice(end, member.start).trim() === "")
    return optionOf(String(isNode(key) ? key["name"] : ""), member["optional"] !== true, comment?.value ?? "")
  })
}

const declarationsIn = (program: unknown): ReadonlyArray<Node> => {
  const body: unknown = isNode(program) ? program["body"] : []
  return (Array.isArray(body) ? body : [])
    .map((one: unknown) => (isNode(one) && isNode(one["declaration"]) ? one["declaration"] : one))
    .filter(isNode)
}

/** The members of a type, not those of the types of members. */
const membersIn = (type: unknown): ReadonlyArray<Node> => {
  if (Array.isArray(type)) return type.flatMap(membersIn)
  if (!isNode(type)) return []
  if (type.type === "TSPropertySignature") return [type]
  return ["body", "members", "types", "typeAnnotation"].flatMap((part) => membersIn(type[part]))
}

const units: Readonly<Record<string, string>> = { milliseconds: "ms", seconds: "s", bytes: "bytes" }

const optionOf = (name: string, isRequired: boolean, comment: string): StatedOption => {
  const words = comment
    .replaceAll(/\s*\n\s*\* ?/g, " ")
    .replace(/^\*/, "")
    .trim()
  const [, unit = ""] = /\bin (milliseconds|seconds|bytes)\b/.exec(words) ?? []
  const [, stated = ""] = /(?:^|[;.] )[Dd]efault:? ([^;]*?)\.?(?=;|$)/.exec(words) ?? []
  return { name, isRequired, unit: units[unit] ?? "", default: stated }
}
