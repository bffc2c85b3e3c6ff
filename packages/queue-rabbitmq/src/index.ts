/**
 * `@adressat/queue-rabbitmq`: durable queues on RabbitMQ.
 */
export { guarantees, layerRabbitMq } from "./RabbitMq.ts"
export type { RabbitMqOptions } from "./RabbitMq.ts"
