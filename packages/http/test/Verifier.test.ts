import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose"
import { describe, expect, it } from "vitest"
import { ORDERS_SCOPE, POLICIES_SCOPE } from "../src/contract/Scope.ts"
import { makeServiceOwnerList, makeVerifier } from "../src/index.ts"
import { makeWorld, NOW, owners, turns } from "./World.ts"

const ISSUER = "https://test.maskinporten.no/"

const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true })
const other = await generateKeyPair("RS256", { extractable: true })
const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" }

interface TokenParts {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly key?: typeof privateKey | Uint8Array
  readonly header?: { readonly alg?: string; readonly kid?: string }
  readonly issuer?: string
  readonly expires?: number
  readonly notBefore?: number
}

const consumer = (number: string) => ({ authority: "iso6523-actorid-upis", ID: `0192:${number}` })

/** A token of Maskinporten for Testdepartementet, or another as the parts say. */
const token = ({
  claims,
  expires = 600,
  header = {},
  issuer = ISSUER,
  key = privateKey,
  notBefore
}: TokenParts = {}): Promise<string> => {
  const jwt = new SignJWT({ scope: ORDERS_SCOPE, consumer: consumer("991825827"), ...claims })
    .setProtectedHeader({ alg: "RS256", kid: "one", ...header })
    .setIssuer(issuer)
    .setIssuedAt(NOW / 1000)
    .setExpirationTime(NOW / 1000 + expires)
  return (notBefore === undefined ? jwt : jwt.setNotBefore(NOW / 1000 + notBefore)).sign(key)
}

const world = await makeWorld({ issuers: [{ issuer: ISSUER, jwks: { keys: [jwk] } }] })

const call = async (authorization: string | undefined, path = "/notifications/api/v1/future/shipment/unknown") => {
  const response = await world.call("GET", path, {
    as: null,
    headers: authorization === undefined ? {} : { authorization }
  })
  const { detail, type } = (await response.json()) as { readonly detail?: string; readonly type?: string }
  return {
    status: response.status,
    type: type?.replace("urn:adressat:problem:", ""),
    detail,
    headers: response.headers
  }
}

