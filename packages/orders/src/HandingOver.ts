/**
 * Handing over gives the notifications of a processed shipment to the dispatch: e-mails at once, SMS when their window is
 * open, nothing after its expiry.
 *
 * Invariants: a notification keeps its id however often it is handed over; one that is not handed over before it expires,
 * or not heard of again, fails visibly (`Failed_TTL`). The status `Sending` between `New` and what the dispatch answers is
 * passed through without being kept. Source: Altinn Notifications, the functions that claim and terminate rows.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { GRACE, isGivenUp, isSendable } from "./Expiry.ts"
import { fillPlaceholders, partsWithPlaceholders } from "./Placeholder.ts"
import type { RegisteredName } from "./Placeholder.ts"
import { Dispatch } from "./ports/Dispatch.ts"
import type { Handover, Message } from "./ports/Dispatch.ts"
import type { ShipmentChange } from "./ports/OrderStore.ts"
import { RegisteredNames } from "./ports/RegisteredNames.ts"
import type { NameRequest } from "./ports/RegisteredNames.ts"
import { delayUntilExpiry } from "./Retry.ts"
import type { RetryPolicy } from "./Retry.ts"
import { maySend, nextOpening } from "./SendingWindow.ts"
import type { SendingHours, SendingTimePolicy } from "./SendingWindow.ts"
import type { Shipment } from "./Shipment.ts"
import { mayFollow } from "./Status.ts"
import { advanced, feedEntryOf, isFinalNotification } from "./TrackedShipment.ts"
import type { TrackedNotification, TrackedShipment } from "./TrackedShipment.ts"

/** How notifications are handed over. */
export interface HandingOverOptions {
  readonly hours?: SendingHours
  readonly retries?: RetryPolicy
}

/** What came of handing over: which notifications were to be, and what the dispatch answered, by id. */
export interface HandedOver {
  readonly offered: ReadonlySet<string>
  readonly answers: ReadonlyMap<string, Handover["status"]>
}

/** Hands over what may be handed over now, and says how the shipment stands after it. */
export const handOver = Effect.fnUntraced(function* (tracked: TrackedShipment, options: HandingOverOptions) {
  const handed = yield* offer(tracked, Effect.succeed(tracked), options)
  return afterHandover(tracked, handed, yield* Clock.currentTimeMillis, options)
})

/**
 * Hands over what may be handed over now. `again` gives the shipment as it stands once its messages are ready, which may
 * take the register of names a while, or nothing if somebody else has gone on with it.
 */
export const offer = Effect.fnUntraced(function* <E, R>(
  tracked: TrackedShipment,
  again: Effect.Effect<TrackedShipment | undefined, E, R>,
  { hours }: HandingOverOptions
) {
  const { shipment } = tracked
  const policy = policyOf(shipment)
  const readyAt = (now: number, rows: ReadonlyArray<TrackedNotification>) =>
    rows.filter(
      ({ channel, expiry, status }) =>
        status === "New" && isSendable(expiry, now) && (channel === "Email" || maySend(policy, now, hours))
    )
  const wanted = readyAt(yield* Clock.currentTimeMillis, tracked.notifications)
  const offered = new Set(wanted.map(({ id }) => id))
  const nothing: HandedOver = { offered, answers: new Map() }
  if (wanted.length === 0) return nothing
  const request = nameRequest(shipment, wanted)
  const names = request === undefined ? [] : yield* namesFor(request)
  if (names === undefined) return nothing
  const current = request === undefined ? tracked : yield* again
  const ready = readyAt(yield* Clock.currentTimeMillis, current?.notifications ?? []).filter(({ id }) =>
    offered.has(id)
  )
  if (ready.length === 0) return nothing
  const messages = ready.map((row) => messageOf(shipment, row, names))
  const handovers = yield* (yield* Dispatch).send(messages).pipe(Effect.catch(() => Effect.succeed([])))
  return { offered, answers: new Map(handovers.map(({ id, status }) => [id, status])) } satisfies HandedOver
})

/** The change to a shipment that the answers of the dispatch make; one that was not handed over in time fails. */
export const afterHandover = (
  tracked: TrackedShipment,
  { answers, offered }: HandedOver,
  now: number,
  options: HandingOverOptions
): ShipmentChange => {
  const notifications = tracked.notifications.map((row) => {
    const status = answers.get(row.id)
    return status !== undefined && isAnswer(row, status) ? { ...row, status, lastUpdate: now } : expire(row, now)
  })
  const isLeft = notifications.some(({ id, status }) => status === "New" && offered.has(id))
  return settled(tracked, notifications, now, isLeft ? tracked.attempts + 1 : 0, options)
}

