/**
 * Credentials are the token of the one service owner that calls, and what a server needs to verify it: RS256, with the key
 * of an issuer that the measuring process makes.
 */
import { developmentIssuer } from "@adressat/http"
import type { JSONWebKeySet } from "jose"

/** The service owner that calls. */
export const OWNER = { org: "test", organizationNumber: "991825827" } as const

/** What a token must be good for. */
export const SCOPE = "altinn:serviceowner/notifications.create"

/** Whose tokens a server takes. */
export interface TrustedIssuer {
  readonly issuer: string
  readonly jwks: JSONWebKeySet
}

/** A token, and who vouches for it. */
export interface Credentials {
  readonly token: string
  readonly trusted: TrustedIssuer
}

/** New credentials, good for one hour from now on. */
export const makeCredentials = async (): Promise<Credentials> => {
  const { issuer, token } = await developmentIssuer()
  const { issuer: name, jwks } = issuer
  if (typeof jwks !== "object" || !("keys" in jwks)) throw new Error("the issuer for development has no keys at hand")
  return {
    token: await token({ organizationNumber: OWNER.organizationNumber, scopes: [SCOPE] }),
    trusted: { issuer: name, jwks }
  }
}
