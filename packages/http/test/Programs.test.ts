import { DocumentStore, shippedRuleSet } from "@adressat/core"
import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import { makePrograms } from "../src/Programs.ts"

const publish = (owner: string, id: string, text: string, expected: number) =>
  Effect.flatMap(DocumentStore, (store) =>
    store.publish([{ kind: "rule-set", owner, id, text, author: owner, at: "2026-11-26T10:00:00Z", expected }])
  )

const run = <A, E>(effect: Effect.Effect<A, E, DocumentStore>) =>
  Effect.runPromise(effect.pipe(Effect.provide(DocumentStore.layerMemory)))

const textOf = (id: string, version: string) => JSON.stringify({ ...shippedRuleSet("strict"), id, version })

it("finds shipped rule sets without a store, and own ones by owner", async () => {
  const programs = makePrograms()
  const found = await run(
    Effect.gen(function* () {
      yield* publish("ttd", "mine", textOf("mine", "1"), 0)
      return [
        yield* programs.named("ttd", "altinn"),
        yield* programs.named("ttd", "mine"),
        yield* programs.named("skd", "mine"),
        yield* programs.named("ttd", "none")
      ]
    })
  )
  expect(found.map((program) => program?.ruleSet.id)).toStrictEqual(["altinn", "mine", undefined, undefined])
})

it("compiles a version once, and the newest as soon as it is there", async () => {
  const programs = makePrograms()
  const [first, again, next] = await run(
    Effect.gen(function* () {
      yield* publish("ttd", "mine", textOf("mine", "1"), 0)
      const one = yield* programs.named("ttd", "mine")
      const two = yield* programs.named("ttd", "mine")
      yield* publish("ttd", "mine", textOf("mine", "2"), 1)
      return [one, two, yield* programs.named("ttd", "mine")]
    })
  )
  expect(again).toBe(first)
  expect(next?.ruleSet.version).toBe("2")
})

it("keeps no more compiled than it may, those used lately", async () => {
  const programs = makePrograms(2)
  const [a, c, aAgain] = await run(
    Effect.gen(function* () {
      for (const id of ["a", "b", "c"]) yield* publish("ttd", id, textOf(id, "1"), 0)
      const first = yield* programs.named("ttd", "a")
      yield* programs.named("ttd", "b")
      yield* programs.named("ttd", "a")
      const third = yield* programs.named("ttd", "c")
      return [first, third, yield* programs.named("ttd", "a")]
    })
  )
  expect(aAgain).toBe(a)
  expect(c).not.toBe(a)
})

it("is no program where the text in the store is no rule set", async () => {
  const found = await run(
    Effect.gen(function* () {
      yield* publish("ttd", "broken", "{}", 0)
      return yield* makePrograms().named("ttd", "broken")
    })
  )
  expect(found).toBeUndefined()
})
