/**
 * Reads what the command line names: orders, rule sets, worlds. Everything wrong comes back as problems.
 */
import {
  nearestWord,
  parseJsonText,
  parseOrder,
  parseRuleSetText,
  problemAt,
  shippedRuleSet,
  shippedRuleSetNames
} from "@adressat/core"
import type { DocumentOptions, Order, ParsedOrder, Problem, RuleSet } from "@adressat/core"
import * as Result from "effect/Result"
import { readFile } from "node:fs/promises"
import { decodedText, isText } from "./TextFile.ts"
import type { World } from "./World.ts"

type Read<A> = Promise<Result.Result<A, ReadonlyArray<Problem>>>

/** Reads a text file, or standard input when the name is `-`. */
export const readText = async (file: string): Read<string> => {
  try {
    const bytes = file === "-" ? await standardInput() : await readFile(file)
    if (isText(bytes)) return Result.succeed(decodedText(bytes))
    return Result.fail([
      problemAt({ file: file === "-" ? "(standard input)" : file }, [], {
        code: "unreadable-file",
        message: "this is no text in UTF-8, nor in UTF-16 with a byte order mark; save it as UTF-8"
      })
    ])
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    return Result.fail([
      problemAt({ file }, [], {
        code: "unreadable-file",
        message:
          code === "EISDIR" ? "this is a folder, and a file is expected" : "there is no such file, or it cannot be read"
      })
    ])
  }
}

const standardInput = async (): Promise<Buffer> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Reads an order and checks it, also against the world it is to be resolved in where there is one. */
export const readOrder = async (file: string, world: World | undefined): Read<ParsedOrder> => {
  const name = file === "-" ? "(standard input)" : file
  const text = Result.flatMap(await readText(file), (source) => parseJsonText(source, name))
  if (Result.isFailure(text)) return Result.fail(text.failure)
  const { locate, value } = text.success
  const order = parseOrder(value, { file: name, locate })
  if (Result.isFailure(order) || world === undefined) return order
  const missing = unknownOrganizations(order.success.order, world, { file: name, locate })
  return missing.length > 0 ? Result.fail(missing) : order
}

const unknownOrganizations = (
  { recipients }: Order,
  world: World,
  options: DocumentOptions
): ReadonlyArray<Problem> => {
  const known = [
    ...new Set(
      [...world.organizations, ...world.statutoryContacts, ...world.customContacts].map((row) => row.organizationNumber)
    )
  ]
  const set = new Set(known)
  return recipients.flatMap(({ organizationNumber }, index) => {
    if (organizationNumber === undefined || set.has(organizationNumber)) return []
    const nearest = nearestWord(organizationNumber, known)
    return [
      problemAt(options, ["recipients", index, "organizationNumber"], {
        code: "unknown-reference",
        message: "the world has no such organisation; add it to organizations.json or correct the number",
        found: organizationNumber,
        ...(nearest === undefined ? {} : { nearest })
      })
    ]
  })
}

/** Reads a rule set that an option names: a shipped one by name, or a file. */
export const readRuleSet = async (name: string, option = "--rules"): Read<RuleSet> => {
  const shipped = shippedRuleSetNames.find((candidate) => candidate === name)
  if (shipped !== undefined) return Result.succeed(shippedRuleSet(shipped))
  const text = await readText(name)
  if (Result.isSuccess(text)) return parseRuleSetText(text.success, { file: name })
  const nearest = nearestWord(name, shippedRuleSetNames)
  return Result.fail([
    problemAt({}, [option], {
      code: "unreadable-file",
      message: "there is no such rule set: it is neither a shipped one nor a file",
      found: name,
      allowed: [...shippedRuleSetNames, "a file"],
      ...(nearest === undefined ? {} : { nearest })
    })
  ])
}

/** The problems of every reading that failed, in order. */
export const problemsOf = (
  ...readings: ReadonlyArray<Result.Result<unknown, ReadonlyArray<Problem>>>
): ReadonlyArray<Problem> => readings.flatMap((reading) => (Result.isFailure(reading) ? reading.failure : []))
