/**
 * `@adressat/queue-service-bus`: a driver of the queue port for Azure Service Bus.
 */
export type { NamespaceOptions } from "./Namespace.ts"
export { guarantees, layerServiceBus } from "./ServiceBus.ts"
