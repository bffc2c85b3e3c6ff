import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { DocumentStore, StoreError } from "@adressat/core"
import type { Publication } from "@adressat/core"
import { OrderStore } from "@adressat/orders"
import { RIVALS, SAMPLE_TIME, sampleChain, sampleChange, sampleDecisions, sampleKeyedChain } from "@adressat/testing"
import { openSqlite } from "@adressat/sql"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { describe, expect, it, vi } from "vitest"
import { layerSqlite } from "../src/index.ts"
import { storeTables } from "../src/Migrations.ts"
import { temporaryFile } from "./TemporaryFile.ts"

const publication: Publication = {
  kind: "rule-set",
  owner: "skd",
  id: "tax",
  text: "{}",
  author: "pipeline",
  at: "2026-11-26T03:38:24Z",
  expected: 0
}

const read = Effect.flatMap(DocumentStore, (store) => store.read({ kind: "rule-set" }))
const publish = (changes: Partial<Publication> = {}) =>
  Effect.flatMap(DocumentStore, (store) => store.publish([{ ...publication, ...changes }]))

const runOn = <A, E>(
  file: string,
  effect: Effect.Effect<A, E, DocumentStore | OrderStore>,
  busyTimeout?: number
): Promise<A> =>
  Effect.runPromise(
    Effect.provide(effect, layerSqlite({ file, ...(busyTimeout === undefined ? {} : { busyTimeout }) }), {
      local: true
    })
  )

const refusalOf = (file: string, busyTimeout?: number): Promise<StoreError> =>
  runOn(
    file,
    read.pipe(
      Effect.flatMap(() => Effect.die("it was opened")),
      Effect.ignore
    ),
    busyTimeout
  ).then(
    () => expect.unreachable(),
    (error: unknown) => (error instanceof StoreError ? error : expect.unreachable(String(error)))
  )

const changeTables = (file: string, ...texts: ReadonlyArray<string>) => {
  const database = new DatabaseSync(file)
  for (const text of texts) database.exec(text)
  database.close()
}

/** Two connections to one file. */
const twoOn = (file: string) => Effect.all([1, 2].map(() => Layer.build(Layer.fresh(layerSqlite({ file })))))

describe("a database", () => {
  it("is there when it is opened again", async () => {
    const file = temporaryFile()
    const published = await runOn(file, publish())
    expect(published).toMatchObject([{ outcome: "published", document: { version: 1 } }])
    const { expected: _, ...document } = publication
    expect(await runOn(file, read)).toMatchObject([{ ...document, version: 1 }])
    expect(await runOn(file, publish({ expected: 1 }))).toMatchObject([{ document: { version: 2 } }])
  })

  it("is readable by its owner alone", async () => {
    const file = temporaryFile()
    await runOn(
      file,
      Effect.andThen(
        publish(),
        Effect.sync(() => {
          for (const suffix of ["", "-wal", "-shm"]) expect(statSync(file + suffix).mode & 0o777).toBe(0o600)
        })
      )
    )
  })

  it("is on the disk before anybody is told, and sound", async () => {
    const pragmas = ["journal_mode", "synchronous", "foreign_keys", "integrity_check"] as const
    const values = await Effect.runPromise(
      Effect.scoped(
        Effect.flatMap(openSqlite({ file: temporaryFile() }, [storeTables]), ({ sql }) =>
          Effect.forEach(pragmas, (name) => Effect.map(sql.unsafe(`PRAGMA ${name}`).values, (rows) => rows[0]?.[0]))
        )
      )
    )
    expect(values).toEqual(["wal", 2, 1, "ok"])
  })

  it("is another one for each layer, also within one program", async () => {
    const both = Layer.build(layerSqlite({ file: ":memory:" }))
    await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const [one, other] = [yield* both, yield* Layer.build(layerSqlite({ file: temporaryFile() }))]
          yield* Effect.provide(publish(), one)
          expect(yield* Effect.provide(read, one)).toHaveLength(1)
          expect(yield* Effect.provide(read, other)).toHaveLength(0)
        })
      )
    )
  })

  it("keeps a rule set once, however many decisions were made by it", async () => {
    const file = temporaryFile()
    const chain = { ...sampleChain("chain"), decisions: sampleDecisions(30) }
    await runOn(
      file,
      Effect.flatMap(OrderStore, (store) => store.place([chain]))
    )
    const database = new DatabaseSync(file)
    expect(database.prepare("SELECT count(*) AS n FROM adressat_decisions").get()).toEqual({ n: 30 })
    expect(database.prepare("SELECT count(*) AS n FROM adressat_rule_sets").get()).toEqual({ n: 1 })
    database.close()
  })

  it("prepares a statement once", async () => {
    const prepare = vi.spyOn(DatabaseSync.prototype, "prepare")
    const prepared = await runOn(
      temporaryFile(),
      Effect.gen(function* () {
        const before = prepare.mock.calls.length
        for (let expected = 0; expected < 20; expected++) {
          yield* publish({ expected })
          yield* read
        }
        return prepare.mock.calls.slice(before).map(([text]) => text)
      })
    )
    prepare.mockRestore()
    expect(prepared.length).toBeGreaterThan(0)
    expect(new Set(prepared).size).toBe(prepared.length)
  })

  it("undoes what was interrupted halfway", async () => {
    const file = temporaryFile()
    const chains = Array.from({ length: 400 }, (_, index) => sampleChain(`chain-${index}`))
    const due = Effect.flatMap(OrderStore, (store) => store.find({ by: "due", now: SAMPLE_TIME, limit: 2000 }))
    await runOn(
      file,
      Effect.gen(function* () {
        const store = yield* OrderStore
        for (const turns of [1, 2, 3]) {
          const fiber = yield* Effect.forkChild(store.place(chains), { startImmediately: true })
          for (let turn = 0; turn < turns; turn++) yield* Effect.yieldNow
          yield* Fiber.interrupt(fiber)
          expect(yield* due).toEqual([])
        }
        expect(yield* store.place(chains)).toHaveLength(400)
        expect(yield* due).toHaveLength(800)
      })
    )
  })
})

