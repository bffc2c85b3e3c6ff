import { DocumentSignals, DocumentStore } from "@adressat/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import { describe, expect, it } from "vitest"
import { documentFeedCases, documentFeedContract, documentStoreCases, DOCUMENTS_HINTED } from "../src/index.ts"
import type { ContractCase } from "../src/index.ts"

type Documents = DocumentStore["Service"]

/** A store in memory that hints at what is published to it, with something wrong about it. */
const hinting = (wrong: (right: Documents) => Partial<Documents> = () => ({}), hints = true) =>
  Layer.effectContext(
    Effect.gen(function* () {
      const right = yield* DocumentStore
      const hub = yield* PubSub.sliding<void>(1)
      const publish: Documents["publish"] = (publications) =>
        Effect.tap(right.publish(publications), () => (hints ? PubSub.publish(hub, undefined) : Effect.void))
      return Context.make(DocumentStore, { ...right, publish, ...wrong(right) }).pipe(
        Context.add(DocumentSignals, { changed: Stream.fromPubSub(hub) })
      )
    })
  ).pipe(Layer.provide(Layer.fresh(DocumentStore.layerMemory)))

documentFeedContract("a store in memory with hints", { empty: () => hinting() })

/** The names of the cases that are not kept. */
const brokenBy = async (cases: ReadonlyArray<ContractCase>): Promise<ReadonlyArray<string>> => {
  const broken: Array<string> = []
  for (const { name, run } of cases) await run().catch(() => broken.push(name))
  return broken
}

const feedWith = (wrong?: (right: Documents) => Partial<Documents>, hints = true) =>
  brokenBy(documentFeedCases({ empty: () => hinting(wrong, hints), patience: 500 }))

const documentCase = (start: string) => (wrong: (right: Documents) => Partial<Documents>) =>
  brokenBy(documentStoreCases({ empty: () => hinting(wrong) }).filter(({ name }) => name.startsWith(start)))

describe("a feed does not keep its contract", () => {
  it("when the store gives no hints", async () => {
    expect(await feedWith(undefined, false)).toEqual([DOCUMENTS_HINTED])
  })

  it("when the store leaves out a change, or tells one again", async () => {
    const names = [
      "tells every feed every change once and in order, while several publish",
      "goes on after the sequence number where another feed stopped"
    ]
    expect(
      await feedWith(({ changes }) => ({
        changes: (after, limit) => Effect.map(changes(after, limit), (told) => told.filter((_, index) => index !== 1))
      }))
    ).toEqual(names)
    expect(
      await feedWith(({ changes }) => ({ changes: (after, limit) => changes(Math.max(0, after - 1), limit) }))
    ).toEqual([...names, DOCUMENTS_HINTED])
  })
})

describe("a store of documents does not keep its contract", () => {
  it("when it refuses what is no rule set", async () => {
    const broken = await documentCase("keeps a text that is no rule set")(({ publish }) => ({
      publish: (publications) => publish(publications.filter(({ text }) => text !== ""))
    }))
    expect(broken).toHaveLength(1)
  })

  it("when it orders by the clock", async () => {
    const broken = await documentCase("orders by what was published")(({ read }) => ({
      read: (selection) =>
        Effect.map(Effect.all([1, 2, 3, 4, 5, 6].map((version) => read({ ...selection, version }))), (all) =>
          ["a", "b"].flatMap((id) =>
            all
              .flat()
              .filter((one) => one.id === id)
              .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
              .slice(-1)
          )
        )
    }))
    expect(broken).toHaveLength(1)
  })

  it("when it loses what one of several published", async () => {
    const broken = await documentCase("lets 20 publishers that try")(({ publish, read }) => ({
      publish: (publications) =>
        Effect.flatMap(Effect.andThen(Effect.yieldNow, publish(publications)), (outcomes) =>
          outcomes[0]?.outcome === "conflict" && publications[0] !== undefined
            ? Effect.map(read({ kind: "rule-set" }), ([document]) =>
                document === undefined ? outcomes : [{ outcome: "published" as const, document }]
              )
            : Effect.succeed(outcomes)
        )
    }))
    expect(broken).toHaveLength(1)
  })
})
