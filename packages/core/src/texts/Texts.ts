/**
 * Texts are the words of one language: a sentence for every reason and every repair, for whoever sends (`owner`) and for
 * the person it is about (`person`). An auditor reads the owner's sentence with the gate, its source and the facts.
 *
 * Placeholders in braces are filled in by `Explanation`; a language has the same placeholders everywhere.
 */
import type { BuiltInReason } from "../Reason.ts"

/** One statement, by who reads it. */
export interface Sentence {
  /** For the service owner that sends, about the candidate in the third person. */
  readonly owner: string
  /** For the data subject, in the second person. */
  readonly person: string
}

/** A change that a repair may consist of: `{fact}:{value}` of the catalogue, or an address to register. */
export type RepairCode =
  | "resource:resource"
  | "customContactLookup:consulted"
  | "lookups:complete"
  | "registerEntry:present"
  | "contactState:usable"
  | "reservation:not-reserved"
  | "reservation:overridden"
  | "customContact:this-unit"
  | "serviceSelection:includes-resource"
  | "readAccess:permit"
  | "taskReadAccess:all"
  | "email:usable"
  | "phone:usable"

/** A built-in fact that a source may fail to tell. */
export type UncertainFact =
  | "registerEntry"
  | "reservation"
  | "contactState"
  | "customContact"
  | "serviceSelection"
  | "readAccess"
  | "taskReadAccess"

/** Everything a language needs. */
export interface Texts {
  /**
   * Why a candidate is not notified, or what is remarkable. Placeholders: `{resource}`, `{action}`, `{organisation}` (of
   * the recipient), `{unit}` (where the contact is registered), `{since}` (a date, or the words of `unknownDate`).
   */
  readonly reasons: Readonly<Record<BuiltInReason, Sentence>>
  /** What would help, as an instruction without a full stop. Same placeholders. */
  readonly repairs: Readonly<Record<RepairCode, Sentence>>
  /** The change of a fact that a rule set added. Placeholders: `{fact}`, `{value}`. */
  readonly ownRepair: Sentence
  /** Who makes a change, as a noun at the start of a line. */
  readonly actors: Readonly<Record<"person" | "organisation" | "service-owner" | "operations" | "nobody", Sentence>>
  /** Why a gate could not be judged. */
  readonly unavailable: Readonly<
    Record<"Unavailable" | "Rejected" | "Malformed" | "NotConfigured" | "NotAsked", Sentence>
  >
  /** What is not known when a fact is unavailable. Same placeholders as `reasons`. */
  readonly unknownFacts: Readonly<Record<UncertainFact, Sentence>>
  /** What is not known when a fact that a rule set added is unavailable. Placeholder: `{fact}`. */
  readonly unknownOwnFact: Sentence
  /** What kind of candidate it is, as a noun phrase. */
  readonly bases: Readonly<
    Record<"Explicit" | "Person" | "ExternalIdentity" | "StatutoryContact" | "CustomContact", Sentence>
  >
  /** Stands for all persons with custom contact information. */
  readonly everyone: Sentence
  /** Headline of a candidate. `{state}` is not used; one sentence for each state. */
  readonly states: Readonly<Record<"delivered" | "merged" | "withheld" | "undetermined" | "no-address", Sentence>>
  /**
   * The first line. Placeholders: `{deliveries}`, `{reached}`, `{recipients}`, `{withheld}`, `{undetermined}` (numbers).
   */
  readonly summary: string
  /** Said when the decision may change once sources answer. */
  readonly retryable: string
  /**
   * What a policy decision rests on: the rule that came `closest`, one that gives access to parts of an app only, the one that
   * `decided`, or that there is none. Placeholders: `{policy}`, `{rule}`, `{missing}`, `{action}` (of `noRule`).
   */
  readonly grounds: Readonly<Record<"closest" | "partOnly" | "decided" | "noRule", Sentence>>
  /** Nouns for what a policy may ask for, by the URN of the attribute. */
  readonly attributes: Readonly<Record<string, string>>
  /** Words that join others. */
  readonly joints: Readonly<Record<"and" | "or" | "line", string>>
  /** For the auditor. Placeholders: `{gate}`, `{source}`, `{facts}`. */
  readonly audit: string
  /** In place of a date nobody knows. */
  readonly unknownDate: string
  /** In place of a resource when the order has none. */
  readonly noResource: string
}
