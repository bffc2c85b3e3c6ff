/**
 * The vectors about what surrounds a decision in time, run through the public API of `@adressat/orders`.
 */
import {
  cancellation,
  checkReminderTiming,
  fillPlaceholders,
  formatInstant,
  instantSmsExpiry,
  isDaytime,
  isSendTime,
  isTimeToLive,
  MINUTE,
  pageSizeOf,
  parseInstant,
  platformSegments,
  reminderTime,
  sendConditionOutcome,
  smsExpiry
} from "@adressat/orders"
import type { ConditionResponse, SendingHours, SendingTimePolicy } from "@adressat/orders"
import * as Result from "effect/Result"
import type { Json } from "./VectorOrder.ts"

/** What runs each kind. */
export const timeRunners: Readonly<Record<string, (input: Json) => unknown>> = {
  keywords: ({ nationalIdentityNumber, organizationNumber, register, template }) => ({
    text: fillPlaceholders(
      template,
      { organizationNumber, nationalIdentityNumber },
      (register ?? []).map(({ name = null, orgNo, ssn, ...row }: Json) => ({
        organizationNumber: orgNo ?? row.organizationNumber,
        nationalIdentityNumber: ssn ?? row.nationalIdentityNumber,
        name
      }))
    )
  }),
  "sms.segments": ({ repeat, text, times }) => platformSegments(text ?? (repeat ?? "").repeat(times ?? 1)),
  "sms.window": ({ utc, ...input }) => ({ canSend: isDaytime(instant(utc), hoursOf(input)) }),
  "sms.expiry": ({ requestedSendTime, sendingTimePolicy, timeToLiveInSeconds, ...input }) => {
    const due = instant(requestedSendTime)
    const policy = policies[sendingTimePolicy] ?? sendingTimePolicy ?? null
    return {
      expiry: formatInstant(
        timeToLiveInSeconds == null
          ? smsExpiry(due, policy, hoursOf(input))
          : instantSmsExpiry(due, timeToLiveInSeconds)
      )
    }
  },
  sendCondition: ({ attempt, response }) => ({ outcome: sendConditionOutcome(attempt, responseOf(response)).outcome }),
  "order.cancel": ({ minutesUntilRequestedSendTime, processingStatus }) => {
    const requestedSendTime = minutesUntilRequestedSendTime * MINUTE
    const order = processingStatus == null ? null : { status: processingStatus, requestedSendTime }
    return { httpStatus: cancellation(order, 0).httpStatus }
  },
  "statusFeed.pageSize": ({ max, pageSize }) => ({ effective: pageSizeOf(pageSize, max ?? undefined) }),
  "reminder.time": ({ delayDays, mainRequestedSendTime, requestedSendTime }) => {
    const main = instant(mainRequestedSendTime)
    const due = reminderTime(
      main,
      delayDays == null ? { requestedSendTime: instant(requestedSendTime ?? mainRequestedSendTime) } : { delayDays }
    )
    return { requestedSendTime: formatInstant(due.requestedSendTime), delayDays: due.delayDays }
  },
  "reminder.valid": ({ delayDays, ...input }) => {
    const { due, now } = sendTimeOf(input)
    return { valid: checkReminderTiming({ delayDays, requestedSendTime: due }, now).length === 0 }
  },
  "instantSms.ttl": ({ timeToLiveInSeconds }) => ({ valid: isTimeToLive(timeToLiveInSeconds) }),
  "sendTime.valid": ({ api, ...input }) => {
    const { due, now } = sendTimeOf(input)
    // Whoever gives no time asks for now.
    return { valid: isSendTime(api, due ?? now, now) }
  }
}

const instant = (text: string): number => Result.getOrThrow(parseInstant(text))

/** A send time as a text, or in seconds from now; `NaN`, which is never valid, where the text is no instant. */
const sendTimeOf = ({ now, requestedSendTime, secondsFromNow }: Json) => {
  // Without a now, no time is in the past.
  if (requestedSendTime == null) return secondsFromNow == null ? { now: 0 } : { due: secondsFromNow * 1000, now: 0 }
  const due = Result.getOrElse(parseInstant(requestedSendTime), () => Number.NaN)
  return { due, now: now == null ? -Infinity : instant(now) }
}

/** The sending time policies by number. */
const policies: Readonly<Record<string, SendingTimePolicy>> = { 1: "Anytime", 2: "Daytime" }

const responseOf = ({ body, exception, status }: Json): ConditionResponse => {
  if (exception != null) return { exception }
  return { status, body: body == null || typeof body === "string" ? (body ?? null) : JSON.stringify(body) }
}

const hoursOf = ({ endHour, startHour, timeZone }: Json): SendingHours => ({
  ...(startHour == null ? {} : { startHour }),
  ...(endHour == null ? {} : { endHour }),
  ...(timeZone == null ? {} : { timeZone })
})
