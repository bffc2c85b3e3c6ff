import { defaultQueues, orderEvent } from "@adressat/queue"
import { DeadLetters, MessageQueue } from "@adressat/orders"
import type { DeadLetter, QueueError } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "vitest"
import { withQueue } from "../src/Queues.ts"
import type { QueuePorts } from "../src/Queues.ts"
import { adressat, demoFolder, folderOf } from "./RunCli.ts"
import type { RunOptions } from "./RunCli.ts"
import { keepWorker } from "./RunWorker.ts"

const PATIENCE = 90_000

/** The orders of the demo, one a line, without the one whose sources never answer. */
const demoLines = async (): Promise<string> => {
  const names = (await readdir(join(demoFolder, "orders"))).filter((name) => !name.startsWith("11")).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(demoFolder, "orders", name), "utf8")))
  return texts.map((text) => JSON.stringify(JSON.parse(text))).join("\n")
}
const unanswered = join(demoFolder, "orders/11-decision-unavailable.json")

/** Commands in a folder of their own, where queue and database are files. */
const commandsIn =
  (cwd: string) =>
  (args: ReadonlyArray<string>, options: RunOptions = {}) =>
    adressat(args, { cwd, ...options })

/** Does something with the queue in a folder, beside the worker. */
const useQueue = async <A>(folder: string, use: Effect.Effect<A, QueueError, QueuePorts>): Promise<A> =>
  Result.getOrThrow(await withQueue({ queue: join(folder, "adressat-queue.db") }, use))

const eventOf = (id: string) =>
  orderEvent({
    id,
    source: "/tax",
    creator: "tax",
    order: { channel: "Email", recipients: [{ organizationNumber: "310000019" }] }
  })

/** Waits until the dead letters are as they should be. */
const until = (folder: string, are: (letters: ReadonlyArray<DeadLetter>) => boolean): Promise<void> =>
  useQueue(
    folder,
    Effect.gen(function* () {
      const letters = yield* DeadLetters
      for (
        const deadline = Date.now() + PATIENCE * 0.7;
        !are(yield* letters.find(defaultQueues.orders, { limit: 10 }));
      ) {
        if (Date.now() > deadline) throw new Error("the dead letters are not as they should be")
        yield* Effect.sleep(100)
      }
    })
  )

const jsonLines = (text: string) =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map(
      (line) =>
        JSON.parse(line) as { readonly type: string; readonly data: { readonly order: { readonly id: string } } }
    )

