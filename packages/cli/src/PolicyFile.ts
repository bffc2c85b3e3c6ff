/**
 * Reads a policy from a file, with its problems in the words that the command line uses for every file.
 */
import { problemAt } from "@adressat/core"
import type { Problem } from "@adressat/core"
import { readPolicy } from "@adressat/xacml"
import type { AnyPolicy, Finding } from "@adressat/xacml"
import * as Result from "effect/Result"
import { readText } from "./Input.ts"

/** A policy, and what the reader has noticed in it. */
export interface PolicyFile {
  readonly policy: AnyPolicy
  readonly findings: ReadonlyArray<Finding>
}

/** Reads a policy, or standard input when the name is `-`. */
export const readPolicyFile = async (file: string): Promise<Result.Result<PolicyFile, ReadonlyArray<Problem>>> => {
  const name = file === "-" ? "(standard input)" : file
  return Result.flatMap(await readText(file), (text) => {
    const reading = readPolicy(text)
    return reading.ok
      ? Result.succeed({ policy: reading.value, findings: reading.findings })
      : Result.fail(problemsIn(name, reading.findings))
  })
}

/** What makes the text of a policy unreadable; nothing where it can be read. */
export const policyProblems = (file: string, text: string): ReadonlyArray<Problem> => {
  const reading = readPolicy(text)
  return reading.ok ? [] : problemsIn(file, reading.findings)
}

const problemsIn = (file: string, findings: ReadonlyArray<Finding>): ReadonlyArray<Problem> =>
  findings.filter(({ severity }) => severity === "error").map(problemOf(file))

const problemOf =
  (file: string) =>
  ({ code, message, place, remedy }: Finding): Problem => ({
    ...problemAt({ file }, [], { code: "wrong-value", message: `${message} (${code}); ${remedy}` }),
    ...(place === undefined ? {} : place)
  })
