/**
 * Serving puts the front door together on embedded defaults: the facts of a world, a SQLite file, and an issuer of tokens
 * of its own where no other is named. This file says what it is made of; `commands/serve.ts` starts it and prints.
 */
import { DocumentStore, problemAt } from "@adressat/core"
import type { Problem, RuleSet } from "@adressat/core"
import { developmentIssuer, fetchServiceOwners, readServiceOwners, scopes } from "@adressat/http"
import type { DevelopmentIssuer, Stores } from "@adressat/http"
import { serve, serviceOwnersFile } from "@adressat/http/node"
import type { Served, ServeOptions } from "@adressat/http/node"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { readFile } from "node:fs/promises"
import { problemsOf, readRuleSet } from "./Input.ts"
import { openStores } from "./Stores.ts"
import type { World } from "./World.ts"
import { readNamedWorld, worldHost } from "./WorldHost.ts"
import type { WorldOptions } from "./WorldHost.ts"
import { worldNames } from "./WorldSources.ts"

/** What the command line says about serving. */
export interface ServingOptions extends WorldOptions {
  readonly port: string
  readonly host: string
  readonly db: string
  readonly rules: string
  readonly serviceOwners?: string
  readonly issuer?: string
  readonly jwks?: string
  readonly operator: ReadonlyArray<string>
}

/** A front door that is served, with what there is to tell about it. */
export interface Serving {
  readonly served: Served
  readonly world: World
  /** A token to try it with, where the issuer is for development. */
  readonly token: string | undefined
  /** Settles when the front door and its database are closed. */
  readonly closed: Promise<void>
}

/** Starts serving; everything wrong with what was asked for is told at once. */
export const startServing = async (
  options: ServingOptions
): Promise<Result.Result<Serving, ReadonlyArray<Problem>>> => {
  const port = portOf(options.port)
  const [world, ruleSet, issuers, list] = [
    await readNamedWorld(options),
    await readRuleSet(options.rules),
    await issuersOf(options),
    await ownersOf(options)
  ]
  const owners = listIn(world, list)
  if (
    Result.isFailure(port) ||
    Result.isFailure(world) ||
    Result.isFailure(ruleSet) ||
    Result.isFailure(issuers) ||
    Result.isFailure(owners)
  ) {
    return Result.fail(problemsOf(port, world, ruleSet, issuers, owners))
  }
  const scope = Scope.makeUnsafe()
  const close = () => Effect.runPromise(Scope.close(scope, Exit.void))
  const stores = await openStores(options.db, scope)
  if (Result.isFailure(stores)) return Result.fail(stores.failure)
  try {
    const served = await serve({
      ...optionsIn(world.success, ruleSet.success, stores.success),
      issuers: [issuers.success.issuer],
      serviceOwners: { list: owners.success },
      operators: options.operator,
      host: options.host,
      port: port.success
    })
    return Result.succeed({
      served,
      world: world.success,
      token: await issuers.success.token?.(owners.success),
      closed: served.closed.then(close)
    })
  } catch (error) {
    await close()
    return Result.fail([listeningProblem(error, options)])
  }
}

// --- What it is made of ----------------------------------------------------------------------------------------------

const optionsIn = (
  world: World,
  ruleSet: RuleSet,
  stores: Context.Context<Stores>
): Omit<ServeOptions, "issuers" | "serviceOwners"> => ({
  ruleSet,
  ...worldHost(world, Context.get(stores, DocumentStore)),
  stores: Layer.succeedContext(stores),
  dispatch: "pretend",
  names: ({ nationalIdentityNumbers, organizationNumbers }) =>
    worldNames(world).filter(
      (row) =>
        (row.organizationNumber != null && organizationNumbers.includes(row.organizationNumber)) ||
        (row.nationalIdentityNumber != null && nationalIdentityNumbers.includes(row.nationalIdentityNumber))
    )
})

// --- The command line ------------------------------------------------------------------------------------------------

type Read<A> = Result.Result<A, ReadonlyArray<Problem>>

const refuse = (option: string, message: string, found?: string): Result.Result<never, ReadonlyArray<Problem>> =>
  Result.fail([problemAt({}, [option], { code: "wrong-value", message, ...(found === undefined ? {} : { found }) })])

