/**
 * `@adressat/queue-nats`: durable queues on NATS JetStream.
 */
export { guarantees, layerNats } from "./Nats.ts"
export type { NatsOptions } from "./Nats.ts"
