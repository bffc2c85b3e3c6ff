import { describe, expect, it } from "vitest"
import type { Finding } from "../../src/Finding.ts"
import type { PolicyReviewOptions } from "../../src/review/PolicyReview.ts"
import { reviewPolicy } from "../../src/review/PolicyReview.ts"
import { isPresent, policiesOf, policyTexts, withFolder } from "../ConformanceFolder.ts"
import { found, placeOf, policyText, replaced, reviewed } from "../ReviewedPolicy.ts"

const sound = policyText("sound-app")
const taskOnly = policyText("task-only-app")
const resource = policyText("sound-resource")

const ignoreCase = "urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case"
const equal = "urn:oasis:names:tc:xacml:1.0:function:string-equal"
const subjectCategory = "urn:oasis:names:tc:xacml:1.0:subject-category:access-subject"
const resourceCategory = "urn:oasis:names:tc:xacml:3.0:attribute-category:resource"

const rule = (id: string): string => `RuleId="${id}"`

/** A Deny for auditors, after all other rules: older engines keep what an earlier rule permits. */
const denial = (text: string): string => {
  const start = text.indexOf(`<Rule ${rule("audit")}`)
  const end = text.indexOf("</Rule>", start) + "</Rule>".length
  const deny = text.slice(start, end).replace(`${rule("audit")} Effect="Permit"`, `${rule("no-audit")} Effect="Deny"`)
  return text.replace("  <ObligationExpressions>", `  ${deny}\n  <ObligationExpressions>`)
}

interface Case {
  readonly code: string
  readonly severity: Finding["severity"]
  /** Raises the finding. */
  readonly with: string
  /** Nearly the same, and does not. */
  readonly without: string
  /** Where it is found: the first `needle` at or after `anchor`. */
  readonly at: readonly [anchor: string, needle: string]
  readonly message: RegExp
  readonly remedy: RegExp
  readonly options?: PolicyReviewOptions
}

const shadowing = replaced(
  replaced(sound, rule("audit"), "REVI<", "REGNA<"),
  rule("audit"),
  "ansvarlig-revisor<",
  "DAGL<"
).replace(/(RuleId="audit"[\s\S]*?DAGL[\s\S]*?)urn:altinn:accesspackage/, "$1urn:altinn:rolecode")

