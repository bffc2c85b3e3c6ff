/**
 * A program in a document asserts with comments: `expression // => value`. Here each of them becomes a call that compares
 * both as JSON; lines keep their numbers.
 */
import { parseSync } from "oxc-parser"

/** The program that is run, or what keeps it from being run; lines are one-based. */
export interface AssertingProgram {
  readonly code: string
  readonly failures: ReadonlyArray<{ readonly line: number; readonly message: string }>
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string" && "start" in value

const nodesOf = (value: unknown): ReadonlyArray<Node> => {
  if (Array.isArray(value)) return value.flatMap(nodesOf)
  if (typeof value !== "object" || value === null) return []
  return [...(isNode(value) ? [value] : []), ...Object.values(value).flatMap(nodesOf)]
}

const lineAt = (code: string, offset: number): number => code.slice(0, offset).split("\n").length

/** What compares, in one line; said in a form that {@link runProgram} of `DocumentFences` looks for. */
const comparison = [
  'const __asJson = (value) => { const text = JSON.stringify(value); return text === undefined ? "undefined" : text };',
  'const __sorted = (value) => Array.isArray(value) ? value.map(__sorted) : value !== null && typeof value === "object" ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([name, member]) => [name, __sorted(member)])) : value;',
  'const __plain = (value) => { const text = __asJson(value); return text === "undefined" ? text : JSON.stringify(__sorted(JSON.parse(text))) };',
  "const __expect = (line, found, wanted) => { if (__plain(found) === __plain(wanted)) return; console.error(`FENCE ${line} the value is ${__asJson(found)}, and not ${__asJson(wanted)}`); process.exit(1) };"
].join(" ")

/** Makes assertions of the comments `// => value`. */
export const assertsOf = (code: string, language: string): AssertingProgram => {
  const { comments, errors, program } = parseSync(`fence.${language}`, code, {
    lang: language === "ts" ? "ts" : "js",
    sourceType: language === "cjs" ? "commonjs" : "module"
  })
  const [error] = errors
  if (error !== undefined) {
    return {
      code,
      failures: [
        { line: lineAt(code, error.labels[0]?.start ?? 0), message: `the program is not valid: ${error.message}` }
      ]
    }
  }
  const failures: Array<{ readonly line: number; readonly message: string }> = []
  const statements = nodesOf(program).filter(
    ({ type }) => type === "ExpressionStatement" || type === "VariableDeclaration"
  )
  const edits: Array<{ readonly start: number; readonly end: number; readonly text: string }> = []
  for (const [index, comment] of comments.entries()) {
    if (comment.type !== "Line" || !comment.value.trim().startsWith("=>")) continue
    const line = lineAt(code, comment.start)
    const values = [comment.value.trim().slice(2)]
    for (const next of comments.slice(index + 1)) {
      const gap = code.slice(comment.end, next.start).replaceAll(/\/\/[^\n]*/g, "")
      if (lineAt(code, next.start) !== line + values.length || gap.trim() !== "" || !/^ {3}/.test(next.value)) break
      values.push(next.value)
    }
    const statement = statements
      .filter(({ end }) => end <= comment.start && /^[^\S\n]*$/.test(code.slice(end, comment.start)))
      .sort((a, b) => a.start - b.start)[0]
    const wanted = `(${values.join(" ").trim()})`
    if (statement?.type === "ExpressionStatement") {
      const expression = code.slice(statement.start, statement.end).replace(/;$/, "")
      edits.push({
        start: statement.start,
        end: statement.end,
        text: `;__expect(${line}, (${expression}\n), ${wanted});`.replace("\n", "")
      })
    } else if (statement !== undefined) {
      const [, name] = /^(?:const|let|var)\s+(\w+)/.exec(code.slice(statement.start)) ?? []
      if (name === undefined) failures.push({ line, message: "// => stands behind an expression or a single constant" })
      else edits.push({ start: statement.end, end: statement.end, text: `;__expect(${line}, ${name}, ${wanted});` })
    } else failures.push({ line, message: "// => stands behind no expression, so it asserts nothing" })
  }
  const edited = edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, { end, start, text: replacement }) => text.slice(0, start) + replacement + text.slice(end), code)
  return { code: `${comparison} ${edited}`, failures }
}
