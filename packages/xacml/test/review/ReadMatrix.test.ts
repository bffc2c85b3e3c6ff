import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { AnyPolicy } from "../../src/Policy.ts"
import type { PolicyChange } from "../../src/review/PolicyChange.ts"
import { changedPolicy, changesFor } from "../../src/review/PolicyChange.ts"
import { readPolicy } from "../../src/xml/PolicyXml.ts"
import type { ReadMatrix, ReadRow } from "../../src/review/ReadMatrix.ts"
import { readMatrix } from "../../src/review/ReadMatrix.ts"
import { actionsIn, rulesIn } from "../../src/review/PolicyRules.ts"
import { resourceName } from "../../src/review/ReviewedResource.ts"
import { isPresent, jsonOf, policiesOf, policyTexts, withFolder } from "../ConformanceFolder.ts"
import { policyOf, policyText, replaced } from "../ReviewedPolicy.ts"

const taskOnly = policyText("task-only-app")
const sound = policyText("sound-app")

const table = ({ levels, rows }: ReadMatrix): Readonly<Record<string, ReadonlyArray<string>>> =>
  Object.fromEntries(
    rows.map(({ decisions, subject }) => [
      subject.label,
      levels.flatMap(({ value }, index) => (decisions[index] === "Permit" ? [value] : []))
    ])
  )

const rowOf = ({ rows }: ReadMatrix, label: string): Partial<ReadRow> =>
  rows.find(({ subject }) => subject.label === label) ?? {}

