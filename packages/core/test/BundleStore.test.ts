import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { generateKeyPairSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import {
  bundleVersions,
  DocumentStore,
  makeBundle,
  promoteBundle,
  publishBundle,
  readBundles,
  readPrivateKey,
  readPublicKey,
  rollBackBundle,
  shippedRuleSet,
  signBundle,
  writeBundle
} from "../src/index.ts"
import type { Bundle } from "../src/index.ts"

const by = { owner: "skd", author: "skd", at: "2026-11-26T10:00:00Z" }
const bundleOf = (version: string, owner = "skd"): Bundle =>
  Result.getOrThrow(
    makeBundle(owner, [
      { kind: "rule-set", id: "own", text: JSON.stringify({ ...shippedRuleSet("altinn"), id: "own", version }) },
      { kind: "policy", id: "tax", text: `<Policy Version="${version}"/>` }
    ])
  )
const [first, second, third] = [bundleOf("1"), bundleOf("2"), bundleOf("3")]

const run = <A, E>(effect: Effect.Effect<A, E, DocumentStore>) =>
  Effect.runPromise(Effect.provide(effect, Layer.fresh(DocumentStore.layerMemory)))

/** Publishes a text as it is, as somebody does who does not look. */
const publishText = (id: "active" | "candidate", text: string, expected: number) =>
  Effect.flatMap(DocumentStore, (store) => store.publish([{ kind: "bundle", id, text, expected, ...by }]))

const read = (options: Partial<Parameters<typeof readBundles>[0]> = {}) =>
  Effect.map(readBundles({ owner: "skd", ...options }), ({ active, candidate, refused }) => ({
    active: active === undefined ? undefined : [active.version, active.ruleSet?.version, active.policies[0]?.text],
    candidate: candidate === undefined ? undefined : [candidate.version, candidate.ruleSet?.version],
    refused: refused.map(({ error, slot, version }) => `${slot} ${version} ${error.reason}`)
  }))

const nothing = { active: undefined, candidate: undefined, refused: [] }

describe("the bundles in force", () => {
  it("are none to begin with, and then the newest of each slot, with all that is in it", () =>
    run(
      Effect.gen(function* () {
        expect(yield* read()).toEqual(nothing)
        yield* publishBundle("active", first, by)
        yield* publishBundle("candidate", second, by)
        expect(yield* read()).toEqual({
          active: [1, "1", '<Policy Version="1"/>'],
          candidate: [1, "2"],
          refused: []
        })
        yield* publishBundle("active", third, by)
        expect((yield* read()).active).toEqual([2, "3", '<Policy Version="3"/>'])
        expect(yield* read({ owner: "nav" })).toEqual(nothing)
      })
    ))

  it("have no candidate once it is promoted, and one again once that is rolled back", () =>
    run(
      Effect.gen(function* () {
        expect(yield* promoteBundle(by)).toEqual({ outcome: "missing" })
        yield* publishBundle("active", first, by)
        yield* publishBundle("candidate", second, by)
        expect(yield* promoteBundle(by)).toMatchObject({ outcome: "published", document: { version: 2 } })
        expect(yield* read()).toMatchObject({ active: [2, "2", '<Policy Version="2"/>'], candidate: undefined })
        expect(yield* rollBackBundle(by)).toMatchObject({ outcome: "published", document: { version: 3 } })
        expect(yield* read()).toMatchObject({ active: [3, "1", '<Policy Version="1"/>'], candidate: [1, "2"] })
      })
    ))

  it("are rolled back to any version, byte for byte, by a new one", () =>
    run(
      Effect.gen(function* () {
        expect(yield* rollBackBundle(by)).toEqual({ outcome: "missing" })
        for (const bundle of [first, second, third]) yield* publishBundle("active", bundle, by)
        expect(yield* rollBackBundle(by, 1)).toMatchObject({
          document: { version: 4, text: writeBundle(first) }
        })
        for (const gone of [0, -1, 5]) expect(yield* rollBackBundle(by, gone)).toEqual({ outcome: "missing" })
        const versions = yield* bundleVersions("skd", "active")
        expect(versions.map(({ text, version }) => [version, text === writeBundle(first)])).toEqual([
          [4, true],
          [3, false],
          [2, false],
          [1, true]
        ])
        expect(yield* bundleVersions("skd", "candidate")).toEqual([])
      })
    ))

  it("stay the last good ones when a newer one cannot be read, is another owner's, or is not what it says", () =>
    run(
      Effect.gen(function* () {
        yield* publishBundle("active", first, by)
        yield* publishText("active", "{", 1)
        yield* publishText("active", writeBundle(bundleOf("4", "nav")), 2)
        yield* publishText("active", writeBundle({ ...second, id: first.id }), 3)
        expect(yield* read()).toMatchObject({
          active: [1, "1", '<Policy Version="1"/>'],
          refused: ["active 4 OtherContent", "active 3 OtherContent", "active 2 Malformed"]
        })
        expect(yield* read({ depth: 3 })).toMatchObject({ active: undefined })
        yield* publishBundle("active", second, by)
        expect(yield* read()).toMatchObject({ active: [5, "2", '<Policy Version="2"/>'], refused: [] })
      })
    ))

  it("are those that were signed, where keys are named", () =>
    run(
      Effect.gen(function* () {
        const { privateKey, publicKey } = generateKeyPairSync("ed25519")
        const signing = yield* readPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" }) as string)
        const keys = [yield* readPublicKey(publicKey.export({ format: "pem", type: "spki" }) as string)]
        yield* publishBundle("active", yield* signBundle(first, signing), by)
        yield* publishBundle("active", second, by)
        yield* publishBundle("candidate", third, by)
        expect(yield* read({ keys })).toEqual({
          active: [1, "1", '<Policy Version="1"/>'],
          candidate: undefined,
          refused: ["active 2 NotSigned", "candidate 1 NotSigned"]
        })
        expect(yield* read()).toMatchObject({ active: [2, "2", '<Policy Version="2"/>'], candidate: [1, "3"] })
      })
    ))

  it("are not those whose policies cannot be read, where somebody can tell", () =>
    run(
      Effect.gen(function* () {
        yield* publishBundle("active", first, by)
        yield* publishBundle("active", second, by)
        const checkPolicy = ({ text }: { readonly text: string }) =>
          text.includes('"2"')
            ? [{ severity: "error", code: "wrong-value", path: "$", message: "this is no policy" } as const]
            : []
        expect(yield* read({ checkPolicy })).toMatchObject({
          active: [1, "1", '<Policy Version="1"/>'],
          refused: ["active 2 Malformed"]
        })
      })
    ))

  it("are published by one of two who build on the same version", () =>
    run(
      Effect.gen(function* () {
        expect(yield* publishBundle("active", first, { ...by, expected: 0 })).toMatchObject({ outcome: "published" })
        expect(yield* publishBundle("active", second, { ...by, expected: 0 })).toEqual({ outcome: "conflict", head: 1 })
      })
    ))
})
