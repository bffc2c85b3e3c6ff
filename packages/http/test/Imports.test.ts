/** What the package may import where, so that the handler is web-standard and effect's unstable modules stay in one file. */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"

const root = join(import.meta.dirname, "../src")

const importers = (pattern: RegExp) =>
  globSync("**/*.ts", { cwd: root })
    .filter((file) => pattern.test(readFileSync(join(root, file), "utf8")))
    .sort()

it("the handler needs nothing of Node", () => {
  expect(importers(/from "node:/)).toStrictEqual(["NodeExchange.ts", "node.ts"])
  expect(importers(/\bprocess\.[a-z]|\bBuffer\b/)).toStrictEqual(["NodeExchange.ts", "node.ts"])
})

it("one file touches effect's unstable modules", () => {
  expect(importers(/from "effect\/(http|http-api|sql|cli|persistence|observability|process)\b/)).toStrictEqual([
    "Api.ts"
  ])
})

it("the client has none of the server's code", () => {
  const seen = new Set<string>()
  const follow = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    const text = readFileSync(join(root, file), "utf8")
    for (const [, path = ""] of text.matchAll(/^(?:import|export) (?!type )[^"]*from "(\.[^"]+)"/gm))
      follow(join(file, "..", path))
  }
  follow("client.ts")
  expect([...seen].sort()).toStrictEqual(["client.ts", "contract/Routes.ts"])
})
