import { decodeJwt } from "jose"
import { afterEach, expect, it, vi } from "vitest"
import { developmentIssuer } from "../src/index.ts"
import { makeWorld, NOW } from "./World.ts"

afterEach(() => vi.unstubAllEnvs())

it("refuses to start in production, by the environment or by its option", async () => {
  await expect(developmentIssuer({ isProduction: true })).rejects.toThrow("production")
  vi.stubEnv("NODE_ENV", "production")
  await expect(developmentIssuer()).rejects.toThrow("production")
})

it("makes tokens that are trusted where it is named, and nowhere else", async () => {
  const issuer = await developmentIssuer({ issuer: "https://here.invalid/" })
  const token = await issuer.token({
    organizationNumber: "991825827",
    scopes: ["a", "altinn:serviceowner/notifications.create"],
    at: NOW
  })
  expect(decodeJwt(token)).toMatchObject({
    iss: "https://here.invalid/",
    scope: "a altinn:serviceowner/notifications.create",
    consumer: { ID: "0192:991825827" },
    exp: NOW / 1000 + 3600
  })
  const call = { as: null, headers: { authorization: `Bearer ${token}` } }
  const trusting = await makeWorld({ issuers: [issuer.issuer] })
  const other = await makeWorld({ issuers: [(await developmentIssuer({ issuer: "https://here.invalid/" })).issuer] })
  expect((await trusting.call("GET", "/adressat/v1/policies", call)).status).toBe(200)
  expect((await other.call("GET", "/adressat/v1/policies", call)).status).toBe(401)
})
