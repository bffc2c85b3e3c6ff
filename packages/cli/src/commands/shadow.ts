/** `adressat shadow report`: tells what a candidate rule set would change, from what has been decided already. */
import { compile, problemAt } from "@adressat/core"
import type { Problem, RuleProgram } from "@adressat/core"
import { DecisionLog, makeShadowTally, ShadowLog, shadowOf } from "@adressat/orders"
import type { ShadowReport } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { ExitCode } from "../ExitCode.ts"
import { problemsOf, readRuleSet } from "../Input.ts"
import { reportProblems } from "../Report.ts"
import { shadowPage } from "../ShadowPage.ts"
import { withStores } from "../Stores.ts"
import { wrapped } from "../Terminal.ts"

/** What the command line may say. */
export interface ShadowReportOptions {
  readonly db: string
  readonly candidate: string
  readonly creator: string
  /** Default: from the first decision on. */
  readonly from?: string
  /** Decides everything in the log again, and needs no recorded runs. */
  readonly replay?: true
  readonly json?: true
}

/** How many decisions are read at a time when they are decided again. */
const DECISIONS = 100

/** How many runs are read at a time. */
const RUNS = 1000

/** Prints the report; returns the exit code. */
export const shadowReportCommand = async (options: ShadowReportOptions): Promise<number> => {
  const [candidate, from] = [await readRuleSet(options.candidate, "--candidate"), instantOf(options.from)]
  if (Result.isFailure(candidate) || Result.isFailure(from)) return refuse(problemsOf(candidate, from))
  const program = compile(candidate.success)
  const selection = {
    creator: options.creator,
    ...(from.success === undefined ? {} : { from: from.success })
  }
  const report = await withStores(
    options.db,
    { mustExist: true },
    options.replay === true ? replayed(program, selection) : recorded(program, selection)
  )
  if (Result.isFailure(report)) return refuse(report.failure)
  const isReplayed = options.replay === true
  if (report.success.decisions === 0) {
    const remedy = isReplayed
      ? "no decision of this service owner is in the log; name another with --creator, or an earlier time with --from"
      : "no run of this rule set is recorded: let a worker run it with --candidate, or decide the log again with --replay"
    process.stderr.write(`${wrapped(remedy)}\n`)
  }
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(report.success, null, 2)}\n`
      : `${shadowPage(report.success, { creator: options.creator, candidate: candidate.success, isReplayed })}\n`
  )
  return ExitCode.ok
}

interface Selection {
  readonly creator: string
  readonly from?: number
}

/** A report from what a worker has recorded. */
const recorded = Effect.fnUntraced(function* (program: RuleProgram, selection: Selection) {
  const [shadows, tally] = [yield* ShadowLog, makeShadowTally(program)]
  for (let after: string | undefined; ;) {
    const runs = yield* shadows.read({
      ...selection,
      candidate: program.fingerprint,
      limit: RUNS,
      ...(after === undefined ? {} : { after })
    })
    for (const run of runs) tally.add(run)
    after = runs.at(-1)?.decisionId
    if (after === undefined) return yield* reportOf(tally, selection)
  }
})

/** A report by deciding the log again. */
const replayed = Effect.fnUntraced(function* (program: RuleProgram, selection: Selection) {
  const [log, tally] = [yield* DecisionLog, makeShadowTally(program)]
  for (let after: string | undefined; ;) {
    const page = yield* log.walk({ ...selection, limit: DECISIONS, ...(after === undefined ? {} : { after }) })
    for (const one of page) tally.add(shadowOf(program, one))
    after = page.at(-1)?.id
    if (after === undefined) return yield* reportOf(tally, selection)
  }
})

const reportOf = Effect.fnUntraced(function* (
  tally: ReturnType<typeof makeShadowTally>,
  { creator }: Selection
): Effect.fn.Return<ShadowReport, Effect.Error<ReturnType<DecisionLog["Service"]["find"]>>, DecisionLog> {
  const log = yield* DecisionLog
  return tally.report(yield* log.find(creator, tally.decisionIds()))
})

const instantOf = (text: string | undefined): Result.Result<number | undefined, ReadonlyArray<Problem>> => {
  if (text === undefined) return Result.succeed(undefined)
  const value = Date.parse(text)
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text) && !Number.isNaN(value)
    ? Result.succeed(value)
    : Result.fail([
        problemAt({}, ["--from"], {
          code: "wrong-value",
          message:
            "a date is expected, such as 2026-11-25 (in UTC), or a time with zone, such as 2026-11-25T08:00:00+01:00",
          found: JSON.stringify(text.slice(0, 40))
        })
      ])
}

const refuse = (problems: ReadonlyArray<Problem>): number => {
  process.stderr.write(`${reportProblems(problems)}\n`)
  return ExitCode.refused
}
