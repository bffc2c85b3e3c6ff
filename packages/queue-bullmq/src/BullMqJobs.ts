/**
 * Messages as jobs of BullMQ: the data of a job is the event, and a dead letter is a failed job with its cause.
 *
 * Invariants: the same event has the same job, so that Redis itself drops it when it is published twice; events of two sources
 * have two jobs, whatever their ids are; a queue is found by its name, whatever characters that has.
 */
import type { DeadLetter, Delivery, FailureCause, OutgoingMessage } from "@adressat/queue"
import { UnrecoverableError } from "bullmq"
import type { Job, Queue } from "bullmq"
import { createHash } from "node:crypto"

/** BullMQ parts names by colons. */
export const queueName = (queue: string): string => queue.replace(/[%:]/g, encodeURIComponent)

const digest = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 22)

const startOf = (id: string) => `adressat.${digest(id)}.`

/** The name of the job of an event. */
export const jobName = ({ id, source }: { readonly id: string; readonly source: string }): string =>
  startOf(id) + digest(source)

/** Whether a job may be that of an event with one of the ids: it has such a name, or somebody else has named it. */
export const mayBeOf = (ids: ReadonlyArray<string>): ((job: string) => boolean) => {
  const starts = new Set(ids.map(startOf))
  return (job) => !job.startsWith("adressat.") || starts.has(job.slice(0, startOf("").length))
}

/** The job of a message; it is dropped when there was one of the same event within the window, in milliseconds. */
export const jobOf = ({ event, notBefore = 0 }: OutgoingMessage, window: number, now: number): Bulk[number] => {
  const jobId = jobName(event)
  const once = window > 0 ? { deduplication: { id: jobId, ttl: window } } : {}
  const opts = { jobId, delay: Math.max(0, notBefore - now), removeOnComplete: true, ...once }
  return { name: event.type, data: event, opts }
}

type Bulk = Parameters<Queue["addBulk"]>[0]

/** A job as a consumer gets it. Other clients of BullMQ may have added one that is no event, which is known by its own id. */
export const deliveryOf = ({ attemptsStarted: attempt, data, id = "" }: Job<unknown>): Delivery => {
  const { id: own } = Object(data) as { readonly id?: unknown }
  const body = typeof data === "string" ? data : JSON.stringify(data)
  return { id: typeof own === "string" ? own : id, body, attempt }
}

/** With what a job fails. Codes hold no colon then, so it is known where the message begins. */
export const failureOf = ({ code, message }: FailureCause): Error => {
  const failure = new UnrecoverableError(`${encodeURIComponent(code)}: ${message}`)
  failure.stack = ""
  return failure
}

/** A failed job; BullMQ itself, or another client, may have failed it. */
export const deadLetterOf = (job: Job): DeadLetter => {
  const { attempt: attempts, body, id } = deliveryOf(job)
  const [, code = "JOB_FAILED", message = job.failedReason] = /^([^\s:]+): (.*)$/s.exec(job.failedReason) ?? []
  return { id, body, cause: { code: decodeURIComponent(code), message }, attempts, at: job.finishedOn ?? job.timestamp }
}
