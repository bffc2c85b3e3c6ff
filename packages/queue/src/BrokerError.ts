/**
 * The errors of brokers, by whether it is of use to try again.
 */
import { QueueError } from "@adressat/orders"

/** An error worth a retry. */
export const unavailable = (message: string): QueueError => new QueueError({ reason: "Unavailable", message })

/** An error that stays until somebody does something. */
export const rejected = (message: string): QueueError => new QueueError({ reason: "Rejected", message })
