import * as Result from "effect/Result"
import fc from "fast-check"
import { spawnSync } from "node:child_process"
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { anyHostileText, anyRuleSet, anyVariedRuleSet, factsFor } from "../../testing/src/index.ts"
import { quoted, shown } from "../src/ConditionSource.ts"
import type { Condition } from "../src/Condition.ts"
import { makeRuleEngine } from "../src/RuleEngine.ts"
import { linkModule } from "../src/RuleModule.ts"
import { MODULE_MARK, writeModule } from "../src/RuleModuleSource.ts"
import { compile } from "../src/RuleProgram.ts"
import { bases, fingerprint } from "../src/RuleSet.ts"
import type { Rule, RuleSet } from "../src/RuleSet.ts"
import { shippedRuleSet, shippedRuleSetNames } from "../src/ShippedRules.ts"
import { loadModule, writtenProgram } from "./WrittenModule.ts"

const altinn = shippedRuleSet("altinn")

const gate = (type: "require" | "exclude", name: string, conditions: Condition): Rule => ({
  name,
  conditions,
  event: { type, params: { basis: "Person", reason: "PERSON_NOT_FOUND", source: "a test" } }
})

describe("the module of any rule set", () => {
  it("means the same as the closures and as json-rules-engine", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .oneof(anyRuleSet, anyVariedRuleSet)
          .chain((ruleSet) =>
            fc.tuple(fc.constant(ruleSet), fc.array(factsFor(ruleSet), { minLength: 4, maxLength: 4 }))
          ),
        async ([ruleSet, facts]) => {
          const [linked, compiled, reference] = [
            await writtenProgram(ruleSet),
            compile(ruleSet),
            makeRuleEngine(ruleSet)
          ]
          for (const basis of bases) {
            const { outcome, trace, traceAll, words } = linked.gates[basis]
            const packed = facts.map(linked.pack)
            const traces = new Int32Array(packed.length * words)
            traceAll(packed, traces)
            expect([...traces]).toEqual(packed.flatMap((one) => compiled.gates[basis].trace(one)))
            for (const [index, one] of facts.entries()) {
              const alone = trace(packed[index] ?? linked.pack({}))
              expect([alone].flat()).toEqual([...traces.subarray(index * words, (index + 1) * words)])
              expect(outcome(alone)).toBe(compiled.evaluate(basis, one).outcome)
              expect(linked.evaluate(basis, one)).toEqual(await reference.evaluate(basis, one))
            }
          }
        }
      ),
      { numRuns: 150 }
    )
  }, 120_000)

  it("is the same text for the same meaning, and serves it in whatever order its facts are listed", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyVariedRuleSet.chain((ruleSet) => fc.tuple(fc.constant(ruleSet), factsFor(ruleSet))),
        async ([ruleSet, facts]) => {
          const turned: RuleSet = { ...ruleSet, facts: Object.fromEntries(Object.entries(ruleSet.facts).reverse()) }
          expect(writeModule(turned)).toBe(writeModule(ruleSet))
          const linked = Result.getOrThrow(linkModule(turned, await loadModule(writeModule(ruleSet))))
          for (const basis of bases)
            expect(linked.evaluate(basis, facts)).toEqual(compile(ruleSet).evaluate(basis, facts))
        }
      ),
      { numRuns: 40 }
    )
  }, 60_000)
})

