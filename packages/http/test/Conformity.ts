/** Holds every response to the description: status, media type, headers and body must be what the operation says. */
import { Ajv2020 } from "ajv/dist/2020.js"
import type { ValidateFunction } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import { makeRouter } from "../src/Api.ts"
import { contract } from "../src/contract/Contract.ts"
import { problemKinds } from "../src/contract/ProblemKind.ts"
import { makeOpenApi } from "../src/index.ts"
import { responseIn } from "../src/OpenApiDocument.ts"
import type { OpenApiDocument } from "../src/index.ts"

type Json = Record<string, unknown>

/** The document with every object closed, so that a member it does not name is an error. */
const closed = (document: OpenApiDocument): OpenApiDocument => {
  const close = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(close)
    if (typeof value !== "object" || value === null) return value
    const object = Object.fromEntries(Object.entries(value as Json).map(([name, member]) => [name, close(member)]))
    return object["type"] === "object" && "properties" in object && !("additionalProperties" in object)
      ? { ...object, additionalProperties: false }
      : object
  }
  const { components } = document
  return { ...document, components: { ...components, schemas: close(components.schemas) as typeof components.schemas } }
}

export const openApi = makeOpenApi()

const ajv = new Ajv2020({ allErrors: true, strict: false })
addFormats.default(ajv)
ajv.addSchema({ $id: "document", ...closed(openApi) })

const validators = new Map<string, ValidateFunction>()

const validatorOf = (pointer: string): ValidateFunction => {
  let validate = validators.get(pointer)
  if (validate === undefined) validators.set(pointer, (validate = ajv.compile({ $ref: `document#${pointer}` })))
  return validate
}

const escape = (token: string) => encodeURIComponent(token.replaceAll("~", "~0").replaceAll("/", "~1"))

const router = makeRouter()

/** What is wrong with a response, in view of the document; empty when nothing is. */
export const faultsOf = async (method: string, path: string, response: Response): Promise<ReadonlyArray<string>> => {
  const [bare = ""] = path.split("?")
  const media = (response.headers.get("content-type") ?? "").split(";")[0] ?? ""
  const status = String(response.status)
  const text = method === "HEAD" ? "" : await response.clone().text()
  const route = router.find(method === "HEAD" ? "GET" : method, bare)
  if (route === undefined) {
    const validate = validatorOf("/components/schemas/ProblemDetails")
    if (media !== "application/problem+json") return [`${status} is no problem+json`]
    return validate(JSON.parse(text)) ? [] : [`the problem is another: ${ajv.errorsText(validate.errors)}`]
  }
  const template = contract[route.name].path
  const operation = openApi.paths[template]?.[contract[route.name].method.toLowerCase()]
  const described = operation === undefined ? undefined : responseIn(openApi, operation, status)
  if (described === undefined) return [`${route.name} does not describe the status ${status}: ${text.slice(0, 300)}`]
  const content = described.content ?? {}
  if (Object.keys(content).length === 0) return text === "" ? [] : [`${route.name} ${status} has a body`]
  if (!(media in content)) return [`${route.name} ${status} is ${media} and not ${Object.keys(content).join(", ")}`]
  if (method === "HEAD") return []
  const where = operation?.responses[status] ?? {}
  const pointer =
    "$ref" in where
      ? `${String(where.$ref).slice(1)}/content/${escape(media)}/schema`
      : `/paths/${escape(template)}/${contract[route.name].method.toLowerCase()}/responses/${status}/content/${escape(media)}/schema`
  const validate = validatorOf(pointer)
  const values: ReadonlyArray<unknown> =
    media === "application/x-ndjson"
      ? text
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line) as unknown)
      : [media.endsWith("json") ? JSON.parse(text) : text]
  return values.flatMap((value) => [
    ...(validate(value)
      ? []
      : [`${route.name} ${status}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value).slice(0, 600)}`]),
    ...(media === "application/problem+json" ? problemFaults(value as Json, response) : [])
  ])
}

const problemFaults = (problem: Json, response: Response): ReadonlyArray<string> => {
  const kind = String(problem["type"]).replace("urn:adressat:problem:", "") as keyof typeof problemKinds
  const { status, title } = problemKinds[kind]
  const wanted = { 401: "www-authenticate", 405: "allow", 429: "retry-after", 503: "retry-after" } as Readonly<
    Record<number, string>
  >
  const header = wanted[response.status]
  return [
    ...(status === response.status && problem["status"] === status
      ? []
      : [`${kind} has the status ${response.status}`]),
    ...(problem["title"] === title ? [] : [`${kind} has another title`]),
    ...(header === undefined || response.headers.has(header) ? [] : [`${response.status} has no ${header}`])
  ]
}
