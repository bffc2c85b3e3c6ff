import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Policy } from "../../src/Policy.ts"
import { compareVersions, matchesVersion, policyRepository } from "../../src/evaluation/PolicyRepository.ts"

const policy = (id: string, version: string): Policy => ({
  kind: "Policy",
  id,
  version,
  combiningAlgorithm: "urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides",
  target: { anyOf: [] },
  combinerParameters: [],
  variables: [],
  rules: [],
  obligations: [],
  advice: []
})

describe("version patterns", () => {
  it.each([
    ["1.2.3", "1.2.3", true],
    ["1.2.3", "1.*.3", true],
    ["1.2.3", "1.+", true],
    ["1.2.3", "+", true],
    ["1.2.3", "1.2.+", true],
    ["1.2", "1.2.+", true],
    ["1.2.3", "1.2", false],
    ["1.2", "1.2.3", false],
    ["1.10", "1.1", false],
    ["1.02", "1.2", true],
    ["2.0", "1.+", false]
  ])("%s against %s: %s", (version, pattern, expected) => {
    expect(matchesVersion(version, pattern)).toBe(expected)
  })

  it("order numbers by size, not by letters", () => {
    expect(compareVersions("1.10", "1.9")).toBeGreaterThan(0)
    expect(compareVersions("1", "1.0")).toBeLessThan(0)
    expect(compareVersions("99999999999999999999", "99999999999999999998")).toBeGreaterThan(0)
  })

  it("are a total order", () => {
    const version = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("."))
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0)
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0)
        }
        expect(matchesVersion(a, a)).toBe(true)
      })
    )
  })
})

describe("a repository", () => {
  const versions = ["1.0", "1.2", "1.10", "2.0"].map((version) => policy("p", version))
  const { find } = policyRepository(versions)
  const found = (patterns: { version?: string; earliestVersion?: string; latestVersion?: string }) =>
    find({ kind: "PolicyIdReference", id: "p", ...patterns })?.version

  it("gives the newest version that fits", () => {
    expect(found({})).toBe("2.0")
    expect(found({ version: "1.*" })).toBe("1.10")
    expect(found({ earliestVersion: "1.1", latestVersion: "1.9" })).toBe("1.2")
    expect(found({ latestVersion: "1.+" })).toBe("1.10")
    expect(found({ earliestVersion: "3.0" })).toBeUndefined()
  })

  it("keeps policies and policy sets apart, and finds those that are nested", () => {
    expect(find({ kind: "PolicySetIdReference", id: "p" })).toBeUndefined()
    const inner = policy("inner", "1.0")
    const { kind: _, rules: _rules, variables: _variables, ...head } = policy("outer", "1.0")
    const repository = policyRepository([{ ...head, kind: "PolicySet", children: [inner] }])
    expect(repository.find({ kind: "PolicyIdReference", id: "inner" })).toBe(inner)
  })
})
