/**
 * Holds the compiled program and its modules against json-rules-engine on random rule sets and facts; run by `.ci/nightly`.
 * Ends with 1 when a difference is found, and with 2 when the command line is not understood.
 */
import { join } from "node:path"
import { parseArgs } from "node:util"

const usage = `usage: .ci/nightly [--pairs 1000000] [--seed <number>] [--workers <number>] [--folder <folder>]
ADRESSAT_NIGHTLY_PAIRS and ADRESSAT_NIGHTLY_SEED say the same; the seed is today's date by default
`

const wholeNumber = (text: string | undefined, fallback: number): number => {
  if (text === undefined || text === "") return fallback
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 0) throw new TypeError(`${text} is no whole number`)
  return number
}

const options = () => {
  const { values } = parseArgs({
    options: {
      pairs: { type: "string" },
      seed: { type: "string" },
      workers: { type: "string" },
      folder: { type: "string" },
      help: { type: "boolean", short: "h" }
    }
  })
  const { ADRESSAT_NIGHTLY_PAIRS, ADRESSAT_NIGHTLY_SEED } = process.env
  return {
    help: values.help === true,
    pairs: wholeNumber(values.pairs ?? ADRESSAT_NIGHTLY_PAIRS, 1_000_000),
    seed: wholeNumber(
      values.seed ?? ADRESSAT_NIGHTLY_SEED,
      Number(new Date().toISOString().slice(0, 10).replaceAll("-", ""))
    ),
    folder: values.folder ?? join(import.meta.dirname, "../../core/test/golden/differences"),
    ...(values.workers === undefined ? {} : { workers: wholeNumber(values.workers, 1) })
  }
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** The options, or what is wrong with the command line. */
const understood = (): ReturnType<typeof options> | string => {
  try {
    return options()
  } catch (error) {
    if (error instanceof TypeError) return error.message
    throw error
  }
}

const given = understood()
if (typeof given === "string") {
  process.stderr.write(`${given}\n${usage}`)
  process.exitCode = 2
} else if (given.help) say(usage.trimEnd())
else {
  // Loaded when it is needed, so that help comes at once.
  const { runHunt } = await import("./HuntRun.ts")
  process.exitCode = (await runHunt({ ...given, say })).kept === undefined ? 0 : 1
}
