import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { queueAddress, shownAddress, withQueue } from "../src/Queues.ts"

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

const opened = async (address: string) => {
  const done = await withQueue({ queue: address }, Effect.void)
  if (Result.isSuccess(done)) return undefined
  const { exitCode, problems } = done.failure
  return {
    exitCode,
    text: problems.map(({ allowed = [], found = "", message }) => [message, found, ...allowed].join(" "))
  }
}

describe("a queue", () => {
  it("has one of the known addresses", async () => {
    const refused = await opened("kafka://user:geheim@127.0.0.1:1")
    expect(refused).toMatchObject({ exitCode: 3, text: [expect.stringContaining("amqps://")] })
    expect(JSON.stringify(refused)).not.toContain("geheim")
  })

  it("of Service Bus has its connection string in the environment", async () => {
    expect(await opened("sb://peer")).toMatchObject({
      exitCode: 3,
      text: [expect.stringContaining("ADRESSAT_SERVICE_BUS")]
    })
  })

  it.each(["amqp", "nats", "bullmq", "redis", "postgres"])(
    "at %s:// is worth another try when nobody is there, and tells no password",
    async (scheme) => {
      const failed = await opened(`${scheme}://user:geheim@127.0.0.1:1`)
      expect(failed).toMatchObject({ exitCode: 1, text: [expect.stringContaining("127.0.0.1:1")] })
      expect(JSON.stringify(failed)).not.toContain("geheim")
    }
  )
})
