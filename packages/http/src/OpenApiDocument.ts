/**
 * The description of the front door in OpenAPI 3.1: what effect makes of the contract, with media types, problems, headers,
 * security and examples.
 *
 * Invariants: every operation of the contract is in it under its own name, with every status it may answer; a schema stands
 * in it once.
 */
import { toJsonSchema } from "@adressat/core"
import { describe } from "./Api.ts"
import { operations, problemsOf } from "./contract/Contract.ts"
import type { OperationName } from "./contract/Contract.ts"
import type { AnswerShape, Operation } from "./contract/Operation.ts"
import { PROBLEM_TYPE_PREFIX, problemKinds, ProblemDetails } from "./contract/ProblemKind.ts"
import type { ProblemKind } from "./contract/ProblemKind.ts"
import { scopes } from "./contract/Scope.ts"

type Json = Record<string, unknown>

/** A description in OpenAPI 3.1, plain JSON. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>
    readonly responses: Readonly<Record<string, OpenApiResponse>>
  }
  readonly servers: ReadonlyArray<{ readonly url: string }>
  readonly tags: ReadonlyArray<{ readonly name: string; readonly description: string }>
}

/** An operation as the description has it. */
export interface OpenApiOperation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly parameters?: ReadonlyArray<{
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: unknown
    readonly description?: string
  }>
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> }
  /** By status; those that operations share are references into the components. */
  readonly responses: Readonly<Record<string, OpenApiResponse | { readonly $ref: string }>>
}

/** A response as the description has it. */
export interface OpenApiResponse {
  readonly description: string
  readonly content?: Readonly<Record<string, { readonly schema: unknown }>>
}

/** A response of an operation, wherever it stands. */
export const responseIn = (
  document: OpenApiDocument,
  operation: OpenApiOperation,
  status: string
): OpenApiResponse | undefined => {
  const response = operation.responses[status]
  return response !== undefined && "$ref" in response
    ? document.components.responses[response.$ref.split("/").at(-1) ?? ""]
    : response
}

const groupDescriptions: Readonly<Record<Operation["group"], string>> = {
  decisions: "Who would be notified, where and why; nothing is sent",
  "rule sets": "The rules by which is decided, as versioned documents",
  policies: "XACML policies, as versioned documents: who may do what to a resource",
  orders: "Orders of the current API of Altinn Notifications",
  "orders v1": "Orders of the older API of Altinn Notifications",
  operation: "What keeps the front door running"
}

const DESCRIPTION = `Decides who is notified, at which address, and why, or why not; takes orders and follows them to their end.

A token is a bearer token of Maskinporten or Altinn. ${Object.entries(scopes)
  .map(([scope, allows]) => `\`${scope}\`: ${allows}.`)
  .join(" ")}

Problems are those of RFC 9457; their types begin with \`${PROBLEM_TYPE_PREFIX}\`.`

/** The version of the API, which rises with the contract and not with the package. */
const API_VERSION = "1.0.0"

/** Makes the description; `basePath` is where the front door is mounted. */
export const makeOpenApi = (basePath = ""): OpenApiDocument => {
  const raw = structuredClone(describe({ title: "Adressat", version: API_VERSION })) as {
    readonly paths: Record<string, Record<string, Json>>
    readonly components: { schemas: Json }
  } & Json
  const problem = structuredClone(toJsonSchema(ProblemDetails)) as unknown as Json & { readonly $defs?: Json }
  const { $defs = {}, $schema: _, $id: __, ...itself } = problem
  for (const [name, schema] of Object.entries({ ProblemDetails: itself, ...$defs })) {
    raw.components.schemas[name] ??= schema
  }
  const responses: Json = {}
  for (const [name, operation] of operations) {
    const method = raw.paths[operation.path]?.[operation.method.toLowerCase()]
    if (method !== undefined) complete(method, name, operation, responses)
  }
  const document = {
    ...raw,
    openapi: "3.1.0",
    info: {
      title: "Adressat",
      version: API_VERSION,
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" }
    },
    servers: [{ url: basePath === "" ? "/" : basePath }],
    tags: Object.entries(groupDescriptions).map(([name, description]) => ({ name, description })),
    components: {
      ...raw.components,
      responses,
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } }
    }
  }
  return withoutDoubles(document) as unknown as OpenApiDocument
}

/** Completes one operation in place; responses that operations share are put into `shared`. */
const complete = (method: Json, name: OperationName, operation: Operation, shared: Json): void => {
  method["operationId"] = name
  method["security"] = operation.access === "public" ? [] : [{ bearer: [] }]
  if (operation.access !== "public") method["x-scopes"] = operation.access
  for (const parameter of (method["parameters"] ?? []) as ReadonlyArray<Json>) liftParameter(parameter)
  const { payload } = operation
  const body = method["requestBody"] as { content: Json } | undefined
  if (payload !== undefined && body !== undefined) {
    const media = body.content["application/json"] as Json
    body.content = {
      [payload.media]: payload.example === undefined ? media : { ...media, example: payload.example }
    }
  }
  const responses = method["responses"] as Record<string, Json>
  for (const answer of operation.answers) {
    const response = responses[String(answer.status)] ?? {}
    responses[String(answer.status)] = completeAnswer(response, answer)
  }
  for (const [status, kinds] of problemsByStatus(problemsOf(operation))) {
    const response = nameOfProblems(kinds)
    shared[response] ??= problemResponse(kinds)
    responses[status] = { $ref: `#/components/responses/${response}` }
  }
}

