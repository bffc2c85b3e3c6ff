/**
 * Service owners are the organisations that may place orders: the published list of Altinn, read from a file or fetched, and
 * kept with the time it is from.
 *
 * Invariants: an organisation that is not in the list is nobody; a list that cannot be read leaves the one before in place,
 * and there is no caller until there is a list. Source: altinn-orgs.json and its schema, altinn-cdn.
 */
import { decodeValue } from "@adressat/core"
import type { Problem } from "@adressat/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** One service owner. */
export interface ServiceOwner {
  /** Its short name, such as skd. */
  readonly org: string
  /** Nine digits; absent for an owner of test data. */
  readonly organizationNumber?: string
  /** Its names by language. */
  readonly name: Readonly<Record<string, string>>
}

/** The list, indexed. */
export interface ServiceOwners {
  readonly byOrg: ReadonlyMap<string, ServiceOwner>
  readonly byOrganizationNumber: ReadonlyMap<string, ServiceOwner>
  /** When it was read, an instant. */
  readonly asOf: number
}

const OwnerList = Schema.Struct({
  orgs: Schema.Record(
    Schema.String.check(Schema.isPattern(/^[a-zA-Z0-9]+$/u)),
    Schema.Struct({
      name: Schema.Record(Schema.String, Schema.String),
      orgnr: Schema.optionalKey(Schema.String)
    })
  )
})

const decodeList = decodeValue(OwnerList)

/** What is read of an entry; the list has members for others as well. */
const relevant = (document: unknown): unknown => {
  if (typeof document !== "object" || document === null) return document
  const { orgs } = document as { readonly orgs?: unknown }
  if (typeof orgs !== "object" || orgs === null || Array.isArray(orgs)) return { orgs }
  return {
    orgs: Object.fromEntries(
      Object.entries(orgs as Readonly<Record<string, unknown>>).map(([org, owner]) => {
        if (typeof owner !== "object" || owner === null) return [org, owner]
        const { name, orgnr } = owner as { readonly name?: unknown; readonly orgnr?: unknown }
        return [org, { ...(name === undefined ? {} : { name }), ...(orgnr === undefined ? {} : { orgnr }) }]
      })
    )
  }
}

/** Reads a list in the format of altinn-orgs.json; `asOf` is the instant that it is from. */
export const readServiceOwners = (
  document: unknown,
  asOf: number
): Result.Result<ServiceOwners, ReadonlyArray<Problem>> =>
  Result.map(decodeList(relevant(document), { echo: true }), ({ orgs }) => {
    const owners = Object.entries(orgs).map(([org, { name, orgnr = "" }]): ServiceOwner => ({
      org,
      name,
      ...(orgnr === "" ? {} : { organizationNumber: orgnr })
    }))
    return {
      byOrg: new Map(owners.map((owner) => [owner.org, owner])),
      byOrganizationNumber: new Map(
        owners.flatMap((owner) =>
          owner.organizationNumber === undefined ? [] : [[owner.organizationNumber, owner] as const]
        )
      ),
      asOf
    }
  })

/** Where the list comes from. */
export interface ServiceOwnerOptions {
  /** The list itself, as parsed JSON; or a function that reads it, such as from a file or an address. */
  readonly list: object | (() => Promise<unknown>)
  /** How old a list that was read may become before it is read again, in milliseconds; default 3,600,000 (an hour). */
  readonly maxAge?: number
}

/** The list as it stands. */
export interface ServiceOwnerList {
  /** The list, read again when it is too old; `undefined` while none could be read. */
  readonly current: (now: number) => ServiceOwners | undefined | Promise<ServiceOwners | undefined>
}

/** A function that fetches a list; answers over 5 MB are refused. */
export const fetchServiceOwners =
  (url: string, options: { readonly fetch?: typeof fetch; readonly timeLimit?: number } = {}) =>
  async (): Promise<unknown> => {
    const { fetch: call = fetch, timeLimit = 10_000 } = options
    const response = await call(url, {
      signal: AbortSignal.timeout(timeLimit),
      redirect: "error",
      headers: { accept: "application/json" }
    })
    if (!response.ok) throw new Error(`the list of service owners was answered with status ${response.status}`)
    const text = await response.text()
    if (text.length > 5_000_000) throw new Error("the list of service owners is larger than 5 MB")
    return JSON.parse(text) as unknown
  }

/** How long to wait after a failure before the list is read again, in milliseconds. */
const RETRY_AFTER = 10_000

/** Keeps a list. A list given as a value is never read again; throws when it is none. */
export const makeServiceOwnerList = ({ list, maxAge = 3_600_000 }: ServiceOwnerOptions): ServiceOwnerList => {
  if (typeof list !== "function") {
    const read = readServiceOwners(list, 0)
    if (Result.isFailure(read)) {
      throw new TypeError(`the list of service owners cannot be read: ${read.failure[0]?.message ?? ""}`)
    }
    const { success } = read
    return { current: () => success }
  }
  let known: ServiceOwners | undefined
  let reading: Promise<ServiceOwners | undefined> | undefined
  let nextAt = Number.NEGATIVE_INFINITY
  const readAgain = async (now: number): Promise<ServiceOwners | undefined> => {
    try {
      const read = readServiceOwners(await list(), now)
      if (Result.isSuccess(read)) {
        known = read.success
        nextAt = now + maxAge
      } else nextAt = now + RETRY_AFTER
    } catch {
      nextAt = now + RETRY_AFTER
    } finally {
      reading = undefined
    }
    return known
  }
  return {
    current: (now) => {
      if (now < nextAt) return known
      reading ??= readAgain(now)
      // A list that is there already is good enough while the next one comes.
      return known ?? reading
    }
  }
}
