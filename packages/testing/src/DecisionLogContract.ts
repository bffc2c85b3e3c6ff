/**
 * The part of the contract of the order ports on the decision log: what was appended stays, for its own creator.
 */
import { shippedRuleSet } from "@adressat/core"
import type { RuleSet } from "@adressat/core"
import { replayDecision } from "@adressat/orders"
import type { LoggedDecision } from "@adressat/orders"
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import { hostileTexts } from "./ArbitrariesText.ts"
import { runWith } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { append, findDecisions, lookalikes, upTo, walkDecisions } from "./OrderQuestions.ts"
import type { OrderPorts } from "./OrderQuestions.ts"
import { sampleDecisions } from "./SampleShipments.ts"
import { atOnce, RIVALS } from "./StoreContract.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

const [sample, ...others] = sampleDecisions(40)

/** The cases on the decision log. */
export const decisionLogCases = (store: StoreUnderContract<OrderPorts>): ReadonlyArray<ContractCase> => {
  if (sample === undefined) return assert.fail("there is no sample decision")
  return [
    {
      name: "gives decisions back as they were, in the order of the ids, so that they can be made again",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const all = [sample, ...others]
            yield* append(...all)
            yield* append()
            const backwards = all.toReversed()
            const ids = backwards.flatMap(({ id }) => [id, `not ${id}`])
            const found = yield* findDecisions("ttd", ...ids)
            assert.deepStrictEqual(found, backwards)
            for (const one of found) assert.isTrue(replayDecision(one).isSame)
            assert.deepStrictEqual(yield* findDecisions("ttd"), [])
          })
        )
    },
    {
      name: "leaves a decision as it was when one with its id is appended again",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const again = { ...sample, at: sample.at + 1, creator: "nav", purpose: "send" } as const
            yield* append(sample, again)
            yield* append(sample)
            yield* append(again)
            assert.deepStrictEqual(yield* findDecisions("ttd", sample.id), [sample])
            assert.deepStrictEqual(yield* findDecisions("nav", sample.id), [])
          })
        )
    },
    {
      name: `keeps one decision of ${RIVALS} that are appended at the same time under one id`,
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const rivals = upTo(RIVALS).map((index) => ({ ...sample, at: index }))
            yield* atOnce(rivals.map((one) => append(one)))
            const [found, ...more] = yield* findDecisions("ttd", sample.id)
            assert.deepStrictEqual(more, [])
            assert.deepStrictEqual(found, rivals[found?.at ?? -1])
          })
        )
    },
    {
      name: "finds a decision by its own creator only",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const all = lookalikes.map((name) => ({ ...sample, id: `of ${name}`, creator: name, shipmentId: name }))
            yield* append(...all)
            const ids = all.map(({ id }) => id)
            for (const one of all) assert.deepStrictEqual(yield* findDecisions(one.creator, ...ids), [one])
            assert.deepStrictEqual(yield* findDecisions("other", ...ids), [])
          })
        )
    },
    {
      name: "walks by each decision of a creator once, page by page, from an instant on",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const mine = [sample, ...others].map((one, index) => ({
              ...one,
              id: `${lookalikes[index] ?? index} of mine`
            }))
            yield* append(...mine.toReversed(), ...mine.map((one) => ({ ...one, id: `not ${one.id}`, creator: "nav" })))
            const byId = (list: ReadonlyArray<LoggedDecision>) => list.toSorted((a, b) => (a.id < b.id ? -1 : 1))
            for (const limit of [1, 7, mine.length, mine.length + 1]) {
              const pages = yield* walkDecisions({ creator: "ttd", limit })
              assert.deepStrictEqual(byId(pages.flat()), byId(mine))
              assert.isTrue(pages.every((page, index) => page.length === limit || index === pages.length - 1))
            }
            const [, , third] = mine
            const later = yield* walkDecisions({ creator: "ttd", from: third?.at ?? Number.NaN, limit: 5 })
            assert.deepStrictEqual(byId(later.flat()), byId(mine.slice(2)))
            assert.deepStrictEqual(yield* walkDecisions({ creator: "TTD", limit: 5 }), [])
            assert.deepStrictEqual(yield* walkDecisions({ creator: "ttd", limit: 0 }), [])
          })
        )
    },
    {
      name: "never takes a rule set for another one of the same id and version",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const ruleSet = shippedRuleSet("altinn")
            const ruleSets: ReadonlyArray<RuleSet> = [
              ruleSet,
              { ...ruleSet, rules: ruleSet.rules.slice(1) },
              { ...ruleSet, rules: ruleSet.rules.toReversed() },
              structuredClone(ruleSet),
              shippedRuleSet("strict")
            ]
            const all = ruleSets.map((one, index) => ({ ...sample, id: `by ${index}`, ruleSet: one }))
            yield* append(...all)
            const found = yield* findDecisions("ttd", ...all.map(({ id }) => id))
            assert.deepStrictEqual(found, all)
            assert.deepStrictEqual(
              found.map((one) => JSON.stringify(one.ruleSet)),
              ruleSets.map((one) => JSON.stringify(one))
            )
          })
        )
    },
    {
      name: "gives every value of a decision back as it was, and a snapshot of 5 MB",
      run: () =>
        runWith(
          store.empty(),
          Effect.gen(function* () {
            const texts = [...hostileTexts, 'æ\u{1f600}\u0000"'.repeat(100_000)]
            const values = [...texts, -0, 0, 1e-300, Number.MAX_VALUE, texts]
            const ownFacts = values.map((value, index) => ({ fact: `fact-${index}`, value }))
            const large = upTo(50_000).map((index) => ({
              fact: `fact-${index}`,
              value: `${index}`.repeat(12),
              userId: index
            }))
            const all = [ownFacts, large].map((facts, index) => ({
              ...sample,
              id: `decision-${index}`,
              snapshot: { ...sample.snapshot, ownFacts: facts }
            }))
            assert.isAbove(JSON.stringify(all[1]).length, 5_000_000)
            yield* append(...all)
            for (const one of all) assert.deepStrictEqual(yield* findDecisions("ttd", one.id), [one])
          })
        )
    }
  ]
}
