/**
 * `@adressat/queue-service-bus`: a driver of the queue port for Azure Service Bus.
 */
export { guarantees, layerServiceBus } from "./ServiceBus.ts"
export type { NamespaceOptions } from "./ServiceBus.ts"
