/**
 * A server that is killed without warning between taking an order and sending it, a hundred times: what it said it had
 * taken is processed once, and only that.
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, beforeAll, expect, it } from "vitest"
import { randomFrom } from "./Random.ts"
import { issuerIn, ORDERS, startServer, TAX } from "./RunServe.ts"

/** How many times; each takes about the time that the server needs to start. */
const KILLS = 100

/** How many orders are placed at once; a server is killed after each count of answers equally often, none and all among them. */
const ORDERS_EACH = 4

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "adressat-kill-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it(`loses nothing and sends nothing twice when it is killed ${KILLS} times`, async () => {
  const seed = Number(process.env["ADRESSAT_KILL_SEED"] ?? Date.now() % 1_000_000)
  process.stdout.write(`seed ${seed}: ADRESSAT_KILL_SEED repeats the moments\n`)
  const random = randomFrom(seed)
  const database = join(folder, "orders.db")
  const { args, token } = await issuerIn(folder)
  const bearer = await token({ organizationNumber: TAX, scopes: [ORDERS] })
  const start = () => startServer(["--sample-world", "--db", database, ...args])
  const place = (url: string, id: string) =>
    fetch(`${url}/notifications/api/v1/future/orders`, {
      method: "POST",
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      body: JSON.stringify({
        idempotencyId: id,
        recipient: {
          recipientOrganization: {
            orgNumber: "310000019",
            channelSchema: "Email",
            resourceId: "urn:altinn:resource:tax-report",
            emailSettings: { subject: "s", body: "b" }
          }
        }
      })
    })

  const accepted = new Map<string, string>()
  const offered = new Set<string>()
  let awaited = 0
  // How long the first and the last answer took when the last server gave all of them, so that moments fit this machine.
  let [first, last] = [0, 0]
  for (let kill = 0; kill < KILLS; kill++) {
    // The first kill, which knows no times yet, waits for all answers.
    const count = ORDERS_EACH - (kill % (ORDERS_EACH + 1))
    awaited += count
    const server = await start()
    const enough = Promise.withResolvers<void>()
    if (count === 0) enough.resolve()
    const begun = performance.now()
    const times: Array<number> = []
    const placing = Promise.all(
      Array.from({ length: ORDERS_EACH }, async (_, index) => {
        const id = `${kill}-${index}`
        offered.add(id)
        try {
          const response = await place(server.url, id)
          if (response.status !== 201) throw new Error(`status ${response.status}`)
          const { notification } = (await response.json()) as { readonly notification: { readonly shipmentId: string } }
          accepted.set(id, notification.shipmentId)
          if (times.push(performance.now() - begun) === count) enough.resolve()
        } catch (error) {
          // No answer: the order may have been taken or not.
          if (error instanceof Error && error.message.startsWith("status")) throw error
        }
      })
    )
    await Promise.race([enough.promise, placing])
    if (count === ORDERS_EACH) [first, last] = [times[0] ?? 0, times.at(-1) ?? 0]
    // Before any answer, between two of them, or while what was taken is sent.
    const span = count === 0 ? first : count === ORDERS_EACH ? last : last - first
    await new Promise((resolve) => setTimeout(resolve, random() * span))
    await server.end("SIGKILL")
    await placing
  }
  // No server ended before it was killed, and kills came both after answers and before.
  expect(accepted.size).toBeGreaterThanOrEqual(awaited)
  expect(accepted.size).toBeLessThan(offered.size)
  process.stdout.write(`${accepted.size} of ${offered.size} orders had an answer\n`)

  const server = await start()
  // Whoever had no answer asks again, and gets the order that was taken, if any was.
  for (const id of offered) {
    const response = await place(server.url, id)
    const { notification } = (await response.json()) as { readonly notification: { readonly shipmentId: string } }
    const before = accepted.get(id)
    if (before !== undefined) {
      expect(response.status).toBe(200)
      expect(notification.shipmentId).toBe(before)
    }
    accepted.set(id, notification.shipmentId)
  }
  const feed = async () => {
    const entries: Array<{ readonly sequenceNumber: number; readonly shipmentId: string; readonly status: string }> = []
    for (;;) {
      const response = await fetch(
        `${server.url}/notifications/api/v1/future/shipment/feed?seq=${entries.at(-1)?.sequenceNumber ?? 0}`,
        { headers: { authorization: `Bearer ${bearer}` } }
      )
      const page = (await response.json()) as typeof entries
      entries.push(...page)
      if (page.length === 0) return entries
    }
  }
  // A claim of a server that was killed lasts for a minute.
  await expect.poll(async () => (await feed()).length, { timeout: 300_000, interval: 1000 }).toBe(offered.size)
  const entries = await feed()
  expect(entries.map(({ shipmentId }) => shipmentId).sort()).toEqual([...accepted.values()].sort())
  expect(new Set(entries.map(({ status }) => status))).toEqual(new Set(["Order_Completed"]))
  expect(await server.end("SIGTERM")).toBe(0)

  const kept = new DatabaseSync(database, { readOnly: true })
  expect(kept.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" })
  const twice = kept
    .prepare(
      "SELECT shipment_id FROM adressat_decisions WHERE purpose = 'send' GROUP BY shipment_id HAVING COUNT(*) <> 1"
    )
    .all()
  expect(twice).toEqual([])
  const decided = kept.prepare("SELECT COUNT(*) AS count FROM adressat_decisions WHERE purpose = 'send'").get()
  expect(decided).toEqual({ count: offered.size })
  kept.close()
}, 1_200_000)
