/**
 * A fact is one thing the rules may ask about a candidate: a word from a closed vocabulary, a number in a range, or a
 * list of words. This file is the catalogue of the facts that every rule set knows; a rule set can add its own.
 *
 * Invariants: every candidate has every fact; whatever a source could not tell is `unavailable`, never a guess; yes/no
 * questions are named states, so that a negation cannot mistake "unknown" or "irrelevant" for "no".
 */
import * as Schema from "effect/Schema"

/** What stands in a fact's place when its source could not tell. No vocabulary contains this word. */
export const UNAVAILABLE = "unavailable"

/** The value of one fact. */
export type FactValue = string | number | ReadonlyArray<string>

/** All facts of one candidate, by name. */
export type Facts = Readonly<Record<string, FactValue>>

/**
 * How a fact may be shown: `public` to everyone, `pseudonymous` only under a replaced name, `secret` never.
 * Masking is by this label alone.
 */
export const FactLabel = Schema.Literals(["public", "pseudonymous", "secret"]).annotate({ identifier: "FactLabel" })
export type FactLabel = typeof FactLabel.Type

/** Who could change a state of the world. `operations` is whoever runs the sources; `nobody` means no one can. */
export const Actor = Schema.Literals(["person", "organisation", "service-owner", "operations", "nobody"]).annotate({
  identifier: "Actor",
  description:
    "Who can make a change: the person, the organisation's administrator, the service owner, operations, nobody"
})
export type Actor = typeof Actor.Type

/** A fact whose value is one word of a closed vocabulary. */
export interface WordFact {
  readonly type: "word"
  readonly values: ReadonlyArray<string>
}

/** A fact whose value is a number between two bounds, both included. */
export interface NumberFact {
  readonly type: "number"
  readonly minimum: number
  readonly maximum: number
  readonly unit: string
}

/** A fact whose value is a list of words of a closed vocabulary, possibly empty. */
export interface WordsFact {
  readonly type: "words"
  readonly values: ReadonlyArray<string>
}

/** A change of one fact that somebody could bring about. */
export interface FactChange {
  readonly to: FactValue
  readonly by: Actor
}

/** What the catalogue says about every fact. */
export interface FactDescription {
  readonly meaning: string
  readonly source: string
  readonly label: FactLabel
  /** `order`: known from the order and the rule set's options alone. `candidate`: known after sources are asked. */
  readonly scope: "order" | "candidate"
  /** Changes that somebody could make, best first; used to compute repairs. */
  readonly changes: ReadonlyArray<FactChange>
}

/** One entry of the catalogue. */
export type FactDefinition = (WordFact | NumberFact | WordsFact) & FactDescription

/** Facts by name. */
export type FactCatalogue = Readonly<Record<string, FactDefinition>>

const word = (
  scope: FactDefinition["scope"],
  values: ReadonlyArray<string>,
  meaning: string,
  source: string,
  changes: ReadonlyArray<FactChange> = []
): WordFact & FactDescription => ({ type: "word", values, meaning, source, label: "public", scope, changes })

const GUIDE = "Service Owner System Integration, step 3"
const REGISTER = "Altinn Profile, contact points"

