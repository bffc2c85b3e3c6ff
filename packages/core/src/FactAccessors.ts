/**
 * The normal form of facts: one object shape for all candidates, every built-in fact a code, and an accessor for each.
 * Generated from the fact catalogue by `npx pnpm@12 generate`; `FactLayout` says what the codes mean.
 */

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

/** The code of a fact's value. */
export type Encoder = (value: unknown) => number

/** The facts that `PackedFacts` holds by name. */
export type BuiltInFactName = Exclude<keyof PackedFacts, "own" | "numbers">

/** An object of the one shape. */
export const makePackedFacts = (
  encoders: Readonly<Record<BuiltInFactName, Encoder>>,
  facts: Readonly<Record<string, unknown>>,
  own: ReadonlyArray<number>,
  numbers: ReadonlyArray<number>
): PackedFacts => ({
  basis: encoders.basis(facts["basis"]),
  recipientKind: encoders.recipientKind(facts["recipientKind"]),
  stage: encoders.stage(facts["stage"]),
  channel: encoders.channel(facts["channel"]),
  resource: encoders.resource(facts["resource"]),
  customContactLookup: encoders.customContactLookup(facts["customContactLookup"]),
  lookups: encoders.lookups(facts["lookups"]),
  registerEntry: encoders.registerEntry(facts["registerEntry"]),
  contactState: encoders.contactState(facts["contactState"]),
  contactOrigin: encoders.contactOrigin(facts["contactOrigin"]),
  reservation: encoders.reservation(facts["reservation"]),
  customContact: encoders.customContact(facts["customContact"]),
  serviceSelection: encoders.serviceSelection(facts["serviceSelection"]),
  readAccess: encoders.readAccess(facts["readAccess"]),
  taskReadAccess: encoders.taskReadAccess(facts["taskReadAccess"]),
  emailState: encoders.emailState(facts["emailState"]),
  phoneState: encoders.phoneState(facts["phoneState"]),
  own,
  numbers
})

/** Reads a bit pair of a trace: the pair of the fact's code in a table of sixteen, moved to its place. */
export type PairReader = (facts: PackedFacts) => number

/** Makes the reader of a fact. */
export const accessors: Readonly<Record<BuiltInFactName, (table: number, shift: number) => PairReader>> = {
  basis:
    (table, shift) =>
    ({ basis }) =>
      ((table >>> basis) & 3) << shift,
  recipientKind:
    (table, shift) =>
    ({ recipientKind }) =>
      ((table >>> recipientKind) & 3) << shift,
  stage:
    (table, shift) =>
    ({ stage }) =>
      ((table >>> stage) & 3) << shift,
  channel:
    (table, shift) =>
    ({ channel }) =>
      ((table >>> channel) & 3) << shift,
  resource:
    (table, shift) =>
    ({ resource }) =>
      ((table >>> resource) & 3) << shift,
  customContactLookup:
    (table, shift) =>
    ({ customContactLookup }) =>
      ((table >>> customContactLookup) & 3) << shift,
  lookups:
    (table, shift) =>
    ({ lookups }) =>
      ((table >>> lookups) & 3) << shift,
  registerEntry:
    (table, shift) =>
    ({ registerEntry }) =>
      ((table >>> registerEntry) & 3) << shift,
  contactState:
    (table, shift) =>
    ({ contactState }) =>
      ((table >>> contactState) & 3) << shift,
  contactOrigin:
    (table, shift) =>
    ({ contactOrigin }) =>
      ((table >>> contactOrigin) & 3) << shift,
  reservation:
    (table, shift) =>
    ({ reservation }) =>
      ((table >>> reservation) & 3) << shift,
  customContact:
    (table, shift) =>
    ({ customContact }) =>
      ((table >>> customContact) & 3) << shift,
  serviceSelection:
    (table, shift) =>
    ({ serviceSelection }) =>
      ((table >>> serviceSelection) & 3) << shift,
  readAccess:
    (table, shift) =>
    ({ readAccess }) =>
      ((table >>> readAccess) & 3) << shift,
  taskReadAccess:
    (table, shift) =>
    ({ taskReadAccess }) =>
      ((table >>> taskReadAccess) & 3) << shift,
  emailState:
    (table, shift) =>
    ({ emailState }) =>
      ((table >>> emailState) & 3) << shift,
  phoneState:
    (table, shift) =>
    ({ phoneState }) =>
      ((table >>> phoneState) & 3) << shift
}
