/** Service Bus by the client of Azure: batches as large as they may be, and messages under a lock. */
import { ServiceBusClient } from "@azure/service-bus"
import type { ServiceBusSender } from "@azure/service-bus"
import type { BareClient } from "../BareClient.ts"
import { PREFETCH } from "../BareClient.ts"
import type { Place } from "../Broker.ts"

/** Connects. */
export const open = async ({ url }: Place): Promise<BareClient> => {
  const client = new ServiceBusClient(url)
  const senders = new Map<string, ServiceBusSender>()
  const senderOf = (queue: string): ServiceBusSender => {
    const sender = senders.get(queue) ?? client.createSender(queue)
    senders.set(queue, sender)
    return sender
  }
  return {
    publish: async (queue, messages) => {
      const sender = senderOf(queue)
      const sending: Array<Promise<void>> = []
      let batch = await sender.createMessageBatch()
      for (const { body, id } of messages) {
        const message = {
          body: Buffer.from(body),
          messageId: id,
          contentType: "application/cloudevents+json",
          applicationProperties: { "cloudEvents:id": id }
        }
        if (batch.tryAddMessage(message)) continue
        sending.push(sender.sendMessages(batch))
        batch = await sender.createMessageBatch()
        batch.tryAddMessage(message)
      }
      await Promise.all([...sending, sender.sendMessages(batch)])
    },
    consume: async (queue, handle, onSettled) => {
      const receiver = client.createReceiver(queue, { receiveMode: "peekLock", skipParsingBodyAsJson: true })
      receiver.subscribe(
        {
          processMessage: async (message) => {
            await handle?.()
            await receiver.completeMessage(message)
            onSettled()
          },
          processError: async ({ error }) => {
            throw error
          }
        },
        { maxConcurrentCalls: PREFETCH, autoCompleteMessages: false }
      )
    },
    // The queues of the peer are in the memory of its process, and go with it.
    clear: async () => {},
    remove: () => client.close()
  }
}