const cases: ReadonlyArray<Case> = [
  {
    code: "nobody-can-read",
    severity: "warning",
    with: resource.replace(">read<", ">write<"),
    without: resource,
    at: ["", "<Policy"],
    message: /grants read on fib-melding as such to nobody/,
    remedy: /grant read on fib-melding .* resourceAction .* such as write/
  },
  {
    code: "nobody-can-read",
    severity: "note",
    with: resource.replace(">read<", ">requestconsent<"),
    without: resource,
    at: ["", "<Policy"],
    message: /grants read on fib-melding as such to nobody/,
    remedy: /such as requestconsent/
  },
  {
    code: "only-statutory-contacts",
    severity: "warning",
    with: resource.replaceAll(/urn:altinn:(?:accesspackage|rolecode)/g, "urn:altinn:org"),
    without: resource.replace("urn:altinn:accesspackage", "urn:altinn:org"),
    at: ["", "<Policy"],
    message: /only service owner ordinaer-post-til-virksomheten and service owner DAGL may read fib-melding/,
    remedy: /grant read on fib-melding/
  },
  {
    code: "read-on-tasks-only",
    severity: "warning",
    with: taskOnly,
    without: sound,
    at: [rule("audit"), "<Match"],
    message:
      /^REVI \(Revisor\) and ansvarlig-revisor may read every task and end event of fib\/arsoppgave, but not the app/,
    remedy: /suggested rule read-for-readers-of-every-task/
  },
  {
    code: "read-differs-between-tasks",
    severity: "warning",
    with: taskOnly,
    without: replaced(taskOnly, rule("sign"), ">read<", ">complete<"),
    at: [rule("sign"), "<Match"],
    message:
      /^LEDE \(Styrets leder\) may read Task_2 of fib\/arsoppgave, but not Task_1 or EndEvent_1, and not the app/,
    remedy: /suggested rule read-for-readers-of-some-task/
  },
  {
    code: "several-resources",
    severity: "warning",
    with: replaced(sound, rule("confirm"), ">arsoppgave<", ">arsopgave<"),
    without: sound,
    at: [rule("confirm").slice(0, 0), `<Rule ${rule("confirm")}`],
    message: /rule confirm is about fib\/arsopgave, while most rules are about fib\/arsoppgave/,
    remedy: /correct the name/
  },
  {
    code: "resource-never-matched",
    severity: "warning",
    with: replaced(sound, rule("confirm"), ">arsoppgave<", ">arsopgave<"),
    without: sound,
    options: { resource: { kind: "app", org: "fib", app: "arsoppgave" } },
    at: ["", `<Rule ${rule("confirm")}`],
    message: /rule confirm is about fib\/arsopgave, and nobody asks the policy of fib\/arsoppgave/,
    remedy: /correct the name to fib\/arsoppgave/
  },
  {
    code: "no-resource",
    severity: "note",
    with: resource.replace("urn:altinn:resource", "urn:test:thing"),
    without: resource,
    at: ["", "<Policy"],
    message: /names no app or resource/,
    remedy: /say which/
  },
  {
    code: "app-name-with-underscore",
    severity: "warning",
    with: sound.replaceAll(">arsoppgave<", ">ars_oppgave<"),
    without: sound,
    at: ["", "<Policy"],
    message: /app_fib_ars_oppgave asks about fib\/ars,/,
    remedy: /without underscores/
  },
  {
    code: "unknown-role-code",
    severity: "warning",
    with: replaced(sound, rule("audit"), ">REVI<", ">REVY<"),
    without: replaced(sound, rule("audit"), ">REVI<", ">revi<"),
    at: [rule("audit"), "<Match"],
    message: /role code REVY is not among the 106 codes known on 2026-11-25/,
    remedy: /^did you mean REVI \(Revisor\)\?$/
  },
  {
    code: "unknown-role-code",
    severity: "note",
    with: replaced(sound, rule("audit"), ">REVI<", ">X1234<"),
    without: sound,
    at: [rule("audit"), "<Match"],
    message: /role code X1234 is not among/,
    remedy: /check the code/
  },
  {
    code: "unknown-role-code",
    severity: "warning",
    with: replaced(sound, rule("audit"), ">REVI<", "><"),
    without: sound,
    at: [rule("audit"), "<Match"],
    message: /a role code is empty/,
    remedy: /write a role code/
  },
  {
    code: "unknown-role-code",
    severity: "warning",
    with: replaced(sound, rule("audit"), ">REVI<", ">fib<"),
    without: sound,
    at: [rule("audit"), "<Match"],
    message: /role code fib is not among/,
    remedy: /fib is a service owner; .* urn:altinn:org instead of urn:altinn:rolecode/
  },
  {
    code: "unknown-access-package",
    severity: "warning",
    with: replaced(sound, rule("audit"), ">ansvarlig-revisor<", ">ansvarlig-revisjor<"),
    without: sound,
    at: [">REVI<", "<Match"],
    message: /access package ansvarlig-revisjor is not among the 222 packages known on 2026-11-25/,
    remedy: /^did you mean ansvarlig-revisor\?$/
  },
  {
    code: "unknown-access-package",
    severity: "note",
    with: replaced(sound, rule("audit"), ">ansvarlig-revisor<", ">qwertyuiop<"),
    without: sound,
    at: [">REVI<", "<Match"],
    message: /access package qwertyuiop/,
    remedy: /check the code/
  },
  {
    code: "attribute-never-supplied",
    severity: "warning",
    with: replaced(sound, rule("audit"), "urn:altinn:accesspackage", "urn:altinn:access-package"),
    without: sound,
    at: ["ansvarlig-revisor", "<AttributeDesignator"],
    message: /does not supply urn:altinn:access-package in the category access-subject/,
    remedy: /did you mean urn:altinn:accesspackage\?$/
  },
  {
    code: "attribute-never-supplied",
    severity: "note",
    with: replaced(sound, rule("audit"), "urn:altinn:accesspackage", "urn:altinn:location"),
    without: sound,
    at: ["ansvarlig-revisor", "<AttributeDesignator"],
    message: /does not supply urn:altinn:location/,
    remedy: /an attribute that the platform supplies/
  },
  {
    code: "attribute-in-wrong-category",
    severity: "warning",
    with: replaced(sound, rule("audit"), subjectCategory, resourceCategory),
    without: sound,
    at: [rule("audit"), "<AttributeDesignator"],
    message:
      /urn:altinn:rolecode is looked for in the category resource, but the platform supplies it in the category access-subject/,
    remedy: /set the Category to urn:oasis:names:tc:xacml:1.0:subject-category:access-subject/
  },
  {
    code: "action-never-matched",
    severity: "warning",
    with: replaced(sound, rule("audit"), ">read<", ">Read<"),
    without: replaced(
      replaced(sound, rule("audit"), ">read<", ">Read<"),
      '<AllOf>\n          <Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">\n            <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">Read',
      equal,
      ignoreCase
    ),
    at: [
      "arsoppgave</AttributeValue>",
      '<Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">\n            <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">Read'
    ],
    message: /action Read is compared letter by letter, and the platform asks for read/,
    remedy: /write read/
  },
  {
    code: "unknown-action",
    severity: "warning",
    with: replaced(sound, rule("confirm"), ">confirm<", ">confirms<"),
    without: replaced(sound, rule("confirm"), ">confirm<", ">approve<"),
    at: [
      "Task_2",
      `<Match MatchId="${equal}">\n            <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">confirms`
    ],
    message: /action confirms is none that the platform asks for/,
    remedy: /did you mean confirm\?$/
  },
  {
    code: "space-around-literal",
    severity: "warning",
    with: replaced(sound, rule("audit"), ">REVI<", "> REVI <"),
    without: sound,
    at: [rule("audit"), "<AttributeValue"],
    message: /white space around REVI/,
    remedy: /remove the white space/
  },
  {
    code: "role-code-case",
    severity: "warning",
    with: replaced(sound, rule("audit"), ignoreCase, equal),
    without: replaced(replaced(sound, rule("audit"), ignoreCase, equal), rule("audit"), ">REVI<", ">revi<"),
    at: [rule("audit"), "<Match"],
    message: /role code REVI is compared letter by letter/,
    remedy: /string-equal-ignore-case/
  },
  {
    code: "rule-dead",
    severity: "warning",
    with: replaced(sound, rule("owner-complete"), "urn:altinn:app", "urn:altinn:org"),
    without: sound,
    at: ["", `<Rule ${rule("owner-complete")}`],
    message: /rule owner-complete never applies/,
    remedy: /AllOf/
  },
  {
    code: "rule-shadowed",
    severity: "note",
    with: shadowing,
    without: replaced(shadowing, rule("audit"), ">read<", ">delete<"),
    at: ["", `<Rule ${rule("audit")}`],
    message: /rule audit grants nothing that rule fill-in does not/,
    remedy: /remove it/
  },
  {
    code: "rule-unreachable",
    severity: "warning",
    with: shadowing.replace(
      "3.0:rule-combining-algorithm:deny-overrides",
      "1.0:rule-combining-algorithm:first-applicable"
    ),
    without: shadowing,
    at: ["", `<Rule ${rule("audit")}`],
    message: /rule audit is never reached, since rule fill-in applies first/,
    remedy: /move it before rule fill-in/
  },
  {
    code: "modes-differ",
    severity: "warning",
    with: replaced(
      sound,
      rule("audit"),
      "</AllOf>\n        <AllOf>",
      "</AllOf>\n      </AnyOf>\n      <AnyOf>\n        <AllOf>"
    ),
    without: sound,
    at: [">REVI<", "<AnyOf>"],
    message:
      /rule audit asks in several AnyOf .* answers Permit and the standard NotApplicable when REVI \(Revisor\) asks for read on fib\/arsoppgave/,
    remedy: /AllOf of one AnyOf/
  },
  {
    code: "deny-ignored",
    severity: "warning",
    with: denial(sound),
    without: sound,
    options: { engineDate: "2026-06-01" },
    at: ["", `<Rule ${rule("no-audit")}`],
    message:
      /the Altinn engine of 2026-06-01 does not heed the Deny of rule no-audit: it answers Permit when REVI \(Revisor\) asks for read/,
    remedy: /permit only those who may/
  },
  {
    code: "minimum-authentication-level",
    severity: "note",
    with: sound,
    without: sound.replace("urn:altinn:minimum-authenticationlevel", "urn:test:level"),
    at: ["", "<ObligationExpression "],
    message: /level is 3 for users/,
    remedy: /nothing needs to be done/
  },
  {
    code: "condition-in-rule",
    severity: "note",
    with: sound.replace(
      "</Target>\n  </Rule>",
      `</Target>\n    <Condition><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#boolean">true</AttributeValue></Condition>\n  </Rule>`
    ),
    without: sound,
    at: ["<Condition>", "<AttributeValue"],
    message: /rule fill-in has a condition/,
    remedy: /test the policy/
  },
  {
    code: "duplicate-rule-id",
    severity: "warning",
    with: sound.replace(rule("audit"), rule("fill-in")),
    without: sound,
    at: ["REGNA", `<Rule ${rule("fill-in")}`],
    message: /RuleId fill-in is used more than once/,
    remedy: /its own RuleId/
  }
]

