import { describe, expect, it } from "vitest"
import { accessPackages, accessPackagesKnownOn } from "../../src/review/AltinnAccessPackages.ts"
import { roleCodes, roleCodesKnownOn } from "../../src/review/AltinnRoleCodes.ts"
import { isPresent, policiesOf, policyTexts, withFolder } from "../ConformanceFolder.ts"
import { attributeOf, literalOf, matchesIn, rulesIn } from "../../src/review/PolicyRules.ts"

describe("the catalogues", () => {
  it("hold codes in the case in which they are looked up, each once", () => {
    const codes = [...roleCodes.keys()]
    expect(codes).toEqual(codes.map((code) => code.toUpperCase()))
    expect([...accessPackages].every((code) => /^[a-z]+(?:-[a-z]+)*$/.test(code))).toBe(true)
    expect([roleCodes.size, accessPackages.size]).toEqual([106, 222])
  })

  it("know roles of Altinn 2, roles of the register and packages of each kind", () => {
    expect(["UTINN", "A0236", "REGNA", "DAGL", "LEDE", "FFØR"].map((code) => roleCodes.get(code))).toEqual([
      "Utfyller/Innsender",
      "Post/arkiv",
      "Regnskapsmedarbeider",
      "Daglig leder",
      "Styrets leder",
      "Forretningsfører"
    ])
    expect(
      ["skatt-naering", "innbygger-samliv", "vergemal-nav-arbeid", "skatt-naring"].map((code) =>
        accessPackages.has(code)
      )
    ).toEqual([true, true, true, false])
  })

  it("say when they were read", () => {
    expect([roleCodesKnownOn, accessPackagesKnownOn]).toEqual(["2026-11-25", "2026-11-25"])
  })

  it.skipIf(!isPresent)(withFolder("know the codes of real policies, save three that are mistakes"), () => {
    const matches = [...policiesOf(policyTexts("corpus")).values()].flatMap((policy) =>
      rulesIn(policy).flatMap(matchesIn)
    )
    const unknown = matches.filter((match) => {
      const code = literalOf(match)
      switch (attributeOf(match)) {
        case "urn:altinn:rolecode":
          return !roleCodes.has(code.toUpperCase())
        case "urn:altinn:accesspackage":
          return !accessPackages.has(code)
        default:
          return false
      }
    })
    expect([...new Set(unknown.map(literalOf))].toSorted()).toEqual(["", "PRIV2", "ttd"])
  })
})
