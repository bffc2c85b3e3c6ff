/**
 * Options are the named choices of a rule set that are not gates: how addresses are cleaned, compared and merged, and
 * what an unavailable source means. Each difference between the rule sets `altinn` and `strict` is one of them.
 *
 * Invariant: no stage of the pipeline asks which rule set it runs; it asks these options only.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const choice = <const Values extends readonly [string, ...Array<string>]>(values: Values, description: string) =>
  Schema.Literals(values)
    .annotate({ description })
    .pipe(Schema.withDecodingDefaultKey(Effect.succeed(values[0])))

/** The named choices; the first value of each is what the running Altinn system does, and the default. */
export const RuleOptions = Schema.Struct({
  unavailableFacts: choice(
    ["stop-order", "withhold-candidate"],
    "When a source fails: nobody in the order is notified until it answers, or only those who depend on it wait"
  ),
  readAccessIndeterminate: choice(
    ["deny", "unavailable"],
    "A policy decision that is Indeterminate: taken as no, or as not known"
  ),
  fullyStalePersons: choice(
    ["omit", "keep"],
    "A person whose contact data are all stale: left out, so that a reservation is invisible, or kept"
  ),
  mainUnitContacts: choice(
    ["when-no-entry", "when-no-usable-contact"],
    "When the main unit's statutory contacts stand in: only if the unit has no entry, or if its entry has no usable contact"
  ),
  customContactsAtRegistration: choice(
    ["skip", "consult"],
    "Whether custom contacts are consulted already when the order is registered"
  ),
  emailAddresses: choice(
    ["as-registered", "validated"],
    "E-mail addresses from registers: used as they stand, or trimmed and left out when they cannot be valid"
  ),
  customPhoneNumbers: choice(
    ["kept-beside-email", "validated"],
    "An invalid phone number of a custom contact: kept while there is an e-mail address, or left out"
  ),
  equalPhoneNumbers: choice(
    ["same-spelling", "same-number"],
    "Which phone numbers are equal: those spelled the same, or those that reach the same phone"
  ),
  deduplication: choice(
    ["before-channel-choice", "after-channel-choice"],
    "Equal addresses within an organisation: cleared before each contact's channel is chosen, or merged afterwards"
  ),
  statutoryFallback: choice(
    ["as-group", "per-contact"],
    "Preferred channel for statutory contacts: one preferred address silences all others, or each contact is reached"
  ),
  explicitAddresses: choice(
    ["all", "preferred"],
    "An e-mail address and a phone number in one recipient on a preferred channel: both are used, or the preferred one"
  ),
  repeatedRecipients: choice(
    ["merged-on-combined-channels", "merged"],
    "The same recipient twice in one order: notified twice on Email and Sms, or always once"
  ),
  lookupCount: choice(
    ["entries", "distinct"],
    "What the lookup status counts as looked up: entries of the order, or distinct recipients"
  ),
  staleContactDataFor: Schema.Array(Schema.String)
    .annotate({
      description: "Service owners (order member creator) for whom stale contact data are always used"
    })
    .pipe(Schema.withDecodingDefaultKey(Effect.succeed([])))
}).annotate({ identifier: "RuleOptions" })
export type RuleOptions = typeof RuleOptions.Type

/** The name of one option. */
export type RuleOptionName = keyof RuleOptions
