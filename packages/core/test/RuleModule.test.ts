import * as Result from "effect/Result"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { sampleOwnFacts } from "../../testing/src/index.ts"
import { certify } from "../src/Certificate.ts"
import type { Condition } from "../src/Condition.ts"
import { createAdressat } from "../src/embed.ts"
import { formatProblem, InvalidInputError } from "../src/Problem.ts"
import type { Problem } from "../src/Problem.ts"
import { linkModule } from "../src/RuleModule.ts"
import type { RuleModule } from "../src/RuleModule.ts"
import { writeModule } from "../src/RuleModuleSource.ts"
import type { Rule, RuleSet } from "../src/RuleSet.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"
import { ruleModule as altinnModule } from "./modules/altinn.gen.ts"
import { referenceOf } from "./RememberedReference.ts"
import { loadModule } from "./WrittenModule.ts"

const altinn = shippedRuleSet("altinn")

const gate = (type: "require" | "exclude", name: string, conditions: Condition): Rule => ({
  name: `person/${name}`,
  conditions,
  event: { type, params: { basis: "Person", reason: "PERSON_NOT_FOUND", source: "a test" } }
})

describe("the committed module of altinn", () => {
  it("decides for a host that gives it", async () => {
    const nobody = () => []
    const sources = { persons: nobody, statutoryContacts: nobody, customContacts: nobody, readAccess: nobody }
    const adressat = createAdressat({ ...sources, ruleSet: "altinn", module: altinnModule })
    expect(adressat.program.gates.CustomContact.trace).toBe(altinnModule.gates.CustomContact.trace)
    const order = { channel: "Email", recipients: [{ emailAddress: "post@example.com" }] }
    expect((await adressat.resolve(order)).deliveries.map(({ address }) => address)).toEqual(["post@example.com"])
    expect(() => createAdressat({ ...sources, ruleSet: "strict", module: altinnModule })).toThrow(InvalidInputError)
    expect(() => createAdressat({ ...sources, ruleSet: "strict", module: altinnModule })).toThrow(/another rule set/)
  })
})

describe("a module is refused", () => {
  const refusal = (ruleSet: RuleSet, module: unknown): ReadonlyArray<Problem> => {
    const linked = linkModule(ruleSet, module as RuleModule)
    return Result.isFailure(linked) ? linked.failure : []
  }
  const { Person: _, ...others } = altinnModule.gates

  it.each<readonly [string, RuleSet, unknown, string, RegExp]>([
    ["for another rule set", shippedRuleSet("strict"), altinnModule, "$.ruleSet.fingerprint", /another rule set/],
    [
      "for another state of its rule set",
      { ...altinn, rules: altinn.rules.slice(1) },
      altinnModule,
      "$.ruleSet.fingerprint",
      /found 2a20843ca25f…; allowed: [0-9a-f]{12}…$/
    ],
    [
      "for other built-in facts",
      altinn,
      { ...altinnModule, vocabulary: "0".repeat(64) },
      "$.vocabulary",
      /other words/
    ],
    ["in another form", altinn, { ...altinnModule, format: 2 }, "$.format", /found 2; allowed: 1$/],
    ["without a basis", altinn, { ...altinnModule, gates: others }, "$.gates.Person.trace", /lacks a function/],
    [
      "without a function",
      altinn,
      { ...altinnModule, gates: { ...others, Person: { ...altinnModule.gates.Person, outcome: undefined } } },
      "$.gates.Person.outcome",
      /lacks a function/
    ],
    ["that is none", altinn, undefined, "$.format", /found nothing/],
    ["that is none either", altinn, 7, "$.format", /no module/]
  ])("%s", (_name, ruleSet, module, path, message) => {
    const [first, ...more] = refusal(ruleSet, module)
    expect(first?.path).toBe(path)
    expect(first === undefined ? "" : formatProblem(first)).toMatch(message)
    for (const { message: words } of [first, ...more].flatMap((one) => one ?? [])) {
      expect(words).toMatch(/; compile the rule set again with adressat compile$/)
    }
  })

  it("and not, when all is well", () => {
    expect(refusal(altinn, altinnModule)).toEqual([])
    expect(refusal({ ...altinn, $schema: "https://example.com" }, altinnModule)).toEqual([])
  })
})

describe("where no text may become code", () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "adressat-module-"))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const run = (program: string) => {
    const file = join(folder, "program.ts")
    writeFileSync(
      file,
      `import { compile, linkModule, shippedRuleSet } from ${JSON.stringify(join(import.meta.dirname, "../src/index.ts"))}
import { ruleModule } from ${JSON.stringify(join(import.meta.dirname, "modules/altinn.gen.ts"))}
const facts = { lookups: "complete", registerEntry: "present", reservation: "not-reserved" }
${program}`
    )
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ["--conditions=@adressat/source", "--disallow-code-generation-from-strings", file],
      { encoding: "utf8" }
    )
    return { status, stdout, stderr }
  }

  it("closures and modules work", () => {
    expect(
      run(`const linked = linkModule(shippedRuleSet("altinn"), ruleModule)
for (const program of [compile(shippedRuleSet("altinn")), linked.success])
  console.log(program.evaluate("Person", facts).outcome, program.evaluate("Person", {}).outcome)`)
    ).toEqual({ status: 0, stdout: "notify undetermined\nnotify undetermined\n", stderr: "" })
  })

  it("and text that did become code would be noticed", () => {
    expect(run(`new Function("return 1")()`).stderr).toContain("EvalError")
  })
})

