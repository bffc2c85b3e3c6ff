import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { DocumentStore } from "@adressat/core"
import type { StoreError } from "@adressat/core"
import { DecisionLog, OrderStore } from "@adressat/orders"
import { SAMPLE_TIME, sampleChain, sampleDecisions } from "@adressat/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { describe, expect, it, onTestFinished } from "vitest"
import { layerPostgres } from "../src/Postgres.ts"
import type { PostgresOptions, SqlStores } from "../src/Postgres.ts"
import { storeTables } from "../src/Migrations.ts"
import {
  asAdministrator,
  describePostgres,
  dropSchema,
  layerTestPostgres,
  newSchema,
  postgresUrl
} from "./PostgresServer.ts"

const publication = {
  kind: "rule-set",
  owner: "skd",
  id: "tax",
  text: "{}",
  author: "pipeline",
  at: "2026-11-26T03:38:24Z",
  expected: 0
} as const
const publish = (changes: Partial<typeof publication | { readonly expected: number; readonly text: string }> = {}) =>
  Effect.flatMap(DocumentStore, (store) => store.publish([{ ...publication, ...changes }]))
const read = Effect.flatMap(DocumentStore, (store) => store.read({ kind: "rule-set" }))
const due = Effect.flatMap(OrderStore, (store) => store.find({ by: "due", now: SAMPLE_TIME, limit: 1000 }))

const run = <A>(effect: Effect.Effect<A, unknown, SqlStores>, options: Partial<PostgresOptions> = {}): Promise<A> =>
  Effect.runPromise(Effect.provide(effect, layerTestPostgres(options), { local: true }))

/** What opening a database fails with. */
const refusalOf = (options: PostgresOptions): Promise<StoreError> =>
  Effect.runPromise(Effect.flip(Effect.provide(read, layerPostgres(options), { local: true })))

/** Runs something in a schema that several connect to, one after another or at once. */
const inSchema = async (use: (schema: string) => Promise<void>) => {
  const schema = newSchema()
  try {
    await use(schema)
  } finally {
    await dropSchema(schema)
  }
}

const withPassword = (changes: (url: URL) => void): string => {
  const url = new URL(postgresUrl)
  url.password = "hunter2secret"
  changes(url)
  return url.href
}

describe("a server that cannot be used", () => {
  it("is named where nobody listens, without the password", async () => {
    const server = createServer().listen(0, "127.0.0.1")
    await once(server, "listening")
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, "close")
    const error = await refusalOf({ url: Redacted.make(`postgres://someone:hunter2secret@127.0.0.1:${port}/x`) })
    expect(error).toMatchObject({ reason: "Unavailable" })
    expect(error.message).toContain(`127.0.0.1:${port}`)
    expect(JSON.stringify(error) + String(error)).not.toMatch(/hunter2|someone/)
  })

  it("is named where it does not answer within the time", async () => {
    const server = createServer(() => {}).listen(0, "127.0.0.1")
    await once(server, "listening")
    const { port } = server.address() as AddressInfo
    const error = await refusalOf({ url: `postgres://someone:hunter2secret@127.0.0.1:${port}/x`, connectTimeout: 50 })
    expect(error).toMatchObject({ reason: "Unavailable" })
    expect(error.message).toContain(`127.0.0.1:${port}`)
    server.close()
  })

  it.each([
    ["not a url", "hunter2secret"],
    ["another protocol", "mysql://someone:hunter2secret@localhost/x"],
    ["an unknown sslmode", "postgres://someone:hunter2secret@localhost/x?sslmode=hunter2"]
  ])("is refused with a remedy where the url is %s", async (_, url) => {
    const error = await refusalOf({ url })
    expect(error.message).toContain("postgres://user:password@host:5432/database")
    expect(error.reason).toBe("Rejected")
    expect(JSON.stringify(error) + error.message).not.toMatch(/hunter2|someone/)
  })

  it("is refused where the schema has an unusual name", async () => {
    expect(await refusalOf({ url: postgresUrl, schema: 'x"; DROP' })).toMatchObject({ reason: "Rejected" })
  })
})