describe("who may call", () => {
  const hmac = async (): Promise<string> => {
    // The public key taken for a shared secret, as a forger would.
    const secret = new TextEncoder().encode(await exportSPKI(publicKey))
    return token({ key: secret, header: { alg: "HS256" } })
  }
  const unsigned = async (): Promise<string> => {
    const [, payload = ""] = (await token()).split(".")
    return `${btoa(JSON.stringify({ alg: "none", kid: "one" })).replaceAll("=", "")}.${payload}.`
  }
  const changed = async (): Promise<string> => {
    const [header = "", , signature = ""]: ReadonlyArray<string> = (await token()).split(".")
    const claims = { iss: ISSUER, exp: NOW, scope: ORDERS_SCOPE, consumer: consumer("974761076") }
    return `${header}.${btoa(JSON.stringify(claims)).replaceAll("=", "")}.${signature}`
  }

  const refused: ReadonlyArray<readonly [string, (() => Promise<string>)?]> = [
    ["no header"],
    ["another scheme", async () => "Basic dHRkOnR0ZA=="],
    ["no token", async () => "Bearer "],
    ["a text that is no token", async () => "Bearer abc"],
    ["an expired token", async () => `Bearer ${await token({ expires: -11 })}`],
    ["a token that is not valid yet", async () => `Bearer ${await token({ notBefore: 60 })}`],
    ["a token of another issuer", async () => `Bearer ${await token({ issuer: "https://maskinporten.no/" })}`],
    ["a token signed with another key", async () => `Bearer ${await token({ key: other.privateKey })}`],
    ["a token whose key the issuer does not have", async () => `Bearer ${await token({ header: { kid: "two" } })}`],
    ["a token signed with the public key as a secret", async () => `Bearer ${await hmac()}`],
    ["a token without a signature", async () => `Bearer ${await unsigned()}`],
    ["a token whose claims were changed", async () => `Bearer ${await changed()}`]
  ]

  for (const [title, make] of refused) {
    it(`401: ${title}`, async () => {
      const { headers, status, type } = await call(await make?.())
      expect([status, type]).toStrictEqual([401, "not-authenticated"])
      expect(headers.get("www-authenticate")).toMatch(/^Bearer/)
    })
  }

  it.each([
    ["another scope", { scope: POLICIES_SCOPE }, "scope-missing"],
    ["no scope", { scope: "" }, "scope-missing"],
    ["a scope that only begins like it", { scope: `${ORDERS_SCOPE}.more` }, "scope-missing"],
    ["a scope of Altinn's claim, which goes before", { "urn:altinn:scope": "other" }, "scope-missing"],
    ["an organisation that is not in the list", { consumer: consumer("310000019") }, "not-a-service-owner"],
    ["no organisation", { consumer: undefined }, "not-a-service-owner"],
    ["an organisation in another register", { consumer: { ID: "9908:991825827" } }, "not-a-service-owner"],
    ["a short name that is not in the list", { "urn:altinn:org": "nobody" }, "not-a-service-owner"],
    ["a short name of another number", { "urn:altinn:org": "skd" }, "not-a-service-owner"]
  ] as const)("403: %s", async (_, claims, type) => {
    const { headers, ...answer } = await call(`Bearer ${await token({ claims })}`)
    expect([answer.status, answer.type]).toStrictEqual([403, type])
    if (type === "scope-missing") expect(headers.get("www-authenticate")).toContain(`scope="${ORDERS_SCOPE}"`)
  })

  it.each([
    ["a token of Maskinporten", {}],
    ["several scopes", { scope: `openid ${ORDERS_SCOPE} more` }],
    ["a token of Altinn", { "urn:altinn:org": "ttd", "urn:altinn:orgNumber": "991825827", consumer: undefined }],
    [
      "a token of Altinn with its own claim of scopes",
      { scope: "x", "urn:altinn:scope": ORDERS_SCOPE, "urn:altinn:org": "ttd" }
    ],
    ["a service owner without a number, by its short name", { "urn:altinn:org": "acn", consumer: undefined }]
  ] as const)("404, as nothing is there: %s", async (_, claims) => {
    const answer = await call(`Bearer ${await token({ claims })}`)
    expect([answer.status, answer.type]).toStrictEqual([404, "shipment-not-found"])
  })

  it("says nothing of the token", async () => {
    const text = await token({ expires: -11 })
    expect(JSON.stringify(await call(`Bearer ${text}`))).not.toContain(text.slice(10, 40))
  })

  it("lets clocks differ by ten seconds", async () => {
    expect((await call(`Bearer ${await token({ expires: -9 })}`)).status).toBe(404)
  })
})

const addressed = "https://test.maskinporten.no/jwk"

/** An issuer whose keys can be changed, and which counts how often it was asked. */
const keysThatChange = () => {
  let keys: ReadonlyArray<unknown> = [jwk]
  let calls = 0
  let isThere = true
  return {
    issuer: {
      issuer: ISSUER,
      jwks: addressed,
      fetch: async () => {
        calls += 1
        if (!isThere) throw new Error("no connection")
        return new Response(JSON.stringify({ keys }))
      }
    },
    change: (to: ReadonlyArray<unknown>) => {
      keys = to
    },
    break: () => {
      isThere = false
    },
    calls: () => calls
  }
}

