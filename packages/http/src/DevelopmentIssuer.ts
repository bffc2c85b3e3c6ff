/**
 * A development issuer makes tokens like those of Maskinporten, for trying things out and for tests. Whoever can call it is
 * anybody, so it refuses to start in production.
 */
import { exportJWK, generateKeyPair, SignJWT } from "jose"
import type { Issuer } from "./Verifier.ts"

/** What a token is to say. */
export interface DevelopmentToken {
  /** Nine digits. */
  readonly organizationNumber: string
  readonly scopes: ReadonlyArray<string>
  /** Of a token as Altinn makes it: the short name. */
  readonly org?: string
  /** In seconds; default 3600. */
  readonly lifetime?: number
  /** When it is issued, an instant; default: now. */
  readonly at?: number
}

/** An issuer of tokens for development. */
export interface DevelopmentIssuer {
  /** To be given to the verifier. */
  readonly issuer: Issuer
  readonly token: (options: DevelopmentToken) => Promise<string>
}

/**
 * Makes an issuer with a key of its own. Throws where `isProduction` says so; by default, where the environment has
 * `NODE_ENV=production`.
 */
export const developmentIssuer = async (
  options: { readonly isProduction?: boolean; readonly issuer?: string } = {}
): Promise<DevelopmentIssuer> => {
  const { isProduction = isProductionEnvironment(), issuer = "https://development.adressat.invalid/" } = options
  if (isProduction) {
    throw new Error(
      "the development issuer gives tokens to anybody, so it does not start in production; name real issuers"
    )
  }
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true })
  const kid = `development-${crypto.randomUUID()}`
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" }
  return {
    issuer: { issuer, jwks: { keys: [jwk] } },
    token: ({ at = Date.now(), lifetime = 3600, org, organizationNumber, scopes }) =>
      new SignJWT({
        scope: scopes.join(" "),
        consumer: { authority: "iso6523-actorid-upis", ID: `0192:${organizationNumber}` },
        client_amr: "private_key_jwt",
        ...(org === undefined ? {} : { "urn:altinn:org": org, "urn:altinn:orgNumber": organizationNumber })
      })
        .setProtectedHeader({ alg: "RS256", kid })
        .setIssuer(issuer)
        .setIssuedAt(Math.floor(at / 1000))
        .setExpirationTime(Math.floor(at / 1000) + lifetime)
        .setJti(crypto.randomUUID())
        .sign(privateKey)
  }
}

/** Whether the process was started for production; outside Node there is no environment to say so. */
export const isProductionEnvironment = (): boolean =>
  (globalThis as { readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> } }).process?.env?.[
    "NODE_ENV"
  ] === "production"
