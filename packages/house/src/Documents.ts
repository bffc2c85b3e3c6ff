/**
 * The documents of this repository, and everything about them that a test can hold against what they say.
 */
import { spawnSync } from "node:child_process"
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { consoleAnew, runFences } from "./DocumentFences.ts"
import { parseMarkdown } from "./Markdown.ts"
import type { Failure, Markdown } from "./Markdown.ts"
import { pretendCheckout } from "./PretendCheckout.ts"

/** Every document whose code is executed, by path from the root. */
export const documentsOf = (root: string): ReadonlyArray<string> =>
  globSync(["README.md", "CONTRIBUTING.md", "docs/**/*.md", "packages/*/README.md"], { cwd: root }).sort()

/** Everything wrong with a document, as `file:line: message`. */
export const checkDocument = async (root: string, file: string): Promise<ReadonlyArray<string>> => {
  const document = parseMarkdown(readFileSync(join(root, file), "utf8"))
  using checkout = pretendCheckout(root)
  const failures = [
    ...(document.open === undefined ? [] : [{ line: document.open, message: "the fence is never closed" }]),
    ...checkLinks(root, file, document),
    ...checkInlineCode(root, document),
    ...(await runFences(document.fences, checkout))
  ]
  return failures.sort((a, b) => a.line - b.line).map(({ line, message }) => `${file}:${line}: ${message}`)
}

/** Writes what the commands of `console` fences print now into a document. */
export const updateDocument = async (root: string, file: string): Promise<void> => {
  const path = join(root, file)
  const text = readFileSync(path, "utf8")
  using checkout = pretendCheckout(root)
  let updated = text
  for (const fence of parseMarkdown(text).fences) {
    // A fence with lines left out is edited by hand: nobody can tell which lines to leave out anew.
    if (fence.language !== "console" || /^…$/m.test(fence.code)) continue
    updated = updated.replace(`\n${fence.code}`, `\n${(await consoleAnew(fence, checkout)).replaceAll("$", "$$$$")}`)
  }
  if (updated !== text) writeFileSync(path, updated)
}

const checkLinks = (root: string, file: string, { anchors, links }: Markdown): ReadonlyArray<Failure> =>
  links.flatMap(({ line, text: target }): ReadonlyArray<Failure> => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return []
    const [path = "", anchor] = decodeURI(target).split("#")
    const found = path === "" ? join(root, file) : resolve(root, dirname(file), path)
    if (relative(root, found).startsWith(".."))
      return [{ line, message: `the link ${target} leads out of the repository` }]
    if (!existsSync(found)) return [{ line, message: `the link ${target} leads nowhere` }]
    if (anchor === undefined || (path !== "" && !path.endsWith(".md"))) return []
    const known = path === "" ? anchors : parseMarkdown(readFileSync(found, "utf8")).anchors
    return known.includes(anchor) ? [] : [{ line, message: `the link ${target} names a heading that is not there` }]
  })

let commandNames: ReadonlySet<string> | undefined

const commandsOf = (root: string): ReadonlySet<string> => {
  const help = () =>
    spawnSync(process.execPath, ["--conditions=@adressat/source", join(root, "packages/cli/src/main.ts"), "--help"], {
      encoding: "utf8"
    }).stdout
  return (commandNames ??= new Set([...help().matchAll(/^ {2}([a-z]+) /gm)].map(([, name = ""]) => name)))
}

/** A command in running text must exist: `npx pnpm@12 test`, `adressat resolve`, `.ci/run`. */
const checkInlineCode = (root: string, { inlineCode }: Markdown): ReadonlyArray<Failure> => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly scripts: object }
  return inlineCode.flatMap(({ line, text }): ReadonlyArray<Failure> => {
    const words = text.replace(/^([A-Z_]+=\S* )+/, "").split(/\s+/)
    const [script, ...args] = words[0] === "npx" && words[1] === "pnpm@12" ? words.slice(2) : words
    const isScript = words[0] === "npx" && words[1] === "pnpm@12"
    const isOpen = (word: string | undefined) => word === undefined || /^[^a-z]/.test(word)
    if (
      isScript &&
      !isOpen(script) &&
      !["install", "add"].includes(String(script)) &&
      !Object.hasOwn(scripts, String(script))
    ) {
      return [{ line, message: `there is no script ${String(script)} in the root's package.json` }]
    }
    if (script === "adressat" && !isOpen(args[0]) && !commandsOf(root).has(String(args[0]))) {
      return [{ line, message: `adressat has no command ${String(args[0])}` }]
    }
    return text.startsWith(".ci/") && !existsSync(join(root, words[0] ?? ""))
      ? [{ line, message: `there is no ${text}` }]
      : []
  })
}
