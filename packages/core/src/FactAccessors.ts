/**
 * The normal form of facts: one object shape for all candidates, every built-in fact a code, and an accessor for each.
 * Generated from the fact catalogue by `npx pnpm@12 generate`; `FactLayout` says what the codes mean.
 */
import type { WordCode } from "./WordTable.ts"

/** The facts of one candidate in normal form. Codes are those of the {@link FactLayout} that packed them. */
export interface PackedFacts {
  readonly basis: number
  readonly recipientKind: number
  readonly stage: number
  readonly channel: number
  readonly resource: number
  readonly customContactLookup: number
  readonly lookups: number
  readonly registerEntry: number
  readonly contactState: number
  readonly contactOrigin: number
  readonly reservation: number
  readonly customContact: number
  readonly serviceSelection: number
  readonly readAccess: number
  readonly taskReadAccess: number
  readonly emailState: number
  readonly phoneState: number
  /** The words and lists of words that a rule set adds. */
  readonly own: ReadonlyArray<number>
  /** The numbers that a rule set adds; `NaN` when unavailable. */
  readonly numbers: ReadonlyArray<number>
}

/** Facts as they come: not yet checked. */
export type RawFacts = Readonly<Record<string, unknown>>

/** The code of one fact. */
export type Encoder = (facts: RawFacts) => number

/** The facts that `PackedFacts` holds by name. */
export type BuiltInFactName = Exclude<keyof PackedFacts, "own" | "numbers">

/** An object of the one shape. */
export const makePackedFacts = (
  encode: Readonly<Record<BuiltInFactName, Encoder>>,
  facts: RawFacts,
  own: ReadonlyArray<number>,
  numbers: ReadonlyArray<number>
): PackedFacts => ({
  basis: encode.basis(facts),
  recipientKind: encode.recipientKind(facts),
  stage: encode.stage(facts),
  channel: encode.channel(facts),
  resource: encode.resource(facts),
  customContactLookup: encode.customContactLookup(facts),
  lookups: encode.lookups(facts),
  registerEntry: encode.registerEntry(facts),
  contactState: encode.contactState(facts),
  contactOrigin: encode.contactOrigin(facts),
  reservation: encode.reservation(facts),
  customContact: encode.customContact(facts),
  serviceSelection: encode.serviceSelection(facts),
  readAccess: encode.readAccess(facts),
  taskReadAccess: encode.taskReadAccess(facts),
  emailState: encode.emailState(facts),
  phoneState: encode.phoneState(facts),
  own,
  numbers
})

/** Makes the encoder of a fact from the codes of its words. */
export const encoders: Readonly<Record<BuiltInFactName, (codeOf: WordCode) => Encoder>> = {
  basis:
    (codeOf) =>
    ({ basis }) =>
      codeOf(basis),
  recipientKind:
    (codeOf) =>
    ({ recipientKind }) =>
      codeOf(recipientKind),
  stage:
    (codeOf) =>
    ({ stage }) =>
      codeOf(stage),
  channel:
    (codeOf) =>
    ({ channel }) =>
      codeOf(channel),
  resource:
    (codeOf) =>
    ({ resource }) =>
      codeOf(resource),
  customContactLookup:
    (codeOf) =>
    ({ customContactLookup }) =>
      codeOf(customContactLookup),
  lookups:
    (codeOf) =>
    ({ lookups }) =>
      codeOf(lookups),
  registerEntry:
    (codeOf) =>
    ({ registerEntry }) =>
      codeOf(registerEntry),
  contactState:
    (codeOf) =>
    ({ contactState }) =>
      codeOf(contactState),
  contactOrigin:
    (codeOf) =>
    ({ contactOrigin }) =>
      codeOf(contactOrigin),
  reservation:
    (codeOf) =>
    ({ reservation }) =>
      codeOf(reservation),
  customContact:
    (codeOf) =>
    ({ customContact }) =>
      codeOf(customContact),
  serviceSelection:
    (codeOf) =>
    ({ serviceSelection }) =>
      codeOf(serviceSelection),
  readAccess:
    (codeOf) =>
    ({ readAccess }) =>
      codeOf(readAccess),
  taskReadAccess:
    (codeOf) =>
    ({ taskReadAccess }) =>
      codeOf(taskReadAccess),
  emailState:
    (codeOf) =>
    ({ emailState }) =>
      codeOf(emailState),
  phoneState:
    (codeOf) =>
    ({ phoneState }) =>
      codeOf(phoneState)
}

