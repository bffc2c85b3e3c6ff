import { describe, expect, it } from "vitest"
import { errorsByPath } from "../src/RequestProblem.ts"
import type { RequestProblem } from "../src/RequestProblem.ts"

describe("the errors of a request", () => {
  it("are sentences by path, each once, without warnings", () => {
    const problem = (path: string, message: string, severity: RequestProblem["severity"] = "error") => ({
      severity,
      path,
      message,
      pointer: `/${path}`
    })
    const problems = [
      problem("A", "one"),
      problem("B", "one"),
      problem("A", "two"),
      problem("A", "one"),
      problem("C", "three", "warning"),
      problem("__proto__", "four")
    ]
    expect(Object.entries(errorsByPath(problems))).toEqual([
      ["A", ["one", "two"]],
      ["B", ["one"]],
      ["__proto__", ["four"]]
    ])
  })
})