describe("the matrix", () => {
  it("has a row for each subject and a column for each level", () => {
    const matrix = readMatrix(policyOf(taskOnly))
    expect(matrix.resource).toEqual({ kind: "app", org: "fib", app: "arsoppgave" })
    expect(matrix.levels).toEqual([
      { kind: "app", value: "fib/arsoppgave" },
      { kind: "task", value: "Task_1" },
      { kind: "task", value: "Task_2" },
      { kind: "end-event", value: "EndEvent_1" }
    ])
    expect(table(matrix)).toEqual({
      "DAGL (Daglig leder)": ["fib/arsoppgave", "Task_1", "Task_2", "EndEvent_1"],
      "REVI (Revisor)": ["Task_1", "Task_2", "EndEvent_1"],
      "ansvarlig-revisor": ["Task_1", "Task_2", "EndEvent_1"],
      "LEDE (Styrets leder)": ["Task_2"],
      "service owner fib": []
    })
  })

  it("keeps access to the app, to tasks and to all of them apart", () => {
    const matrix = readMatrix(policyOf(taskOnly))
    expect(rowOf(matrix, "DAGL (Daglig leder)")).toMatchObject({
      appLevel: "Permit",
      documentedCondition: true,
      notifiable: true
    })
    expect(rowOf(matrix, "DAGL (Daglig leder)")).not.toHaveProperty("gap")
    expect(rowOf(matrix, "REVI (Revisor)")).toMatchObject({
      appLevel: "NotApplicable",
      documentedCondition: true,
      notifiable: false,
      gap: "read-on-every-task-but-not-on-the-app"
    })
    expect(rowOf(matrix, "LEDE (Styrets leder)")).toMatchObject({
      documentedCondition: false,
      notifiable: false,
      gap: "read-on-some-tasks"
    })
  })

  it("never says that a service owner can be notified", () => {
    expect(rowOf(readMatrix(policyOf(sound)), "service owner fib")).toMatchObject({
      appLevel: "Permit",
      notifiable: false,
      subject: { kind: "organisation", canBePerson: false }
    })
  })

  it("says nothing of tasks where a policy names none", () => {
    const matrix = readMatrix(policyOf(policyText("sound-resource")))
    expect(matrix.resource).toEqual({ kind: "resource", id: "fib-melding" })
    expect(matrix.rows.map(({ notifiable }) => notifiable)).toEqual([true, true])
    expect(matrix.rows.every((row) => !("documentedCondition" in row))).toBe(true)
  })

  it("asks for another action and another app when told to", () => {
    expect(table(readMatrix(policyOf(taskOnly), { action: "sign" }))["LEDE (Styrets leder)"]).toEqual(["Task_2"])
    const elsewhere = readMatrix(policyOf(taskOnly), { resource: { kind: "app", org: "fib", app: "other" } })
    expect(elsewhere.rows.some(({ notifiable }) => notifiable)).toBe(false)
  })

  it("takes app_{org}_{app} for the app, which the platform names both ways", () => {
    const text = policyText("sound-resource").replace("fib-melding</", "app_fib_arsoppgave</")
    const matrix = readMatrix(policyOf(text))
    expect(matrix.resource).toEqual({ kind: "app", org: "fib", app: "arsoppgave" })
    expect(matrix.rows.every(({ notifiable }) => notifiable)).toBe(true)
  })

  it("takes an AllOf with two subjects for one who is both, and a rule without subject for anyone", () => {
    const both = replaced(sound, 'RuleId="audit"', "</Match>\n        </AllOf>\n        <AllOf>", "</Match>")
    const anyone = replaced(both, 'RuleId="owner-read"', both.slice(...anyOfAfter(both, 'RuleId="owner-read"')), "")
    const { rows } = readMatrix(policyOf(anyone))
    expect(rows.map(({ notifiable, subject }) => [subject.label, notifiable])).toEqual([
      ["DAGL (Daglig leder)", true],
      ["REGNA (Regnskapsmedarbeider)", true],
      ["REVI (Revisor) and ansvarlig-revisor", true],
      ["anyone", true],
      ["service owner fib", false]
    ])
  })

  it("takes two AnyOf about subjects for one who is both, where the engine does", () => {
    const text = replaced(sound, 'RuleId="audit"', "</AllOf>\n        <AllOf>", "</AllOf>\n</AnyOf>\n<AnyOf>\n<AllOf>")
    const notifiable = (mode: "altinn" | "strict"): ReadonlyArray<string> =>
      readMatrix(policyOf(text), { mode }).rows.flatMap((row) => (row.notifiable ? [row.subject.label] : []))
    const others = ["DAGL (Daglig leder)", "REGNA (Regnskapsmedarbeider)"]
    expect(notifiable("strict")).toEqual([...others, "REVI (Revisor) and ansvarlig-revisor"])
    expect(notifiable("altinn")).toEqual([...others, "REVI (Revisor)", "ansvarlig-revisor"])
  })

  it("looks into a policy set, which the Altinn engine cannot read", () => {
    const policy = policyOf(policyText("sound-resource"))
    const set: AnyPolicy = {
      ...policy,
      kind: "PolicySet",
      id: "set",
      combiningAlgorithm: "urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:deny-overrides",
      children: [policy]
    }
    const decisions = (mode: "altinn" | "strict"): ReadonlyArray<string> =>
      readMatrix(set, { mode }).rows.map(({ appLevel }) => appLevel)
    expect(decisions("strict")).toEqual(["Permit", "Permit"])
    expect(decisions("altinn")).toEqual(["Indeterminate", "Indeterminate"])
    expect(changesFor(set, readMatrix(set))).toEqual([])
  })

  it("has no rows where a policy names no app or resource", () => {
    const text = policyText("sound-resource").replace("urn:altinn:resource", "urn:test:thing")
    expect(readMatrix(policyOf(text))).toEqual({ mode: "altinn", action: "read", levels: [], rows: [] })
  })
})

const anyOfAfter = (text: string, anchor: string): [number, number] => {
  const start = text.indexOf("<AnyOf>", text.indexOf(anchor))
  return [start, text.indexOf("</AnyOf>", start) + "</AnyOf>".length]
}

interface ExpectedRow {
  readonly policy: string
  readonly app: string
  readonly subject: { readonly attributeId: string; readonly value: string }
  readonly read: Readonly<Record<string, string | { readonly altinn: string; readonly xacml: string }>>
  readonly notifiable: boolean
  readonly readOnAllTasksAndEvents: boolean | null
  readonly readOnSomeTaskOrEvent: boolean
}

