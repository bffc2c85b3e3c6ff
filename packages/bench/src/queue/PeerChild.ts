/** The peer that stands for Service Bus in the tests of its driver, in a process of its own; its queues are in memory. */

/** What this suite needs of the peer. */
interface PeerModule {
  readonly startServiceBusPeer: () => Promise<{ readonly connectionString: () => string }>
}

const peer = new URL("test/peer/ServiceBusPeer.ts", import.meta.resolve("@adressat/queue-service-bus/package.json"))
const { startServiceBusPeer } = (await import(peer.href)) as PeerModule
const { connectionString } = await startServiceBusPeer()
process.on("disconnect", () => process.exit(0))
process.send?.(connectionString())
