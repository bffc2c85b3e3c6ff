/**
 * Normalisers of phone numbers: from a spelling to the E.164 form, or to nothing where no valid number is meant.
 */
import { registeredPhoneNumberE164 } from "@adressat/core"
import { parsePhoneNumberFromString as parseByAll } from "libphonenumber-js/max"
import { parsePhoneNumberFromString as parseByMobile } from "libphonenumber-js/mobile"
import type { Task } from "../Suite.ts"
import { summing } from "../Task.ts"

type Normaliser = (raw: string) => string | undefined

/** What somebody would write around the library: the country code that is missing, and whether the number is valid. */
const byLibrary =
  (parse: typeof parseByAll): Normaliser =>
  (raw) => {
    const plain = raw.replaceAll(" ", "")
    const spelling = plain.startsWith("00") ? `+${plain.slice(2)}` : /^[49]\d{7}$/.test(plain) ? `+47${plain}` : plain
    if (!spelling.startsWith("+")) return undefined
    const parsed = parse(spelling)
    return parsed?.isValid() === true ? parsed.number : undefined
  }

const task = (numbers: ReadonlyArray<string>, normalise: Normaliser, isComparable = true): Promise<Task> =>
  summing(numbers, (raw) => normalise(raw)?.length ?? 0, isComparable ? (raw) => normalise(raw) ?? "none" : undefined)

/** The library with all metadata: the reference. */
export const withAllMetadata = (numbers: ReadonlyArray<string>): Promise<Task> => task(numbers, byLibrary(parseByAll))

/** The library with the metadata of mobile numbers; it takes no fixed lines, so its answers are not compared. */
export const withMobileMetadata = (numbers: ReadonlyArray<string>): Promise<Task> =>
  task(numbers, byLibrary(parseByMobile), false)

/** Ours, as a decision reads the numbers of registers: country code, blanks and validity in one. */
export const ours = (numbers: ReadonlyArray<string>): Promise<Task> => task(numbers, registeredPhoneNumberE164)
