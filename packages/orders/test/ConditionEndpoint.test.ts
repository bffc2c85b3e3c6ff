import { describe, expect, it } from "vitest"
import { endpointProblems, isPublicEndpoint } from "../src/ConditionEndpoint.ts"

describe("an endpoint of the v1 API", () => {
  it("is http or https with a host that looks public", () => {
    for (const address of [
      "https://ttd.example.com/orders/1?send",
      "HTTP://Example.NO",
      "https://user:secret@a-b.example.no:8443/x#y"
    ]) {
      expect(isPublicEndpoint(address), address).toBe(true)
    }
    for (const address of [
      "",
      "example.com",
      "ftp://example.com",
      "https://localhost/x",
      "https://10.0.0.1/x",
      "https://[::1]/x",
      "https://example.c/x",
      "https://exämple.com/x",
      "https://example.com:port/x",
      "https:///x"
    ]) {
      expect(isPublicEndpoint(address), address).toBe(false)
    }
  })
})

describe("an endpoint of the current API", () => {
  const absolute = "ConditionEndpoint must be a valid absolute URI or null."
  const scheme = "ConditionEndpoint must use http or https scheme."

  it("is absolute, and http or https; any host will do", () => {
    expect(endpointProblems("https://ttd.example.com/orders/1")).toEqual([])
    expect(endpointProblems("http://localhost:8080/?a=%20")).toEqual([])
    expect(endpointProblems("/orders/1")).toEqual([absolute])
    expect(endpointProblems("")).toEqual([absolute])
    expect(endpointProblems("https://example.com/a b")).toEqual([absolute])
    expect(endpointProblems("https://example.com/%zz")).toEqual([absolute])
    expect(endpointProblems("ftp://example.com")).toEqual([scheme])
    expect(endpointProblems("mailto:a b@example.com")).toEqual([absolute, scheme])
  })
})
