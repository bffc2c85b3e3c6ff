import { describe, expect, it } from "vitest"
import { queueAddress, shownAddress } from "../src/Queues.ts"

describe("an address of a queue", () => {
  it.each([
    ["amqps://user:p%40ss@broker.example:5671/vhost?heartbeat=5", "amqps://broker.example:5671/vhost"],
    ["nats://token@127.0.0.1:4222", "nats://127.0.0.1:4222"],
    ["redis://:p@ss@127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"],
    ["postgres://u:p@db/adressat?password=x#y", "postgres://db/adressat"],
    ["bullmq://127.0.0.1:6379", "bullmq://127.0.0.1:6379"],
    ["queues/adressat.db", "queues/adressat.db"]
  ])("is shown without what is secret: %s", (address, shown) => {
    expect(shownAddress(address)).toBe(shown)
  })

  it("is the option's, else that of the environment, else a file", () => {
    expect(queueAddress({ queue: "a.db" })).toBe("a.db")
    expect(queueAddress({})).toBe(process.env["ADRESSAT_QUEUE"] ?? "adressat-queue.db")
  })
})
