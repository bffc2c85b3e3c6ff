/** `adressat explain`: puts a decision into words, for everyone or for one person. */
import { partAbout, problemAt, redact } from "@adressat/core"
import type { Audience, Decision, Language, Problem } from "@adressat/core"
import * as Result from "effect/Result"
import { ExitCode } from "../ExitCode.ts"
import { explainInWorld, reportCandidates, reportHead, reportProblems } from "../Report.ts"
import { resolveInWorld } from "../Resolution.ts"
import type { ResolutionOptions } from "../Resolution.ts"
import { paint, printable, wrapped } from "../Terminal.ts"
import type { World } from "../World.ts"

type ExplainOptions = ResolutionOptions & {
  readonly format: "pretty" | "json"
  readonly lang: Language
  readonly redact: boolean
  readonly person?: string
  readonly audience: Audience
}

/** Prints the explanation; returns the exit code. */
export const explainCommand = async (orderFile: string, options: ExplainOptions): Promise<number> => {
  const resolution = await resolveInWorld(orderFile, options)
  const chosen = Result.flatMap(resolution, ({ decision, warnings, world }) =>
    Result.map(decisionAbout(decision, world, options), (about) => ({ about, warnings, world }))
  )
  if (Result.isFailure(chosen)) {
    process.stderr.write(`${reportProblems(chosen.failure)}\n`)
    return ExitCode.refused
  }
  const { about, warnings, world } = chosen.success
  if (warnings.length > 0) process.stderr.write(`${reportProblems(warnings)}\n`)
  const redacted = options.redact ? redact(about) : about
  const shown = options.format === "json" ? redacted : printable(redacted)
  const explanation = explainInWorld(shown, world, { language: options.lang, audience: options.audience })
  const summary = options.person === undefined ? [paint("strong", wrapped(explanation.summary))] : []
  process.stdout.write(
    options.format === "json"
      ? `${JSON.stringify(explanation, null, 2)}\n`
      : [
          reportHead(shown, options.lang),
          "",
          reportCandidates(explanation, shown, world, options.redact),
          "",
          ...summary,
          ...explanation.remarks.map((remark) => paint("warning", wrapped(remark))),
          ""
        ].join("\n")
  )
  return ExitCode.ok
}

/** The part of a decision that is about the person asked for; a person reads about nobody else. */
const decisionAbout = (
  decision: Decision,
  world: World,
  { audience, person }: ExplainOptions
): Result.Result<Decision, ReadonlyArray<Problem>> => {
  if (person === undefined) {
    return audience === "data-subject"
      ? Result.fail([
          problemAt({}, ["--person"], {
            code: "missing-member",
            message: "an explanation for a data subject is about one person; name the person with --person"
          })
        ])
      : Result.succeed(decision)
  }
  const known = world.persons.find(
    ({ name, nationalIdentityNumber, userId }) =>
      name.toLowerCase() === person.toLowerCase() || nationalIdentityNumber === person || String(userId) === person
  )
  const part = partAbout(decision, {
    userId: known?.userId ?? person,
    nationalIdentityNumber: known?.nationalIdentityNumber ?? person,
    externalIdentity: person
  })
  if (part.deliveries.length > 0 || part.withheld.length > 0) return Result.succeed(part)
  return Result.fail([
    problemAt({}, ["--person"], {
      code: "unknown-reference",
      message:
        known === undefined
          ? "nobody by that name, user id, national identity number or URN is in the world or the order"
          : "the person has nothing to do with this order: no custom contact information on the organisation, no access, and not a recipient"
    })
  ])
}
