/**
 * The peer desk is what the minimal servers do with a request once their framework has read it: the caller by its token,
 * which is remembered as ours remembers it, the order by the same decode, the decision by the same rules. Frameworks differ
 * in what is around it and in nothing else.
 */
import { createAdressat, parseOrder } from "@adressat/core"
import * as Result from "effect/Result"
import { createLocalJWKSet, jwtVerify } from "jose"
import { OWNER, SCOPE } from "./Credentials.ts"
import type { TrustedIssuer } from "./Credentials.ts"
import { AT, makeFacts } from "./Facts.ts"

/** Whom a token names. */
interface PeerCaller {
  readonly org: string
  readonly scopes: ReadonlySet<string>
  /** An instant. */
  readonly until: number
}

/** A status, and what goes into the answer as JSON. */
export interface PeerAnswer {
  readonly status: 200 | 400 | 401 | 403
  readonly value: unknown
}

/** What a minimal server asks. */
export interface PeerDesk {
  /** Who calls; `undefined` when nobody does. At once for a token that is known. */
  readonly callerOf: (authorization: string | undefined) => PeerCaller | undefined | Promise<PeerCaller | undefined>
  /** The decision about the order in a body that has been parsed. */
  readonly answer: (caller: PeerCaller | undefined, body: unknown) => Promise<PeerAnswer>
}

/** Makes the desk of one server. */
export const makePeerDesk = ({ issuer, jwks }: TrustedIssuer): PeerDesk => {
  const adressat = createAdressat({ ruleSet: "altinn", ...makeFacts(), now: () => AT })
  const keys = createLocalJWKSet(jwks)
  const known = new Map<string, PeerCaller>()
  const owners = new Map<string, string>([[`0192:${OWNER.organizationNumber}`, OWNER.org]])
  const verify = async (token: string): Promise<PeerCaller | undefined> => {
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, algorithms: ["RS256"], requiredClaims: ["exp"] })
      const { consumer, exp = 0, scope } = payload
      const org = owners.get((consumer as { readonly ID: string }).ID)
      if (org === undefined) return undefined
      const caller = { org, scopes: new Set(String(scope).split(" ")), until: exp * 1000 }
      known.set(token, caller)
      return caller
    } catch {
      return undefined
    }
  }
  return {
    callerOf: (authorization) => {
      const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization ?? "")?.[1]
      if (token === undefined) return undefined
      const caller = known.get(token)
      return caller !== undefined && Date.now() < caller.until ? caller : verify(token)
    },
    answer: async (caller, body) => {
      if (caller === undefined) return { status: 401, value: { title: "not authenticated" } }
      if (!caller.scopes.has(SCOPE)) return { status: 403, value: { title: "scope missing" } }
      const parsed = parseOrder(body)
      if (Result.isFailure(parsed)) return { status: 400, value: { problems: parsed.failure } }
      const { order, warnings } = parsed.success
      const decision = await adressat.resolve({ ...order, creator: caller.org }, { checked: true })
      return { status: 200, value: { decision, warnings } }
    }
  }
}
