/**
 * The one file that touches the unstable modules of effect: from the contract it makes the HttpApi, of that the description
 * in OpenAPI, and the table of routes. Everything that goes out of here is plain data and functions.
 */
import * as FindMyWay from "effect/http/FindMyWay"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { contract, operations } from "./contract/Contract.ts"
import type { OperationName } from "./contract/Contract.ts"
import type { AnswerShape, Operation } from "./contract/Operation.ts"

/** Where a request leads: the operation, and the members of its path. */
export interface Route {
  readonly name: OperationName
  readonly params: Readonly<Record<string, string | undefined>>
}

/** Finds the operation of a method and a path without query. */
export interface Router {
  readonly find: (method: string, path: string) => Route | undefined
  /** The methods that a path has; none when there is no such path. */
  readonly methodsOf: (path: string) => ReadonlyArray<string>
}

const methods = ["GET", "POST", "PUT"] as const

/** The routes of the contract. Parameters are decoded; what cannot be decoded leads nowhere. */
export const makeRouter = (): Router => {
  const router = FindMyWay.make<OperationName>({ ignoreTrailingSlash: true, maxParamLength: 500 })
  for (const [name, { method, path }] of operations) router.on(method, templateOf(path), name)
  const find: Router["find"] = (method, path) => {
    const found = router.find(method, path)
    return found === undefined ? undefined : { name: found.handler, params: found.params }
  }
  return { find, methodsOf: (path) => methods.filter((method) => find(method, path) !== undefined) }
}

const templateOf = (path: string): `/${string}` => path.replaceAll(/\{(\w+)\}/g, ":$1") as `/${string}`

/** A description in OpenAPI as effect makes it: JSON bodies and answers, without problems and security. */
export const describe = (info: { readonly title: string; readonly version: string }): unknown => {
  const groups = [...new Set(operations.map(([, { group }]) => group))].map((group) =>
    operations
      .filter(([, operation]) => operation.group === group)
      .reduce(
        (into, [name]) => into.add(endpointOf(name)),
        HttpApiGroup.make(group) as unknown as HttpApiGroup.HttpApiGroup<string, HttpApiEndpoint.Top>
      )
  )
  const api = groups.reduce(
    (into, group) => into.add(group) as unknown as typeof into,
    HttpApi.make("adressat") as unknown as HttpApi.HttpApi<string, HttpApiGroup.Top>
  )
  return OpenApi.fromApi(api.annotateMerge(OpenApi.annotations(info)))
}

const endpointOf = (name: OperationName): HttpApiEndpoint.Top => {
  const operation: Operation = contract[name]
  const make = HttpApiEndpoint.make(operation.method as "POST")
  const endpoint = make(name, templateOf(operation.path), {
    ...(operation.params === undefined ? {} : { params: operation.params }),
    ...(operation.query === undefined ? {} : { query: operation.query }),
    ...(operation.headers === undefined ? {} : { headers: operation.headers }),
    ...(operation.payload === undefined ? {} : { payload: operation.payload.schema }),
    success: operation.answers.map(successOf)
  } as never)
  const { description, summary } = operation
  const words = { summary, ...(description === undefined ? {} : { description }) }
  return endpoint.annotateMerge(OpenApi.annotations(words)) as unknown as HttpApiEndpoint.Top
}

const successOf = ({ schema = Schema.Void, status }: AnswerShape): Schema.Top =>
  schema.annotate({ httpApiStatus: status })
