import { DatabaseSync } from "node:sqlite"
import { DocumentStore } from "@adressat/core"
import { DecisionLog, defaultRetention, Inbox, OrderStore, PersonalData, ShadowLog, StatusFeed } from "@adressat/orders"
import {
  SAMPLE_TIME,
  sampleCompletion,
  sampleDecisions,
  sampleKeyedChain,
  sampleRun,
  sampleShipment
} from "@adressat/testing"
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"
import { expect, it } from "vitest"
import { layerSqlite } from "../src/index.ts"
import { temporaryFile } from "./TemporaryFile.ts"

const publication = {
  kind: "policy",
  owner: "skd",
  id: "tax",
  text: "<Policy/>",
  author: "pipeline",
  at: "2026-11-26T03:38:24Z",
  expected: 0
} as const
const key = { creator: "ttd", kind: "chain", id: "key" } as const
const chain = sampleKeyedChain("chain", key, { notificationIds: [] })
const completed = sampleCompletion(chain.shipments[0] ?? sampleShipment(), SAMPLE_TIME)

/** Everything that the ports can be asked. */
const everything = Effect.gen(function* () {
  const documents = yield* DocumentStore
  const orders = yield* OrderStore
  const feed = yield* StatusFeed
  const log = yield* DecisionLog
  yield* documents.publish([publication, publication])
  for (const ids of [undefined, ["tax"]]) {
    for (const owner of [undefined, "skd"]) {
      for (const version of [undefined, 1]) {
        yield* documents.read({
          kind: "policy",
          ...(ids === undefined ? {} : { ids }),
          ...(owner === undefined ? {} : { owner }),
          ...(version === undefined ? {} : { version })
        })
      }
    }
  }
  yield* documents.changes(0, 10)
  yield* orders.place([{ ...chain, decisions: sampleDecisions(1) }, chain])
  yield* orders.find({ by: "shipment", creator: "ttd", shipmentIds: ["chain-0"] })
  yield* orders.find({ by: "chain", creator: "ttd", chainIds: ["chain"] })
  yield* orders.find({ by: "idempotency", key })
  yield* orders.find({ by: "reference", creator: "ttd", sendersReference: "ref" })
  yield* orders.find({ by: "due", now: SAMPLE_TIME, limit: 10 })
  yield* orders.find({ by: "notification", notificationIds: ["n"] })
  yield* orders.change([completed])
  for (const orderBy of ["Asc", "Desc"] as const) {
    for (const sequence of [0, 5]) yield* feed.read({ creator: "ttd", orderBy, sequence }, SAMPLE_TIME)
  }
  yield* log.append(sampleDecisions(2))
  yield* log.find("ttd", ["decision-0"])
  yield* log.walk({ creator: "ttd", from: 0, after: "decision-0", limit: 10 })
  const inbox = yield* Inbox
  const [decision] = sampleDecisions(1)
  const entry = {
    consumer: "worker",
    message: "message",
    at: SAMPLE_TIME,
    event: "{}",
    ...(decision === undefined ? {} : { decision }),
    shadow: sampleRun()
  }
  yield* inbox.accept([entry])
  yield* inbox.accept([entry])
  yield* inbox.unpublished("worker", SAMPLE_TIME + 1, 10)
  yield* inbox.published("worker", ["message"])
  const personal = yield* PersonalData
  const request = {
    id: "erasure",
    at: SAMPLE_TIME,
    person: { addresses: ["post@example.com"] },
    secret: "x".repeat(16)
  }
  yield* personal.erase(request)
  yield* personal.receipts({ limit: 10 })
  yield* personal.receipts({ after: "a", limit: 10 })
  yield* personal.prune({ id: "prune", now: SAMPLE_TIME, retention: defaultRetention })
  const shadows = yield* ShadowLog
  yield* shadows.read({ creator: "ttd", candidate: "candidate", from: 0, after: "decision-0", limit: 10 })
})

const statementsOn = async (file: string): Promise<ReadonlyArray<string>> => {
  const texts = new Set<string>()
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      const attribute = span.attribute.bind(span)
      span.attribute = (name, value) => {
        if (name === "db.query.text") texts.add(String(value))
        attribute(name, value)
      }
      return span
    }
  })
  await Effect.runPromise(everything.pipe(Effect.provide(layerSqlite({ file })), Effect.withTracer(tracer)))
  return [...texts].filter(
    (text) =>
      /^\s*(SELECT|UPDATE|INSERT|DELETE)/i.test(text) &&
      /adressat_(?!migrations)/.test(text) &&
      !/json_extract/.test(text)
  )
}

it("finds everything by an index, in the order that is asked for", async () => {
  const file = temporaryFile()
  const texts = await statementsOn(file)
  expect(texts.length).toBeGreaterThan(25)
  const database = new DatabaseSync(file)
  for (const text of texts) {
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all() as Array<{ readonly detail: string }>
    // All rule sets are looked at, by way of an index, for those that nobody refers to.
    if (text.includes("DELETE FROM adressat_rule_sets")) {
      expect(plan.map(({ detail }) => detail).join()).toContain("USING COVERING INDEX adressat_decisions_rule_set")
      continue
    }
    const details = plan.map(({ detail }) => detail).join("\n")
    expect(details, text).not.toMatch(/^SCAN (?!\d+-ROW VALUES)|TEMP B-TREE/m)
  }
  database.close()
})

it("tells a statement that is found by no index", async () => {
  const file = temporaryFile()
  await statementsOn(file)
  const database = new DatabaseSync(file)
  const plan = database.prepare("EXPLAIN QUERY PLAN SELECT * FROM adressat_feed ORDER BY entry").all()
  expect(plan.map(({ detail }) => detail)).toEqual(["SCAN adressat_feed", "USE TEMP B-TREE FOR ORDER BY"])
  database.close()
})