describe("each finding", () => {
  it.each(cases.map((each) => [each.code, each.severity, each] as const))(
    "%s (%s) is raised where it stands, and not next to it",
    (code, severity, { at, message, options, remedy, with: text, without }) => {
      const [first, ...others] = found(reviewed(text, options), code)
      expect(others).toEqual([])
      expect(first).toEqual({
        code,
        severity,
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(remedy),
        place: placeOf(text, ...at)
      })
      expect(found(reviewed(without, options), code)).toEqual([])
    }
  )
})

describe("a review", () => {
  it("takes no rule for idle that the Altinn engine reads more widely than the standard", () => {
    const torn = replaced(
      shadowing,
      rule("audit"),
      "</AllOf>\n        <AllOf>",
      "</AllOf>\n      </AnyOf>\n      <AnyOf>\n        <AllOf>"
    )
    const stranger = replaced(torn, rule("audit"), ">DAGL<", ">LEDE<")
    expect(found(reviewed(stranger, { mode: "strict" }), "rule-shadowed").length).toBe(1)
    expect(found(reviewed(stranger), "rule-shadowed")).toEqual([])
  })

  it("finds nothing wrong where nothing is", () => {
    expect(reviewed(sound).findings.map(({ code }) => code)).toEqual(["minimum-authentication-level"])
    expect(reviewed(resource).findings).toEqual([])
    expect(reviewed(sound).changes).toEqual([])
  })

  it("names those who can be notified", () => {
    expect(reviewed(sound).notifiableSubjects.map(({ label }) => label)).toEqual([
      "DAGL (Daglig leder)",
      "REGNA (Regnskapsmedarbeider)",
      "REVI (Revisor)",
      "ansvarlig-revisor"
    ])
    expect(reviewed(taskOnly).notifiableSubjects.map(({ label }) => label)).toEqual(["DAGL (Daglig leder)"])
  })

  it("tells findings in the order of the document, each once, as plain data", () => {
    const text = replaced(replaced(taskOnly, rule("sign"), ">LEDE<", ">LEDD<"), rule("audit"), ignoreCase, equal)
    const review = reviewed(text)
    const lines = review.findings.map(({ place }) => place?.line ?? 0)
    expect(lines.length).toBeGreaterThan(3)
    expect(lines).toEqual(lines.toSorted((a, b) => a - b))
    expect(new Set(review.findings.map((each) => JSON.stringify(each))).size).toBe(review.findings.length)
    expect(JSON.parse(JSON.stringify(review))).toEqual(review)
    expect(reviewed(text)).toEqual(review)
  })

  it("says that the newest engine heeds a Deny", () => {
    expect(found(reviewed(denial(sound)), "deny-ignored")).toEqual([])
    expect(found(reviewed(denial(sound)), "modes-differ")).toEqual([])
  })

  it("tells what cannot be evaluated", () => {
    const text = replaced(sound, rule("audit"), ignoreCase, "urn:oasis:names:tc:xacml:1.0:function:string-equals")
    expect(reviewed(text).findings.filter(({ severity }) => severity === "error").length).toBe(1)
  })

  it("does not judge a policy of delegations by whom it leaves out", () => {
    const text = taskOnly
      .replaceAll(/urn:altinn:(?:rolecode|accesspackage)/g, "urn:altinn:userid")
      .replaceAll(
        subjectCategory + '" AttributeId="urn:altinn:org',
        subjectCategory + '" AttributeId="urn:altinn:partyid'
      )
    const review = reviewed(text)
    expect(review.isDelegation).toBe(true)
    expect([review.findings, review.changes]).toEqual([[], []])
    expect(reviewed(taskOnly).isDelegation).toBe(false)
  })

  it("says that a policy without rules grants nothing", () => {
    const text = resource.replace(/<Rule[\s\S]*<\/Rule>/, "")
    expect(reviewed(text).findings.map(({ code, severity }) => [code, severity])).toEqual([
      ["nobody-can-read", "note"],
      ["altinn-policy-unreadable", "note"]
    ])
    const asked = reviewed(text, { resource: { kind: "resource", id: "fib-melding" } })
    expect(found(asked, "nobody-can-read").map(({ severity }) => severity)).toEqual(["warning"])
  })

  it("gives a deviation of the engine that makes no difference as a note", () => {
    const text = sound.replace(
      "<Target/>",
      `<Target><AnyOf><AllOf><Match MatchId="${equal}"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">fib</AttributeValue><AttributeDesignator Category="${resourceCategory}" AttributeId="urn:altinn:org" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/></Match></AllOf></AnyOf></Target>`
    )
    expect(found(reviewed(text), "altinn-policy-target-ignored").map(({ severity }) => severity)).toEqual(["note"])
    expect(found(reviewed(text), "modes-differ")).toEqual([])
  })
})

