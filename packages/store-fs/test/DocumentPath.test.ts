import { anyHostileText } from "@adressat/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decodeName, documentPath, encodeName } from "../src/DocumentPath.ts"

describe("the path of a document", () => {
  it.each([
    [{ kind: "rule-set", owner: "skd", id: "tax" }, "skd/rule-sets/tax.json"],
    [{ kind: "policy", owner: "skd", id: "skd/tax-return" }, "skd/policies/skd%2Ftax-return.xml"],
    [{ kind: "policy", owner: "skd", id: "app_skd_tax.2026" }, "skd/policies/app_skd_tax.2026.xml"],
    [{ kind: "rule-set", owner: "SKD", id: "særavgift" }, "%53%4B%44/rule-sets/s%C3%A6ravgift.json"],
    [{ kind: "rule-set", owner: "..", id: ".git" }, "%2E%2E/rule-sets/%2Egit.json"],
    [{ kind: "rule-set", owner: "nul", id: "com1.x" }, "%6Eul/rule-sets/%63om1.x.json"],
    [{ kind: "rule-set", owner: "", id: "\ud800" }, "%/rule-sets/%uD800.json"]
  ] as const)("of %j is %s", (key, path) => {
    expect(documentPath(key)).toBe(path)
  })

  it("tells what it is of, whatever that is", () => {
    fc.assert(
      fc.property(anyHostileText, (text) => {
        const name = encodeName(text)
        expect(name).toMatch(/^(?:[a-z0-9._~-]|%(?:[0-9A-F]{2}|u[0-9A-F]{4})?)+$/)
        expect(name).not.toMatch(/^\.|\.$/)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
        if (!name.includes("~")) expect(decodeName(name)).toBe(text)
      }),
      { numRuns: 2000 }
    )
  })

  it("differs from that of another text, also where capitals and accents are taken for one another", () => {
    const folded = (text: string) => encodeName(text).normalize("NFC").toLowerCase()
    for (const [a, b] of [
      ["Tax", "tax"],
      ["e\u0301", "\u00e9"],
      ["\ud800", "%uD800"],
      ["a/b", "a%2Fb"],
      ["", "%"],
      ["x".repeat(300), `${"x".repeat(299)}y`]
    ] as const) {
      expect(folded(a)).not.toBe(folded(b))
    }
    fc.assert(
      fc.property(anyHostileText, anyHostileText, (a, b) => {
        fc.pre(a !== b)
        expect(folded(a)).not.toBe(folded(b))
      }),
      { numRuns: 1000 }
    )
  })

  it.each(["%", "%4", "%zz", "%C3", "a~b"])("that is %s tells nothing that could be another text", (name) => {
    const text = decodeName(name)
    if (text !== undefined) expect(encodeName(text)).toBe(name)
  })
})
