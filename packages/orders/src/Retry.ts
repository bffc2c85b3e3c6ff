/**
 * When an order is tried again after sources or the dispatch did not answer: soon a few times, then less often, and not for
 * ever. The platform goes on without end and leaves orders behind that nobody sees; here the last attempt ends the order
 * in a state that is told.
 *
 * Source: Altinn Notifications, retry policy of its queues (CooldownDelaysMs, ScheduleDelaysMs).
 */

/** The delays before each further attempt, in milliseconds. */
export interface RetryPolicy {
  /** Default 1, 5 and 10 seconds, then 1, 2 and 2 minutes. */
  readonly delays: ReadonlyArray<number>
}

/** The platform's delays. */
export const platformRetries: RetryPolicy = { delays: [1000, 5000, 10_000, 60_000, 120_000, 120_000] }

/** The delay before the next attempt after so many that failed, or `undefined` when there is none. */
export const delayAfter = (attempts: number, { delays }: RetryPolicy = platformRetries): number | undefined =>
  delays[attempts - 1]

/** The same for what is tried until it expires: the last delay again and again. */
export const delayUntilExpiry = (attempts: number, { delays }: RetryPolicy = platformRetries): number =>
  delays[attempts - 1] ?? delays.at(-1) ?? 60_000
