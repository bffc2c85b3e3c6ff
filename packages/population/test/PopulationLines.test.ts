import { bases, compile, formatProblem, InvalidInputError, isFactValue, shippedRuleSet } from "@adressat/core"
import type { RuleSet } from "@adressat/core"
import { describe, expect, it } from "vitest"
import { anyHostileText, sampleOwnFacts } from "@adressat/testing"
import fc from "fast-check"
import { evaluatePopulationSync } from "../src/Evaluation.ts"
import { LONGEST_LINE } from "../src/Lines.ts"
import { candidateAt } from "../src/Population.ts"
import { populationFromCandidates } from "../src/PopulationBuilder.ts"
import { readPopulation } from "../src/PopulationLines.ts"
import type { ReadPopulationOptions } from "../src/PopulationLines.ts"
import { randomRows } from "./Naive.ts"

const ruleSet: RuleSet = { ...shippedRuleSet("altinn"), facts: sampleOwnFacts }
const read = (text: string, options: ReadPopulationOptions = {}) =>
  readPopulation([text], { ruleSets: [ruleSet], file: "people.ndjson", ...options })

const problemsOf = async (line: string) => {
  const reading = await read(line)
  expect(reading.population.rows).toBe(0)
  expect(reading.refused).toBe(1)
  return reading.problems.map(formatProblem)
}

