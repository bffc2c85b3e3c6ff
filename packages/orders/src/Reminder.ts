/**
 * A reminder is an order of its own that follows a main order: some days after it, or at a time of its own. It is sent
 * whatever became of the main order; only its own condition can stop it.
 *
 * Invariants: a delay is counted in spans of 24 hours from the requested send time of the main order, never from the last
 * reminder nor from a delivery. Source: Altinn Notifications, NotificationReminderValidator and the mapper of order chains.
 */
import { DAY } from "./Instant.ts"

/** When a reminder is due: after so many days, or at an instant. Exactly one of the two is given. */
export interface ReminderTiming {
  /** Spans of 24 hours after the main order; at least 1. */
  readonly delayDays?: number | null | undefined
  /** An instant, not before now. */
  readonly requestedSendTime?: number | null | undefined
}

/** A timing that was worked out: the instant, and the whole days after the main order. */
export interface ReminderTime {
  readonly requestedSendTime: number
  readonly delayDays: number
}

/** What is wrong with a timing: the member, as the platform names it (empty for both), and the platform's sentence. */
export interface ReminderProblem {
  readonly member: "" | "DelayDays" | "RequestedSendTime"
  readonly message: string
}

/**
 * Works out when a reminder is due. An instant of its own is kept, and the days are derived from it: whole spans of 24 hours,
 * towards zero, so that 47 hours are one day.
 */
export const reminderTime = (
  mainRequestedSendTime: number,
  timing: { readonly delayDays: number } | { readonly requestedSendTime: number }
): ReminderTime =>
  "delayDays" in timing
    ? { requestedSendTime: mainRequestedSendTime + timing.delayDays * DAY, delayDays: timing.delayDays }
    : {
        requestedSendTime: timing.requestedSendTime,
        // Adding 0 makes of a negative zero an ordinary one.
        delayDays: Math.trunc((timing.requestedSendTime - mainRequestedSendTime) / DAY) + 0
      }

/** Everything wrong with a timing at a given moment; empty when it is valid. */
export const checkReminderTiming = (
  { delayDays, requestedSendTime }: ReminderTiming,
  now: number
): ReadonlyArray<ReminderProblem> => {
  const problems: Array<ReminderProblem> = []
  if ((delayDays == null) === (requestedSendTime == null)) {
    problems.push({ member: "", message: "Either DelayDays or RequestedSendTime must be defined, but not both." })
  }
  if (delayDays != null && !(Number.isInteger(delayDays) && delayDays >= 1)) {
    problems.push({ member: "DelayDays", message: "DelayDays must be greater than or equal to 1 day." })
  }
  if (requestedSendTime != null && !(requestedSendTime >= now)) {
    problems.push({
      member: "RequestedSendTime",
      message: "RequestedSendTime must be greater than or equal to the current UTC time."
    })
  }
  return problems
}