const portOf = (text: string): Read<number> => {
  const port = Number(text)
  return /^\d+$/.test(text) && port <= 65_535
    ? Result.succeed(port)
    : refuse("--port", "a port is a whole number from 0 to 65535", text)
}

interface Issuing {
  readonly issuer: ServeOptions["issuers"][number]
  /** A token of the first service owner of a list, for everything. */
  readonly token?: (list: object) => Promise<string | undefined>
}

const issuersOf = async ({ issuer, jwks }: ServingOptions): Promise<Read<Issuing>> => {
  if (issuer === undefined) {
    if (jwks !== undefined) return refuse("--issuer", "keys are given and nobody whose they are: add --issuer <issuer>")
    try {
      const development = await developmentIssuer()
      return Result.succeed({ issuer: development.issuer, token: (list) => tokenFor(development, list) })
    } catch {
      return refuse(
        "--issuer",
        "in production (NODE_ENV=production) no tokens are made here: name whose are taken with --issuer and --jwks"
      )
    }
  }
  if (jwks === undefined) return refuse("--jwks", "the issuer's keys are missing: add --jwks <file or https address>")
  if (isAddress(jwks)) return Result.succeed({ issuer: { issuer, jwks } })
  const keys = await readJson(jwks)
  return keys !== undefined && "keys" in keys && Array.isArray(keys.keys)
    ? Result.succeed({ issuer: { issuer, jwks: keys as Exclude<Issuing["issuer"]["jwks"], string> } })
    : refuse("--jwks", "there is no such file, or it is no JSON with a list of keys", jwks)
}

const tokenFor = async ({ token }: DevelopmentIssuer, list: object): Promise<string | undefined> => {
  const owners = readServiceOwners(list, 0)
  const [first] = Result.isSuccess(owners) ? owners.success.byOrganizationNumber.values() : []
  return first?.organizationNumber === undefined
    ? undefined
    : token({ organizationNumber: first.organizationNumber, scopes: Object.keys(scopes) })
}

type OwnerList = object | (() => Promise<unknown>)

const isAddress = (text: string): boolean => /^https?:\/\//.test(text)

const ownersOf = async ({ serviceOwners }: ServingOptions): Promise<Read<OwnerList | undefined>> => {
  if (serviceOwners === undefined) return Result.succeed(undefined)
  if (isAddress(serviceOwners)) return Result.succeed(fetchServiceOwners(serviceOwners))
  const list = await readJson(serviceOwners)
  if (list === undefined) return refuse("--service-owners", "there is no such file, or it is no JSON", serviceOwners)
  const read = readServiceOwners(list, 0)
  return Result.isFailure(read)
    ? Result.fail(read.failure.map((problem) => ({ ...problem, file: serviceOwners })))
    : Result.succeed(serviceOwnersFile(serviceOwners))
}

const listIn = (world: Read<World>, list: Read<OwnerList | undefined>): Read<OwnerList> => {
  if (Result.isFailure(list)) return Result.fail(list.failure)
  if (list.success !== undefined) return Result.succeed(list.success)
  if (Result.isFailure(world)) return Result.succeed({})
  const { serviceOwners } = world.success
  return Object.keys(serviceOwners.orgs).length > 0
    ? Result.succeed(serviceOwners)
    : refuse(
        "--service-owners",
        "nobody may call: the world has no service-owners.json, so name a list with --service-owners <file or https address>"
      )
}

const readJson = async (file: string): Promise<object | undefined> => {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"))
    return typeof value === "object" && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

const listeningProblem = (error: unknown, { host, port }: ServingOptions): Problem => {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (code === "EADDRINUSE") {
    return problemAt({}, ["--port"], {
      code: "wrong-value",
      message: "something else listens there already; take another port, or 0 for any that is free",
      found: port
    })
  }
  if (code === "EACCES") {
    return problemAt({}, ["--port"], {
      code: "wrong-value",
      message: "this port is not allowed for this user; take one above 1023",
      found: port
    })
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return problemAt({}, ["--host"], {
      code: "wrong-value",
      message: "this machine has no such address; 127.0.0.1 is itself, 0.0.0.0 all of them",
      found: host
    })
  }
  throw error
}
