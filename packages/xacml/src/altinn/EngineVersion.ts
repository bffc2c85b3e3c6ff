/**
 * The versions of the Altinn engine that decide differently, as data. Source: the history of the package
 * Altinn.Authorization.ABAC (commits of 2026-06-17 and 2026-08-20).
 */

/** How the engine of some date decides, where dates differ. */
export interface EngineVersion {
  /** ISO date of the day from which it decides so. */
  readonly since: string
  /**
   * How rules are combined. `permits`: a Deny is found and forgotten, and the first error ends the evaluation;
   * `denies`: the same, but Deny decides under the rule algorithm deny-overrides; `standard`: by the tables of XACML 3.0,
   * of which a Deny is part.
   */
  readonly combination: "permits" | "denies" | "standard"
  /** `part`: string-is-in holds for a part of a text; `whole`: for the same text only. */
  readonly stringIsIn: "part" | "whole"
  /** Whether time-equal looks at the dates of its values too. */
  readonly timeEqualComparesDates: boolean
}

const newest: EngineVersion = {
  since: "2026-08-20",
  combination: "standard",
  stringIsIn: "whole",
  timeEqualComparesDates: false
}

const versions: ReadonlyArray<EngineVersion> = [
  newest,
  { since: "2026-06-17", combination: "denies", stringIsIn: "whole", timeEqualComparesDates: false },
  { since: "", combination: "permits", stringIsIn: "part", timeEqualComparesDates: true }
]

/** The newest date of which the behaviour of the engine is known. */
export const newestEngineDate = "2026-08-21"

/** The engine as it was on a date (`2026-07-01`); a date that is none counts as the newest. */
export const engineVersionAt = (date: string): EngineVersion =>
  /^\d{4}-\d{2}-\d{2}/.test(date) ? (versions.find(({ since }) => since <= date) ?? newest) : newest
