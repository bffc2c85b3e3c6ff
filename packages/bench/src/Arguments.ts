/**
 * The command line of `bench`: which suites, how long, and what to do with what comes of it. Every mistake gets one sentence
 * with the remedy.
 */
import { nearestWord } from "@adressat/core"
import { parseArgs } from "node:util"

/** What was asked for. */
export interface Arguments {
  /** Names of suites, in the order of the list of suites. */
  readonly suites: ReadonlyArray<string>
  readonly short: boolean
  readonly check: boolean
  readonly rounds: number
  /** Milliseconds. */
  readonly slice: number
  readonly seed: number
  /** How long the long run of the front door lasts. */
  readonly minutes: number
  /** Where the JSON goes. */
  readonly out: string | undefined
}

/** The text of `--help`. */
export const usage = (suites: ReadonlyArray<string>): string => `Usage: npx pnpm@12 bench [suite…] [options]

Suites: ${suites.join(", ")}; all of them when none is named.

  --short        the run of CI: the fewest implementations that the guards need, and few rounds
  --check        end with exit code 4 when a ratio breaks its guard
  --rounds <n>   processes for each implementation (default 5, with --short 3)
  --slice <ms>   milliseconds of a slice (default 25)
  --seed <n>     order of the processes (default 1)
  --minutes <n>  length of the long run of http, which --short leaves out (default 1)
  --out <file>   where the result goes as JSON (default packages/bench/results/run.json)
  --help         this text
`

const options = {
  short: { type: "boolean" },
  check: { type: "boolean" },
  rounds: { type: "string" },
  slice: { type: "string" },
  seed: { type: "string" },
  minutes: { type: "string" },
  out: { type: "string" },
  help: { type: "boolean" }
} as const

/** Reads the command line; a mistake is a sentence. */
export const readArguments = (
  line: ReadonlyArray<string>,
  suites: ReadonlyArray<string>
): { readonly arguments: Arguments } | { readonly mistake: string } | { readonly help: string } => {
  const { tokens } = parseArgs({ args: [...line], options, allowPositionals: true, strict: false, tokens: true })
  const named: Array<string> = []
  const given = new Map<string, string | true>()
  for (const token of tokens) {
    if (token.kind === "positional") named.push(token.value)
    if (token.kind !== "option") continue
    const definition = Object.entries(options).find(([name]) => name === token.name)?.[1]
    if (definition === undefined) return unknown("option", token.rawName, Object.keys(options), "--")
    if (definition.type === "boolean" && token.value !== undefined) return { mistake: `--${token.name} takes no value` }
    if (definition.type === "string" && token.value === undefined) return { mistake: `--${token.name} needs a value` }
    given.set(token.name, token.value ?? true)
  }
  if (given.has("help")) return { help: usage(suites) }
  for (const name of named) if (!suites.includes(name)) return unknown("suite", name, suites)
  const short = given.has("short")
  const numbers: Record<"rounds" | "slice" | "seed" | "minutes", number> = {
    rounds: short ? 3 : 5,
    slice: 25,
    seed: 1,
    minutes: 1
  }
  for (const name of ["rounds", "slice", "seed", "minutes"] as const) {
    const text = given.get(name)
    if (text === undefined) continue
    if (!/^[1-9]\d{0,5}$/.test(String(text))) return { mistake: `--${name} needs a whole number from 1 to 999999` }
    numbers[name] = Number(text)
  }
  const out = given.get("out")
  return {
    arguments: {
      suites: suites.filter((name) => named.length === 0 || named.includes(name)),
      short,
      check: given.has("check"),
      ...numbers,
      out: typeof out === "string" ? out : undefined
    }
  }
}

const unknown = (what: string, name: string, known: ReadonlyArray<string>, prefix = "") => {
  const nearest = nearestWord(name.replace(/^-+/, ""), known)
  const remedy =
    nearest === undefined
      ? `there are ${known.map((one) => `${prefix}${one}`).join(", ")}`
      : `did you mean ${prefix}${nearest}?`
  return { mistake: `there is no ${what} ${name}; ${remedy}` }
}