describe.skipIf(!isPresent)(withFolder("the matrices of real apps"), () => {
  const expected = (jsonOf("corpus/app-read-matrix.json") ?? []) as ReadonlyArray<ExpectedRow>
  const policies = policiesOf(policyTexts("corpus"))

  it.each(["altinn", "strict"] as const)("answer as expected in mode %s, in all 137 rows", (mode) => {
    expect(expected.length).toBe(137)
    for (const { app, policy: file, read, subject, ...facts } of expected) {
      const policy = policies.get(file)
      if (policy === undefined) throw new Error(`${file} cannot be read`)
      const matrix = readMatrix(policy, { mode })
      const row = matrix.rows.find(
        ({ subject: { attributes } }) =>
          attributes.length === 1 &&
          attributes.every((each) => each.attributeId === subject.attributeId && each.value === subject.value)
      )
      const asked = Object.entries(read).map(([level, decision]) => [
        level,
        typeof decision === "string" ? decision : decision[mode === "altinn" ? "altinn" : "xacml"]
      ])
      const levels = matrix.levels.map(({ kind, value }, index) => (index === 0 ? "app" : `${kind}:${value}`))
      expect([file, matrix.resource && resourceName(matrix.resource)]).toEqual([file, app])
      expect([file, Object.fromEntries(levels.map((level, index) => [level, row?.decisions[index]]))]).toEqual([
        file,
        Object.fromEntries(asked)
      ])
      if (mode === "strict") continue
      const parts = matrix.levels.flatMap(({ kind }, index) =>
        kind === "task" || kind === "end-event" ? [row?.decisions[index]] : []
      )
      expect({
        notifiable: row?.appLevel === "Permit",
        readOnAllTasksAndEvents: row?.documentedCondition ?? null,
        readOnSomeTaskOrEvent: parts.includes("Permit")
      }).toMatchObject(facts)
    }
  })
})

/** Every answer of a policy, by subject, action and level. */
const answers = (text: string): ReadonlyMap<string, string> => {
  const policy = policyOf(text)
  return new Map(
    actionsIn(rulesIn(policy)).flatMap((action) => {
      const { levels, rows } = readMatrix(policy, { action })
      return rows.flatMap(({ decisions, subject }) =>
        levels.map(({ value }, index): [string, string] => [
          `${subject.label} | ${action} | ${value}`,
          decisions[index] ?? ""
        ])
      )
    })
  )
}

const withRule = (text: string, { xml }: PolicyChange): string =>
  text.replace(/(<\/Rule>)(?![\s\S]*<\/Rule>)/, `$1\n${xml}`)

