/**
 * An order is a request to notify: recipients, a channel, and perhaps a resource. It names whom, never how many messages.
 *
 * Invariants: at least one recipient, each with something to go by; identifiers have the right shape, while check digits
 * are only a warning, since the platform accepts numbers that fail them. Source: Altinn Notifications API, orders.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { decodeValue, problemAt } from "./Document.ts"
import type { DocumentOptions } from "./Document.ts"
import { isValidEmailAddress } from "./Address.ts"
import {
  inspectNationalIdentityNumber,
  inspectOrganizationNumber,
  isExternalIdentity,
  isNationalIdentityNumber,
  isOrganizationNumber
} from "./Identifier.ts"
import { parseJsonText } from "./JsonText.ts"
import { isValidPhoneNumber } from "./PhoneNumber.ts"
import type { Problem } from "./Problem.ts"
import { checkAction, sanitizeAction, sanitizeResource } from "./Resource.ts"

/** The channel an order asks for. */
export const Channel = Schema.Literals(["Email", "Sms", "EmailPreferred", "SmsPreferred", "EmailAndSms"]).annotate({
  identifier: "Channel",
  description: "Email or Sms only; EmailPreferred or SmsPreferred with the other as fallback; EmailAndSms both"
})
export type Channel = typeof Channel.Type

/** When the order is resolved: as it is posted, or as it is sent. */
export const Stage = Schema.Literals(["registration", "processing"]).annotate({
  identifier: "Stage",
  description: "registration: as the order is posted; processing: as it is sent (default)"
})
export type Stage = typeof Stage.Type

const shape = (is: (text: string) => boolean, expected: string, pattern?: string) =>
  Schema.String.check(
    Schema.makeFilter((text: string) => is(text) || expected, {
      expected,
      ...(pattern === undefined ? {} : { toJsonSchema: () => ({ pattern }) })
    })
  )

/** National identity number: eleven digits. Secret. */
export const NationalIdentityNumber = shape(
  isNationalIdentityNumber,
  "a national identity number of eleven digits is expected",
  "^\\p{Nd}{11}$"
)

/** Organisation number: nine digits. Public. */
export const OrganizationNumber = shape(
  isOrganizationNumber,
  "an organisation number of nine digits is expected",
  "^\\p{Nd}{9}$"
)

/** URN of a self-identified user. Secret. */
export const ExternalIdentityUrn = shape(
  isExternalIdentity,
  "an external identity is urn:altinn:person:idporten-email:{e-mail}, urn:altinn:party:username:{name}, urn:altinn:username:{name} or urn:altinn:person:legacy-selfidentified:{name}"
)

/**
 * Whom the order names, by one identifier or by the address itself. Several identifiers in one recipient are resolved by
 * precedence (person, organisation, external identity) and give a warning; an e-mail address may stand beside a phone number.
 */
export const Recipient = Schema.Struct({
  nationalIdentityNumber: Schema.optionalKey(
    NationalIdentityNumber.annotateKey({
      description: "A person, by national identity number (eleven digits)"
    })
  ),
  organizationNumber: Schema.optionalKey(
    OrganizationNumber.annotateKey({
      description: "An organisation or unit, by organisation number (nine digits)"
    })
  ),
  externalIdentity: Schema.optionalKey(
    ExternalIdentityUrn.annotateKey({
      description: "A self-identified user, by URN"
    })
  ),
  emailAddress: Schema.optionalKey(
    shape(isValidEmailAddress, "an e-mail address is expected").annotateKey({
      description: "An e-mail address; the resource has no effect on it"
    })
  ),
  phoneNumber: Schema.optionalKey(
    shape(isValidPhoneNumber, "a phone number with country code is expected, such as +4740000001").annotateKey({
      description: "A phone number with country code (+ or 00); the resource has no effect on it"
    })
  )
})
  .check(
    Schema.makeFilter(
      (recipient: Readonly<Record<string, unknown>>) =>
        Object.keys(recipient).length > 0 ||
        "the recipient is empty; give it one of nationalIdentityNumber, organizationNumber, externalIdentity, emailAddress, phoneNumber"
    )
  )
  .annotate({ identifier: "Recipient" })
export type Recipient = typeof Recipient.Type

/** The greatest number of recipients in one order. */
export const MAX_RECIPIENTS = 1_000_000

/** A request to notify. */
export const Order = Schema.Struct({
  $schema: Schema.optionalKey(Schema.String),
  id: Schema.optionalKey(
    Schema.String.annotateKey({ description: "The sender's own reference; echoed in the decision" })
  ),
  stage: Schema.optionalKey(Stage),
  channel: Channel,
  recipients: Schema.Array(Recipient).check(
    Schema.isMinLength(1, { expected: "at least one recipient", message: "at least one recipient is expected" })
  ),
  resourceId: Schema.optionalKey(
    Schema.NullOr(Schema.String).annotateKey({
      description:
        "Slug, urn:altinn:resource:{slug} or app_{org}_{app}; decides who else is notified for an organisation"
    })
  ),
  resourceAction: Schema.optionalKey(
    Schema.NullOr(Schema.String).annotateKey({
      description: "The action a person must be permitted on the resource; default read"
    })
  ),
  ignoreReservation: Schema.optionalKey(
    Schema.Boolean.annotateKey({
      description: "Notify persons who are reserved against digital communication; default false"
    })
  ),
  useStaleContactInformation: Schema.optionalKey(
    Schema.Boolean.annotateKey({
      description: "Use a person's contact data older than 18 months; default false"
    })
  ),
  creator: Schema.optionalKey(
    Schema.String.annotateKey({
      description: "Short name of the service owner that sends, such as skd"
    })
  )
}).annotate({
  identifier: "Order",
  title: "Adressat order",
  description: "A request to notify: whom, on which channel, about which resource"
})
export type Order = typeof Order.Type

