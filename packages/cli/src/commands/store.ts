/** `adressat store erase` and `adressat store prune`: erases a person from what is kept, and deletes what is old. */
import { decodeText, isExternalIdentity, isNationalIdentityNumber, problemAt } from "@adressat/core"
import type { Problem } from "@adressat/core"
import { PersonalData } from "@adressat/orders"
import type { Person } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ExitCode } from "../ExitCode.ts"
import { problemsOf, readText } from "../Input.ts"
import { numberOption } from "../OptionValue.ts"
import { reportProblems } from "../Report.ts"
import { withStores } from "../Stores.ts"
import { wrapped } from "../Terminal.ts"

type Read<A> = Result.Result<A, ReadonlyArray<Problem>>

/** Erases the person in a file, or on standard input; returns the exit code. */
export const eraseCommand = async (
  file: string,
  { again, db }: { readonly db: string; readonly again?: string }
): Promise<number> => {
  const person = personIn(file, await readText(file))
  const before: Read<Begun | undefined> =
    again === undefined
      ? Result.succeed(undefined)
      : Result.flatMap(await readText(again), (text) => decodeBegun(text, { file: again }))
  if (Result.isFailure(person) || Result.isFailure(before)) return refuse(problemsOf(person, before))
  const id = before.success?.receipt.id ?? crypto.randomUUID()
  const secret = before.success?.secret ?? Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString("base64url")
  const erased = await withStores(
    db,
    { mustExist: true },
    Effect.flatMap(PersonalData, (data) => data.erase({ id, at: Date.now(), person: person.success, secret }))
  )
  if (Result.isFailure(erased)) return refuse(erased.failure)
  process.stdout.write(`${JSON.stringify({ receipt: erased.success, secret }, null, 2)}\n`)
  const { isComplete, pending } = erased.success
  if (!isComplete) {
    process.stderr.write(
      `${wrapped(`${pending.length} are left, since something is still to come of them; do it again later with --again and a file of what was printed`)}\n`
    )
  }
  return ExitCode.ok
}

/** What an earlier call has printed, as far as it is needed to go on. */
const Begun = Schema.Struct({
  receipt: Schema.StructWithRest(Schema.Struct({ id: Schema.NonEmptyString }), [
    Schema.Record(Schema.String, Schema.Unknown)
  ]),
  secret: Schema.NonEmptyString
})
type Begun = typeof Begun.Type

const decodeBegun = decodeText(Begun)

const PersonSchema = Schema.Struct({
  nationalIdentityNumber: Schema.optionalKey(Schema.String),
  externalIdentity: Schema.optionalKey(Schema.String),
  addresses: Schema.optionalKey(Schema.Array(Schema.String))
})
const decodePerson = decodeText(PersonSchema)

/** A number or a URN alone, or JSON with all that she is known by. No problem repeats any of it. */
const personIn = (file: string, text: Read<string>): Read<Person> =>
  Result.flatMap(text, (source) => {
    const alone = source.trim()
    if (isNationalIdentityNumber(alone)) return Result.succeed({ nationalIdentityNumber: alone })
    if (isExternalIdentity(alone)) return Result.succeed({ externalIdentity: alone })
    const name = file === "-" ? "(standard input)" : file
    return alone.startsWith("{")
      ? decodePerson(source, { file: name })
      : Result.fail([
          problemAt({ file: name }, [], {
            code: "wrong-value",
            message:
              "a national identity number, a URN of a self-identified user, or JSON with nationalIdentityNumber, externalIdentity and addresses is expected"
          })
        ])
  })

/** How long things are kept, in days. */
export interface PruneOptions {
  readonly db: string
  readonly decisions: string
  readonly orders: string
  readonly feed: string
  readonly inbox: string
  readonly shadow: string
}

/** The most days that an option takes. */
const MOST_DAYS = 36_500

/** Deletes what is older than it is to be kept; returns the exit code. */
export const pruneCommand = async (options: PruneOptions): Promise<number> => {
  const days = (name: Exclude<keyof PruneOptions, "db">) => numberOption(`--${name}`, options[name], 0, MOST_DAYS)
  const retention = Result.all({
    decisions: days("decisions"),
    orders: days("orders"),
    feed: days("feed"),
    inbox: days("inbox"),
    shadow: days("shadow")
  })
  if (Result.isFailure(retention)) return refuse(retention.failure)
  const pruned = await withStores(
    options.db,
    { mustExist: true },
    Effect.flatMap(PersonalData, (data) =>
      data.prune({ id: crypto.randomUUID(), retention: retention.success, now: Date.now() })
    )
  )
  if (Result.isFailure(pruned)) return refuse(pruned.failure)
  process.stdout.write(`${JSON.stringify(pruned.success, null, 2)}\n`)
  return ExitCode.ok
}

const refuse = (problems: ReadonlyArray<Problem>): number => {
  process.stderr.write(`${reportProblems(problems)}\n`)
  return ExitCode.refused
}
