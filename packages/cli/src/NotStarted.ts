/**
 * Why a command did not start: what is wrong, and the exit code that says whether it is wrong with what was asked for or with
 * its surroundings at the moment.
 */
import { problemAt } from "@adressat/core"
import type { Problem, StoreError } from "@adressat/core"
import type { QueueError } from "@adressat/queue"
import * as Result from "effect/Result"
import { ExitCode } from "./ExitCode.ts"
import { reportProblems } from "./Report.ts"

/** Why a command did not start. */
export interface NotStarted {
  readonly problems: ReadonlyArray<Problem>
  /** `failure`: worth another try, as a broker that does not answer; `refused`: something that was asked for is wrong. */
  readonly exitCode: typeof ExitCode.failure | typeof ExitCode.refused
}

/** Something that was asked for is wrong. */
export const refused = (problems: ReadonlyArray<Problem>): Result.Result<never, NotStarted> =>
  Result.fail({ problems, exitCode: ExitCode.refused })

/** What an option names could not be opened. */
export const notOpened = (option: string, { message, reason }: QueueError | StoreError): NotStarted => ({
  problems: [problemAt({}, [option], { code: "unreadable-file", message })],
  exitCode: reason === "Unavailable" ? ExitCode.failure : ExitCode.refused
})

/** Prints what is wrong; gives the exit code. */
export const reportNotStarted = ({ exitCode, problems }: NotStarted): number => {
  process.stderr.write(`${reportProblems(problems)}\n`)
  return exitCode
}
