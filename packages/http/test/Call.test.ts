import { jsonPath } from "@adressat/core"
import fc from "fast-check"
import { expect, it } from "vitest"
import { faultOf, pointerOf, refusal } from "../src/Call.ts"
import type { RequestFault } from "../src/contract/ProblemKind.ts"
import { problemAnswer } from "../src/ProblemAnswer.ts"

it("makes a JSON pointer of a JSON path", () => {
  expect(pointerOf("$")).toBe("")
  expect(pointerOf('$.rules[2]["a-b"].x')).toBe("/rules/2/a-b/x")
  expect(pointerOf('$["a/b~c"]')).toBe("/a~1b~0c")
})

it("finds every member again that a path names", () => {
  const name = fc.stringMatching(/^[\w$@./-]{1,20}$/).filter((text) => !/\d{5}|@/.test(text))
  fc.assert(
    fc.property(fc.array(fc.oneof(name, fc.nat(99)), { maxLength: 6 }), (path) => {
      const steps = pointerOf(jsonPath(path))
        .split("/")
        .slice(1)
        .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
      expect(steps).toStrictEqual(path.map(String))
    })
  )
})

it("says of a problem all that it says", () => {
  const problem = {
    severity: "error",
    code: "wrong-value",
    path: "$.channel",
    message: "no",
    found: "3",
    allowed: ["Email"],
    nearest: "Email",
    line: 1,
    column: 2
  } as const
  expect(faultOf(problem, "/order")).toStrictEqual({
    pointer: "/order/channel",
    detail: "no",
    code: "wrong-value",
    found: "3",
    allowed: ["Email"],
    nearest: "Email",
    line: 1,
    column: 2
  })
})

const toldOf = (problems: ReadonlyArray<RequestFault>) => {
  const { body } = problemAnswer(refusal("invalid-request", { problems }), "x")
  return JSON.parse(typeof body === "string" ? body : "")
}

it("tells no more problems than a thousand, and how many there are besides", () => {
  const problems = Array.from({ length: 1500 }, (_, place) => ({ pointer: `/${place}`, detail: "wrong" }))
  const told = toldOf(problems)
  expect([told.problems.length, told.detail]).toStrictEqual([1000, "500 more problems are not shown"])
  const all = toldOf(problems.slice(0, 1000))
  expect([all.problems.length, all.detail]).toStrictEqual([1000, undefined])
})