describe("what cannot be opened is refused with a sentence", () => {
  it("without a name", async () => {
    expect(await refusalOf(" ")).toMatchObject({
      reason: "Rejected",
      message: "the database has no name: name a file, or :memory:"
    })
  })

  it("in a folder that does not exist", async () => {
    const file = `${temporaryFile()}/nowhere/adressat.db`
    expect(await refusalOf(file)).toMatchObject({
      reason: "Rejected",
      message: `the folder of the database "${file}" does not exist: create it, or name another file`
    })
  })

  it("that is a folder", async () => {
    const file = temporaryFile()
    mkdirSync(file)
    expect(await refusalOf(file)).toMatchObject({
      reason: "Unavailable",
      message: `the database "${file}" could not be opened: check that it is a file, and its permissions`
    })
  })

  it("that is a file and no database", async () => {
    const file = temporaryFile()
    writeFileSync(file, "# Orders\n".repeat(1000))
    expect(await refusalOf(file)).toMatchObject({
      reason: "Malformed",
      message: `the database "${file}" cannot be used: the database is damaged, or the file is no database; restore it from a backup`
    })
    expect(readFileSync(file, "utf8")).toBe("# Orders\n".repeat(1000))
  })

  it("that was written by a newer version", async () => {
    const file = temporaryFile()
    await runOn(file, publish())
    changeTables(file, "INSERT INTO adressat_migrations (migration_id, name) VALUES (99, 'tomorrow')")
    const { message, reason } = await refusalOf(file)
    expect(reason).toBe("Malformed")
    expect(message).toMatch(
      /^the database ".*" cannot be used: it was written by a newer version of adressat \(its tables have version 99, known is \d+\): upgrade adressat, or use another database$/
    )
  })

  it("that has tables of the same names", async () => {
    const file = temporaryFile()
    changeTables(file, "CREATE TABLE adressat_counters (id TEXT)")
    expect(await refusalOf(file)).toMatchObject({ reason: "Malformed" })
  })

  it("that somebody else does not let go of", async () => {
    const file = temporaryFile()
    const other = new DatabaseSync(file)
    other.exec("BEGIN EXCLUSIVE")
    expect(await refusalOf(file, 50)).toMatchObject({
      reason: "Unavailable",
      message: `the database "${file}" cannot be used: the database was locked by somebody else for too long; try again`
    })
    other.close()
    expect(await runOn(file, read)).toEqual([])
  })
})