/** The change to a shipment whose notifications stand as given: completed when all are final, and otherwise due again. */
export const settled = (
  tracked: TrackedShipment,
  notifications: ReadonlyArray<TrackedNotification>,
  now: number,
  attempts: number,
  { hours, retries }: HandingOverOptions
): ShipmentChange => {
  const isDone = notifications.every(isFinalNotification)
  const policy = policyOf(tracked.shipment)
  const times = notifications.flatMap((row) => {
    if (isFinalNotification(row)) return []
    if (row.status !== "New") return [row.expiry + GRACE + 1]
    if (row.channel === "Sms" && !maySend(policy, now, hours)) {
      return [Math.min(nextOpening(policy, now, hours) ?? row.expiry + 1, row.expiry + 1)]
    }
    return [Math.min(now + (attempts === 0 ? 0 : delayUntilExpiry(attempts, retries)), row.expiry + 1)]
  })
  const to = advanced(tracked, now, {
    status: isDone ? "Completed" : "Processed",
    dueAt: isDone ? null : Math.min(...times),
    attempts,
    notifications
  })
  const entry = feedEntryOf(to)
  return { from: tracked.revision, to, at: now, ...(entry === undefined ? {} : { entry }) }
}

const policyOf = ({ sms, type }: Shipment): SendingTimePolicy | null =>
  type === "Instant" ? "Anytime" : (sms?.sendingTimePolicy ?? null)

/** A notification that was not handed over in time, or not heard of again. */
const expire = (row: TrackedNotification, now: number): TrackedNotification => {
  if (isFinalNotification(row)) return row
  const isOver = row.status === "New" ? !isSendable(row.expiry, now) : isGivenUp(row.expiry, now)
  return isOver ? { ...row, status: "Failed_TTL", lastUpdate: now } : row
}

/** Whether a dispatch may answer this to a new notification. */
const isAnswer = (row: TrackedNotification, status: Handover["status"]): boolean =>
  row.status === "New" &&
  (status === "Sending" || mayFollow(row.channel === "Email" ? "Email" : "SMS", "Sending", status))

/** Whose names the texts of these notifications need, if anybody's. */
const nameRequest = ({ email, sms }: Shipment, rows: ReadonlyArray<TrackedNotification>): NameRequest | undefined => {
  const parts = partsWithPlaceholders({
    ...(rows.some(({ channel }) => channel === "Email") ? { subject: email?.subject, emailBody: email?.body } : {}),
    ...(rows.some(({ channel }) => channel === "Sms") ? { smsBody: sms?.body } : {})
  })
  const distinct = (numbers: ReadonlyArray<string | undefined>) => [
    ...new Set(numbers.filter((number) => number !== undefined))
  ]
  const organizationNumbers = distinct(rows.map((row) => row.organizationNumber))
  const nationalIdentityNumbers = distinct(rows.map((row) => row.nationalIdentityNumber))
  return parts.length === 0 || organizationNumbers.length + nationalIdentityNumbers.length === 0
    ? undefined
    : { organizationNumbers, nationalIdentityNumbers }
}

/** The names for the placeholders; `undefined` when the register does not answer, so that it is for the next time. */
const namesFor = Effect.fnUntraced(function* (request: NameRequest) {
  return yield* (yield* RegisteredNames).lookup(request).pipe(Effect.catch(() => Effect.succeed(undefined)))
})

const messageOf = (
  { creator, email, sms }: Shipment,
  row: TrackedNotification,
  names: ReadonlyArray<RegisteredName>
): Message => {
  const filled = (text: string | undefined) => fillPlaceholders(text ?? "", row, names)
  const common = { id: row.id, creator, to: row.to, expiry: row.expiry }
  return row.channel === "Email"
    ? {
        ...common,
        channel: "Email",
        subject: filled(email?.subject),
        body: filled(email?.body),
        contentType: email?.contentType ?? "Plain",
        ...(email?.sender === undefined ? {} : { sender: email.sender })
      }
    : {
        ...common,
        channel: "Sms",
        body: filled(sms?.body),
        contentType: "Plain",
        ...(sms?.sender === undefined ? {} : { sender: sms.sender })
      }
}