describe("adressat worker and adressat queue", () => {
  it(
    "decide what is published, give up what cannot be decided, and let it be tried again",
    { timeout: PATIENCE * 2 },
    async () => {
      await using folder = await folderOf({ "orders.ndjson": await demoLines() })
      const command = commandsIn(folder.path)

      const published = await command(["queue", "publish", "orders.ndjson", "--creator", "tax"])
      expect(published).toMatchObject({ code: 0, stderr: "" })
      expect(published.stdout).toBe("10 orders were published to adressat.orders at adressat-queue.db.\n")
      const again = await command(["queue", "publish", "-", "--creator", "tax"], { stdin: await demoLines() })
      expect(again.code).toBe(0)
      expect((await command(["queue", "publish", unanswered, "--creator", "tax"])).code).toBe(0)

      await using worker = keepWorker(
        ["--sample-world", "--retries", "100ms", "--candidate", "strict"],
        {},
        folder.path
      )
      await worker.started
      await until(folder.path, (letters) => letters.length === 1)
      const decisions = await command(["queue", "decisions", "--limit", "11"])
      expect(decisions.stderr).toBe("")
      const events = jsonLines(decisions.stdout)
      expect(events.map(({ type }) => type).sort()).toEqual([
        ...Array.from({ length: 10 }, () => "no.adressat.decision"),
        "no.adressat.order.undecided"
      ])
      expect(new Set(events.map(({ data }) => data.order.id)).size).toBe(11)
      expect(decisions.stdout).not.toMatch(/"\d{11}"|nordby|example\.com/i)
      // A further one would be of an order that was decided twice.
      expect((await command(["queue", "decisions"])).stdout).toBe("")
      expect(await worker.stop()).toBe(0)
      expect(worker.printed()).toMatch(
        /Works on adressat\.orders at adressat-queue\.db; decisions go to adressat\.decisions\n/
      )
      expect(worker.printed()).toMatch(/decided 10\b.*undecided 1\b/)

      const shadow = await command("shadow report --candidate strict --creator tax".split(" "))
      expect(shadow.stdout).toContain("10 decisions of tax, decided beside those of the rules in force")

      const list = await command(["queue", "dead", "list"])
      expect(list.stdout).toMatch(
        /^age +attempts +cause +id\n\d+ s +2 +SOURCES_UNAVAILABLE +11-decision-unavailable\n$/
      )
      const shown = await command(["queue", "dead", "show", "11-decision-unavailable"])
      expect(JSON.parse(shown.stdout)).toMatchObject({
        cause: { code: "SOURCES_UNAVAILABLE" },
        attempts: 2,
        event: { type: "no.adressat.order", data: { creator: "tax", order: { recipients: [{}] } } }
      })
      const unknown = await command(["queue", "dead", "retry", "11-decision-unavailable", "no-such-id"])
      expect(unknown.stdout).toBe("1 dead letter was retried.\n")
      expect(unknown.code).toBe(3)
      expect(unknown.stderr.replaceAll(/\s+/g, " ")).toContain("no dead letter has this id")
      expect((await command(["queue", "dead", "list"])).stdout).toBe("There are no dead letters.\n")
    }
  )

  it("remove dead letters only when it is said twice", { timeout: PATIENCE }, async () => {
    await using folder = await folderOf({})
    const command = commandsIn(folder.path)
    expect((await command(["queue", "publish", unanswered, "--creator", "tax"])).code).toBe(0)
    await using worker = keepWorker(["--sample-world", "--retries", ""], {}, folder.path)
    await until(folder.path, (letters) => letters.length === 1)
    await worker.stop()
    const refused = await command(["queue", "dead", "remove", "--all"])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain("add --yes")
    expect((await command(["queue", "dead", "remove", "--all", "--cause", "OTHER", "--yes"])).stdout).toBe(
      "0 dead letters were removed.\n"
    )
    expect((await command(["queue", "dead", "remove", "--all", "--yes"])).stdout).toBe("1 dead letter was removed.\n")
    expect((await command(["queue", "dead", "list"])).stdout).toBe("There are no dead letters.\n")
    expect((await command(["queue", "dead", "show", "x"])).code).toBe(3)
    expect((await command(["queue", "dead", "retry"])).code).toBe(2)
    expect((await command(["queue", "dead", "retry", "x", "--cause", "y"])).code).toBe(2)
  })

  it("decide no order before its time", { timeout: PATIENCE }, async () => {
    await using folder = await folderOf({ "orders.ndjson": await demoLines() })
    const command = commandsIn(folder.path)
    const at = new Date(Date.now() + 3_600_000).toISOString()
    expect((await command(["queue", "publish", "orders.ndjson", "--creator", "tax", "--at", at])).code).toBe(0)
    const soon = { channel: "Email", recipients: [{ organizationNumber: "310000019" }] }
    const published = await command(["queue", "publish", "-", "--creator", "tax"], { stdin: JSON.stringify(soon) })
    expect(published.code).toBe(0)
    await using worker = keepWorker(["--sample-world"], {}, folder.path)
    const decisions = await command(["queue", "decisions", "--limit", "1", "--follow"])
    expect(jsonLines(decisions.stdout)).toHaveLength(1)
    expect(await worker.stop()).toBe(0)
    expect((await command(["queue", "decisions"])).stdout).toBe("")
  })

  it("publish nothing of a file in which something is wrong, unless it is said", { timeout: PATIENCE }, async () => {
    const bad = `${await demoLines()}\n{"channel":"Fax"}\n`
    await using folder = await folderOf({ "orders.ndjson": bad })
    const command = commandsIn(folder.path)
    const nothing = await command(["queue", "publish", "orders.ndjson", "--creator", "tax"])
    expect(nothing).toMatchObject({ code: 3, stdout: "" })
    expect(nothing.stderr).toContain("orders.ndjson:11:")
    expect(nothing.stderr).toContain("Nothing was published")
    const rest = await command(["queue", "publish", "orders.ndjson", "--creator", "tax", "--skip-bad"])
    expect(rest.code).toBe(3)
    expect(rest.stdout).toContain("10 orders were published")
  })
})