/** Every kind of reading: built-in and own words, a long vocabulary, elements, numbers; few enough for every cell. */
const rich: RuleSet = {
  ...altinn,
  facts: {
    ...sampleOwnFacts,
    "tax.office": { type: "word", values: Array.from({ length: 17 }, (_, index) => `w${index}`), meaning: "long" }
  },
  rules: [
    gate("require", "every-kind", {
      all: [
        { fact: "reservation", operator: "notIn", value: ["reserved"] },
        {
          any: [
            { fact: "tax.year", operator: "lessThan", value: 2020 },
            { fact: "tax.topics", operator: "doesNotContain", value: "vat" },
            { fact: "tax.debtClass", operator: "equal", value: "none" }
          ]
        }
      ]
    }),
    gate("exclude", "registration", {
      all: [
        { fact: "stage", operator: "equal", value: "registration" },
        { fact: "tax.topics", operator: "contains", value: "wage" }
      ]
    })
  ]
}

/** A long vocabulary of its own, since it multiplies the cells. */
const long: RuleSet = {
  ...rich,
  rules: [gate("require", "office", { all: [{ fact: "tax.office", operator: "in", value: ["w3", "w16"] }] })]
}

/** Sixteen conditions of few facts: two words. */
const wide: RuleSet = {
  ...rich,
  rules: [
    gate("require", "sixteen", {
      any: Array.from({ length: 16 }, (_, index): Condition => ({
        all: [
          { fact: "tax.year", operator: "equal", value: 2000 + index },
          { fact: "reservation", operator: "notEqual", value: index % 2 === 0 ? "reserved" : "overridden" }
        ]
      }))
    })
  ]
}

type Fault = readonly [name: string, ruleSet: RuleSet, mutate: (text: string) => string]

const replacing =
  (from: string | RegExp, to: string) =>
  (text: string): string =>
    typeof from === "string" ? text.replaceAll(from, to) : text.replace(from, to)

/** The part of the text that is about persons, from one member on. */
const within =
  (member: "trace" | "traceAll" | "outcome", mutate: (text: string) => string) =>
  (text: string): string => {
    const start = text.indexOf(` ${member}: `, text.indexOf("    Person: {"))
    const end = text.indexOf("\n      }", start)
    return text.slice(0, start) + mutate(text.slice(start, end)) + text.slice(end)
  }

