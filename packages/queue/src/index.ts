/**
 * `@adressat/queue`: the port of durable queues, what all drivers of it share, and the worker that decides orders from a
 * queue. The drivers are packages of their own.
 */
export { DeadLetters, MessageQueue, outgoingText, QueueError } from "@adressat/orders"
export type {
  DeadLetter,
  DeadLetterSelection,
  Delivery,
  FailureCause,
  OutgoingMessage,
  QueueGuarantees,
  RetryPolicy
} from "@adressat/orders"
export { rejected, unavailable } from "./BrokerError.ts"
export { brokerUrl } from "./BrokerUrl.ts"
export type { Client, ClientSubscription, Connection, Receiver } from "./Client.ts"
export { layerOfClient } from "./ClientLayer.ts"
export type { QueueLayer } from "./ClientLayer.ts"
export { makeMessageQueue } from "./Consumption.ts"
export type { Driver, Subscription, SubscriptionOptions, Taken } from "./Driver.ts"
export { layerOfDriver } from "./DriverLayer.ts"
export { fingerprint, messageIdOf } from "./MessageId.ts"
export { layerMemory } from "./Memory.ts"
export { onceEach } from "./Once.ts"
export {
  DECISION_EVENT,
  ORDER_EVENT,
  orderEvent,
  readOrderEvent,
  REFUSAL_EVENT,
  UNDECIDED_EVENT
} from "./OrderEvent.ts"
export type {
  DecisionData,
  OrderData,
  OrderEventOptions,
  OrderReference,
  ReadOrderEvent,
  RefusalData,
  UndecidedData
} from "./OrderEvent.ts"
export { ORDER_INBOX } from "./OrderWork.ts"
export type { OrderOutcome, OrderWorkOptions } from "./OrderWork.ts"
export { defaultQueues, handleOrders, relay, runWorker } from "./Worker.ts"
export type { WorkedBatch, WorkerOptions } from "./Worker.ts"