/** The name of a response that operations share: its kinds, in capitals. */
const nameOfProblems = (kinds: ReadonlyArray<ProblemKind>): string =>
  kinds.map((kind) => kind.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())).join("Or")

const completeAnswer = (response: Json, { description, headers, media }: AnswerShape): Json => {
  const content = response["content"] as Json | undefined
  return {
    description,
    ...(headers === undefined
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, says]) => [name, { description: says, schema: { type: "string" } }])
          )
        }),
    ...(media === undefined || content === undefined ? {} : { content: { [media]: content["application/json"] } })
  }
}

/** A parameter says what it is in its own description, and whole numbers are whole numbers. */
const liftParameter = (parameter: Json): void => {
  const { allOf, ...schema } = parameter["schema"] as Json & { readonly allOf?: ReadonlyArray<Json> }
  const description = allOf?.find((part) => "description" in part)?.["description"] ?? schema["description"]
  delete schema["description"]
  if (description !== undefined) parameter["description"] = description
  parameter["schema"] =
    typeof schema["pattern"] === "string" && schema["pattern"].startsWith("^[+-]?") ? { type: "integer" } : schema
}

const problemsByStatus = (kinds: ReadonlyArray<ProblemKind>): ReadonlyMap<string, ReadonlyArray<ProblemKind>> => {
  const byStatus = new Map<string, Array<ProblemKind>>()
  for (const kind of kinds) {
    const status = String(problemKinds[kind].status)
    byStatus.set(status, [...(byStatus.get(status) ?? []), kind])
  }
  return byStatus
}

const problemHeaders: Readonly<Record<number, readonly [name: string, says: string]>> = {
  401: ["WWW-Authenticate", "Which token is wanted"],
  403: ["WWW-Authenticate", "Which scope is wanted"],
  429: ["Retry-After", "Seconds to wait"],
  503: ["Retry-After", "Seconds to wait"]
}

const problemResponse = (kinds: ReadonlyArray<ProblemKind>): Json => {
  const header = problemHeaders[problemKinds[kinds[0] ?? "internal"].status]
  return {
    description: kinds.map((kind) => problemKinds[kind].title).join("; "),
    ...(header === undefined
      ? {}
      : { headers: { [header[0]]: { description: header[1], schema: { type: "string" } } } }),
    content: {
      "application/problem+json": {
        schema: {
          allOf: [
            { $ref: "#/components/schemas/ProblemDetails" },
            {
              type: "object",
              properties: { type: { type: "string", enum: kinds.map((kind) => PROBLEM_TYPE_PREFIX + kind) } }
            }
          ]
        }
      }
    }
  }
}

const names: Readonly<Record<string, string>> = { Suspend_: "ConditionNode", Arrays_: "ConditionNodes" }

/** Schemas that were written several times under numbered names become one. */
const withoutDoubles = (document: Json & { readonly components: Json }): Json => {
  let current: Json & { readonly components: Json } = JSON.parse(
    JSON.stringify(document).replaceAll("#/$defs/", "#/components/schemas/")
  ) as typeof document
  for (let found = true; found;) {
    found = false
    const schemas = current.components["schemas"] as Json
    const renamed = new Map<string, string>()
    for (const [name, schema] of Object.entries(schemas)) {
      const base = /^(.*)_\d+$/.exec(name)?.[1]
      if (base !== undefined && base in schemas && JSON.stringify(schemas[base]) === JSON.stringify(schema)) {
        renamed.set(name, base)
      } else if (base !== undefined && !(base in schemas)) renamed.set(name, base)
      else if (names[name] !== undefined) renamed.set(name, names[name])
    }
    if (renamed.size === 0) break
    found = true
    current = rename(current, renamed)
  }
  return current
}

const rename = <D extends Json & { readonly components: Json }>(
  document: D,
  renamed: ReadonlyMap<string, string>
): D => {
  const schemas = document.components["schemas"] as Json
  const kept: Json = {}
  for (const [name, schema] of Object.entries(schemas)) kept[renamed.get(name) ?? name] ??= schema
  const text = JSON.stringify({ ...document, components: { ...document.components, schemas: kept } })
  return JSON.parse(
    text.replaceAll(
      /"#\/components\/schemas\/([^"]+)"/g,
      (_, name: string) => `"#/components/schemas/${renamed.get(name) ?? name}"`
    )
  ) as D
}