describe("texts of a rule set", () => {
  /** Texts that would be code where they are not kept in. */
  const escapes = [
    "*/ globalThis.escaped = true /*",
    "\nglobalThis.escaped = true\n",
    "\rglobalThis.escaped = true\r",
    "\u2028globalThis.escaped = true\u2029",
    '"; globalThis.escaped = true; "',
    '\\"; globalThis.escaped = true //',
    "`${(globalThis.escaped = true)}`",
    "'+(globalThis.escaped=true)+'",
    "//# sourceMappingURL=data:application/json,{}",
    "/*@ts-nocheck*/",
    "*/"
  ]
  const anyText = fc.oneof(fc.constantFrom(...escapes), anyHostileText)
  const anyName = anyText.filter((text) => text !== "" && text.length < 200)

  const hostileRuleSet = fc
    .record({
      id: anyText,
      version: anyText,
      words: fc.uniqueArray(anyName, { minLength: 1, maxLength: 5 }),
      name: anyText
    })
    .map(({ id, name, version, words }): RuleSet => ({
      ...altinn,
      id,
      version,
      facts: {
        "a.word": { type: "word", values: words, meaning: "hostile" },
        "a.long": {
          type: "word",
          values: [...words, ...Array.from({ length: 20 }, (_, index) => `w${index}`)],
          meaning: ""
        },
        "a.list": { type: "words", values: words, meaning: "hostile" }
      },
      rules: words.flatMap((word, index) => [
        gate(index % 2 === 0 ? "require" : "exclude", `${name}${index}`, {
          any: [
            { fact: "a.word", operator: "equal", value: word },
            { fact: "a.long", operator: "notIn", value: words },
            { fact: "a.list", operator: "doesNotContain", value: word }
          ]
        })
      ])
    }))

  it("neither end the comments and texts in which they stand, nor hide anything", async () => {
    await fc.assert(
      fc.asyncProperty(
        hostileRuleSet.chain((ruleSet) => fc.tuple(fc.constant(ruleSet), factsFor(ruleSet))),
        async ([ruleSet, facts]) => {
          const text = writeModule(ruleSet)
          expect(text.replaceAll("\n", "")).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
          const module = await loadModule(text)
          expect(module.ruleSet).toEqual({
            id: ruleSet.id,
            version: ruleSet.version,
            fingerprint: fingerprint(ruleSet)
          })
          const linked = Result.getOrThrow(linkModule(ruleSet, module))
          expect(linked.evaluate("Person", facts)).toEqual(compile(ruleSet).evaluate("Person", facts))
          expect(Object.hasOwn(globalThis, "escaped")).toBe(false)
        }
      ),
      { numRuns: 150 }
    )
  }, 60_000)

  it("would be noticed when they did", async () => {
    const text = writeModule({ ...altinn, id: "*/ globalThis.escaped = true /*" })
    await loadModule(text.replaceAll("\\/", "/"))
    expect(Object.hasOwn(globalThis, "escaped")).toBe(true)
    Reflect.deleteProperty(globalThis, "escaped")
  })

  it("are quoted unless they are plain", () => {
    expect(["not-reserved", "custom-contact/read-access", "tax.year", "2026-11-25"].map(shown)).toEqual([
      "not-reserved",
      "custom-contact/read-access",
      "tax.year",
      "2026-11-25"
    ])
    expect(shown("two words")).toBe('"two words"')
    expect(quoted("*/ // /* /@ /#")).toBe(String.raw`"*\/ \/\/ \/* \/@ \/#"`)
    expect(quoted("a\u2028b\u202ec\n\u0000\u{e0001}\ud800")).toBe(
      String.raw`"a\u2028b\u202ec\n\u0000\udb40\udc01\ud800"`
    )
    fc.assert(
      fc.property(anyText, (text) => {
        expect(JSON.parse(quoted(text))).toBe(text)
      })
    )
  })
})

describe("the text of a module", () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "adressat-module-"))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const root = join(import.meta.dirname, "../../..")

  it.each(shippedRuleSetNames)("is left as it is by the formatter: %s", (name) => {
    const [file, text] = [join(folder, `${name}.ts`), writeModule(shippedRuleSet(name))]
    copyFileSync(join(root, ".oxfmtrc.jsonc"), join(folder, ".oxfmtrc.jsonc"))
    writeFileSync(file, text)
    const { status, stderr } = spawnSync(join(root, "node_modules/.bin/oxfmt"), [file], {
      encoding: "utf8",
      cwd: folder
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
    expect(readFileSync(file, "utf8")).toBe(text)
  })

  it("says of each condition its number, what it asks, and which rules ask it, as often as one asks", () => {
    const text = writeModule({
      ...altinn,
      facts: {
        "tax.year": { type: "number", minimum: 2000, maximum: 2030, unit: "year", meaning: "the year" },
        "tax.topics": { type: "words", values: ["vat", "wage tax"], meaning: "topics" }
      },
      rules: [
        gate("require", "person/one", {
          all: [
            { fact: "tax.year", operator: "notIn", value: [2001, 2002] },
            { not: { fact: "tax.topics", operator: "contains", value: "wage tax" } }
          ]
        }),
        gate("exclude", "person/two", {
          any: [
            { fact: "tax.year", operator: "in", value: [2001, 2002] },
            { fact: "stage", operator: "equal", value: "processing" }
          ]
        })
      ]
    })
    expect(text.startsWith(MODULE_MARK)).toBe(true)
    const [, trace = ""] = /Person: \{\n\s+trace: ([^]*?)\n\s+traceAll/.exec(text) ?? []
    expect(trace.match(/\/\/ \d+: .*/g)).toEqual([
      "// 0: tax.year is not 2001 or 2002. $.rules[0] person/one, $.rules[1] person/two (exclude)",
      '// 1: tax.topics does not contain "wage tax". $.rules[0] person/one',
      "// 2: stage is registration. $.rules[1] person/two (exclude)"
    ])
    const [, outcome = ""] = /outcome: (\(trace[^]*?possibly) =/.exec(text) ?? []
    expect(outcome.match(/\/\/ \$.*/g)).toEqual([
      "// $.rules[0] person/one: 0 and 1",
      "// $.rules[1] person/two (exclude): 0 and 2"
    ])
  })
})
