import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyOrder, cast, sampleOwnFacts, situationsWith } from "../../testing/src/index.ts"
import { decide } from "../src/Conclusion.ts"
import { redact } from "../src/Redaction.ts"
import { compile } from "../src/RuleProgram.ts"
import type { RuleSet } from "../src/RuleSet.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"

/** Renames of the same class and length, so that what is equal, valid or alike stays so. */
const others: ReadonlyArray<readonly [RegExp, string]> = [
  [/01890110009/g, "05890110055"],
  [/02890110048/g, "06890110094"],
  [/03890110087/g, "07890110023"],
  [/post@bedrift\.example/gi, "mail@foretak.example"],
  [/kari@example\.com/gi, "line@example.net"],
  [/ola@example\.com/gi, "per@example.net"],
  [/nils@example\.com/gi, "jens@example.net"],
  [/username:ola/g, "username:per"],
  [/username:kari/g, "username:lin1"],
  [/40000001/g, "40000101"],
  [/40000002/g, "40000102"],
  [/40000021/g, "40000121"],
  [/90000003/g, "90000103"],
  [/400 00 001/g, "400 00 101"],
  [/400 00 002/g, "400 00 102"],
  [/400 00 021/g, "400 00 121"],
  [/900 00 003/g, "900 00 103"],
  [/"userId":(1[1-5])\b/g, '"userId":7$1'],
  [/(\d{9})\/(1[1-5])\b/g, "$1/7$2"],
  [/u-16/g, "u-96"]
]

/** The same with every secret renamed; the case of letters is kept where there is any. */
const renamed = <A>(value: A): A =>
  JSON.parse(
    others.reduce(
      (text, [from, to]) =>
        text.replace(from, (found: string, ...groups: ReadonlyArray<unknown>) => {
          const name = to.replace(/\$(\d)/g, (_, index: string) => String(groups[Number(index) - 1]))
          if (found === found.toUpperCase()) return name.toUpperCase()
          return found.charAt(0) === found.charAt(0).toUpperCase() ? name.charAt(0).toUpperCase() + name.slice(1) : name
        }),
      JSON.stringify(value)
    )
  ) as A

const withOwnGate: RuleSet = {
  ...shippedRuleSet("strict"),
  facts: sampleOwnFacts,
  rules: [
    ...shippedRuleSet("strict").rules,
    ...(["tax.debtClass", "tax.topics", "tax.year"] as const).map((fact, index): RuleSet["rules"][number] => ({
      name: `person/own-${index}`,
      conditions: {
        all: [
          fact === "tax.year"
            ? { fact, operator: "greaterThan", value: 2025 }
            : fact === "tax.topics"
              ? { fact, operator: "contains", value: "vat" }
              : { fact, operator: "in", value: ["small", "large"] }
        ]
      },
      event: { type: "exclude", params: { basis: "Person", reason: "PERSON_RESERVED", source: "a test" } }
    }))
  ]
}

const situations = situationsWith(anyOrder, { unavailable: 6 })

describe("redaction", () => {
  it.each([
    ["altinn", shippedRuleSet("altinn")],
    ["strict", shippedRuleSet("strict")]
  ] as const)("of %s does not depend on secrets: renaming them all gives the same bytes", (_, ruleSet) => {
    const program = compile(ruleSet)
    fc.assert(
      fc.property(situations, ({ order, snapshot }) => {
        const one = redact(decide(program, order, snapshot))
        const other = redact(decide(program, renamed(order), renamed(snapshot)))
        expect(JSON.stringify(other)).toBe(JSON.stringify(one))
      }),
      { numRuns: 1500 }
    )
  })

  it("does not depend on secret facts of a rule set's own that make no difference to the outcome", () => {
    const program = compile(withOwnGate)
    const facts = (debtClass: string, year: number, topics: ReadonlyArray<string>) =>
      cast.nationalIdentityNumbers.flatMap((nationalIdentityNumber) => [
        { fact: "tax.debtClass", value: debtClass, nationalIdentityNumber },
        { fact: "tax.year", value: year, nationalIdentityNumber },
        { fact: "tax.topics", value: topics, nationalIdentityNumber }
      ])
    let seen = 0
    fc.assert(
      fc.property(situations, ({ order, snapshot }) => {
        const one = redact(decide(program, order, { ...snapshot, ownFacts: facts("small", 2029, ["vat"]) }))
        const other = redact(
          decide(program, renamed(order), {
            ...renamed(snapshot),
            ownFacts: renamed(facts("large", 2030, ["wage", "vat"]))
          })
        )
        expect(JSON.stringify(other)).toBe(JSON.stringify(one))
        // the gates fail and show their facts, so there is something to hide
        if (JSON.stringify(one).includes("[secret]")) seen++
      }),
      { numRuns: 500 }
    )
    expect(seen).toBeGreaterThan(50)
  })

  it("leaves no secret in the text", () => {
    const program = compile(shippedRuleSet("strict"))
    fc.assert(
      fc.property(situations, ({ order, snapshot }) => {
        const { ruleSet: _, snapshotAt: __, ...shown } = redact(decide(program, order, snapshot))
        const text = JSON.stringify(shown)
        for (const [secret] of others) expect(text).not.toMatch(new RegExp(secret.source, "i"))
        expect(text).not.toMatch(/@|\d{11}|\+\d|order-/)
      }),
      { numRuns: 1000 }
    )
  })

  it("is idempotent", () => {
    const program = compile(shippedRuleSet("strict"))
    fc.assert(
      fc.property(situations, ({ order, snapshot }) => {
        const once = redact(decide(program, order, snapshot))
        expect(redact(once)).toEqual(once)
      }),
      { numRuns: 300 }
    )
  })
})
