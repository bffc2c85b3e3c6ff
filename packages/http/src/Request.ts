/**
 * What is read of a request before anybody is asked who calls: its path and query, and whether it keeps to the limits.
 */
import { decodeValue, inspectNationalIdentityNumber } from "@adressat/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { faultOf, refusal } from "./Call.ts"
import type { Refusal } from "./Call.ts"
import { operations } from "./contract/Contract.ts"
import type { Incoming } from "./Exchange.ts"
import type { OperationName } from "./contract/Contract.ts"

/** The path of an address, and its query without the question mark. */
export interface Target {
  readonly path: string
  readonly query: string
}

/** Takes a target apart; a base path is taken off where it is there. */
export const targetOf = (target: string, basePath: string): Target => {
  const mark = target.indexOf("?")
  const path = mark === -1 ? target : target.slice(0, mark)
  const isBelow = basePath !== "" && (path === basePath || path.startsWith(`${basePath}/`))
  return {
    path: isBelow ? path.slice(basePath.length) || "/" : path,
    query: mark === -1 ? "" : target.slice(mark + 1)
  }
}

/** The size of an address and of headers, in bytes. */
export interface HeadLimits {
  readonly url: number
  readonly headers: number
}

/** Why the head of a request is refused; `undefined` when it is not. */
export const headRefusal = ({ headerSize, target }: Incoming, limits: HeadLimits): Refusal | undefined => {
  if (target.length > limits.url) {
    return refusal("address-too-long", { detail: `an address has at most ${limits.url} characters here` })
  }
  if (headerSize() > limits.headers) {
    return refusal("headers-too-large", { detail: `headers have at most ${limits.headers} bytes here` })
  }
  return holdsIdentityNumber(target)
    ? refusal("personal-data-in-url", {
        detail: "addresses are written down in many places, so leave national identity numbers to the body"
      })
    : undefined
}

/** Whether eleven digits that could be a person's stand in an address by themselves. */
const holdsIdentityNumber = (url: string): boolean => {
  if (!/\d{6}[ +%-]?\d*\d{5}/.test(url)) return false
  for (const [, number = ""] of decodedUrl(url).matchAll(/(?<![\p{L}\d])(\d{6}[ -]?\d{5})(?![\p{L}\d])/gu)) {
    const { checkDigits, date } = inspectNationalIdentityNumber(number.replace(/[ -]/, ""))
    if (date && checkDigits !== "invalid") return true
  }
  return false
}

const decodedUrl = (url: string): string => {
  try {
    return decodeURIComponent(url.replaceAll("+", " "))
  } catch {
    return url
  }
}

type Query = Readonly<Record<string, unknown>>

/** Reads the query of an operation. */
export type QueryReader = (query: string) => Result.Result<Query, Refusal>

const none: Query = {}

/** The readers of queries, by operation. The platform passes over what it does not know, and so does its API here. */
export const queryReaders = (): ReadonlyMap<OperationName, QueryReader> =>
  new Map(
    operations.map(([name, { isPlatforms = false, query: fields = {} }]): [OperationName, QueryReader] => {
      const decode = decodeValue(Schema.toCodecStringTree(Schema.Struct(fields)))
      const names = Object.keys(fields)
      const isOptional = Result.isSuccess(decode({}))
      return [
        name,
        (query) => {
          if (query === "" && isOptional) return Result.succeed(none)
          const given = Object.fromEntries(
            [...new URLSearchParams(query)].filter(([member]) => !isPlatforms || names.includes(member))
          )
          return Result.mapError(decode(given, { echo: false }), (problems) =>
            refusal("invalid-request", {
              problems: problems.map((problem) => ({ ...faultOf(problem), in: "query" as const })),
              ...(isPlatforms
                ? {
                    errors: Object.fromEntries(
                      problems.map(({ message, path }) => [path.replace(/^\$\.?/, ""), [message]])
                    )
                  }
                : {})
            })
          ) as Result.Result<Query, Refusal>
        }
      ]
    })
  )