describe("lines of candidates", () => {
  it("become the population of the candidates, in whatever pieces they come", async () => {
    const rows = randomRows({ ruleSet, count: 400, seed: 9, rubbish: 0 }).map(({ basis, facts }) => ({
      basis,
      // The fact `basis` of a line is what the line says.
      facts: Object.fromEntries(Object.entries({ ...facts, basis }))
    }))
    const text = rows.map((row, index) => JSON.stringify(row) + (index % 3 === 0 ? "\r\n" : "\n")).join("")
    const program = compile(ruleSet)
    const expected = evaluatePopulationSync(program, populationFromCandidates(rows, { ruleSets: [ruleSet] }), {
      why: true
    })
    const bytes = new TextEncoder().encode(`\ufeff${text}`)
    for (const size of [1, 7, 1000, bytes.length]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size)
      )
      const reading = await readPopulation(pieces, { ruleSets: [ruleSet] })
      expect(reading.problems).toStrictEqual([])
      expect(reading).toMatchObject({ lines: 400, refused: 0 })
      expect(evaluatePopulationSync(program, reading.population, { why: true })).toStrictEqual(expected)
    }
  })

  it("may come as an asynchronous source, without an end of the last line", async () => {
    const source = async function* () {
      yield '{"basis":"Person","facts":{"registerEntry":"pre'
      yield new TextEncoder().encode('sent"}}\n\n  \n{"basis":"Explicit",')
      yield '"facts":{}}'
    }
    const { lineOf, lines, population, refused } = await readPopulation(source())
    expect({ lines, refused, rows: population.rows }).toStrictEqual({ lines: 4, refused: 0, rows: 2 })
    expect([lineOf(0), lineOf(1)]).toStrictEqual([1, 4])
    expect(candidateAt(population, 0)).toMatchObject({
      basis: "Person",
      facts: { basis: "Person", registerEntry: "present", reservation: "unavailable" }
    })
    expect(candidateAt(population, 1)).toMatchObject({ basis: "Explicit", facts: { basis: "Explicit" } })
  })

  it("may begin with a byte order mark", async () => {
    for (const text of ["\ufeff", new TextEncoder().encode("\ufeff")]) {
      const { population, refused } = await readPopulation([text, '{"basis":"Person","facts":{}}'])
      expect([population.rows, refused]).toStrictEqual([1, 0])
    }
  })

  it("are refused with place and remedy", async () => {
    expect(await problemsOf('{"basis":"Person","facts":{"registerEntri":"present"}}')).toStrictEqual([
      expect.stringMatching(
        /^people\.ndjson:1:1 \$\.facts\.registerEntri: there is no such fact; allowed: .*; did you mean registerEntry\?$/
      )
    ])
    expect(await problemsOf('{"basis":"Person","facts":{"registerEntry":"presnt"}}')).toStrictEqual([
      'people.ndjson:1:1 $.facts.registerEntry: the value is not one of the allowed words; found "presnt"; allowed: present, empty, stale, absent, irrelevant, unavailable; did you mean present?'
    ])
    expect(await problemsOf('{"basis":"person","facts":{"registerEntry":"Kari Nordmann"}}')).toStrictEqual([
      `people.ndjson:1:1 $.basis: the value is not one of the allowed words; found "person"; allowed: ${bases.join(", ")}; did you mean Person?`,
      "people.ndjson:1:1 $.facts.registerEntry: the value is not one of the allowed words; found text of 13 characters; allowed: present, empty, stale, absent, irrelevant, unavailable"
    ])
    expect(await problemsOf('{"basis":"Person","facts":{"tax.year":1999,"tax.topics":["vat","wagr"]}}')).toStrictEqual([
      'people.ndjson:1:1 $.facts["tax.year"]: the value is not a number in the range of the fact; allowed: 2000 to 2030, unavailable',
      'people.ndjson:1:1 $.facts["tax.topics"][1]: the value is not one of the allowed words; found "wagr"; allowed: vat, wage, wealth; did you mean wage?'
    ])
    expect(await problemsOf('{"basis":"Person","facts":{"tax.topics":"vat"}}')).toStrictEqual([
      'people.ndjson:1:1 $.facts["tax.topics"]: a list of words is expected; found text of 3 characters'
    ])
    expect(await problemsOf('{"basis":"Person","facts":{"basis":"Explicit"}}')).toStrictEqual([
      "people.ndjson:1:1 $.facts.basis: the fact is not the basis of the line; leave it out"
    ])
    expect(await problemsOf("[]")).toStrictEqual([
      "people.ndjson:1:1: an object with basis and facts is expected; found an empty list"
    ])
    expect(await problemsOf('{"fact":{}}')).toStrictEqual([
      "people.ndjson:1:1 $.fact: the member is unknown; allowed: basis, facts; did you mean facts?",
      "people.ndjson:1:1 $.basis: the member basis is missing",
      "people.ndjson:1:1 $.facts: the member facts is missing"
    ])
    expect(await problemsOf('{"basis":"Person","facts":[]}')).toStrictEqual([
      "people.ndjson:1:1 $.facts: an object of facts by name is expected; found an empty list"
    ])
    expect(await problemsOf('{"basis":"Person","facts":{"stage":"processing","stage":"registration"}}')).toStrictEqual([
      "people.ndjson:1:49 $.facts.stage: the member stage is written twice, and only one of them would count; remove one"
    ])
    expect(await problemsOf('{"basis":"Person","facts":{}')).toStrictEqual([
      "people.ndjson:1:29: the text is not valid JSON here: a closing } is expected"
    ])
    expect(await problemsOf(`{"basis":"Person","facts":{"stage":"${"x".repeat(LONGEST_LINE)}"}}`)).toStrictEqual([
      "people.ndjson:1:1: the line is longer than 1000000 characters; one candidate is on one line"
    ])
  })

  it("are all accounted for, of which the first problems are kept", async () => {
    const text = Array.from({ length: 1000 }, (_, index) =>
      index % 4 === 1 ? "" : index % 4 === 2 ? "nonsense" : '{"basis":"Person","facts":{}}'
    ).join("\n")
    const { lineOf, lines, population, problems, refused } = await read(text, { problemLimit: 3 })
    expect({ lines, refused, rows: population.rows }).toStrictEqual({ lines: 1000, refused: 250, rows: 500 })
    expect(problems.map(({ line }) => line)).toStrictEqual([3, 7, 11])
    expect(Array.from({ length: 500 }, (_, row) => lineOf(row))).toStrictEqual(
      text.split("\n").flatMap((line, index) => (line.startsWith("{") ? [index + 1] : []))
    )
  })

  it("can be followed and called off", async () => {
    const controller = new AbortController()
    const told: Array<number> = []
    const source = function* () {
      for (let piece = 0; piece < 10; piece++) yield '{"basis":"Person","facts":{}}\n'.repeat(5)
    }
    const reading = readPopulation(source(), {
      signal: controller.signal,
      onProgress: ({ lines }) => {
        told.push(lines)
        if (lines === 15) controller.abort(new Error("enough"))
      }
    })
    await expect(reading).rejects.toThrow("enough")
    expect(told).toStrictEqual([5, 10, 15])
  })

  it("never throw, whatever is in them, and lose none", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(anyHostileText, fc.json(), fc.constant('{"basis":"Person","facts":{}}'))),
        async (pieces) => {
          const text = pieces.join("\n")
          const { lines, population, refused } = await read(text)
          const whole = text.replace(/^\ufeff/, "").split("\n")
          const blank = whole.filter((line) => line.trim() === "").length
          // The last line counts only when something is on it.
          expect(population.rows + refused).toBe(whole.length - blank)
          expect(lines).toBe(whole.at(-1) === "" ? whole.length - 1 : whole.length)
        }
      ),
      { numRuns: 200 }
    )
  })

  it("come to what the program says of them", async () => {
    const program = compile(ruleSet)
    const rows = randomRows({ ruleSet, count: 300, seed: 2, rubbish: 0.3 })
    const isRefused = ({ facts }: (typeof rows)[number]) =>
      Object.entries(JSON.parse(JSON.stringify(facts)) as object).some(([name, value]: [string, unknown]) => {
        const definition = program.catalogue[name]
        return value !== "unavailable" && (definition === undefined || !isFactValue(definition, value))
      })
    const own = rows.map(({ basis, facts: { basis: _, ...facts } }) => ({ basis, facts }))
    const { lineOf, population, refused } = await read(own.map((row) => JSON.stringify(row)).join("\n"))
    expect(refused).toBe(own.filter(isRefused).length)
    expect(refused).toBeGreaterThan(50)
    for (let row = 0; row < population.rows; row++) {
      const candidate = candidateAt(population, row)
      const line = own[lineOf(row) - 1]
      expect(candidate?.basis).toBe(line?.basis)
      if (candidate === undefined || line === undefined) continue
      expect(program.evaluate(line.basis, candidate.facts)).toBe(
        program.evaluate(line.basis, { ...line.facts, basis: line.basis })
      )
    }
  })

  it("cannot be read for rule sets that disagree", async () => {
    const other: RuleSet = { ...ruleSet, facts: { "tax.year": { type: "word", values: ["one"], meaning: "a fact" } } }
    await expect(readPopulation([], { ruleSets: [ruleSet, other] })).rejects.toThrow(InvalidInputError)
  })
})
