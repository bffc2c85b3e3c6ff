/**
 * A verifier finds out who calls: the token is verified against the keys of its issuer, and its organisation looked up in
 * the list of service owners. It reads tokens of Maskinporten and those that Altinn exchanges them for.
 *
 * Invariants: only asymmetric algorithms are taken; a token is taken again without its signature being verified until it
 * expires or the keys change, and of these no more are kept than the bound says; the text of a token is in no answer.
 * Source: RFC 7519, RFC 6750; Maskinporten, Altinn authentication.
 */
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from "jose"
import type { JWTPayload, JWTVerifyGetKey } from "jose"
import type { Caller } from "./Caller.ts"
import { refusal } from "./Call.ts"
import type { Refusal } from "./Call.ts"
import { makeKeySet } from "./KeySet.ts"
import type { KeySet, KeySetOptions } from "./KeySet.ts"
import type { ServiceOwnerList, ServiceOwners } from "./ServiceOwners.ts"

/** An issuer of tokens. */
export interface Issuer extends KeySetOptions {
  /** As the claim `iss` has it, such as `https://maskinporten.no/`. */
  readonly issuer: string
  /** What the claim `aud` must name; default: it is not looked at, as Altinn does. */
  readonly audience?: string
}

/** How callers are verified. */
export interface VerifierOptions {
  readonly issuers: ReadonlyArray<Issuer>
  /** How far clocks may differ, in seconds; default 10. */
  readonly clockTolerance?: number
  /** Most tokens kept as verified; default 10,000. */
  readonly rememberedTokens?: number
}

/** Finds out who calls; `now` is an instant. */
export interface Verifier {
  /** At once for a token that is known, and otherwise as a promise. */
  readonly verify: (authorization: string | null, now: number) => Caller | Refusal | Promise<Caller | Refusal>
  readonly remembered: () => number
}

const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]

interface KnownToken {
  readonly caller: Caller
  readonly keySet: KeySet
  readonly generation: number
  readonly owners: ServiceOwners
  /** An instant. */
  readonly until: number
  /** An instant. */
  readonly from: number
}

const unauthenticated = (detail: string): Refusal =>
  refusal("not-authenticated", {
    detail,
    headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' }
  })

const noToken: Refusal = refusal("not-authenticated", {
  detail: "a bearer token is wanted in the header Authorization",
  headers: { "WWW-Authenticate": "Bearer" }
})

const noOwner = (detail: string): Refusal => refusal("not-a-service-owner", { detail })

/** Makes a verifier. */
export const makeVerifier = (options: VerifierOptions, owners: ServiceOwnerList): Verifier => {
  const { clockTolerance = 10, rememberedTokens = 10_000 } = options
  const issuers = new Map(options.issuers.map((issuer) => [issuer.issuer, { issuer, keySet: makeKeySet(issuer) }]))
  const known = new Map<string, KnownToken>()
  const remember = (token: string, entry: KnownToken): void => {
    if (known.size >= rememberedTokens) known.delete(known.keys().next().value ?? "")
    known.set(token, entry)
  }
  const verifyAnew = async (token: string, now: number): Promise<Caller | Refusal> => {
    const named = issuerOf(token)
    const found = named === undefined ? undefined : issuers.get(named)
    if (found === undefined) return unauthenticated("the token is of no issuer that is trusted here")
    const { issuer, keySet } = found
    const check = (keys: JWTVerifyGetKey) =>
      jwtVerify(token, keys, {
        issuer: issuer.issuer,
        ...(issuer.audience === undefined ? {} : { audience: issuer.audience }),
        algorithms: ALGORITHMS,
        clockTolerance,
        currentDate: new Date(now),
        requiredClaims: ["exp"]
      })
    const keys = await keySet.keys(now)
    if (keys === undefined) return unauthenticated("the keys of the issuer cannot be had at the moment; try again")
    try {
      const { payload } = await check(keys).catch(async (error: unknown) => {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
        const others = await keySet.keys(now, true)
        if (others === undefined || others === keys) throw error
        return check(others)
      })
      const list = await owners.current(now)
      if (list === undefined) return noOwner("the list of service owners cannot be read at the moment; try again")
      const caller = callerOf(payload, list)
      if ("_tag" in caller) return caller
      remember(token, {
        caller,
        keySet,
        generation: keySet.generation(),
        owners: list,
        from: ((payload.nbf ?? 0) - clockTolerance) * 1000,
        until: ((payload.exp ?? 0) + clockTolerance) * 1000
      })
      return caller
    } catch (error) {
      return unauthenticated(reasonOf(error))
    }
  }
  return {
    verify: (authorization, now) => {
      if (authorization === null) return noToken
      const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1]
      if (token === undefined) return noToken
      const entry = known.get(token)
      if (entry !== undefined) {
        entry.keySet.touch(now)
        const isSame = entry.generation === entry.keySet.generation() && entry.owners === owners.current(now)
        if (isSame && now < entry.until && now >= entry.from) return entry.caller
        known.delete(token)
      }
      return verifyAnew(token, now)
    },
    remembered: () => known.size
  }
}

/** The issuer that a token names, before anything is verified. */
const issuerOf = (token: string): string | undefined => {
  try {
    decodeProtectedHeader(token)
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

const reasonOf = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return "the token has expired; get a new one"
  if (error instanceof errors.JWTClaimValidationFailed) return `the claim ${error.claim} is not as it should be`
  if (error instanceof errors.JWKSNoMatchingKey) return "the token is signed with a key that its issuer does not have"
  if (error instanceof errors.JWSSignatureVerificationFailed) return "the signature of the token is wrong"
  if (error instanceof errors.JOSEAlgNotAllowed) return "the algorithm of the token is not allowed"
  return "the token cannot be verified"
}

/** The caller that the claims of a verified token name. */
const callerOf = (claims: JWTPayload, owners: ServiceOwners): Caller | Refusal => {
  const scopes = new Set(
    (textOf(claims["urn:altinn:scope"]) ?? textOf(claims["scope"]) ?? "").split(" ").filter(Boolean)
  )
  const org = textOf(claims["urn:altinn:org"])
  const number = textOf(claims["urn:altinn:orgNumber"]) ?? consumerOf(claims["consumer"])
  const owner = org === undefined ? owners.byOrganizationNumber.get(number ?? "") : owners.byOrg.get(org)
  if (owner === undefined) {
    return noOwner(
      "the organisation of the token is not in the list of service owners; sign the agreement, or wait for the list"
    )
  }
  if (number !== undefined && owner.organizationNumber !== undefined && number !== owner.organizationNumber) {
    return noOwner("the short name and the organisation number of the token are of two service owners")
  }
  return {
    org: owner.org,
    scopes,
    ...(owner.organizationNumber === undefined ? {} : { organizationNumber: owner.organizationNumber })
  }
}

const textOf = (claim: unknown): string | undefined => (typeof claim === "string" && claim !== "" ? claim : undefined)

/** The organisation number of a claim such as `{"authority": "iso6523-actorid-upis", "ID": "0192:974761076"}`. */
const consumerOf = (claim: unknown): string | undefined => {
  if (typeof claim !== "object" || claim === null || !("ID" in claim)) return undefined
  return /^0192:(\d{9})$/.exec(textOf(claim.ID) ?? "")?.[1]
}