describe("adressat worker", () => {
  it("says everything that is wrong with what it is asked for, at once", async () => {
    const { code, stderr } = await adressat(
      "worker --rules altin --candidate stric --batch 0 --concurrency x --retries 5 --queue kafka://x".split(" ")
    )
    expect(code).toBe(3)
    const text = stderr.replaceAll(/\s+/g, " ")
    expect(text).toContain("name a folder with --world <folder>, or take the invented one with --sample-world")
    expect(text).toContain("did you mean altinn?")
    expect(text).toContain("did you mean strict?")
    expect(text).toContain("a whole number from 1 to 1000 is expected")
    expect(text).toContain("a whole number from 1 to 64 is expected")
    expect(text).toContain("durations with units")
  })

  it("ends with 1 when no broker is there, and tells no password", async () => {
    await using folder = await folderOf({})
    const { code, stderr, stdout } = await adressat(["worker", "--sample-world"], {
      cwd: folder.path,
      env: { ADRESSAT_QUEUE: "redis://user:geheim@127.0.0.1:1" }
    })
    expect(code).toBe(1)
    expect(stderr).toContain("127.0.0.1:1")
    expect(stderr + stdout).not.toContain("geheim")
  })

  it("has the queues of the package where nothing else is said", async () => {
    const { stdout } = await adressat(["worker", "--help"])
    expect(stdout).toContain(`"${defaultQueues.orders}"`)
    expect(stdout).toContain(`"${defaultQueues.decisions}"`)
  })

  it(
    "finishes what it has begun when it is stopped; stopped twice it ends at once and loses nothing",
    async () => {
      await using folder = await folderOf({})
      const args = ["--sample-world", "--lock", "1s"]
      const publish = (id: string) =>
        useQueue(
          folder.path,
          Effect.flatMap(MessageQueue, (port) => port.publish(defaultQueues.orders, [{ event: eventOf(id) }]))
        )
      /** Until an order is in the works: it was taken and cannot be kept, since the database is locked. */
      const begun = async () => {
        const queue = new DatabaseSync(join(folder.path, "adressat-queue.db"), { readOnly: true })
        const taken = queue.prepare("SELECT COUNT(*) AS count FROM adressat_messages WHERE acquired_by IS NOT NULL")
        await expect.poll(() => taken.get(), { timeout: PATIENCE, interval: 20 }).toEqual({ count: 1 })
        queue.close()
      }
      const locked = () => {
        const database = new DatabaseSync(join(folder.path, "adressat.db"))
        database.exec("BEGIN IMMEDIATE")
        return database
      }

      await using patient = keepWorker(args, {}, folder.path)
      await patient.started
      const first = locked()
      await publish("first")
      await begun()
      const stopping = patient.stop()
      await expect.poll(patient.printed, { timeout: PATIENCE, interval: 20 }).toContain("Stops when")
      first.close()
      expect(await stopping).toBe(0)

      await using hasty = keepWorker(args, {}, folder.path)
      await hasty.started
      const second = locked()
      await publish("second")
      await begun()
      const stopped = hasty.stop()
      await expect.poll(hasty.printed, { timeout: PATIENCE, interval: 20 }).toContain("Stops when")
      expect(await hasty.stop()).toBe(null)
      expect(await stopped).toBe(null)
      second.close()

      await using next = keepWorker(args, {}, folder.path)
      const { stdout } = await commandsIn(folder.path)(["queue", "decisions", "--limit", "2", "--follow"])
      expect(jsonLines(stdout).map(({ data }) => data.order.id)).toEqual(["first", "second"])
      expect(await next.stop()).toBe(0)
    },
    PATIENCE
  )

  it("takes what is not an order to the dead letters, and works on", { timeout: PATIENCE }, async () => {
    await using folder = await folderOf({})
    const good = eventOf("good")
    const bad = { ...good, id: "bad", data: { creator: "tax", order: { channel: "Fax" } } }
    await useQueue(
      folder.path,
      Effect.flatMap(MessageQueue, (port) => port.publish(defaultQueues.orders, [{ event: bad }, { event: good }]))
    )
    await using worker = keepWorker(["--sample-world"], {}, folder.path)
    const { stdout } = await commandsIn(folder.path)(["queue", "decisions", "--limit", "2", "--follow"])
    expect(
      jsonLines(stdout)
        .map(({ data, type }) => `${data.order.id} ${type}`)
        .sort()
    ).toEqual(["bad no.adressat.order.refused", "good no.adressat.decision"])
    await until(folder.path, (letters) =>
      letters.some(({ cause, id }) => cause.code === "ORDER_REFUSED" && id === "bad")
    )
    expect(await worker.stop()).toBe(0)
  })
})
