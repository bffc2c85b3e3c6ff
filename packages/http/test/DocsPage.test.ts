import { createHash } from "node:crypto"
import { expect, it } from "vitest"
import { operations } from "../src/contract/Contract.ts"
import { scopes } from "../src/contract/Scope.ts"
import { problemKinds } from "../src/contract/ProblemKind.ts"
import { makeDocsPage } from "../src/DocsPage.ts"
import { openApi } from "./Conformity.ts"

const { html, policy } = await makeDocsPage(openApi, "/front")

it("tells of every operation, scope and problem", () => {
  for (const [name, { path, summary }] of operations) {
    expect(html).toContain(`id="${name}"`)
    expect(html).toContain(`<code>${path}</code>`)
    expect(html).toContain(summary)
  }
  for (const word of [...Object.keys(scopes), ...Object.keys(problemKinds)]) expect(html).toContain(word)
})

it("loads nothing: no script, no image, no address but its own", () => {
  expect(html).not.toMatch(/<script|<img|<link|<iframe|\son\w+=|@import|url\(|style="/i)
  const addresses = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address = ""]) => address)
  expect(addresses.filter((address) => !address.startsWith("#"))).toStrictEqual(["/front/openapi.json"])
})

it("allows its own style sheet and nothing else", () => {
  const style = /<style>([^<]*)<\/style>/.exec(html)?.[1] ?? ""
  const hash = createHash("sha256").update(style).digest("base64")
  expect(policy).toContain(`style-src 'sha256-${hash}'`)
  expect(policy.startsWith("default-src 'none'")).toBe(true)
})

it("escapes what the document says, and ends every element it begins", async () => {
  const evil = { ...openApi, info: { ...openApi.info, title: `<script>alert("x")</script>&` } }
  const page = (await makeDocsPage(evil)).html
  expect(page).not.toContain("<script>")
  expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;")
  for (const tag of ["details", "summary", "table", "tr", "td", "pre", "code", "h2", "h3", "p"]) {
    const count = (pattern: string) => html.match(new RegExp(pattern, "g"))?.length ?? 0
    expect(count(`<${tag}[ >]`), tag).toBe(count(`</${tag}>`))
  }
})