/** An order that can be resolved, with what is doubtful about it. */
export interface ParsedOrder {
  readonly order: Order
  /** Doubts that do not stop the order: check digits, digits of other scripts, several identifiers, repeated recipients. */
  readonly warnings: ReadonlyArray<Problem>
}

const decodeOrder = decodeValue(Order)

/** Checks an order given as a value. All problems are returned at once; none repeats personal data. */
export const parseOrder = (
  value: unknown,
  options: DocumentOptions = {}
): Result.Result<ParsedOrder, ReadonlyArray<Problem>> => {
  if (isOversized(value)) {
    return Result.fail([
      problemAt(options, ["recipients"], {
        code: "too-large",
        message: `an order has at most ${MAX_RECIPIENTS} recipients; split it into several orders`
      })
    ])
  }
  const structural = decodeOrder(value, options)
  const actionProblems = checkResourceAction(value, options)
  if (Result.isFailure(structural)) return Result.fail([...structural.failure, ...actionProblems])
  if (actionProblems.length > 0) return Result.fail(actionProblems)
  return Result.succeed({ order: structural.success, warnings: doubts(structural.success, options) })
}

/** Checks an order given as JSON text, with line and column in the problems. */
export const parseOrderText = (
  text: string,
  options: DocumentOptions = {}
): Result.Result<ParsedOrder, ReadonlyArray<Problem>> =>
  Result.flatMap(parseJsonText(text, options.file), ({ value, locate }) => parseOrder(value, { ...options, locate }))

const isOversized = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  "recipients" in value &&
  Array.isArray(value.recipients) &&
  value.recipients.length > MAX_RECIPIENTS

const checkResourceAction = (value: unknown, options: DocumentOptions): ReadonlyArray<Problem> => {
  if (typeof value !== "object" || value === null) return []
  const { resourceAction, resourceId } = value as { readonly resourceId?: unknown; readonly resourceAction?: unknown }
  const isText = (member: unknown): member is string | null | undefined => member == null || typeof member === "string"
  if (!isText(resourceId) || !isText(resourceAction)) return []
  const verdict = checkAction(resourceId, resourceAction)
  return verdict.valid
    ? []
    : [
        problemAt(options, ["resourceAction"], {
          code: "wrong-value",
          message: problemMessage(verdict.message),
          allowed: ["read", "another action together with a resourceId"]
        })
      ]
}

/** The platform's sentence, as a problem says it. */
const problemMessage = (sentence: string): string =>
  sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, "")

const doubts = (order: Order, options: DocumentOptions): ReadonlyArray<Problem> => {
  const first = new Map<string, number>()
  return order.recipients.flatMap((recipient, index) => {
    const warn = (member: string | undefined, message: string) =>
      problemAt(options, ["recipients", index, ...(member === undefined ? [] : [member])], {
        severity: "warning",
        code: "doubtful-identifier",
        message
      })
    const warnings: Array<Problem> = []
    const key = canonicalRecipient(recipient)
    const earlier = first.get(key)
    if (earlier === undefined) first.set(key, index)
    else {
      warnings.push(
        warn(
          undefined,
          `the same recipient stands already in $.recipients[${earlier}]; whether it is notified twice is up to the rule set`
        )
      )
    }
    const { externalIdentity, nationalIdentityNumber, organizationNumber } = recipient
    if ([externalIdentity, nationalIdentityNumber, organizationNumber].filter((id) => id !== undefined).length > 1) {
      warnings.push(
        warn(
          undefined,
          "several identifiers in one recipient; only the first of person, organisation, external identity is used"
        )
      )
    }
    if (nationalIdentityNumber !== undefined) {
      const inspected = inspectNationalIdentityNumber(nationalIdentityNumber)
      if (!inspected.ascii)
        warnings.push(
          warn("nationalIdentityNumber", "the number has digits of another script and will hardly match a register")
        )
      else if (inspected.checkDigits === "invalid") {
        warnings.push(
          warn(
            "nationalIdentityNumber",
            "the check digits are wrong; the platform accepts the number, but no person has it"
          )
        )
      } else if (!inspected.date) {
        warnings.push(
          warn(
            "nationalIdentityNumber",
            "the date in the number does not exist; the platform accepts the number, but no person has it"
          )
        )
      }
    }
    if (organizationNumber !== undefined) {
      const inspected = inspectOrganizationNumber(organizationNumber)
      if (!inspected.ascii)
        warnings.push(
          warn("organizationNumber", "the number has digits of another script and will hardly match a register")
        )
      else if (!inspected.checkDigit) {
        warnings.push(
          warn(
            "organizationNumber",
            "the check digit is wrong; the platform accepts the number, but no organisation has it"
          )
        )
      }
    }
    return warnings
  })
}

/** Equal for recipients that name the same in the same way, in whatever order of members. */
const canonicalRecipient = (recipient: Recipient): string =>
  JSON.stringify(Object.entries(recipient).sort(([a], [b]) => (a < b ? -1 : 1)))

/** The stage of an order; default `processing`, since the question is who will be notified. */
export const stageOf = (order: Order): Stage => order.stage ?? "processing"

/** The order's resource as a slug; empty when there is none. */
export const resourceOf = (order: Order): string => sanitizeResource(order.resourceId)

/** The action asked of the policy; default `read`. */
export const actionOf = (order: Order): string => sanitizeAction(order.resourceAction)