const faults: ReadonlyArray<Fault> = [
  ["an operator flipped", rich, replacing("number0 < 2020", "number0 > 2020")],
  ["the bound of a comparison taken in", rich, replacing("number0 < 2020", "number0 <= 2020")],
  ["a wrong number", rich, replacing("number0 < 2020", "number0 < 2021")],
  ["an unavailable number taken for no", rich, replacing("Number.isNaN(number0) ? 2", "Number.isNaN(number0) ? 0")],
  [
    "a condition dropped from the trace",
    rich,
    within("trace", replacing("((0x2fc >>> facts.reservation) & 0x3) |", ""))
  ],
  ["a condition dropped from the loop", rich, within("traceAll", replacing("((0x20c0 >>> own0) & 0xc0) |", ""))],
  ["a constant of a table changed", rich, replacing("(0x2fc >>> facts.reservation)", "(0x2f0 >>> facts.reservation)")],
  [
    "an unavailable word taken for no",
    rich,
    replacing("(0x2fc >>> facts.reservation)", "(0x0fc >>> facts.reservation)")
  ],
  [
    "an unavailable word taken for yes",
    rich,
    replacing("(0x2fc >>> facts.reservation)", "(0x3fc >>> facts.reservation)")
  ],
  [
    "an unavailable word certain but not possible",
    rich,
    replacing("(0x2fc >>> facts.reservation)", "(0x1fc >>> facts.reservation)")
  ],
  ["a wrong shift", rich, replacing("<< 4", "<< 12")],
  ["a wrong shift in the loop alone", rich, within("traceAll", replacing("<< 4", "<< 12"))],
  ["a table placed one condition too far", rich, replacing("0x2c00 >>> facts.stage", "0xb000 >>> facts.stage")],
  ["a table moved the other way", rich, replacing(">>> facts.stage", "<< facts.stage")],
  ["a mask in another place", rich, replacing("facts.stage) & 0x300", "facts.stage) & 0xc00")],
  ["and for or among the conditions", rich, within("trace", replacing(/\|\n/, "&\n"))],
  ["codes off by one", rich, replacing(">>> facts.reservation", ">>> (facts.reservation + 2)")],
  ["codes of half the width", rich, replacing(">>> facts.stage", ">>> (facts.stage >>> 1)")],
  ["a mask that keeps too little of a pair", rich, replacing("facts.stage) & 0x300", "facts.stage) & 0x100")],
  ["the wrong fact read", rich, replacing("facts.stage", "facts.channel")],
  ["the wrong place of own facts read", rich, replacing("facts.own[2]", "facts.own[1]")],
  [
    "a negation of an element lost",
    rich,
    replacing(/\(0x23 >>> \(\((\(?own\d(?: >>> \d\))? & 3)\) \* 2\)\) & 3/g, "$1")
  ],
  ["the wrong element of a list", rich, replacing(/\(own(\d) >>> 2\) & 3/g, "(own$1 >>> 4) & 3")],
  ["a loop that leaves out the last candidate", rich, replacing("of candidates)", "of candidates.slice(0, -1))")],
  ["a loop that leaves out the first candidate", rich, replacing("of candidates)", "of candidates.slice(1))")],
  ["a loop that does not advance", rich, replacing("out[at++]", "out[at]")],
  ["a loop that adds to what it wrote", rich, replacing("out[at++] =", "out[at++] = (out[at - 2] ?? 0) |")],
  [
    "certainly and possibly swapped in the outcome",
    rich,
    within("outcome", (text) =>
      text.replaceAll(/"notify"|"undetermined"/g, (said) => (said === '"notify"' ? '"undetermined"' : '"notify"'))
    )
  ],
  ["what is undetermined withheld", rich, within("outcome", replacing('"undetermined"', '"withhold"'))],
  ["a mask of the outcome that lacks a condition", rich, within("outcome", replacing("& 0x54)", "& 0x14)"))],
  ["a mask of the outcome with a wrong bit", rich, within("outcome", replacing("& 0xa8)", "& 0x98)"))],
  ["all for any in the outcome", rich, within("outcome", replacing("(word0 & 0x54) !== 0", "(word0 & 0x54) === 0x54"))],
  ["or for and among the rules", rich, within("outcome", replacing(/ &&\n/, " ||\n"))],
  ["a rule that the outcome forgets", rich, within("outcome", replacing(/ &&\n\s*\/\/ \$\.rules\[1\].*\n.*/, ""))],
  [
    "the gates of another basis",
    rich,
    (text) =>
      text
        .replace(" Person: ", " Other: ")
        .replace(" StatutoryContact: ", " Person: ")
        .replace(" Other: ", " StatutoryContact: ")
  ],
  ["a long vocabulary off by one", long, replacing("= [0, 0, 0, 3,", "= [0, 0, 3, 0,")],
  ["a long vocabulary without unavailable", long, replacing(/(= \[.*), 2\]/, "$1, 0]")],
  ["codes of a long vocabulary taken for places", long, replacing("own1 >>> 1]", "own1]")],
  ["the second word lost", wide, within("trace", replacing("[word0, word1]", "[word0, 0]"))],
  ["words swapped", wide, within("trace", replacing("[word0, word1]", "[word1, word0]"))],
  ["words swapped in the outcome", wide, within("outcome", replacing("= words[1]", "= words[0]"))],
  [
    "one word for each candidate in the loop",
    wide,
    within("traceAll", replacing(/out\[at\+\+\]([^;]*)$/, "out[at]$1"))
  ],
  ["the mark of another document", rich, replacing(/fingerprint: "./, 'fingerprint: "x')],
  ["a function left out", rich, within("traceAll", replacing(" traceAll: ", " traceNone: "))]
]

describe("a fault in the text of a module", () => {
  const faultsFound = async (ruleSet: RuleSet, text: string): Promise<ReadonlyArray<unknown>> => {
    const linked = linkModule(ruleSet, await loadModule(text))
    if (Result.isFailure(linked)) return linked.failure
    const { differences, exhaustive } = await certify(ruleSet, {
      program: linked.success,
      reference: referenceOf(ruleSet)
    })
    expect(exhaustive).toBe(true)
    return differences
  }

  it.each([
    ["rich", rich],
    ["long", long],
    ["wide", wide]
  ])(
    "is not there to begin with: %s",
    async (_, ruleSet) => {
      expect(await faultsFound(ruleSet, writeModule(ruleSet))).toEqual([])
    },
    120_000
  )

  it.each(faults)(
    "is found: %s",
    async (_, ruleSet, mutate) => {
      const text = writeModule(ruleSet)
      const mutated = mutate(text)
      expect(mutated).not.toBe(text)
      expect((await faultsFound(ruleSet, mutated)).length).toBeGreaterThan(0)
    },
    120_000
  )
})
