import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyOrder, anySituation, cast, frozen, situationsWith } from "../../testing/src/index.ts"
import { decide } from "../src/Conclusion.ts"
import { audiences, explain, languages } from "../src/Explanation.ts"
import type { Language } from "../src/Explanation.ts"
import { builtInReasons } from "../src/Reason.ts"
import { redact } from "../src/Redaction.ts"
import { compile } from "../src/RuleProgram.ts"
import { shippedRuleSet, shippedRuleSetNames } from "../src/ShippedRules.ts"
import type { AccessGrounds } from "../src/Snapshot.ts"

const anyAudience = fc.constantFrom(...audiences)
const anyLanguage = fc.constantFrom(...languages)

describe.each(shippedRuleSetNames)("an explanation of %s", (name) => {
  const program = compile(shippedRuleSet(name))

  it("puts every candidate left out and every contributor into whole sentences, in every language, for everybody", () => {
    const codes = new RegExp(Object.keys(builtInReasons).join("|"))
    fc.assert(
      fc.property(
        situationsWith(anyOrder, { unavailable: 8 }),
        anyLanguage,
        anyAudience,
        ({ order, snapshot }, language, audience) => {
          const decision = frozen(structuredClone(decide(program, order, snapshot)))
          const { candidates, remarks, summary } = explain(decision, { language, audience })
          for (const { basis, recipient, state } of decision.withheld) {
            expect(
              candidates.some((one) => one.basis === basis && one.recipient === recipient && one.state === state)
            ).toBe(true)
          }
          for (const { contributors } of decision.deliveries) {
            for (const { basis, recipient } of contributors) {
              expect(
                candidates.some((one) => one.basis === basis && one.recipient === recipient && one.addresses.length > 0)
              ).toBe(true)
            }
          }
          for (const { headline, reasons, repairs, state, who } of candidates) {
            const text = [who, headline, ...reasons, ...repairs.flatMap(({ steps }) => steps)].join(" ")
            expect(text).not.toMatch(/undefined|\[object|\{\w+\}/)
            expect(text).not.toMatch(codes)
            expect(headline).toMatch(/\.$/)
            if (state === "withheld" || state === "no-address" || state === "undetermined")
              expect(reasons.length).toBeGreaterThan(0)
          }
          expect(remarks.length > 0).toBe(decision.retryable)
          expect(summary).not.toMatch(/\{/)
          expect(candidates.map(({ recipient }) => recipient)).toEqual(
            candidates.map(({ recipient }) => recipient).toSorted((a, b) => a - b)
          )
        }
      ),
      { numRuns: 600 }
    )
  })

  it("is the same for the same decision, and holds no national identity number in its words", () => {
    fc.assert(
      fc.property(anySituation, anyLanguage, anyAudience, ({ order, snapshot }, language, audience) => {
        const decision = decide(program, order, snapshot)
        const explanation = explain(decision, { language, audience })
        expect(explain(JSON.parse(JSON.stringify(decision)) as typeof decision, { language, audience })).toEqual(
          explanation
        )
        const words = JSON.stringify([
          explanation.summary,
          explanation.remarks,
          explanation.candidates.map(({ headline, reasons, repairs, who }) => [headline, reasons, repairs, who])
        ])
        for (const number of cast.nationalIdentityNumbers) expect(words).not.toContain(number)
        expect(words).not.toMatch(/@example/)
      }),
      { numRuns: 300 }
    )
  })
})

describe("an explanation", () => {
  it("says only the most exact of reasons that say the same", () => {
    const program = compile(shippedRuleSet("altinn"))
    const decision = decide(
      program,
      { channel: "Email", recipients: [{ nationalIdentityNumber: "01890110009" }] },
      {
        at: "2026-11-25",
        persons: [
          {
            nationalIdentityNumber: "01890110009",
            reservation: "NEI",
            email: "kari@example.com",
            emailUpdated: "2019-01-01"
          }
        ]
      }
    )
    expect(decision.withheld[0]?.reasons.map(({ code }) => code)).toEqual([
      "PERSON_NOT_FOUND",
      "PERSON_CONTACT_DATA_STALE"
    ])
    expect(explain(decision).candidates[0]?.reasons.length).toBe(1)
  })
})

describe("an explanation of a refused read access", () => {
  const decisionWith = (grounds: AccessGrounds, answer: "NotApplicable" | "Indeterminate" = "NotApplicable") =>
    decide(
      compile(shippedRuleSet("altinn")),
      {
        recipients: [{ organizationNumber: "310000004" }],
        channel: "Email",
        resourceId: "app_ttd_apps-test",
        stage: "processing"
      },
      {
        at: "2026-11-01T12:00:00Z",
        statutoryContacts: [],
        customContacts: [
          { organizationNumber: "310000004", registrations: [{ userId: 7, email: "a@example.com", resources: [] }] }
        ],
        readAccess: [{ organizationNumber: "310000004", userId: 7, decision: answer, grounds }]
      }
    )
  const reasonsOf = (grounds: AccessGrounds, language: Language = "en") =>
    explain(decisionWith(grounds), { language }).candidates.flatMap(({ reasons }) => reasons)

  it("names the policy, the rule that came closest, its line, and what it asks for", () => {
    const grounds: AccessGrounds = {
      policy: "urn:altinn:policyid:1",
      rule: "urn:altinn:example:ruleid:1",
      line: 4,
      missing: [
        [
          { attribute: "urn:altinn:rolecode", values: ["DAGL", "REGN"] },
          { attribute: "urn:altinn:accesspackage", values: ["skatt-naering"] }
        ],
        [{ attribute: "urn:example:unheard-of", values: ["a", "b", "c", "d", "e", "f", "g"] }]
      ]
    }
    expect(reasonsOf(grounds)).toContain(
      "In policy urn:altinn:policyid:1, rule urn:altinn:example:ruleid:1 (line 4) comes closest. It also asks for " +
        "the role DAGL, REGN or the access package skatt-naering, and urn:example:unheard-of a, b, c, d, e, f, … (7)."
    )
    expect(reasonsOf(grounds, "nb").join(" ")).toContain("rollen DAGL, REGN eller tilgangspakken skatt-naering, og")
    const withGrounds = decisionWith(grounds)
      .withheld.flatMap(({ reasons }) => reasons)
      .filter((reason) => reason.grounds !== undefined)
    expect(withGrounds.map(({ code }) => code)).toEqual(["READ_ACCESS_NOT_PERMITTED"])
  })

  it("does not say that there is no rule when the policy could not decide", () => {
    const said = (answer: "NotApplicable" | "Indeterminate") =>
      JSON.stringify(explain(decisionWith({ policy: "p", missing: [] }, answer)))
    expect(said("NotApplicable")).toContain("Policy p has no rule on read")
    expect(said("Indeterminate")).toContain("could not be decided")
    expect(said("Indeterminate")).not.toContain("Policy p")
  })

  it("shows no data subject whom else a rule names", () => {
    const missing = [
      [
        { attribute: "urn:altinn:rolecode", values: ["DAGL"] },
        { attribute: "urn:altinn:userid", values: ["20001337", "20001338"] }
      ]
    ]
    const decision = decisionWith({ policy: "p", rule: "r", missing })
    const toSubject = explain(decision, { audience: "data-subject" })
    expect(toSubject.candidates.flatMap(({ reasons }) => reasons)).toContain(
      "The rule that comes closest for you also asks for the role DAGL or urn:altinn:userid [hidden]."
    )
    expect(JSON.stringify(redact(decision))).not.toContain("2000133")
    expect(JSON.stringify(redact(decision))).toContain("DAGL")
    expect(JSON.stringify(explain(decision))).toContain("20001338")
  })

  it("says that access to tasks and events is no access to the app", () => {
    const missing = [[{ attribute: "urn:altinn:task", values: ["Task_1", "Task_2"] }]]
    expect(reasonsOf({ policy: "p", rule: "r", missing })).toContain(
      "In policy p, rule r comes closest. It gives this access only for the task Task_1, Task_2, not for the app as such."
    )
  })

  it("says that a policy has no rule on the action, or that a rule has decided", () => {
    expect(reasonsOf({ policy: "p", missing: [] })).toContain("Policy p has no rule on read for this resource.")
    expect(reasonsOf({ policy: "p", rule: "r", missing: [] })).toContain("In policy p, rule r decides.")
  })
})
