/**
 * The vectors about what surrounds a decision in time, run through the public API of `@adressat/orders`.
 */
import {
  cancellation,
  checkReminderTiming,
  fillPlaceholders,
  formatInstant,
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
import type { SendingHours } from "@adressat/orders"
import * as Result from "effect/Result"
import type { Json } from "./VectorOrder.ts"

/** What runs each kind. */
export const timeRunners: Readonly<Record<string, (input: Json) => unknown>> = {
  keywords: ({ nationalIdentityNumber, organizationNumber, register = [], template }) => ({
    text: fillPlaceholders(
      template,
      { organizationNumber, nationalIdentityNumber },
      register.map(({ name = null, orgNo, ssn }: Json) => ({
        organizationNumber: orgNo,
        nationalIdentityNumber: ssn,
        name
      }))
    )
  }),
  "sms.segments": ({ repeat = "", text, times = 1 }) => platformSegments(text ?? repeat.repeat(times)),
  "sms.window": ({ utc, ...input }) => ({ canSend: isDaytime(instant(utc), hoursOf(input)) }),
  "sms.expiry": ({ requestedSendTime, sendingTimePolicy = null, ...input }) => ({
    expiry: formatInstant(smsExpiry(instant(requestedSendTime), sendingTimePolicy, hoursOf(input)))
  }),
  sendCondition: ({ attempt, response }) => ({ outcome: sendConditionOutcome(attempt, response).outcome }),
  "order.cancel": ({ minutesUntilRequestedSendTime, processingStatus }) => {
    const requestedSendTime = minutesUntilRequestedSendTime * MINUTE
    const order = processingStatus == null ? null : { status: processingStatus, requestedSendTime }
    return { httpStatus: cancellation(order, 0).httpStatus }
  },
  "statusFeed.pageSize": ({ max, pageSize }) => ({ effective: pageSizeOf(pageSize, max) }),
  "reminder.time": ({ delayDays, mainRequestedSendTime, requestedSendTime }) => {
    const main = instant(mainRequestedSendTime)
    const due = reminderTime(
      main,
      delayDays == null ? { requestedSendTime: instant(requestedSendTime ?? mainRequestedSendTime) } : { delayDays }
    )
    return { requestedSendTime: formatInstant(due.requestedSendTime), delayDays: due.delayDays }
  },
  "reminder.valid": ({ delayDays, now, requestedSendTime }) => {
    const parsed = requestedSendTime == null ? undefined : parseInstant(requestedSendTime)
    if (parsed !== undefined && Result.isFailure(parsed)) return { valid: false }
    const timing = { delayDays, requestedSendTime: parsed?.success }
    // Without a now, no time is in the past.
    return { valid: checkReminderTiming(timing, now == null ? -Infinity : instant(now)).length === 0 }
  },
  "instantSms.ttl": ({ timeToLiveInSeconds }) => ({ valid: isTimeToLive(timeToLiveInSeconds) }),
  "sendTime.valid": ({ api, secondsFromNow }) => ({ valid: isSendTime(api, secondsFromNow * 1000, 0) })
}

const instant = (text: string): number => Result.getOrThrow(parseInstant(text))

const hoursOf = ({ endHour, startHour, timeZone }: Json): SendingHours => ({
  ...(startHour == null ? {} : { startHour }),
  ...(endHour == null ? {} : { endHour }),
  ...(timeZone == null ? {} : { timeZone })
})
