import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { processorTime } from "../../testing/test/ProcessorTime.ts"
import {
  checkAction,
  isFutureApiResource,
  isLegacyServiceEntry,
  parseApp,
  predecessorAliases,
  resourceKind,
  sanitizeAction,
  sanitizeResource
} from "../src/Resource.ts"

interface Vector {
  readonly name: string
  readonly kind: string
  readonly input: {
    readonly raw: string | null
    readonly resourceId: string | null
    readonly resourceAction: string | null
  }
  readonly expected: {
    readonly resourceId: string
    readonly action: string
    readonly valid: boolean
    readonly attributes: ReadonlyArray<{ readonly attributeId: string; readonly value: string }>
  }
}

const vectors = (
  JSON.parse(readFileSync(new URL("./vectors/altinn-resolution.json", import.meta.url), "utf8")) as {
    readonly vectors: ReadonlyArray<Vector>
  }
).vectors

const ofKind = (kind: string): ReadonlyArray<Vector> => {
  const found = vectors.filter((vector) => vector.kind === kind)
  if (found.length === 0) throw new Error(`no vectors of the kind ${kind}`)
  return found
}

describe("vectors", () => {
  it.each(ofKind("resource.sanitize"))("$name", ({ expected, input }) => {
    expect(sanitizeResource(input.raw)).toBe(expected.resourceId)
  })
  it.each(ofKind("resource.validFuture"))("$name", ({ expected, input }) => {
    expect(isFutureApiResource(input.resourceId)).toBe(expected.valid)
  })
  it.each(ofKind("action.resolve"))("$name", ({ expected, input }) => {
    expect(sanitizeAction(input.resourceAction)).toBe(expected.action)
  })
  it.each(ofKind("action.valid"))("$name", ({ expected, input }) => {
    expect(checkAction(input.resourceId, input.resourceAction)).toEqual(expected)
  })
  it.each(ofKind("pdp.resourceCategory"))("$name", ({ expected, input }) => {
    const value = (id: string) => expected.attributes.find(({ attributeId }) => attributeId === id)?.value
    expect(parseApp(input.resourceId ?? "")).toEqual({ org: value("urn:altinn:org"), app: value("urn:altinn:app") })
  })
})

const hostile = fc.string({
  unit: fc.constantFrom(
    "app_",
    "se_",
    "urn:altinn:resource:",
    "_",
    ":",
    "/",
    "1",
    "12",
    "a1-",
    "a",
    "ttd",
    " ",
    "\u0085",
    "\ufeff",
    "\u200b",
    "\u202e",
    "\u0663",
    "\ud800",
    "\u{1f600}",
    "."
  ),
  maxLength: 9
})

describe("sanitizeResource", () => {
  it.each([
    [undefined, ""],
    ["", ""],
    [" \t\n\u0085\u00a0\u3000", ""],
    [" urn:altinn:resource: ", ""],
    ["urn:altinn:resource: x", " x"],
    ["urn:altinn:resource:urn:altinn:resource:x", "urn:altinn:resource:x"],
    ["Urn:altinn:resource:x", "Urn:altinn:resource:x"],
    ["\ufefftax-report", "\ufefftax-report"],
    ["\u0085tax-report\u0085", "tax-report"],
    ["tax report", "tax report"],
    ["urn:altinn:resource:app_ttd_x", "app_ttd_x"],
    ["urn:altinn:resource", "urn:altinn:resource"]
  ])("makes %j %j", (raw, expected) => expect(sanitizeResource(raw)).toBe(expected))
  it("says the same of a slug with and without the prefix, and of blanks around them", () => {
    const slug = fc.stringMatching(/^[a-z0-9_-]{1,20}$/)
    const blank = fc.string({
      unit: fc.constantFrom(" ", "\t", "\n", "\u0085", "\u00a0", "\u2003", "\u3000"),
      maxLength: 3
    })
    fc.assert(
      fc.property(blank, slug, blank, (before, text, after) => {
        expect(sanitizeResource(text)).toBe(text)
        expect(sanitizeResource(`${before}${text}${after}`)).toBe(text)
        expect(sanitizeResource(`${before}urn:altinn:resource:${text}${after}`)).toBe(text)
      })
    )
  })
})

