/** `adressat policy review`: says who may read by a policy, what is wrong with it, and what would mend it. */
import { problemAt, shippedRuleSet } from "@adressat/core"
import type { Problem } from "@adressat/core"
import type { Mode, PolicyReview, ReviewedResource } from "@adressat/xacml"
import { resourceOfId, reviewPolicy } from "@adressat/xacml"
import * as Result from "effect/Result"
import { readdir, realpath, stat } from "node:fs/promises"
import { join } from "node:path"
import packageJson from "../../package.json" with { type: "json" }
import { ExitCode } from "../ExitCode.ts"
import { problemsOf } from "../Input.ts"
import { readPolicyFile } from "../PolicyFile.ts"
import { reportProblems } from "../Report.ts"
import { githubAnnotation, sarif } from "../review/FindingFormats.ts"
import type { FileFinding } from "../review/FindingFormats.ts"
import { reportReview } from "../review/ReviewReport.ts"
import { redactedNames, reviewInWorld } from "../review/WorldReview.ts"
import type { ReviewedOrganization } from "../review/WorldReview.ts"
import { printable } from "../Terminal.ts"
import { readWorld } from "../WorldFolder.ts"

/** What the command line may say. */
export interface ReviewCommandOptions {
  readonly app?: string
  readonly resource?: string
  readonly action: string
  readonly mode: Mode
  readonly engineDate?: string
  readonly world?: string
  readonly redact: boolean
  readonly format: "pretty" | "json" | "sarif" | "github"
}

interface FileReview {
  readonly file: string
  readonly review: PolicyReview
  readonly organizations: ReadonlyArray<ReviewedOrganization> | undefined
}

/** Prints the review of a policy or of every policy in a folder; returns the exit code. */
export const reviewCommand = async (name: string, options: ReviewCommandOptions): Promise<number> => {
  const resource = reviewedResource(options)
  const engineDate = engineDateOf(options)
  const files = await policyFiles(name)
  const world = options.world === undefined ? Result.succeed(undefined) : await readWorld(options.world)
  if (
    Result.isFailure(resource) ||
    Result.isFailure(engineDate) ||
    Result.isFailure(files) ||
    Result.isFailure(world)
  ) {
    return refused(problemsOf(resource, engineDate, files, world))
  }
  const reviews: Array<FileReview> = []
  const unreadable: Array<Problem> = []
  const nameOf = options.redact ? redactedNames() : (userId: string) => userId
  for (const path of files.success) {
    const policy = await readPolicyFile(path)
    if (Result.isFailure(policy)) unreadable.push(...policy.failure)
    else {
      const review = reviewPolicy(policy.success.policy, {
        action: options.action,
        mode: options.mode,
        findings: policy.success.findings,
        ...(resource.success === undefined ? {} : { resource: resource.success }),
        ...engineDate.success
      })
      const file = path === "-" ? "(standard input)" : path
      const { resource: about } = review.matrix
      const organizations =
        world.success === undefined || about === undefined
          ? undefined
          : await reviewInWorld(
              { file, policy: policy.success.policy },
              about,
              options.action,
              world.success,
              shippedRuleSet("altinn"),
              nameOf
            )
      reviews.push({ file, review, organizations })
    }
  }
  if (reviews.length > 0) process.stdout.write(printed(reviews, options.format))
  if (unreadable.length > 0) return refused(unreadable)
  const isWrong = reviews.some(({ review }) => review.findings.some(({ severity }) => severity === "error"))
  return isWrong ? ExitCode.failure : ExitCode.ok
}

const refused = (problems: ReadonlyArray<Problem>): number => {
  process.stderr.write(`${reportProblems(problems)}\n`)
  return ExitCode.refused
}

const reviewedResource = ({
  app,
  resource
}: ReviewCommandOptions): Result.Result<ReviewedResource | undefined, ReadonlyArray<Problem>> => {
  if (resource !== undefined) return Result.succeed(resourceOfId(resource))
  if (app === undefined) return Result.succeed(undefined)
  const [org = "", name = "", ...more] = app.split("/")
  return org === "" || name === "" || more.length > 0
    ? Result.fail([
        problemAt({}, ["--app"], {
          code: "wrong-value",
          message: "an app is named by its owner and its name, such as ttd/apps-test"
        })
      ])
    : Result.succeed({ kind: "app", org, app: name })
}

const engineDateOf = ({
  engineDate
}: ReviewCommandOptions): Result.Result<{ readonly engineDate?: string }, ReadonlyArray<Problem>> => {
  if (engineDate === undefined) return Result.succeed({})
  return isDate(engineDate)
    ? Result.succeed({ engineDate })
    : Result.fail([
        problemAt({}, ["--engine-date"], { code: "wrong-value", message: "a date is expected, such as 2026-06-01" })
      ])
}

/** Whether a text is a date that there is; `2026-02-31` is none. */
const isDate = (text: string): boolean => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** The file, or every `.xml` file in the folder and the folders in it. */
const policyFiles = async (path: string): Promise<Result.Result<ReadonlyArray<string>, ReadonlyArray<Problem>>> => {
  if (!(await isFolder(path))) return Result.succeed([path])
  const files = await policiesIn(path, new Set())
  return files.length === 0
    ? Result.fail([
        problemAt({ file: path }, [], { code: "unreadable-file", message: "the folder holds no policy, a file *.xml" })
      ])
    : Result.succeed(files)
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false
  )

/** A folder that links lead back to is read once. */
const policiesIn = async (folder: string, seen: Set<string>): Promise<ReadonlyArray<string>> => {
  const real = await realpath(folder)
  if (seen.has(real)) return []
  seen.add(real)
  const files: Array<string> = []
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name)
    if (await isFolder(path)) files.push(...(await policiesIn(path, seen)))
    else if (name.endsWith(".xml")) files.push(path)
  }
  return files
}

const printed = (reviews: ReadonlyArray<FileReview>, format: ReviewCommandOptions["format"]): string => {
  switch (format) {
    case "pretty":
      return `${reviews.map(({ file, organizations, review }) => reportReview(file, review, organizations)).join("\n\n")}\n`
    case "json":
      return `${JSON.stringify(reviews, null, 2)}\n`
    case "sarif":
      return `${JSON.stringify(sarif(findingsOf(reviews), (packageJson as { readonly version: string }).version), null, 2)}\n`
    case "github":
      return findingsOf(reviews)
        .map((finding) => `${githubAnnotation(printable(finding))}\n`)
        .join("")
  }
}

const findingsOf = (reviews: ReadonlyArray<FileReview>): ReadonlyArray<FileFinding> =>
  reviews.flatMap(({ file, review }) => review.findings.map((finding) => ({ ...finding, file })))