/** Reads a bit pair of a trace, where it stands in the trace. */
export type PairReader = (facts: PackedFacts) => number

/** Makes a reader of a fact: its code moves the table until the pair of that code stands where the mask is. */
export type Accessor = (table: number, mask: number) => PairReader

/** The accessors of tables that move to the right. */
export const rightAccessors: Readonly<Record<BuiltInFactName, Accessor>> = {
  basis:
    (table, mask) =>
    ({ basis }) =>
      (table >>> basis) & mask,
  recipientKind:
    (table, mask) =>
    ({ recipientKind }) =>
      (table >>> recipientKind) & mask,
  stage:
    (table, mask) =>
    ({ stage }) =>
      (table >>> stage) & mask,
  channel:
    (table, mask) =>
    ({ channel }) =>
      (table >>> channel) & mask,
  resource:
    (table, mask) =>
    ({ resource }) =>
      (table >>> resource) & mask,
  customContactLookup:
    (table, mask) =>
    ({ customContactLookup }) =>
      (table >>> customContactLookup) & mask,
  lookups:
    (table, mask) =>
    ({ lookups }) =>
      (table >>> lookups) & mask,
  registerEntry:
    (table, mask) =>
    ({ registerEntry }) =>
      (table >>> registerEntry) & mask,
  contactState:
    (table, mask) =>
    ({ contactState }) =>
      (table >>> contactState) & mask,
  contactOrigin:
    (table, mask) =>
    ({ contactOrigin }) =>
      (table >>> contactOrigin) & mask,
  reservation:
    (table, mask) =>
    ({ reservation }) =>
      (table >>> reservation) & mask,
  customContact:
    (table, mask) =>
    ({ customContact }) =>
      (table >>> customContact) & mask,
  serviceSelection:
    (table, mask) =>
    ({ serviceSelection }) =>
      (table >>> serviceSelection) & mask,
  readAccess:
    (table, mask) =>
    ({ readAccess }) =>
      (table >>> readAccess) & mask,
  taskReadAccess:
    (table, mask) =>
    ({ taskReadAccess }) =>
      (table >>> taskReadAccess) & mask,
  emailState:
    (table, mask) =>
    ({ emailState }) =>
      (table >>> emailState) & mask,
  phoneState:
    (table, mask) =>
    ({ phoneState }) =>
      (table >>> phoneState) & mask
}

/** The accessors of tables that move to the left. */
export const leftAccessors: Readonly<Record<BuiltInFactName, Accessor>> = {
  basis:
    (table, mask) =>
    ({ basis }) =>
      (table << basis) & mask,
  recipientKind:
    (table, mask) =>
    ({ recipientKind }) =>
      (table << recipientKind) & mask,
  stage:
    (table, mask) =>
    ({ stage }) =>
      (table << stage) & mask,
  channel:
    (table, mask) =>
    ({ channel }) =>
      (table << channel) & mask,
  resource:
    (table, mask) =>
    ({ resource }) =>
      (table << resource) & mask,
  customContactLookup:
    (table, mask) =>
    ({ customContactLookup }) =>
      (table << customContactLookup) & mask,
  lookups:
    (table, mask) =>
    ({ lookups }) =>
      (table << lookups) & mask,
  registerEntry:
    (table, mask) =>
    ({ registerEntry }) =>
      (table << registerEntry) & mask,
  contactState:
    (table, mask) =>
    ({ contactState }) =>
      (table << contactState) & mask,
  contactOrigin:
    (table, mask) =>
    ({ contactOrigin }) =>
      (table << contactOrigin) & mask,
  reservation:
    (table, mask) =>
    ({ reservation }) =>
      (table << reservation) & mask,
  customContact:
    (table, mask) =>
    ({ customContact }) =>
      (table << customContact) & mask,
  serviceSelection:
    (table, mask) =>
    ({ serviceSelection }) =>
      (table << serviceSelection) & mask,
  readAccess:
    (table, mask) =>
    ({ readAccess }) =>
      (table << readAccess) & mask,
  taskReadAccess:
    (table, mask) =>
    ({ taskReadAccess }) =>
      (table << taskReadAccess) & mask,
  emailState:
    (table, mask) =>
    ({ emailState }) =>
      (table << emailState) & mask,
  phoneState:
    (table, mask) =>
    ({ phoneState }) =>
      (table << phoneState) & mask
}