/** The facts of every rule set. */
export const builtInFacts = {
  basis: word(
    "order",
    ["Explicit", "Person", "ExternalIdentity", "StatutoryContact", "CustomContact"],
    "why the candidate is considered at all",
    GUIDE
  ),
  recipientKind: word(
    "order",
    ["address", "person", "organization", "external-identity"],
    "what the order names",
    "Altinn Notifications API, recipient"
  ),
  stage: word(
    "order",
    ["registration", "processing"],
    "whether the order is being registered or being sent",
    "Altinn Notifications, order lifecycle stage"
  ),
  channel: word(
    "order",
    ["Email", "Sms", "EmailPreferred", "SmsPreferred", "EmailAndSms"],
    "the channel the order asks for",
    "Altinn Notifications API, notificationChannel"
  ),
  resource: word("order", ["none", "resource", "app"], "whether the order names a resource, and of which kind", GUIDE, [
    { to: "resource", by: "service-owner" }
  ]),
  customContactLookup: word(
    "order",
    ["consulted", "skipped-at-registration"],
    "whether custom contact information is consulted at this stage",
    "Altinn Notifications, contact point lookup",
    [{ to: "consulted", by: "service-owner" }]
  ),
  lookups: word(
    "candidate",
    ["complete"],
    "whether every source that the order depends on has answered",
    "Altinn Notifications, order processing",
    [{ to: "complete", by: "operations" }]
  ),
  registerEntry: word(
    "candidate",
    ["present", "empty", "stale", "absent", "irrelevant"],
    "what the register of persons, external identities or organisations holds about the recipient",
    REGISTER,
    [{ to: "present", by: "person" }]
  ),
  contactState: word(
    "candidate",
    ["usable", "deleted", "not-accepted", "irrelevant"],
    "the state of a statutory contact in the national register",
    "Altinn Profile, organisation notification addresses",
    [{ to: "usable", by: "organisation" }]
  ),
  contactOrigin: word(
    "candidate",
    ["own", "main-unit", "irrelevant"],
    "whether a statutory contact is the unit's own or its main unit's",
    "Altinn Profile, main unit fallback"
  ),
  reservation: word(
    "candidate",
    ["reserved", "overridden", "not-reserved", "irrelevant"],
    "whether the person is reserved against digital communication, and whether the order overrides it",
    "Contact and Reservation Register (KRR)",
    [
      { to: "not-reserved", by: "person" },
      { to: "overridden", by: "service-owner" }
    ]
  ),
  customContact: word(
    "candidate",
    ["this-unit", "other-unit", "repeated", "none", "irrelevant"],
    "whether the person has custom contact information on the recipient organisation",
    GUIDE,
    [{ to: "this-unit", by: "person" }]
  ),
  serviceSelection: word(
    "candidate",
    [
      "all-services",
      "includes-resource",
      "already-filtered",
      "other-services",
      "legacy-services-only",
      "predecessor-service",
      "different-case",
      "irrelevant"
    ],
    "what the person's service selection says about the resource",
    `${GUIDE}, footnote 3`,
    [{ to: "includes-resource", by: "person" }]
  ),
  readAccess: word(
    "candidate",
    ["permit", "deny", "not-applicable", "indeterminate", "irrelevant"],
    "the policy decision on the action for the person, on behalf of the organisation",
    `${GUIDE}, policy of the resource`,
    [
      { to: "permit", by: "organisation" },
      { to: "permit", by: "service-owner" }
    ]
  ),
  taskReadAccess: word(
    "candidate",
    ["all", "not-all", "not-reported", "irrelevant"],
    "for an app: whether the action is permitted on all relevant tasks and events",
    `${GUIDE}, footnote 2`,
    [{ to: "all", by: "service-owner" }]
  ),
  emailState: word(
    "candidate",
    ["usable", "missing", "invalid", "stale", "irrelevant"],
    "the state of the candidate's e-mail address before the channel is chosen",
    REGISTER
  ),
  phoneState: word(
    "candidate",
    ["usable", "missing", "invalid", "stale", "irrelevant"],
    "the state of the candidate's phone number before the channel is chosen",
    REGISTER
  )
} as const satisfies FactCatalogue

/** Whether a value belongs to a fact's vocabulary or range; `unavailable` belongs to none. */
export const isFactValue = (definition: FactDefinition, value: unknown): value is FactValue => {
  switch (definition.type) {
    case "word":
      return typeof value === "string" && definition.values.includes(value)
    case "number":
      return typeof value === "number" && value >= definition.minimum && value <= definition.maximum
    case "words":
      return (
        Array.isArray(value) && value.every((element: unknown) => definition.values.some((known) => known === element))
      )
  }
}
