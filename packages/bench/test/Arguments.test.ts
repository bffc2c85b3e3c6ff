import { expect, it } from "vitest"
import { readArguments } from "../src/Arguments.ts"

const read = (...line: ReadonlyArray<string>) => readArguments(line, ["decision", "policy", "phone"])

it("takes all suites when none is named, and the named ones in the order of the list", () => {
  expect(read()).toEqual({
    arguments: {
      suites: ["decision", "policy", "phone"],
      short: false,
      check: false,
      rounds: 5,
      slice: 25,
      seed: 1,
      minutes: 1,
      out: undefined
    }
  })
  expect(
    read("phone", "decision", "--short", "--check", "--rounds", "2", "--slice=10", "--minutes", "10", "--out", "a.json")
  ).toEqual({
    arguments: {
      suites: ["decision", "phone"],
      short: true,
      check: true,
      rounds: 2,
      slice: 10,
      seed: 1,
      minutes: 10,
      out: "a.json"
    }
  })
})

it.each([
  [["decison"], "there is no suite decison; did you mean decision?"],
  [["everything"], "there is no suite everything; there are decision, policy, phone"],
  [["--chekc"], "there is no option --chekc; did you mean --check?"],
  [["--rounds", "0"], "--rounds needs a whole number from 1 to 999999"],
  [["--slice", "fast"], "--slice needs a whole number from 1 to 999999"],
  [["--out"], "--out needs a value"],
  [["--short=yes"], "--short takes no value"]
])("says what is wrong with %j", (line, mistake) => {
  expect(read(...line)).toEqual({ mistake })
})

it("tells what there is", () => {
  expect(read("--help")).toEqual({ help: expect.stringContaining("Suites: decision, policy, phone;") })
})
