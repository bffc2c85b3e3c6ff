/**
 * The text of an event as it may be printed: an order, or what became of one.
 *
 * Invariant: redacted, it names no person and no address; what is not known to be harmless is hidden.
 */
import { isShowable, makePseudonyms, parseDecision, parseOrder, redact } from "@adressat/core"
import type { Order } from "@adressat/core"
import { readCloudEvent } from "@adressat/orders"
import { DECISION_EVENT, ORDER_EVENT, REFUSAL_EVENT, UNDECIDED_EVENT } from "@adressat/queue"
import * as Result from "effect/Result"

const HIDDEN = "[hidden]"

/** The attributes of an event that are about no person. */
const plain = new Set(["specversion", "id", "source", "type", "time", "datacontenttype"])

/** An event as one line of JSON. A text that is no event is hidden as a whole when it is redacted. */
export const eventText = (body: string, redacted: boolean): string => {
  const read = readCloudEvent(body)
  if (Result.isFailure(read)) return JSON.stringify(redacted ? `[text of ${body.length} characters]` : body)
  if (!redacted) return JSON.stringify(read.success)
  const { data, ...attributes } = read.success
  const shown = Object.entries(attributes).map(([name, value]) => [name, plain.has(name) ? value : HIDDEN])
  return JSON.stringify({
    ...Object.fromEntries(shown),
    ...(data === undefined ? {} : { data: redactedData(read.success.type, data) })
  })
}

const redactedData = (type: string, data: unknown): unknown => {
  if (typeof data !== "object" || data === null) return HIDDEN
  if (type === DECISION_EVENT && "decision" in data) {
    const decision = parseDecision(data.decision)
    return Result.isSuccess(decision) ? { ...data, decision: redact(decision.success) } : HIDDEN
  }
  if (type === ORDER_EVENT && "order" in data) {
    const parsed = parseOrder(data.order)
    return Result.isSuccess(parsed) ? { ...data, order: redactedOrder(parsed.success.order) } : HIDDEN
  }
  // Problems and causes never hold personal data.
  return type === REFUSAL_EVENT || type === UNDECIDED_EVENT ? data : HIDDEN
}

const redactedOrder = ({ recipients, ...order }: Order) => {
  const { address, of, organization } = makePseudonyms()
  const shown = Object.entries(order).map(([name, value]) => [
    name,
    typeof value === "string" && !isShowable(value) ? HIDDEN : value
  ])
  return {
    ...Object.fromEntries(shown),
    recipients: recipients.map((recipient) => {
      const { emailAddress, externalIdentity, nationalIdentityNumber, organizationNumber, phoneNumber } = recipient
      return {
        ...(nationalIdentityNumber === undefined
          ? {}
          : { nationalIdentityNumber: of("person", nationalIdentityNumber) }),
        ...(organizationNumber === undefined ? {} : { organizationNumber: organization(organizationNumber) }),
        ...(externalIdentity === undefined ? {} : { externalIdentity: of("identity", externalIdentity) }),
        ...(emailAddress === undefined ? {} : { emailAddress: address("Email", emailAddress) }),
        ...(phoneNumber === undefined ? {} : { phoneNumber: address("Sms", phoneNumber) })
      }
    })
  }
}