describe("the suggested changes", () => {
  it("grant the action on the app to exactly those who have it on its tasks", () => {
    const policy = policyOf(taskOnly)
    const changes = changesFor(policy, readMatrix(policy))
    expect(
      changes.map(({ alsoGrants, gap, rule, subjects }) => [
        gap,
        rule.id,
        subjects.map(({ label }) => label),
        alsoGrants
      ])
    ).toEqual([
      [
        "read-on-every-task-but-not-on-the-app",
        "read-for-readers-of-every-task",
        ["REVI (Revisor)", "ansvarlig-revisor"],
        []
      ],
      [
        "read-on-some-tasks",
        "read-for-readers-of-some-task",
        ["LEDE (Styrets leder)"],
        [
          {
            subject: "LEDE (Styrets leder)",
            levels: [
              { kind: "task", value: "Task_1" },
              { kind: "end-event", value: "EndEvent_1" }
            ]
          }
        ]
      ]
    ])
    for (const change of changes) {
      expect(readPolicy(withRule(taskOnly, change)).findings).toEqual([])
      const before = answers(taskOnly)
      const after = answers(withRule(taskOnly, change))
      const differing = [...after].filter(([key, decision]) => before.get(key) !== decision)
      const gained = change.subjects.flatMap(({ label }) => [
        `${label} | read | fib/arsoppgave`,
        ...change.alsoGrants.flatMap(({ levels }) => levels.map(({ value }) => `${label} | read | ${value}`))
      ])
      expect(new Map(differing)).toEqual(new Map(gained.map((key) => [key, "Permit"])))
    }
  })

  it("are none for a policy without gaps, and none where a Deny would undo them", () => {
    const policy = policyOf(sound)
    expect(changesFor(policy, readMatrix(policy))).toEqual([])
    const deny = `<Rule RuleId="nobody" Effect="Deny"><Target><AnyOf><AllOf>${equals(resourceCategory, "urn:altinn:app", "arsoppgave")}</AllOf></AnyOf></Target></Rule>`
    const denying = policyOf(taskOnly.replace("<Rule", `${deny}\n<Rule`))
    const matrix = readMatrix(denying)
    expect(matrix.rows.every(({ decisions }) => decisions.every((decision) => decision === "Deny"))).toBe(true)
    expect(changesFor(denying, matrix)).toEqual([])
  })

  it("close the gap and give nobody else anything, whatever the rules are", () => {
    fc.assert(
      fc.property(fc.array(grant, { minLength: 1, maxLength: 6 }), (grants) => {
        const text = appOf(grants)
        const policy = policyOf(text)
        const matrix = readMatrix(policy)
        const changes = changesFor(policy, matrix)
        const gaps = new Set(matrix.rows.flatMap(({ gap }) => gap ?? []))
        expect(changes.map(({ gap }) => gap).toSorted()).toEqual([...gaps].toSorted())
        for (const change of changes) {
          const changed = changedPolicy(policy, change)
          expect(readMatrix(changed).rows.filter(({ gap }) => gap === change.gap)).toEqual([])
          const labels = change.subjects.map(({ label }) => label)
          const before = answers(text)
          for (const [key, decision] of answers(withRule(text, change))) {
            const [label = "", action] = key.split(" | ")
            if (decision !== before.get(key))
              expect([labels.includes(label), action, decision]).toEqual([true, "read", "Permit"])
          }
        }
      }),
      { numRuns: 100 }
    )
  })
})

interface Grant {
  readonly role: string
  readonly task: string | undefined
  readonly action: string
}

const grant: fc.Arbitrary<Grant> = fc.record({
  role: fc.constantFrom("DAGL", "REVI", "LEDE"),
  task: fc.constantFrom(undefined, "Task_1", "Task_2"),
  action: fc.constantFrom("read", "read", "write")
})

const equals = (kind: string, id: string, value: string): string =>
  `<Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">${value}</AttributeValue><AttributeDesignator Category="${kind}" AttributeId="${id}" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/></Match>`

const resourceCategory = "urn:oasis:names:tc:xacml:3.0:attribute-category:resource"

const appOf = (grants: ReadonlyArray<Grant>): string => {
  const resource = resourceCategory
  const rules = grants.map(({ action, role, task }, index) => {
    const targets = [
      [equals("urn:oasis:names:tc:xacml:1.0:subject-category:access-subject", "urn:altinn:rolecode", role)],
      [
        equals(resource, "urn:altinn:org", "fib"),
        equals(resource, "urn:altinn:app", "arsoppgave"),
        ...(task === undefined ? [] : [equals(resource, "urn:altinn:task", task)])
      ],
      [
        equals(
          "urn:oasis:names:tc:xacml:3.0:attribute-category:action",
          "urn:oasis:names:tc:xacml:1.0:action:action-id",
          action
        )
      ]
    ]
    return `<Rule RuleId="r${index}" Effect="Permit"><Target>${targets.map((matches) => `<AnyOf><AllOf>${matches.join("")}</AllOf></AnyOf>`).join("")}</Target></Rule>`
  })
  return `<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="p" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides"><Target/>${rules.join("\n")}</Policy>`
}
