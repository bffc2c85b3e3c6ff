/**
 * Sample policies mean the same as rules, as XACML and as an access program.
 */
import { accessDecision, compileAccess, compileAltinn, compilePolicy, decideAccess, evaluate } from "@adressat/xacml"
import { describe, expect, it } from "vitest"
import {
  sampleDecision,
  samplePolicy,
  sampleQuestionGroups,
  sampleQuestions,
  sampleRequest,
  sampleSubjectAttributes,
  sampleSubjects
} from "../src/SamplePolicies.ts"

describe("a sample policy", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(samplePolicy(7)).toEqual(samplePolicy(7))
    expect(samplePolicy(7).rules).not.toEqual(samplePolicy(8).rules)
    expect(sampleSubjects(1, 20)).toEqual(sampleSubjects(1, 20))
    expect(sampleQuestions(1, 20)).toEqual(sampleQuestions(1, 20))
  })

  it("has the proportions that it states", () => {
    const { rules } = samplePolicy(1, 6000)
    const between = (least: number, most: number, counts: ReadonlyArray<number>) => {
      expect(Math.min(...counts)).toBe(least)
      expect(Math.max(...counts)).toBe(most)
    }
    between(
      1,
      6,
      rules.map(({ subjects }) => subjects.length)
    )
    between(
      1,
      2,
      rules.map(({ resources }) => resources.length)
    )
    between(
      1,
      3,
      rules.map(({ actions }) => actions.length)
    )
    expect(rules.filter(({ effect }) => effect === "Deny")).toHaveLength(500)
    const terms = rules.flatMap(({ subjects }) => subjects)
    const both = terms.filter(({ accessPackage, role }) => accessPackage !== undefined && role !== undefined)
    expect(both.length / terms.length).toBeCloseTo(0.1, 1)
    expect(terms.every(({ accessPackage, role }) => accessPackage !== undefined || role !== undefined)).toBe(true)
    expect(new Set(terms.flatMap(({ role }) => role ?? [])).size).toBe(60)
    expect(new Set(terms.flatMap(({ accessPackage }) => accessPackage ?? [])).size).toBe(60)
    const questions = sampleQuestions(1, 6000)
    expect(questions.filter(({ action }) => action === "read").length / 6000).toBeCloseTo(0.65, 1)
  })

  it("means the same in every form", () => {
    const found = new Set<string>()
    for (const seed of [1, 2, 3]) {
      const { policy, rules } = samplePolicy(seed)
      const reading = { strict: compileAccess(policy), altinn: compileAccess(policy, { mode: "altinn" }) }
      if (!reading.strict.ok || !reading.altinn.ok) throw new Error("a sample policy has no access program")
      const programs = [reading.strict.value, reading.altinn.value]
      const [standard, altinn] = [compilePolicy(policy), compileAltinn(policy)]
      for (const question of sampleQuestions(seed, 100)) {
        const asked = programs.map((program) => program.question(sampleQuestionGroups(question)))
        for (const subject of sampleSubjects(seed, 50)) {
          const expected = sampleDecision(rules, subject, question)
          found.add(expected)
          const request = sampleRequest(subject, question)
          const decided = programs.map((program, index) => {
            const about = asked[index]
            return about && accessDecision(decideAccess(about, program.subject(sampleSubjectAttributes(subject))))
          })
          expect([
            ...decided,
            evaluate(standard, request, { now: 0 }).decision,
            altinn.evaluate(request).decision
          ]).toEqual([expected, expected, expected, expected])
        }
      }
    }
    expect(found).toEqual(new Set(["Permit", "Deny", "NotApplicable"]))
  })
})
