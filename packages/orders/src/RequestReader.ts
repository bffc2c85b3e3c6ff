/**
 * A request reader reads the JSON body of a request as the platform does: members by name in whatever case, `null` as if it
 * were absent, members that nobody knows passed over. What is wrong is noted, and reading goes on.
 *
 * Invariants: never throws; notes no text of the body; of a member written twice in different cases the last one counts.
 * Source: System.Text.Json with the defaults of ASP.NET Core; FluentValidation for names of properties and empty texts.
 */
import * as Result from "effect/Result"
import { NO_TIME_ZONE, parseInstant } from "./Instant.ts"
import type { RequestProblem } from "./RequestProblem.ts"

/** An object of the body, and where it stands: as the platform names it, and as a JSON pointer. */
export interface Place {
  readonly path: string
  readonly pointer: string
}

/** A member of an object of the body. */
export interface Member extends Place {
  /** `undefined` when it is absent or null. */
  readonly value: unknown
}

/** An object of the body. */
export interface RequestObject extends Place {
  /** The member of a name in JSON; `property` is the platform's name of it, by default the same with a capital. */
  readonly member: (name: string, property?: string) => Member
}

/** Reads a body; what is wrong gathers in `problems`. */
export interface RequestReader {
  readonly problems: ReadonlyArray<RequestProblem>
  /** Notes something wrong at a place. */
  readonly note: (place: Place, message: string, severity?: RequestProblem["severity"]) => void
  /** The body, or a part of it, as an object. */
  readonly object: (member: Member) => RequestObject | undefined
  readonly list: (member: Member) => ReadonlyArray<Member> | undefined
  readonly text: (member: Member) => string | undefined
  readonly flag: (member: Member) => boolean | undefined
  /** A whole number of 32 bits. */
  readonly integer: (member: Member) => number | undefined
  /** An instant; `sentence` is the platform's for one without time zone. */
  readonly instant: (member: Member, sentence?: string) => number | undefined
  /**
   * One of some words, in whatever case, or its number. Numbers that stand for no word give `invalid`, the others are
   * conversion errors.
   */
  readonly choice: <Word extends string>(
    member: Member,
    words: Readonly<Record<Word, number>>
  ) => Word | "invalid" | undefined
}

/** A reader that nothing was read with yet. */
export const makeRequestReader = (): RequestReader => {
  const problems: Array<RequestProblem> = []
  const note: RequestReader["note"] = ({ path, pointer }, message, severity = "error") => {
    problems.push({ severity, path, message, pointer })
  }
  const refuse = (member: Member, kind: string) => {
    note(
      { path: conversionPath(member.pointer), pointer: member.pointer },
      `The JSON value could not be converted to ${kind}.`
    )
    return undefined
  }
  return {
    problems,
    note,
    object: (member) => {
      const { path, pointer, value } = member
      if (value === undefined) return undefined
      if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(member, "an object")
      const members = new Map<string, { readonly name: string; readonly value: unknown }>()
      for (const [name, its] of Object.entries(value) as ReadonlyArray<[string, unknown]>) {
        members.set(name.toLowerCase(), { name, value: its })
      }
      return {
        path,
        pointer,
        member: (name, property = name.charAt(0).toUpperCase() + name.slice(1)) => {
          const found = members.get(name.toLowerCase())
          return {
            path: path === "" ? property : `${path}.${property}`,
            pointer: `${pointer}/${found?.name ?? name}`,
            value: found?.value ?? undefined
          }
        }
      }
    },
    list: (member) => {
      const { path, pointer, value } = member
      if (value === undefined) return undefined
      if (!Array.isArray(value)) return refuse(member, "a list")
      return value.map((element: unknown, index) => ({
        path: `${path}[${index}]`,
        pointer: `${pointer}/${index}`,
        value: element ?? undefined
      }))
    },
    text: (member) => {
      const { value } = member
      return value === undefined || typeof value === "string" ? value : refuse(member, "a text")
    },
    flag: (member) => {
      const { value } = member
      return value === undefined || typeof value === "boolean" ? value : refuse(member, "true or false")
    },
    integer: (member) => {
      const { value } = member
      if (value === undefined) return undefined
      return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31
        ? Number(value)
        : refuse(member, "a whole number")
    },
    instant: (member, sentence = NO_TIME_ZONE) => {
      const { value } = member
      if (value === undefined) return undefined
      const parsed = typeof value === "string" ? parseInstant(value) : Result.fail("malformed" as const)
      if (Result.isSuccess(parsed)) return parsed.success
      if (parsed.failure === "no-time-zone") note(member, sentence)
      else refuse(member, "a date and time")
      return undefined
    },
    choice: <Word extends string>(member: Member, words: Readonly<Record<Word, number>>) => {
      const { value } = member
      if (value === undefined) return undefined
      const known = Object.entries<number>(words) as unknown as ReadonlyArray<readonly [Word, number]>
      if (Number.isInteger(value)) return known.find(([, number]) => number === value)?.[0] ?? "invalid"
      const wanted = typeof value === "string" ? value.toLowerCase() : undefined
      const found = known.find(([word]) => word.toLowerCase() === wanted)
      return found === undefined ? refuse(member, `one of ${known.map(([word]) => word).join(", ")}`) : found[0]
    }
  }
}

/** The whole body as a member. */
export const bodyMember = (body: unknown): Member => ({ path: "", pointer: "", value: body ?? undefined })

/** A pointer as the path of a conversion error: `$.recipients[0].emailAddress`. */
const conversionPath = (pointer: string): string =>
  pointer
    .split("/")
    .slice(1)
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`), "$")

const BLANK = "\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
const NOTHING_BUT_BLANKS = new RegExp(`^[${BLANK}]*$`)
const BLANKS_AROUND = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, "g")

/** Whether a text is absent, empty, or of blanks only, as .NET counts blanks. */
export const isEmptyText = (text: string | undefined): boolean => text === undefined || NOTHING_BUT_BLANKS.test(text)

/** The text without blanks at either end, as .NET counts blanks. */
export const trimText = (text: string): string => text.replace(BLANKS_AROUND, "")
