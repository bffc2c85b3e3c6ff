/**
 * Tracking changes what is kept of orders after they were placed: delivery reports come in, and orders are taken back.
 *
 * Invariant: a report never brings a notification back from a final status, and a shipment that somebody else is changing
 * at the same time is looked at again.
 */
import { StoreError } from "@adressat/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { cancellation } from "./Cancellation.ts"
import type { Cancellation } from "./Cancellation.ts"
import { settled } from "./HandingOver.ts"
import { OrderStore } from "./ports/OrderStore.ts"
import type { SendingHours } from "./SendingWindow.ts"
import { mayFollow } from "./Status.ts"
import type { EmailStatus, SmsStatus } from "./Status.ts"
import { advanced } from "./TrackedShipment.ts"
import type { TrackedNotification, TrackedShipment } from "./TrackedShipment.ts"

/** What became of a message, told by whoever sent it. */
export interface DeliveryReport {
  /** The id of the message. */
  readonly notificationId: string
  /** Internal spelling. */
  readonly status: EmailStatus | SmsStatus
}

/** What came of a report: it was taken, tells nothing new, is about nothing known, or says what cannot be. */
export type ReportOutcome = "taken" | "known" | "unknown-notification" | "not-possible"

/** How often a change is tried again when somebody else was faster. */
const MOST_TRIES = 10

/** Takes delivery reports in. */
export const takeReports = (
  reports: ReadonlyArray<DeliveryReport>,
  hours?: SendingHours
): Effect.Effect<ReadonlyArray<ReportOutcome>, StoreError, OrderStore> =>
  Effect.forEach(reports, (report) => takeReport(report, hours, MOST_TRIES))

const takeReport = (
  report: DeliveryReport,
  hours: SendingHours | undefined,
  tries: number
): Effect.Effect<ReportOutcome, StoreError, OrderStore> =>
  Effect.gen(function* () {
    const store = yield* OrderStore
    const [tracked] = yield* store.find({ by: "notification", notificationIds: [report.notificationId] })
    const row = tracked?.notifications.find(({ id }) => id === report.notificationId)
    if (tracked === undefined || row === undefined) return "unknown-notification"
    if (row.status === report.status) return "known"
    if (!isPossible(row, report.status)) return "not-possible"
    const now = yield* Clock.currentTimeMillis
    const notifications = tracked.notifications.map((one) =>
      one.id === row.id ? { ...one, status: report.status, lastUpdate: now } : one
    )
    const options = hours === undefined ? {} : { hours }
    const isNewAgain = report.status === "New"
    // Whoever could not send it is given a pause, or it would go to and fro without any.
    const attempts = isNewAgain ? Math.max(1, tracked.attempts) : tracked.attempts
    const { to, ...change } = settled(tracked, notifications, now, attempts, options)
    // Whoever has claimed the shipment keeps it, and reports that keep coming put off nothing that is due earlier.
    const dueAt = isNewAgain ? earlier(to.dueAt, tracked.dueAt) : to.dueAt === null ? null : tracked.dueAt
    const [isDone = false] = yield* store.change([{ ...change, to: { ...to, dueAt } }])
    if (isDone) return "taken"
    return tries > 0 ? yield* takeReport(report, hours, tries - 1) : yield* contended()
  })

const earlier = (a: number | null, b: number | null): number | null => (a === null || b === null ? a : Math.min(a, b))

/** Whoever reports or cancels has to come again, since nothing was done. */
const contended = () =>
  Effect.fail(
    new StoreError({ reason: "Unavailable", message: "the order is being changed by too many at once; try again" })
  )

/** A report may overtake the answer to the handing over, so what may follow `Sending` may follow `New` as well. */
const isPossible = ({ channel, status }: TrackedNotification, to: EmailStatus | SmsStatus): boolean => {
  const subject = channel === "Email" ? "Email" : "SMS"
  return mayFollow(subject, status, to) || (status === "New" && mayFollow(subject, "Sending", to))
}

/** What came of a request to take an order back, with the order as it stands then, where there is one. */
export type Cancelled = Cancellation & { readonly tracked?: TrackedShipment }

/** Takes an order back. Cancelled orders have no entry in the status feed. */
export const cancelShipment = (
  creator: string,
  shipmentId: string,
  tries = MOST_TRIES
): Effect.Effect<Cancelled, StoreError, OrderStore> =>
  Effect.gen(function* () {
    const store = yield* OrderStore
    const [tracked] = yield* store.find({ by: "shipment", creator, shipmentIds: [shipmentId] })
    const now = yield* Clock.currentTimeMillis
    if (tracked === undefined) return cancellation(null, now)
    const answer = cancellation({ status: tracked.status, requestedSendTime: tracked.shipment.requestedSendTime }, now)
    if (answer.reason !== "CANCELLED") return { ...answer, tracked }
    const to = advanced(tracked, now, { status: "Cancelled", dueAt: null })
    const [isDone = false] = yield* store.change([{ from: tracked.revision, to, at: now }])
    if (isDone) return { ...answer, tracked: to }
    return tries > 0 ? yield* cancelShipment(creator, shipmentId, tries - 1) : yield* contended()
  })
