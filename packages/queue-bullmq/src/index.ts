/**
 * `@adressat/queue-bullmq`: a driver of the queue port for BullMQ, on Redis.
 */
export { guarantees, layerBullMq } from "./BullMq.ts"
export type { BullMqOptions } from "./BullMq.ts"
