/**
 * One module that a source file names, in whichever syntax names it.
 *
 * Read from the syntax tree, so that a comment or a string that looks like an import is none, and that `import()`,
 * `export … from`, `import("x").T`, `import x = require("x")` and `require("x")` are not overlooked.
 */
import { readFileSync } from "node:fs"
import { parseSync } from "oxc-parser"

/** One module that a source file names. */
export interface Import {
  /** The name as written, or `undefined` where it is computed. */
  readonly specifier: string | undefined
  /** Whether TypeScript erases it, so that it does not exist at run time. */
  readonly typeOnly: boolean
}

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"

/** The text of a string literal, also of one in backquotes without a placeholder. */
const literal = (value: unknown): string | undefined => {
  if (!isNode(value)) return undefined
  if (value.type === "Literal" && typeof value["value"] === "string") return value["value"]
  if (value.type !== "TemplateLiteral" || !Array.isArray(value["quasis"]) || value["quasis"].length !== 1)
    return undefined
  const quasi: unknown = value["quasis"][0]
  return isNode(quasi) && isCooked(quasi["value"]) ? quasi["value"].cooked : undefined
}

const isCooked = (value: unknown): value is { readonly cooked: string } =>
  typeof value === "object" && value !== null && "cooked" in value && typeof value.cooked === "string"

const importOf = (node: Node): Import | undefined => {
  switch (node.type) {
    case "ImportDeclaration":
      return { specifier: literal(node["source"]), typeOnly: node["importKind"] === "type" }
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
      return isNode(node["source"])
        ? { specifier: literal(node["source"]), typeOnly: node["exportKind"] === "type" }
        : undefined
    case "ImportExpression":
      return { specifier: literal(node["source"]), typeOnly: false }
    case "TSImportType":
      return { specifier: literal(node["source"]), typeOnly: true }
    case "TSExternalModuleReference":
      return { specifier: literal(node["expression"]), typeOnly: false }
    case "CallExpression":
      return isNode(node["callee"]) && node["callee"].type === "Identifier" && node["callee"]["name"] === "require"
        ? { specifier: literal(Array.isArray(node["arguments"]) ? node["arguments"][0] : undefined), typeOnly: false }
        : undefined
    default:
      return undefined
  }
}

/** The imports of a TypeScript source file, in the order in which they stand. Throws when the file does not parse. */
export const importsOf = (file: string): ReadonlyArray<Import> => {
  const { errors, program } = parseSync(file, readFileSync(file, "utf8"))
  const [error] = errors
  if (error !== undefined) throw new Error(`${file} does not parse: ${error.message}`)
  const found: Array<Import> = []
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const element of value) visit(element)
    if (!isNode(value)) return
    const imported = importOf(value)
    if (imported !== undefined) found.push(imported)
    for (const child of Object.values(value)) visit(child)
  }
  visit(program)
  return found
}
