/**
 * The handlers beside decisions, documents and orders: texts, delivery reports, health, metrics, and the description.
 */
import { decodeText } from "@adressat/core"
import { OrderStore, readStatus, takeReports } from "@adressat/orders"
import type { DeliveryReport, ReportOutcome } from "@adressat/orders"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { faultOf, json, refusal } from "../Call.ts"
import type { Call, Answer } from "../Call.ts"
import { DeliveryReports } from "../contract/HouseOperations.ts"
import { TextCheck } from "../ports/TextCheck.ts"
import type { OrderText } from "../ports/TextCheck.ts"
import type { Desk, Handler } from "./Desk.ts"

const MOST_REPORTS = 1000

/** The handlers of the house. */
export const houseHandlers = (desk: Desk) => {
  // It never changes and is large, so it is written once.
  const description: Answer = {
    status: 200,
    body: { kind: "text", media: "application/json", text: JSON.stringify(desk.openApi) }
  }
  return {
    checkTexts: Effect.fnUntraced(function* ({ body }: Call) {
      const findings = yield* (yield* TextCheck).check(textsOf(body))
      return json(200, { findings })
    }),
    deliveryReports: Effect.fnUntraced(function* ({ caller, text }: Call) {
      const request = decodeReports(text)
      if (Result.isFailure(request)) {
        return yield* Effect.fail(
          refusal("invalid-request", { problems: request.failure.map((problem) => faultOf(problem)) })
        )
      }
      const { reports } = request.success
      if (reports.length > MOST_REPORTS) {
        return yield* Effect.fail(
          refusal("invalid-request", {
            problems: [{ pointer: "/reports", detail: `at most ${MOST_REPORTS} reports are taken at once` }]
          })
        )
      }
      const isOperator = desk.operators.has(caller.org)
      const mine = isOperator ? undefined : yield* notificationsOf(caller.org, reports)
      const outcomes: Array<ReportOutcome> = []
      for (const { notificationId, status } of reports) {
        // What belongs to somebody else is as unknown as what does not exist.
        if (mine !== undefined && !mine.has(notificationId)) outcomes.push("unknown-notification")
        else {
          const internal = (readStatus(status)?.status ?? status) as DeliveryReport["status"]
          outcomes.push(...(yield* takeReports([{ notificationId, status: internal }], desk.hours)))
        }
      }
      return json(200, { outcomes })
    }),
    health: () => Effect.sync(() => json(200, { status: desk.isShuttingDown() ? "shutting-down" : "ok" })),
    ready: Effect.fnUntraced(function* () {
      const now = yield* Clock.currentTimeMillis
      const checks = yield* Effect.promise(() => desk.checks(now))
      const failed = checks.filter(({ isOk }) => !isOk)
      if (failed.length > 0) {
        return yield* Effect.fail(
          refusal("store-unavailable", {
            detail: `not ready: ${failed.map(({ name }) => name).join(", ")}`,
            headers: { "Retry-After": "5" }
          })
        )
      }
      return json(200, {
        status: "ready",
        checks: checks.map(({ detail, name }) => ({
          name,
          status: "ok",
          ...(detail === undefined ? {} : { detail })
        }))
      })
    }),
    metrics: () =>
      Effect.map(Clock.currentTimeMillis, (now) => ({
        status: 200,
        body: {
          kind: "text" as const,
          media: "text/plain; version=0.0.4; charset=utf-8",
          text: desk.metrics.format(desk.gauges(now))
        }
      })),
    openApi: () => Effect.succeed(description),
    docs: () =>
      Effect.succeed({
        status: 200,
        headers: { "Content-Security-Policy": desk.docs.policy },
        body: { kind: "text" as const, media: "text/html; charset=utf-8", text: desk.docs.html }
      })
  } satisfies Readonly<Record<string, Handler>>
}

const decodeReports = decodeText(DeliveryReports)

/** Which of the reported notifications are a service owner's own. */
const notificationsOf = Effect.fnUntraced(function* (
  org: string,
  reports: ReadonlyArray<{ readonly notificationId: string }>
) {
  const asked = [...new Set(reports.map(({ notificationId }) => notificationId))]
  const found = yield* (yield* OrderStore).find({ by: "notification", notificationIds: asked })
  return new Set(
    found
      .filter(({ shipment }) => shipment.creator === org)
      .flatMap(({ notifications }) => notifications.map(({ id }) => id))
  )
})

/** Every text of an order chain, wherever it stands, whether or not the order could be placed. */
const textsOf = (body: unknown): ReadonlyArray<OrderText> => {
  const texts: Array<OrderText> = []
  const ofRecipient = (recipient: unknown, pointer: string, isReminder: boolean) => {
    for (const [kind, value] of membersOf(recipient)) {
      const [email, sms] = ["emailSettings", "smsSettings"].map((name) => new Map(membersOf(value)).get(name))
      const take = (settings: unknown, name: string, member: string, what: OrderText["kind"]) => {
        const text = new Map(membersOf(settings)).get(member)
        if (typeof text === "string")
          texts.push({ pointer: `${pointer}/${kind}/${name}/${member}`, kind: what, text, isReminder })
      }
      take(email, "emailSettings", "subject", "email-subject")
      take(email, "emailSettings", "body", "email-body")
      take(sms, "smsSettings", "body", "sms-body")
    }
  }
  const members = new Map(membersOf(body))
  ofRecipient(members.get("recipient"), "/recipient", false)
  const reminders = members.get("reminders")
  for (const [place, reminder] of Array.isArray(reminders) ? reminders.entries() : []) {
    ofRecipient(new Map(membersOf(reminder)).get("recipient"), `/reminders/${place}/recipient`, true)
  }
  return texts
}

const recipientKinds = new Set([
  "recipientEmail",
  "recipientSms",
  "recipientPerson",
  "recipientOrganization",
  "recipientExternalIdentity",
  "recipient",
  "reminders",
  "emailSettings",
  "smsSettings",
  "subject",
  "body"
])

/** The members of an object that texts may be in. */
const membersOf = (value: unknown): ReadonlyArray<[string, unknown]> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.entries(value).filter(([name]) => recipientKinds.has(name))
    : []
