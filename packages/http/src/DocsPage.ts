/**
 * The docs page shows the description of the front door to people: one page made from the document, without scripts, that
 * loads nothing.
 *
 * Invariant: every text of the document is escaped, and the page's policy forbids all that it does not bring itself.
 */
import { problemKinds } from "./contract/ProblemKind.ts"
import { scopes } from "./contract/Scope.ts"
import { responseIn } from "./OpenApiDocument.ts"
import type { OpenApiDocument, OpenApiOperation } from "./OpenApiDocument.ts"

/** A page, and the Content-Security-Policy that it is shown under. */
export interface DocsPage {
  readonly html: string
  readonly policy: string
}

const STYLE = `:root{color-scheme:light dark;--line:#8884;--soft:#8882}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem}
h2{border-bottom:1px solid var(--line);margin-top:2.5rem;padding-bottom:.25rem}
h3{margin:0;font-size:1rem}
code,pre{font:14px/1.45 ui-monospace,monospace}
pre{background:var(--soft);border-radius:4px;overflow:auto;padding:.75rem}
details{border:1px solid var(--line);border-radius:6px;margin:.5rem 0;padding:.5rem .75rem}
summary{cursor:pointer}
summary h3{display:inline;margin-right:.75rem}
table{border-collapse:collapse;margin:.5rem 0;width:100%}
td,th{border-bottom:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top}
.method{display:inline-block;font-weight:700;min-width:3.5rem}
nav a{margin-right:1rem}`

/** Makes the page of a document; `basePath` is where the front door is mounted. */
export const makeDocsPage = async (document: OpenApiDocument, basePath = ""): Promise<DocsPage> => {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(STYLE)))
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${btoa(String.fromCharCode(...hash))}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join("; ")
  return { html: page(document, basePath), policy }
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

const anchor = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, "-")

const page = (document: OpenApiDocument, basePath: string): string => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation }))
  )
  const groups = document.tags.map(({ description, name }) => {
    const inGroup = operations.filter(({ operation }) => tagsOf(operation).includes(name))
    return `<h2 id="${anchor(name)}">${escape(name)}</h2>\n<p>${escape(description)}</p>\n${inGroup
      .map(({ method, operation, path }) => operationHtml(document, method, path, operation))
      .join("\n")}`
  })
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(document.info.title)} ${escape(document.info.version)}</title><style>${STYLE}</style></head>
<body>
<h1>${escape(document.info.title)} <small>${escape(document.info.version)}</small></h1>
<p>Who is notified, at which address, and why, or why not. The same as data: <a href="${escape(basePath)}/openapi.json">openapi.json</a>.</p>
<nav>${document.tags.map(({ name }) => `<a href="#${anchor(name)}">${escape(name)}</a>`).join("")}<a href="#scopes">scopes</a><a href="#problems">problems</a></nav>
${groups.join("\n")}
<h2 id="scopes">scopes</h2>
<table><tr><th>Scope</th><th>What it allows</th></tr>${Object.entries(scopes)
    .map(([scope, allows]) => `<tr><td><code>${escape(scope)}</code></td><td>${escape(allows)}</td></tr>`)
    .join("")}</table>
<h2 id="problems">problems</h2>
<table><tr><th>Type</th><th>Status</th><th>Title</th></tr>${Object.entries(problemKinds)
    .map(
      ([kind, { status, title }]) =>
        `<tr id="problem-${kind}"><td><code>urn:adressat:problem:${kind}</code></td><td>${status}</td><td>${escape(title)}</td></tr>`
    )
    .join("")}</table>
</body>
</html>
`
}

const tagsOf = (operation: OpenApiOperation): ReadonlyArray<string> =>
  (operation as unknown as { readonly tags?: ReadonlyArray<string> }).tags ?? []

const operationHtml = (
  document: OpenApiDocument,
  method: string,
  path: string,
  operation: OpenApiOperation
): string => {
  const access = (operation as unknown as { readonly "x-scopes"?: ReadonlyArray<string> })["x-scopes"]
  const parameters = operation.parameters ?? []
  const responses = Object.keys(operation.responses).flatMap((status) => {
    const response = responseIn(document, operation, status)
    return response === undefined ? [] : [[status, response] as const]
  })
  const bodies = Object.entries(operation.requestBody?.content ?? {})
  return `<details id="${operation.operationId}"><summary><h3><span class="method">${method.toUpperCase()}</span> <code>${escape(path)}</code></h3>${escape(operation.summary)}</summary>
${operation.description === undefined ? "" : `<p>${escape(operation.description)}</p>`}
<p>${access === undefined ? "Open to all." : `Scope: ${access.map((scope) => `<code>${escape(scope)}</code>`).join(" or ")}.`}</p>
${
  parameters.length === 0
    ? ""
    : `<table><tr><th>Parameter</th><th>In</th><th></th></tr>${parameters
        .map(
          ({ description = "", in: place, name, required }) =>
            `<tr><td><code>${escape(name)}</code>${required ? " (required)" : ""}</td><td>${escape(place)}</td><td>${escape(description)}</td></tr>`
        )
        .join("")}</table>`
}
${bodies.map(([media, { schema }]) => `<p>Body: <code>${escape(media)}</code></p>${schemaHtml(document, schema)}`).join("")}
<table><tr><th>Status</th><th></th></tr>${responses
    .map(([status, { description }]) => `<tr><td>${status}</td><td>${escape(description)}</td></tr>`)
    .join("")}</table>
${responses
  .filter(([status]) => status.startsWith("2"))
  .slice(0, 1)
  .flatMap(([, { content = {} }]) => Object.entries(content))
  .map(([media, { schema }]) => `<p>Answer: <code>${escape(media)}</code></p>${schemaHtml(document, schema)}`)
  .join("")}
</details>`
}

const schemaHtml = (document: OpenApiDocument, schema: unknown): string =>
  `<pre>${escape(outline(document, schema, 0, new Set()))}</pre>`

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: ReadonlyArray<unknown>
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: ReadonlyArray<string>
  readonly items?: Schema
  readonly anyOf?: ReadonlyArray<Schema>
  readonly oneOf?: ReadonlyArray<Schema>
}

const DEEPEST = 5

/** A schema in a few lines, as somebody would sketch it. */
const outline = (document: OpenApiDocument, given: unknown, depth: number, within: ReadonlySet<string>): string => {
  const schema = given as Schema
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1) ?? ""
    const target = document.components.schemas[name]
    return within.has(name) || depth >= DEEPEST || target === undefined
      ? name
      : outline(document, target, depth, new Set([...within, name]))
  }
  const branches = schema.anyOf ?? schema.oneOf
  if (branches !== undefined) {
    return [...new Set(branches.map((branch) => outline(document, branch, depth, within)))].join(" | ")
  }
  if (schema.enum !== undefined) return schema.enum.map((word) => JSON.stringify(word)).join(" | ")
  if (schema.items !== undefined) return `[${outline(document, schema.items, depth, within)}]`
  if (schema.properties === undefined) return schema.type ?? "anything"
  if (depth >= DEEPEST) return "{…}"
  const indent = "  ".repeat(depth + 1)
  const members = Object.entries(schema.properties).map(
    ([name, member]) =>
      `${indent}${name}${schema.required?.includes(name) === true ? "" : "?"}: ${outline(document, member, depth + 1, within)}`
  )
  return `{\n${members.join("\n")}\n${"  ".repeat(depth)}}`
}
