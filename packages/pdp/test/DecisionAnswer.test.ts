import { Category, Status } from "@adressat/xacml"
import type { Decision, Result } from "@adressat/xacml"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { questionKey } from "../src/DecisionBatch.ts"
import { matchAnswers } from "../src/index.ts"
import type { DecisionQuestion } from "../src/index.ts"

const text = (attributeId: string, value: string) => ({
  attributeId,
  includeInResult: true,
  values: [{ kind: "AttributeValue" as const, dataType: "http://www.w3.org/2001/XMLSchema#string", text: value }]
})

const result = (decision: Decision, named?: DecisionQuestion, code: string = Status.ok): Result => ({
  decision,
  status: { code },
  obligations: [],
  advice: [],
  attributes:
    named === undefined
      ? []
      : [
          { category: Category.subject, attributes: [text("urn:altinn:userid", String(named.userId))] },
          {
            category: Category.resource,
            attributes: [
              text("urn:altinn:partyid", String(named.partyId)),
              ...(named.task === undefined ? [] : [text("urn:altinn:task", named.task.id)])
            ]
          }
        ],
  policyIdentifiers: []
})

const question = (partyId: number, userId: number, task?: string): DecisionQuestion => ({
  organizationNumber: "313000028",
  partyId,
  userId,
  ...(task === undefined ? {} : { task: { kind: "task", id: task } })
})

const match = (questions: ReadonlyArray<DecisionQuestion>, results: ReadonlyArray<Result>) => {
  const answer = matchAnswers(questions, { results })
  return answer.kind === "failed" ? "failed" : questions.map((one) => answer.decisions.get(questionKey(one)) ?? "none")
}

const [a, b, atTask] = [question(1, 11), question(2, 11), question(1, 11, "Task_1")]

describe("matchAnswers", () => {
  it("gives each question the result that names it, in whatever order they come", () => {
    const decision = fc.constantFrom<Decision>("Permit", "Deny", "NotApplicable", "Indeterminate")
    const questions = fc.uniqueArray(fc.tuple(fc.nat(3), fc.nat(3), fc.constantFrom(undefined, "T1", "T2")), {
      selector: (one) => JSON.stringify(one)
    })
    fc.assert(
      fc.property(
        questions.chain((all) =>
          fc.tuple(
            fc.constant(all.map(([party, user, task]) => question(party, user, task))),
            fc.array(decision, { minLength: all.length, maxLength: all.length }),
            fc.shuffledSubarray(
              all.map((_, index) => index),
              { minLength: all.length }
            )
          )
        ),
        ([all, decisions, order]) => {
          const results = order.map((index) => result(decisions[index] ?? "Deny", all[index]))
          expect(match(all, results)).toEqual(decisions)
        }
      )
    )
  })

  it("gives nobody a Permit that names nobody, or somebody who was not asked about", () => {
    expect(match([a, b], [result("Permit"), result("Permit", b)])).toEqual(["none", "Permit"])
    expect(match([a], [result("Permit")])).toEqual(["none"])
    expect(match([a], [result("Permit", b)])).toEqual(["none"])
    expect(match([a], [result("Permit", atTask)])).toEqual(["none"])
    expect(match([atTask], [result("Permit", a)])).toEqual(["none"])
  })

  it("decides nothing from results that contradict one another", () => {
    expect(match([a, b], [result("Permit", a), result("Deny", a), result("Permit", b)])).toEqual(["none", "Permit"])
    expect(match([a], [result("Permit", a), result("Permit", a)])).toEqual(["Permit"])
  })

  it("takes results that name nobody for the questions left over, where it does not matter whose is whose", () => {
    expect(match([a, b, atTask], [result("NotApplicable"), result("Permit", b), result("NotApplicable")])).toEqual([
      "NotApplicable",
      "Permit",
      "NotApplicable"
    ])
    expect(match([a, b], [result("Deny"), result("Deny")])).toEqual(["Deny", "Deny"])
    expect(match([a], [result("NotApplicable")])).toEqual(["NotApplicable"])
    expect(match([a, b], [result("NotApplicable")])).toEqual(["none", "none"])
    expect(match([a, b], [result("NotApplicable"), result("Permit")])).toEqual(["none", "none"])
    expect(match([a, b], [result("Permit"), result("Permit")])).toEqual(["none", "none"])
    expect(match([a, b, atTask], [result("Indeterminate"), result("Permit", b), result("Indeterminate")])).toEqual([
      "Indeterminate",
      "Permit",
      "Indeterminate"
    ])
    expect(match([a], [result("Indeterminate")])).toEqual(["Indeterminate"])
    expect(match([a, b], [result("Indeterminate"), result("Deny")])).toEqual(["none", "none"])
    expect(match([a, b, atTask], [result("Indeterminate"), result("Indeterminate")])).toEqual(["none", "none", "none"])
  })

  it("does not believe one Indeterminate for many questions, or one that tells of a failure", () => {
    expect(match([a, b], [result("Indeterminate")])).toBe("failed")
    expect(match([a], [result("Indeterminate", undefined, Status.syntaxError)])).toBe("failed")
    expect(match([a], [result("Indeterminate", undefined, Status.processingError)])).toBe("failed")
    expect(match([a], [result("Indeterminate", a, Status.processingError)])).toEqual(["Indeterminate"])
    expect(match([a], [])).toEqual(["none"])
  })

  it("takes a result that names two persons, parties or tasks for none of them", () => {
    const naming = (...all: ReadonlyArray<DecisionQuestion>): Result => ({
      ...result("Permit"),
      attributes: all.flatMap((one) => result("Permit", one).attributes)
    })
    const other = question(1, 12)
    expect(match([a, other], [naming(a, other)])).toEqual(["none", "none"])
    expect(match([a, b], [naming(a, b)])).toEqual(["none", "none"])
    expect(match([a, atTask], [naming(atTask, question(1, 11, "Task_2"))])).toEqual(["none", "none"])
    expect(match([a], [naming(a, a)])).toEqual(["Permit"])
  })
})
