import { describe, expect, it } from "vitest"
import { functions } from "../src/Functions.ts"
import { DataType } from "../src/Vocabulary.ts"
import { deprecatedFunctions, mandatoryFunctions } from "./FunctionIds.ts"

describe("the functions", () => {
  it("are those that the standard names, and no others", () => {
    expect(mandatoryFunctions).toHaveLength(249)
    expect([...functions.keys()].sort()).toEqual([...mandatoryFunctions, ...deprecatedFunctions].sort())
  })

  it("go by their own names", () => {
    for (const [id, { id: own }] of functions) expect(own).toBe(id)
  })

  it("have types that exist", () => {
    const types = new Set<string>(Object.values(DataType))
    for (const each of functions.values()) {
      if (each.kind === "higher-order") continue
      const { parameters, rest, result } = each.signature
      for (const { type } of [...parameters, result, ...(rest === undefined ? [] : [rest])])
        expect(types).toContain(type)
    }
  })

  it("are lazy where a result may be known before every argument is", () => {
    const lazy = [...functions.values()].flatMap((each) =>
      each.kind === "plain" && each.lazy !== undefined ? [each.lazy] : []
    )
    expect(lazy).toEqual(["and", "or", "n-of"])
  })
})
