/**
 * An identifier names whom an order is for: a person by national identity number, an organisation by organisation number,
 * a self-identified user by URN.
 *
 * Invariants: shape is what the platform demands; check digits, dates and kinds are only told, since the platform accepts
 * numbers that fail them. Sex, century and age are never derived: numbers issued from 2032 do not hold them. Source:
 * Altinn Notifications, validators; Skatteetaten, national identity numbers from 2032; NAV and Norsk helsenett for their
 * own series.
 */
import * as Result from "effect/Result"
import { isBlank, isValidEmailAddress } from "./Address.ts"

// --- National identity numbers ---------------------------------------------------------------------------------------

/**
 * A series that a national identity number may belong to. `fnr` ordinary; `d-number` day + 40; `h-number` (health, local)
 * month + 40; `nav-synthetic` month + 40 or + 65; `npid` (NAV, real people) month + 20; `npid-synthetic` month + 60;
 * `tenor` (synthetic) month + 80; `fh-number` (health, shared) first digit 8 or 9, with no date in it.
 */
export type NationalIdentityNumberKind =
  | "fnr"
  | "d-number"
  | "h-number"
  | "nav-synthetic"
  | "npid"
  | "npid-synthetic"
  | "tenor"
  | "fh-number"

/** What can be told from a national identity number alone. */
export interface NationalIdentityNumberInspection {
  /** Eleven decimal digits of any script; what the platform demands. */
  readonly shape: boolean
  /** Eleven digits 0–9; the rest is only told of these. */
  readonly ascii: boolean
  /** The rule the check digits keep: that of today, only that in force from 2032, or none. */
  readonly checkDigits: "classic" | "2032" | "invalid"
  /** The date in the number may exist (29 February in the year 00 included); true when the series holds no date. */
  readonly date: boolean
  /** Every series the number may belong to by its date digits; ranges overlap, so there may be two, or none. */
  readonly kinds: ReadonlyArray<NationalIdentityNumberKind>
  /** No series that it may belong to has real people in it. */
  readonly synthetic: boolean
}

/** Whether the text has the shape of a national identity number: eleven decimal digits, of any script as in .NET. */
export const isNationalIdentityNumber = (text: string): boolean => text.length === 11 && /^\p{Nd}{11}$/u.test(text)

/** What can be told from a national identity number: shape, check digits, date, series. Never fails. */
export const inspectNationalIdentityNumber = (text: string): NationalIdentityNumberInspection => {
  if (text.length !== 11 || !/^[0-9]{11}$/.test(text)) {
    return {
      shape: isNationalIdentityNumber(text),
      ascii: false,
      checkDigits: "invalid",
      date: false,
      kinds: [],
      synthetic: false
    }
  }
  const kinds = kindsOf(text)
  return {
    shape: true,
    ascii: true,
    checkDigits: checkDigitsOf(text),
    date: kinds.includes("fh-number") || hasDate(text),
    kinds,
    synthetic:
      kinds.length > 0 &&
      kinds.every((kind) => SYNTHETIC.has(kind) || kind === "d-number") &&
      kinds.some((kind) => SYNTHETIC.has(kind))
  }
}

const SYNTHETIC: ReadonlySet<NationalIdentityNumberKind> = new Set(["nav-synthetic", "npid-synthetic", "tenor"])

/** The first and last month as spelled, what was added, and the series; the ranges of two series overlap. */
const MONTH_SERIES: ReadonlyArray<readonly [added: number, kind: NationalIdentityNumberKind]> = [
  [20, "npid"],
  [40, "h-number"],
  [40, "nav-synthetic"],
  [60, "npid-synthetic"],
  [65, "nav-synthetic"],
  [80, "tenor"]
]

const digitsAt = (text: string, start: number): number => Number(text.slice(start, start + 2))

const isMonth = (month: number): boolean => month >= 1 && month <= 12

const kindsOf = (number: string): ReadonlyArray<NationalIdentityNumberKind> => {
  const day = digitsAt(number, 0)
  const month = digitsAt(number, 2)
  if (day >= 80) return ["fh-number"]
  const isDNumber = day >= 41 && day <= 71
  if (!isDNumber && (day < 1 || day > 31)) return []
  if (isMonth(month)) return [isDNumber ? "d-number" : "fnr"]
  const series = MONTH_SERIES.filter(([added]) => isMonth(month - added)).map(([, kind]) => kind)
  return series.length > 0 && isDNumber ? ["d-number", ...series] : series
}

const hasDate = (number: string): boolean => {
  const day = digitsAt(number, 0) % 40
  const spelled = digitsAt(number, 2)
  // year 00 counts as a leap year: it may be 2000, and the century is not told
  const february = digitsAt(number, 4) % 4 === 0 ? 29 : 28
  const lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return [0, ...MONTH_SERIES.map(([added]) => added)].some((added) => {
    const length = lengths[spelled - added - 1]
    return length !== undefined && day >= 1 && day <= length
  })
}