describe.skipIf(!isPresent)(withFolder("reviews of real policies"), () => {
  const policies = policiesOf(policyTexts("corpus"))
  const reviewOf = (file: string): ReturnType<typeof reviewPolicy> => {
    const policy = policies.get(file)
    if (policy === undefined) throw new Error(`${file} cannot be read`)
    return reviewPolicy(policy)
  }

  it("find the auditors of dihe/omsetningsoppgave-for-alkohol, who read every task and are not notified", () => {
    const review = reviewOf("503108f7cd18.xml")
    expect(found(review, "read-on-tasks-only").map(({ message, place }) => [message, place])).toEqual([
      [
        "REVI (Revisor), A0238 (Revisormedarbeider) and A0237 (Ansvarlig revisor) may read every task and end event of dihe/omsetningsoppgave-for-alkohol, but not the app as such, so they are not notified",
        { line: 149, column: 11 }
      ]
    ])
    expect(review.changes.map(({ subjects }) => subjects.length)).toEqual([3])
  })

  it.each(["6afb3159b2bd.xml", "2dfcd0588277.xml"])("find that nobody can be notified through %s", (file) => {
    const review = reviewOf(file)
    expect(review.notifiableSubjects).toEqual([])
    expect(found(review, "nobody-can-read").map(({ severity }) => severity)).toEqual(["warning"])
    expect(found(review, "read-on-tasks-only").length).toBe(1)
    expect(review.changes.length).toBe(1)
  })

  it("differ between the modes in both copies of skd/taxreport alone", () => {
    const differing = [...policies.keys()].filter((file) => found(reviewOf(file), "modes-differ").length > 0)
    expect(differing).toEqual(["8a36a5a9f40a.xml", "c1ec462faea4.xml"])
  })

  it("find no error, and warn of nothing but what is wrong", () => {
    const counts: Record<string, number> = {}
    for (const file of policies.keys()) {
      for (const { code, severity } of reviewOf(file).findings) {
        expect(severity).not.toBe("error")
        if (severity === "warning") counts[code] = (counts[code] ?? 0) + 1
      }
    }
    expect(counts).toEqual({
      "attribute-never-supplied": 1,
      "modes-differ": 2,
      "nobody-can-read": 7,
      "read-on-tasks-only": 4,
      "role-code-case": 1,
      "rule-dead": 3,
      "unknown-role-code": 3
    })
  })
})