describe("isFutureApiResource", () => {
  it.each([
    [null, true],
    [undefined, true],
    ["urn:altinn:resource:tax-report", true],
    ["urn:altinn:resource: ", true],
    ["urn:altinn:resource:x", true],
    [" urn:altinn:resource:x", false],
    ["URN:altinn:resource:x", false],
    ["urn:altinn:resource", false],
    ["burn:altinn:resource:x", false],
    [" ", false]
  ])("says of %j %j", (raw, expected) => expect(isFutureApiResource(raw)).toBe(expected))
})

describe("resourceKind and parseApp", () => {
  it.each([
    ["", "none", undefined],
    ["tax-report", "resource", undefined],
    ["app_ttd_apps-test", "app", { org: "ttd", app: "apps-test" }],
    ["app_ttd_my_app", "app", { org: "ttd", app: "my" }],
    ["app_ttd", "app", undefined],
    ["app_", "app", undefined],
    ["app_ttd_", "app", { org: "ttd", app: "" }],
    ["app__x", "app", { org: "", app: "x" }],
    ["app__", "app", { org: "", app: "" }],
    ["APP_ttd_x", "resource", undefined],
    ["app", "resource", undefined],
    ["application_ttd_x", "resource", undefined],
    ["xapp_ttd_x", "resource", undefined],
    [" app_ttd_x", "resource", undefined],
    ["se_1234_1", "resource", undefined]
  ])("reads %j", (slug, kind, app) => {
    expect(resourceKind(slug)).toBe(kind)
    expect(parseApp(slug)).toEqual(app)
  })
  it("finds an app only in what is of the kind app, and both its parts in the slug", () => {
    fc.assert(
      fc.property(hostile, (slug) => {
        const app = parseApp(slug)
        if (app === undefined) expect(resourceKind(slug) !== "app" || slug.split("_").length < 3).toBe(true)
        else {
          expect(resourceKind(slug)).toBe("app")
          expect(slug === `app_${app.org}_${app.app}` || slug.startsWith(`app_${app.org}_${app.app}_`)).toBe(true)
        }
      }),
      { numRuns: 2000 }
    )
  })
})

describe("sanitizeAction and checkAction", () => {
  it.each([
    [null, "read"],
    [undefined, "read"],
    ["", "read"],
    ["\u0085\u00a0", "read"],
    ["\tWrite\n", "Write"],
    ["\ufeff", "\ufeff"],
    ["a b", "a b"]
  ])("makes %j %j", (raw, expected) => expect(sanitizeAction(raw)).toBe(expected))
  const alone = { valid: false, message: "ResourceAction cannot be specified without a ResourceId." }
  const blank = { valid: false, message: "ResourceAction cannot be blank or whitespace." }
  it.each([
    [null, null, { valid: true }],
    [undefined, undefined, { valid: true }],
    [null, "", { valid: true }],
    ["", "read", alone],
    ["  ", "read", alone],
    [null, " ", alone],
    [undefined, "\t", alone],
    ["x", null, { valid: true }],
    ["x", "read", { valid: true }],
    ["x", " read ", { valid: true }],
    ["x", "\n", blank],
    ["x", "\u0085", blank],
    ["urn:altinn:resource:", "read", { valid: true }]
  ])("checks %j with %j", (resource, action, expected) => expect(checkAction(resource, action)).toEqual(expected))
})

describe("isLegacyServiceEntry", () => {
  it.each([
    "1234",
    "1234:1",
    "1234/1",
    "se_1234_1",
    "SE_1234_1",
    "se_anything",
    "urn:altinn:resource:se_1234_1",
    "urn:altinn:resource:1234:1",
    " 1234:1 ",
    "app_ttd_a1-1234-1:2.0",
    "app_ttd_a2-1234-1:1",
    "app_skd_a2-rf-1086:b.1",
    "urn:altinn:resource:app_ttd_a1-1234-1:2.0",
    "app_ttd_a2-a:b:1.0"
  ])("knows %j as old", (entry) => expect(isLegacyServiceEntry(entry)).toBe(true))
  it.each([
    "",
    " ",
    "tax-report",
    "app_ttd_tax-report",
    "app_ttd_a1-1234-1",
    "app_ttd_a1-:1",
    "app_ttd_a3-1234-1:2.0",
    "app_a1-1234-1:2.0",
    "app_ttd_a1-1234:",
    "app_ttd_a1-1234-1:2_0",
    "APP_ttd_a1-1234-1:2.0",
    "1234:",
    ":1",
    "1234:1:1",
    "1234-1",
    "12a4",
    "1234 1",
    "se_",
    "se",
    "use_1234_1",
    "\u0661\u0662\u0663\u0664",
    "\u200b1234",
    "\ufeff1234",
    "nav_permittering",
    "xx_migratedcorrespondence",
    "12345678901"
  ])("does not take %j for old", (entry) => expect(isLegacyServiceEntry(entry)).toBe(false))
  it("knows every spelling of an Altinn 2 service", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 999 }), (service, edition) => {
        for (const alias of predecessorAliases(`${service}:${edition}`))
          expect(isLegacyServiceEntry(alias), alias).toBe(true)
      })
    )
  })
})