describePostgres("PostgreSQL", () => {
  it("refuses an unknown database, and an unknown user, with a remedy", async () => {
    const unknown = await refusalOf({ url: withPassword((url) => (url.pathname = "/adressat_not_there")) })
    expect(unknown).toMatchObject({ reason: "Rejected" })
    expect(unknown.message).toContain("create it, or name another one")
    const user = await refusalOf({ url: withPassword((url) => (url.username = "adressat_not_there")) })
    expect(user).toMatchObject({ reason: "Rejected" })
    expect(user.message).toContain("check the user, the password")
    for (const error of [unknown, user]) {
      expect(JSON.stringify(error) + error.message).not.toMatch(/hunter2|adressat_not_there/)
    }
  })

  it("refuses tables of a newer version", async () => {
    await inSchema(async (schema) => {
      const layer = () => layerPostgres({ url: postgresUrl, schema })
      await Effect.runPromise(Effect.provide(read, layer(), { local: true }))
      await asAdministrator(
        (sql) =>
          sql`INSERT INTO ${sql(schema)}.adressat_migrations (migration_id, name) VALUES (${Object.keys(storeTables.migrations).length + 1}, 'later')`
      )
      expect(await refusalOf({ url: postgresUrl, schema })).toMatchObject({ reason: "Malformed" })
    })
  })

  it("makes its tables once, however many start at the same time", async () => {
    await inSchema(async (schema) => {
      const all = Array.from({ length: 8 }, () =>
        Effect.provide(read, layerPostgres({ url: postgresUrl, schema, maxConnections: 1 }), { local: true })
      )
      const found = await Effect.runPromise(Effect.all(all, { concurrency: "unbounded" }))
      expect(found).toEqual(all.map(() => []))
      const rows = await asAdministrator((sql) => sql`SELECT name FROM ${sql(schema)}.adressat_migrations`)
      expect(rows).toHaveLength(Object.keys(storeTables.migrations).length)
    })
  })

  it("goes on after the server has ended its connections", async () => {
    await run(
      Effect.gen(function* () {
        yield* publish()
        const ended = yield* Effect.promise(() =>
          asAdministrator(
            (sql) =>
              sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'adressat_ended'`
          )
        )
        expect(ended.length).toBeGreaterThan(0)
        // The first one may meet a connection whose end has not come through yet.
        yield* Effect.ignore(read)
        expect(yield* read).toMatchObject([{ version: 1 }])
        expect(yield* publish({ expected: 1 })).toMatchObject([{ outcome: "published" }])
      }),
      { applicationName: "adressat_ended" }
    )
  })

  it("says that somebody else has locked for too long, and does nothing", async () => {
    await inSchema(async (schema) => {
      const layer = layerPostgres({ url: postgresUrl, schema, lockTimeout: 50 })
      await Effect.runPromise(
        Effect.gen(function* () {
          yield* publish()
          const error = yield* Effect.promise(() =>
            asAdministrator((sql) =>
              sql.withTransaction(
                Effect.gen(function* () {
                  yield* sql`UPDATE ${sql(schema)}.adressat_counters SET value = value`
                  return yield* Effect.promise(() =>
                    Effect.runPromise(
                      Effect.flip(
                        Effect.provide(
                          publish({ expected: 1 }),
                          layerPostgres({ url: postgresUrl, schema, lockTimeout: 50 })
                        )
                      )
                    )
                  )
                })
              )
            )
          )
          expect(error).toMatchObject({ reason: "Unavailable" })
          expect(yield* read).toMatchObject([{ version: 1 }])
        }).pipe(Effect.provide(layer, { local: true }))
      )
    })
  })

  it("takes two that wait for each other apart, and does what both wanted", async () => {
    const one = sampleChain("one")
    const key = (id: string) => ({ placed: { key: { creator: "ttd", kind: "chain", id }, fingerprint: "f" } }) as const
    const keyed = (chain: typeof one, id: string) => ({
      ...chain,
      shipments: chain.shipments.map((shipment) => ({ ...shipment, ...key(id) }))
    })
    await run(
      Effect.gen(function* () {
        const store = yield* OrderStore
        for (let round = 0; round < 10; round++) {
          const chains = ["a", "b"].map((name) => ({ name, id: `${name}-${round}` }))
          const placing = (order: ReadonlyArray<(typeof chains)[number]>, who: string) =>
            store.place(order.map(({ id }) => keyed(sampleChain(`${who}-${id}`), id)))
          const outcomes = yield* Effect.all([placing(chains, "x"), placing(chains.toReversed(), "y")], {
            concurrency: "unbounded"
          })
          expect(outcomes.flat().filter(({ outcome }) => outcome === "placed")).toHaveLength(2)
        }
      })
    )
  }, 60_000)

  it("keeps a document of 10 MB, and one of more than the client takes by default", async () => {
    await run(
      Effect.gen(function* () {
        for (const [expected, size] of [10, 20].entries()) {
          const text = "æ".repeat(size * 500_000)
          yield* publish({ expected, text })
          const [found] = yield* read
          expect(found?.text === text).toBe(true)
        }
      })
    )
  }, 60_000)

  it("keeps every chain that it accepted, and no half of one, when a process is killed", async () => {
    await inSchema(async (schema) => {
      const program = fileURLToPath(new URL("./PlacingPostgres.ts", import.meta.url))
      const printed: Array<string> = []
      for (const [index, wanted] of [2, 5, 9].entries()) {
        const child = spawn(
          process.execPath,
          ["--conditions=@adressat/source", program, postgresUrl, schema, `run${index}`],
          { stdio: ["ignore", "pipe", "inherit"] }
        )
        let text = ""
        child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk
          if (text.split("\n").length > wanted) child.kill("SIGKILL")
        })
        onTestFinished(() => void child.kill("SIGKILL"))
        await once(child, "close")
        printed.push(...text.split("\n").slice(0, -1))
      }
      const found = await Effect.runPromise(
        Effect.gen(function* () {
          const chains = new Map<string, number>()
          for (const { chainId } of yield* due) chains.set(chainId, (chains.get(chainId) ?? 0) + 1)
          const log = yield* DecisionLog
          const decisions = yield* log.find(
            "ttd",
            [...chains.keys()].map((id) => `${id}-decision`)
          )
          expect(decisions).toHaveLength(chains.size)
          return chains
        }).pipe(Effect.provide(layerPostgres({ url: postgresUrl, schema }), { local: true }))
      )
      expect(printed.length).toBeGreaterThanOrEqual(16)
      for (const chainId of printed) expect(found.get(chainId)).toBe(4)
      expect(found.size).toBeLessThanOrEqual(printed.length + 3)
      expect([...found.values()].every((count) => count === 4)).toBe(true)
    })
  }, 240_000)

  it("undoes what was interrupted halfway, and gives the connection back", async () => {
    const chains = Array.from({ length: 300 }, (_, index) => sampleChain(`chain-${index}`))
    await run(
      Effect.gen(function* () {
        const store = yield* OrderStore
        yield* Effect.timeoutOption(store.place(chains), "20 millis")
        const found = yield* due
        expect([0, 600]).toContain(found.length)
        yield* store.place([{ ...sampleChain("after"), decisions: sampleDecisions(1) }])
        expect((yield* due).length).toBe(found.length + 2)
      }),
      { maxConnections: 1 }
    )
  })
})

describe("stores of two layers", () => {
  it("are never shared by accident", () => {
    expect(Layer.isLayer(layerPostgres({ url: postgresUrl }))).toBe(true)
    expect(layerPostgres({ url: postgresUrl })).not.toBe(layerPostgres({ url: postgresUrl }))
  })
})