const weightedSum = (digits: string, weights: ReadonlyArray<number>): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0)

const checkDigitsOf = (number: string): "classic" | "2032" | "invalid" => {
  if (weightedSum(number, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 !== 0) return "invalid"
  const remainder = weightedSum(number, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11
  if (remainder === 0) return "classic"
  return remainder <= 3 ? "2032" : "invalid"
}

// --- Organisation numbers --------------------------------------------------------------------------------------------

/** What can be told from an organisation number alone. */
export interface OrganizationNumberInspection {
  /** Nine decimal digits of any script; what the platform demands. */
  readonly shape: boolean
  /** Nine digits 0–9; the rest is only told of these. */
  readonly ascii: boolean
  /** The check digit (modulus 11) is right. */
  readonly checkDigit: boolean
  /** It begins with 2 or 3, as the numbers of synthetic units do; real ones begin with 8 or 9. */
  readonly synthetic: boolean
}

/** Whether the text has the shape of an organisation number: nine decimal digits, of any script as in .NET. */
export const isOrganizationNumber = (text: string): boolean => text.length === 9 && /^\p{Nd}{9}$/u.test(text)

/** What can be told from an organisation number: shape, check digit, series. Never fails. */
export const inspectOrganizationNumber = (text: string): OrganizationNumberInspection => {
  if (text.length !== 9 || !/^[0-9]{9}$/.test(text)) {
    return { shape: isOrganizationNumber(text), ascii: false, checkDigit: false, synthetic: false }
  }
  return {
    shape: true,
    ascii: true,
    checkDigit: weightedSum(text, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
    synthetic: text.startsWith("2") || text.startsWith("3")
  }
}

// --- External identities ---------------------------------------------------------------------------------------------

/** The URN prefixes of self-identified users, without the colon; `urn:altinn:party:username` is the canonical one of user names. */
export type ExternalIdentityAlias =
  | "urn:altinn:person:idporten-email"
  | "urn:altinn:party:username"
  | "urn:altinn:username"
  | "urn:altinn:person:legacy-selfidentified"

/** A self-identified user, by the e-mail address of ID-porten or by user name. Secret. */
export interface ExternalIdentity {
  readonly kind: "idporten-email" | "username"
  /** The prefix the URN was written with. */
  readonly alias: ExternalIdentityAlias
  /** The e-mail address or user name, decoded; never blank. */
  readonly value: string
}

/** Why a URN names no self-identified user. */
export type ExternalIdentityProblem = "unknown-prefix" | "malformed-encoding" | "blank-value" | "invalid-email-address"

const ALIASES: ReadonlyArray<readonly [ExternalIdentityAlias, ExternalIdentity["kind"]]> = [
  ["urn:altinn:person:idporten-email", "idporten-email"],
  ["urn:altinn:party:username", "username"],
  ["urn:altinn:username", "username"],
  ["urn:altinn:person:legacy-selfidentified", "username"]
]

/**
 * Reads the URN of a self-identified user. The prefix is compared by case; in the value `+` stands for a blank and `%`
 * for an octet in UTF-8, so a plus sign in an e-mail address is `%2B`. Errors: {@link ExternalIdentityProblem}; a broken
 * percent sequence is refused, although the platform's decoder lets it through as it stands. Source: Altinn
 * Notifications, ExternalIdentityUrn; Altinn.Urn.
 */
export const parseExternalIdentity = (urn: string): Result.Result<ExternalIdentity, ExternalIdentityProblem> => {
  const match = ALIASES.find(([alias]) => urn.startsWith(`${alias}:`))
  if (match === undefined) return Result.fail("unknown-prefix")
  const [alias, kind] = match
  const value = decoded(urn.slice(alias.length + 1))
  if (value === undefined) return Result.fail("malformed-encoding")
  if (isBlank(value)) return Result.fail("blank-value")
  if (kind === "idporten-email" && !isValidEmailAddress(value)) return Result.fail("invalid-email-address")
  return Result.succeed({ kind, alias, value })
}

/** Whether the platform takes the URN as the external identity of a recipient. */
export const isExternalIdentity = (urn: string): boolean => Result.isSuccess(parseExternalIdentity(urn))

/**
 * The user name that a self-identified user is registered with: `epost:` and the address for ID-porten e-mail. Registers
 * compare it without regard to case. Source: Altinn Profile, UserContactPointService.
 */
export const externalIdentityUsername = (identity: ExternalIdentity): string =>
  identity.kind === "idporten-email" ? `epost:${identity.value}` : identity.value

const decoded = (value: string): string | undefined => {
  try {
    return decodeURIComponent(value.replaceAll("+", " "))
  } catch {
    return undefined
  }
}