describe("predecessorAliases", () => {
  const spellings = [
    "1234:1",
    "1234/1",
    "se_1234_1",
    "1234",
    "urn:altinn:resource:1234:1",
    "urn:altinn:resource:1234/1",
    "urn:altinn:resource:se_1234_1",
    "urn:altinn:resource:1234"
  ]
  it.each([
    "1234:1",
    "1234/1",
    "se_1234_1",
    "SE_1234_1",
    " 1234:1 ",
    "urn:altinn:resource:se_1234_1",
    "urn:altinn:resource:1234/1"
  ])("lists the spellings of %j", (code) => expect(predecessorAliases(code)).toEqual(spellings))
  it("lists only its own spellings for a code without edition, and for what is no Altinn 2 service", () => {
    expect(predecessorAliases("1234")).toEqual(["1234", "urn:altinn:resource:1234"])
    expect(predecessorAliases("app_ttd_a1-1:2")).toEqual(["app_ttd_a1-1:2", "urn:altinn:resource:app_ttd_a1-1:2"])
    expect(predecessorAliases("urn:altinn:resource:tax")).toEqual(["tax", "urn:altinn:resource:tax"])
  })
  it.each(["", "  ", "urn:altinn:resource:"])("lists none for %j", (code) =>
    expect(predecessorAliases(code)).toEqual([])
  )
  it("is the same list whichever spelling with an edition it starts from", () => {
    fc.assert(
      fc.property(fc.nat(99_999), fc.nat(999), (service, edition) => {
        const all = predecessorAliases(`${service}:${edition}`)
        expect(new Set(all).size).toBe(8)
        for (const alias of all) {
          if (!alias.endsWith(`:${service}`) && alias !== String(service))
            expect(predecessorAliases(alias)).toEqual(all)
        }
      })
    )
  })
})

describe("hostile text", () => {
  const big = 1_000_000
  it.each([
    ["blanks", " ".repeat(big)],
    ["blanks around", `${"\u0085".repeat(big / 2)}x${" ".repeat(big / 2)}`],
    ["blanks within", `x${" ".repeat(big)}x`],
    ["prefixes", "urn:altinn:resource:".repeat(big / 20)],
    ["underscores", `app${"_".repeat(big)}`],
    ["a long app", `app_${"a".repeat(big)}`],
    ["a long migrated app", `app_ttd_a1-${":a.".repeat(big / 3)}_`],
    ["colons", `app_ttd_a1-${":".repeat(big)}`],
    ["digits", "1".repeat(big)],
    ["a long old service", `se_${"a_".repeat(big / 2)}1`],
    ["half surrogate pairs", "\ud800".repeat(big)]
  ])("is read fast: %s", (_, text) => {
    const start = processorTime()
    sanitizeResource(text)
    isFutureApiResource(text)
    resourceKind(text)
    parseApp(text)
    sanitizeAction(text)
    checkAction(text, text)
    isLegacyServiceEntry(text)
    predecessorAliases(text)
    expect(processorTime() - start).toBeLessThan(1500)
  })
  it("never throws, and never lets a slug grow", () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: "binary" })), (text) => {
        const slug = sanitizeResource(text)
        expect(text).toContain(slug)
        expect(resourceKind(slug) === "none").toBe(slug === "")
        expect(sanitizeAction(text)).not.toBe("")
        expect(typeof isLegacyServiceEntry(text)).toBe("boolean")
        if (slug.trim() !== "") expect(predecessorAliases(text).length).toBeGreaterThan(0)
        if (isFutureApiResource(text)) expect(text.startsWith("urn:altinn:resource:")).toBe(true)
        expect(checkAction(text, null)).toEqual({ valid: true })
      }),
      { numRuns: 5000 }
    )
  })
})