describe("what is kept and cannot be read", () => {
  const shipments = Effect.flatMap(OrderStore, (store) =>
    store.find({ by: "chain", creator: "ttd", chainIds: ["chain"] })
  )

  it.each(["{", "null", "7", '"chain"', ""])("is malformed: %s", async (text) => {
    const file = temporaryFile()
    await runOn(
      file,
      Effect.flatMap(OrderStore, (store) => store.place([sampleChain("chain")]))
    )
    changeTables(file, `UPDATE adressat_shipments SET tracked = '${text}' WHERE place = 1`)
    const error = await runOn(file, Effect.flip(shipments))
    expect(error).toMatchObject({
      reason: "Malformed",
      message: "a shipment that is kept cannot be read; restore the database from a backup"
    })
  })
})

describe("two connections to one file", () => {
  const bothOf = <A, E>(
    file: string,
    ask: (index: number) => Effect.Effect<A, E, DocumentStore | OrderStore>
  ): Promise<ReadonlyArray<A>> =>
    Effect.runPromise(
      Effect.scoped(
        Effect.flatMap(twoOn(file), (contexts) =>
          Effect.all(
            Array.from({ length: RIVALS }, (_, index) => {
              const context = contexts[index % 2]
              return context === undefined ? Effect.die("no connection") : Effect.provide(ask(index), context)
            }),
            { concurrency: "unbounded" }
          )
        )
      )
    )

  it("make the tables once", async () => {
    const file = temporaryFile()
    const opened = await Promise.all(Array.from({ length: 8 }, () => runOn(file, read)))
    expect(opened).toEqual(Array.from({ length: 8 }, () => []))
  })

  it("have one winner among publishers", async () => {
    const outcomes = (await bothOf(temporaryFile(), (index) => publish({ text: `${index}` }))).flat()
    expect(outcomes.filter(({ outcome }) => outcome === "published")).toHaveLength(1)
    expect(outcomes.filter((one) => one.outcome === "conflict" && one.head === 1)).toHaveLength(RIVALS - 1)
  })

  it("have one winner among chains with the same key", async () => {
    const key = { creator: "ttd", kind: "chain", id: "key" } as const
    const file = temporaryFile()
    const outcomes = (
      await bothOf(file, (index) =>
        Effect.flatMap(OrderStore, (store) => store.place([sampleKeyedChain(`chain-${index}`, key)]))
      )
    ).flat()
    expect(outcomes.filter(({ outcome }) => outcome === "placed")).toHaveLength(1)
    const first = await runOn(
      file,
      Effect.flatMap(OrderStore, (store) => store.find({ by: "due", now: SAMPLE_TIME, limit: 100 }))
    )
    expect(first).toHaveLength(2)
    for (const one of outcomes) if (one.outcome === "replayed") expect(one.first).toEqual(first)
  })

  it("have one winner among changes", async () => {
    const file = temporaryFile()
    const chain = sampleChain("chain", { reminders: 0 })
    const [tracked] = chain.shipments
    if (tracked === undefined) return expect.unreachable()
    await runOn(
      file,
      Effect.flatMap(OrderStore, (store) => store.place([chain]))
    )
    const outcomes = await bothOf(file, (index) =>
      Effect.flatMap(OrderStore, (store) => store.change([sampleChange(tracked, { attempts: index })]))
    )
    expect(outcomes.flat().filter((isDone) => isDone)).toHaveLength(1)
  })

  it("place everything that either is given", async () => {
    const file = temporaryFile()
    await bothOf(file, (index) =>
      Effect.flatMap(OrderStore, (store) =>
        Effect.forEach([0, 1, 2, 3, 4], (more) =>
          store.place([sampleChain(`chain-${index}-${more}`, { reminders: 0 })])
        )
      )
    )
    const due = Effect.flatMap(OrderStore, (store) => store.find({ by: "due", now: SAMPLE_TIME, limit: 1000 }))
    expect(await runOn(file, due)).toHaveLength(RIVALS * 5)
  })
})
