/**
 * Names of jobs and queues as BullMQ has them.
 *
 * Invariants: the same event has the same job, so that Redis itself drops it when it is published twice; events of two sources
 * have two jobs, whatever their ids are; a queue is found by its name, whatever characters that has.
 */
import { createHash } from "node:crypto"

const digest = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 22)

/** The start that the jobs of all events with an id have. */
export const jobStart = (id: string): string => `e.${digest(id)}.`

/** The job of an event. */
export const jobName = ({ id, source }: { readonly id: string; readonly source: string }): string =>
  jobStart(id) + digest(source)

/** The start of a job, or `undefined` when somebody else has named it. */
export const startOfJob = (job: string): string | undefined => /^e\.[\w-]{22}\.(?=[\w-]{22}$)/.exec(job)?.[0]

/** BullMQ parts names by colons. */
export const queueName = (queue: string): string => queue.replace(/[%:]/g, encodeURIComponent)