describe("keys", () => {
  const list = makeServiceOwnerList({ list: owners })

  it("are fetched once, and a token that is known is not verified again", async () => {
    const source = keysThatChange()
    const verifier = makeVerifier({ issuers: [source.issuer] }, list)
    const bearer = `Bearer ${await token()}`
    const first = verifier.verify(bearer, NOW)
    expect(first).toBeInstanceOf(Promise)
    expect(await first).toMatchObject({ org: "ttd" })
    expect(verifier.verify(bearer, NOW)).toMatchObject({ org: "ttd" })
    expect([source.calls(), verifier.remembered()]).toStrictEqual([1, 1])
  })

  it("forgets a token as it expires", async () => {
    const verifier = makeVerifier({ issuers: [{ issuer: ISSUER, jwks: { keys: [jwk] } }] }, list)
    const bearer = `Bearer ${await token()}`
    await verifier.verify(bearer, NOW)
    expect(await verifier.verify(bearer, NOW + 610_000)).toMatchObject({ kind: "not-authenticated" })
    expect(verifier.remembered()).toBe(0)
  })

  it("keeps no more tokens than it may", async () => {
    const verifier = makeVerifier({ issuers: [{ issuer: ISSUER, jwks: { keys: [jwk] } }], rememberedTokens: 3 }, list)
    for (let count = 0; count < 6; count++)
      await verifier.verify(`Bearer ${await token({ expires: 600 + count })}`, NOW)
    expect(verifier.remembered()).toBe(3)
  })

  it("that are new are fetched when a token names them, but not for every token that names one", async () => {
    const source = keysThatChange()
    const verifier = makeVerifier({ issuers: [source.issuer] }, list)
    await verifier.verify(`Bearer ${await token()}`, NOW)
    const rotated = { ...(await exportJWK(other.publicKey)), kid: "two", alg: "RS256" }
    source.change([jwk, rotated])
    const bearer = `Bearer ${await token({ key: other.privateKey, header: { kid: "two" } })}`
    expect(await verifier.verify(bearer, NOW + 1000)).toMatchObject({ kind: "not-authenticated" })
    expect(source.calls()).toBe(1)
    expect(await verifier.verify(bearer, NOW + 31_000)).toMatchObject({ org: "ttd" })
    for (let count = 0; count < 5; count++) {
      const unknown = `Bearer ${await token({ header: { kid: `none-${count}` } })}`
      expect(await verifier.verify(unknown, NOW + 32_000)).toMatchObject({ kind: "not-authenticated" })
    }
    expect(source.calls()).toBe(2)
  })

  it("that are taken back take back what they signed, known or not", async () => {
    const source = keysThatChange()
    const verifier = makeVerifier({ issuers: [source.issuer] }, list)
    const bearer = `Bearer ${await token({ expires: 3000 })}`
    await verifier.verify(bearer, NOW)
    source.change([{ ...(await exportJWK(other.publicKey)), kid: "two", alg: "RS256" }])
    const later = NOW + 601_000
    // The first call after the keys have become old has them looked at.
    void verifier.verify(bearer, later)
    await turns()
    expect(await verifier.verify(bearer, later)).toMatchObject({ kind: "not-authenticated" })
  })

  it("that cannot be fetched any more go on as they were; without any, nobody is let in", async () => {
    const source = keysThatChange()
    const verifier = makeVerifier({ issuers: [source.issuer] }, list)
    await verifier.verify(`Bearer ${await token()}`, NOW)
    source.break()
    expect(await verifier.verify(`Bearer ${await token({ expires: 3000 })}`, NOW + 700_000)).toMatchObject({
      org: "ttd"
    })
    const blind = keysThatChange()
    blind.break()
    const closed = makeVerifier({ issuers: [blind.issuer] }, list)
    expect(await closed.verify(`Bearer ${await token()}`, NOW)).toMatchObject({ kind: "not-authenticated" })
  })

  it("are asked for an audience where the issuer has one", async () => {
    const issuer = { issuer: ISSUER, jwks: { keys: [jwk] }, audience: "adressat" }
    const verifier = makeVerifier({ issuers: [issuer] }, list)
    expect(await verifier.verify(`Bearer ${await token()}`, NOW)).toMatchObject({ kind: "not-authenticated" })
    expect(await verifier.verify(`Bearer ${await token({ claims: { aud: ["adressat"] } })}`, NOW)).toMatchObject({
      org: "ttd"
    })
  })
})
