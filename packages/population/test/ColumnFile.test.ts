import { compile, formatProblem } from "@adressat/core"
import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyRuleSet, anyVariedRuleSet, sampleOwnFacts } from "@adressat/testing"
import { shippedRuleSet } from "@adressat/core"
import { crc32 } from "../src/Checksum.ts"
import { decodePopulation, encodePopulation } from "../src/ColumnFile.ts"
import { evaluatePopulationSync } from "../src/Evaluation.ts"
import { candidateAt } from "../src/Population.ts"
import { populationFromCandidates } from "../src/PopulationBuilder.ts"
import { randomRows } from "./Naive.ts"

const decoded = (file: Uint8Array) =>
  Result.getOrThrowWith(decodePopulation(file), (problems) => new Error(problems.map(formatProblem).join("\n")))

const messages = (file: Uint8Array): ReadonlyArray<string> => {
  const result = decodePopulation(file, { file: "people.columns" })
  return Result.isFailure(result) ? result.failure.map(formatProblem) : ["accepted"]
}

const ruleSet = { ...shippedRuleSet("altinn"), facts: sampleOwnFacts }
const sample = () =>
  encodePopulation(populationFromCandidates(randomRows({ ruleSet, count: 700, seed: 5 }), { ruleSets: [ruleSet] }))

describe("a column file", () => {
  it("gives the population back", () => {
    fc.assert(
      fc.property(
        fc.oneof(anyRuleSet, anyVariedRuleSet),
        fc.record({ count: fc.constantFrom(0, 1, 513, 700), seed: fc.nat(), sorted: fc.boolean() }),
        fc.boolean(),
        fc.nat(7),
        (one, options, shared, offset) => {
          const rows = randomRows({ ruleSet: one, ...options })
          const before = populationFromCandidates(rows, { ruleSets: [one], shared })
          const program = compile(one)
          // What a rule set asked for before is not part of the file.
          const counts = evaluatePopulationSync(program, before, { why: true })
          const file = encodePopulation(before)
          const moved = new Uint8Array(file.length + offset)
          moved.set(file, offset)
          const after = decoded(moved.subarray(offset))
          expect(after.rows).toBe(rows.length)
          expect(evaluatePopulationSync(program, after, { why: true })).toStrictEqual(counts)
          for (let row = 0; row < rows.length; row += 97)
            expect(candidateAt(after, row)).toStrictEqual(candidateAt(before, row))
          expect(encodePopulation(after)).toStrictEqual(file)
        }
      ),
      { numRuns: 60 }
    )
  })

  it("tells a foreign, a cut, a longer and a damaged file", () => {
    const file = sample()
    expect(messages(new Uint8Array())).toStrictEqual([
      "people.columns: this is not a column file of this version; make it anew with encodePopulation"
    ])
    expect(messages(new TextEncoder().encode('{"basis":"Person","facts":{}}\n'.repeat(10)))).toStrictEqual([
      "people.columns: this is not a column file of this version; make it anew with encodePopulation"
    ])
    for (const length of [8, 63, 64, 100, file.length - 1])
      expect(messages(file.slice(0, length))).toStrictEqual([
        "people.columns: the column file is cut off; copy it again"
      ])
    const longer = new Uint8Array(file.length + 1)
    longer.set(file)
    expect(messages(longer)).toStrictEqual(["people.columns: the column file goes on after its end; copy it again"])
    for (const at of [64, 200, file.length - 100]) {
      const damaged = file.slice()
      damaged[at] = (damaged[at] ?? 0) ^ 4
      expect(messages(damaged)).toStrictEqual([
        "people.columns: the column file is damaged; copy it again, or make it anew"
      ])
    }
  })

  it("never throws, whatever is in it, and accepts nothing that it cannot evaluate", () => {
    const file = sample()
    const program = compile(ruleSet)
    const numbers = new DataView(file.buffer)
    const headerLength = numbers.getUint32(8, true)
    const header = new TextDecoder().decode(file.subarray(64, 64 + headerLength))
    /** The file with another header of the same length, and checksums that fit. */
    const forged = (text: string): Uint8Array => {
      const bytes = new TextEncoder().encode(text)
      if (bytes.length > headerLength) return new Uint8Array()
      const copy = file.slice()
      copy.fill(0x20, 64, 64 + headerLength)
      copy.set(bytes, 64)
      new DataView(copy.buffer).setUint32(16, crc32(copy.subarray(64, 64 + headerLength)), true)
      return copy
    }
    let refused = 0
    fc.assert(
      fc.property(fc.nat(header.length - 1), fc.constantFrom(...'0123456789,]}"x- '), (at, letter) => {
        const result = decodePopulation(forged(header.slice(0, at) + letter + header.slice(at + 1)))
        if (Result.isFailure(result)) refused++
        else {
          evaluatePopulationSync(program, result.success, { why: true })
          candidateAt(result.success, 0)
        }
      }),
      { numRuns: 1500 }
    )
    expect(refused).toBeGreaterThan(500)
    const change = (from: string | RegExp, to: string) => messages(forged(header.replace(from, to)))
    expect(header).toContain('"rows":700')
    expect(change('"rows":700', '"rows":701')).toStrictEqual([
      "people.columns: the columns are not what the header says: the rows do not add up; make the file anew"
    ])
    expect(change(/"ones":\d/, '"ones":9')).toStrictEqual([
      "people.columns: the columns are not what the header says: a column is not there or has other ones; make the file anew"
    ])
    expect(change('"rows":700', '"rovs":700').join("\n")).toContain("the member rovs is unknown")
    expect(change('{"rows"', '["rows"').join("\n")).toContain("the text is not valid JSON here")
  })

  it("is checked as other programs check theirs", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf4_3926)
    expect(crc32(new Uint8Array())).toBe(0)
  })
})
