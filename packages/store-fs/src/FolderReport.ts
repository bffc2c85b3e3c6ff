/**
 * A report says what came of the newest look at the folder: what was taken from it, or what keeps it from being taken.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { DocumentKey, Problem, StoreError } from "@adressat/core"

/** What came of a look at the folder. */
export interface FolderReport {
  /**
   * `current`: what the files say is in force; `refused`: some files are wrong, so that none of the changes was taken;
   * `unsettled`: the files are just being changed.
   */
  readonly outcome: "current" | "refused" | "unsettled"
  /** When the folder was looked at, in ISO 8601. */
  readonly at: string
  /** The versions that were taken from files by this look. */
  readonly taken: ReadonlyArray<DocumentKey & { readonly version: number }>
  /** What is wrong, with file, place and remedy; only problems of severity `error` keep changes from being taken. */
  readonly problems: ReadonlyArray<Problem>
}

/** The reports of a folder. */
export class FolderReports extends Context.Service<
  FolderReports,
  {
    /** The newest report. */
    readonly newest: Effect.Effect<FolderReport>
    /** Looks at the folder now, until it has settled or two seconds are over. */
    readonly reload: Effect.Effect<FolderReport, StoreError>
  }
>()("@adressat/store-fs/FolderReports") {}
