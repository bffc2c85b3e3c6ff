import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyHostileText, anyServiceSelection, legacyServices } from "../../testing/src/index.ts"
import { classifySelection, selectsResource } from "../src/ServiceSelection.ts"

describe("a service selection", () => {
  it.each<readonly [ReadonlyArray<string> | null | undefined, ReadonlyArray<string>, string]>([
    [undefined, [], "all-services"],
    [null, [], "all-services"],
    [[], [], "all-services"],
    [[" ", ""], [], "all-services"],
    [["tax-report"], [], "includes-resource"],
    [["vat", "urn:altinn:resource:tax-report"], [], "includes-resource"],
    [["vat"], [], "other-services"],
    [["tax-report-2"], [], "other-services"],
    [["tax"], [], "other-services"],
    [["app_ttd_tax-report"], [], "other-services"],
    [["TAX-report"], [], "different-case"],
    [["vat", "Tax-Report"], [], "different-case"],
    [["se_4936_1"], [], "legacy-services-only"],
    [["4936:1", "5793"], [], "legacy-services-only"],
    [["4936:1", "vat"], [], "other-services"],
    [["se_4936_1"], ["se_4936_1"], "predecessor-service"],
    [["4936:1"], ["se_4936_1"], "predecessor-service"],
    [["4936"], ["4936/1"], "predecessor-service"],
    [["vat", "4936/1"], ["4936:1"], "predecessor-service"],
    [["se_4936_2"], ["se_4936_1"], "legacy-services-only"]
  ])("%j with predecessors %j is %s", (selection, predecessors, state) => {
    expect(classifySelection(selection, "tax-report", predecessors)).toBe(state)
    expect(selectsResource(selection, "tax-report")).toBe(state === "all-services" || state === "includes-resource")
  })

  it("lets a resource through exactly when its state says so, and knowing a predecessor never changes that", () => {
    const entries = fc.oneof(anyServiceSelection, fc.array(anyHostileText, { maxLength: 3 }))
    fc.assert(
      fc.property(entries, fc.subarray([...legacyServices]), (selection, predecessors) => {
        const state = classifySelection(selection, "tax-report", predecessors)
        expect(selectsResource(selection, "tax-report")).toBe(["all-services", "includes-resource"].includes(state))
        expect(selectsResource(selection, "tax-report")).toBe(
          ["all-services", "includes-resource"].includes(classifySelection(selection, "tax-report", []))
        )
      })
    )
  })

  it("is compared without the prefix, which a resource never has twice", () => {
    const resource = "urn:altinn:resource:tax-report"
    expect(classifySelection([resource], "tax-report", [])).toBe("includes-resource")
    expect(classifySelection([resource], resource, [])).toBe("other-services")
    expect(selectsResource([resource], resource)).toBe(false)
  })

  it("does not depend on the order of its entries", () => {
    fc.assert(
      fc.property(anyServiceSelection, fc.subarray([...legacyServices]), (selection, predecessors) => {
        expect(classifySelection(selection?.toReversed(), "tax-report", predecessors)).toBe(
          classifySelection(selection, "tax-report", predecessors)
        )
      })
    )
  })

  it("that names only services of Altinn 2 opts out of every resource of today", () => {
    fc.assert(
      fc.property(
        fc.subarray([...legacyServices], { minLength: 1 }),
        fc.constantFrom("tax-report", "app_ttd_skatt"),
        (selection, resource) => {
          expect(selectsResource(selection, resource)).toBe(false)
        }
      )
    )
  })
})
