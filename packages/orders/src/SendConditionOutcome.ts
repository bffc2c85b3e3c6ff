/**
 * The outcome of a send condition: just before an order is processed, the sender's endpoint is asked whether to send it
 * at all. It is asked before anybody is looked up, once, and once more a minute later if the answer was inconclusive.
 *
 * Invariants: only a 2xx answer whose JSON has the member `sendNotification`, spelled so, as a boolean is conclusive; two
 * inconclusive answers send, since a reminder too many does less harm than one that never came. Source: Altinn
 * Notifications, SendConditionClient and OrderProcessingService (its documentation asks for status 200).
 */
import { MINUTE } from "./Instant.ts"

/** How long the platform waits before it asks again: 60 s, in milliseconds. */
export const CONDITION_RETRY_DELAY = MINUTE

/** Which time the endpoint is asked. */
export type ConditionAttempt = "first" | "retry"

/** What came back: an answer, or nothing (no connection, no answer in time). */
export type ConditionResponse =
  | { readonly status: number; readonly body: string | null }
  | { readonly exception: string }

/** Why an answer says nothing. */
export type ConditionDoubt =
  | "NO_ANSWER"
  | "STATUS_NOT_2XX"
  | "EMPTY_BODY"
  | "BODY_NOT_JSON"
  | "MEMBER_MISSING"
  | "MEMBER_IN_OTHER_CASE"
  | "MEMBER_NOT_BOOLEAN"

/** What becomes of the order, and why; `doubt` says what was wrong with an inconclusive answer. */
export type SendConditionOutcome =
  | { readonly outcome: "send"; readonly reason: "CONDITION_MET" }
  | { readonly outcome: "send"; readonly reason: "SENT_AS_INCONCLUSIVE_TWICE"; readonly doubt: ConditionDoubt }
  | { readonly outcome: "conditionNotMet"; readonly reason: "CONDITION_NOT_MET" }
  | { readonly outcome: "retryOnce"; readonly reason: "CONDITION_INCONCLUSIVE"; readonly doubt: ConditionDoubt }

/** What the answer of a condition endpoint means for the order. */
export const sendConditionOutcome = (attempt: ConditionAttempt, response: ConditionResponse): SendConditionOutcome => {
  const read = readAnswer(response)
  if (read === true) return { outcome: "send", reason: "CONDITION_MET" }
  if (read === false) return { outcome: "conditionNotMet", reason: "CONDITION_NOT_MET" }
  return attempt === "first"
    ? { outcome: "retryOnce", reason: "CONDITION_INCONCLUSIVE", doubt: read }
    : { outcome: "send", reason: "SENT_AS_INCONCLUSIVE_TWICE", doubt: read }
}

const MEMBER = "sendNotification"

const readAnswer = (response: ConditionResponse): boolean | ConditionDoubt => {
  if ("exception" in response) return "NO_ANSWER"
  const { body, status } = response
  if (!(status >= 200 && status <= 299)) return "STATUS_NOT_2XX"
  if (body === null || body.trim() === "") return "EMPTY_BODY"
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    return "BODY_NOT_JSON"
  }
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return "MEMBER_MISSING"
  const members = new Map(Object.entries(answer) as ReadonlyArray<[string, unknown]>)
  const value = members.get(MEMBER)
  if (typeof value === "boolean") return value
  if (value !== undefined && value !== null) return "MEMBER_NOT_BOOLEAN"
  const isInOtherCase = [...members.keys()].some(
    (name) => name !== MEMBER && name.toLowerCase() === MEMBER.toLowerCase()
  )
  return isInOtherCase ? "MEMBER_IN_OTHER_CASE" : "MEMBER_MISSING"
}
