/**
 * The contract of the port `ShadowLog`: runs are kept once for a decision and a candidate, and read in pages.
 */
import { ShadowLog } from "@adressat/orders"
import type { ShadowRun, ShadowSelection } from "@adressat/orders"
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import { declareContract, runWith } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { lookalikes, upTo } from "./OrderQuestions.ts"
import { SAMPLE_TIME } from "./SampleShipments.ts"
import { atOnce, commonStoreCases, RIVALS } from "./StoreContract.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

/** A run with one divergence. */
export const sampleRun = (changes: Partial<ShadowRun> = {}): ShadowRun => ({
  decisionId: "decision",
  creator: "ttd",
  at: SAMPLE_TIME,
  candidate: "candidate",
  divergences: [
    {
      basis: "CustomContact",
      before: { state: "delivered", channels: ["Email"], reasons: [] },
      after: { state: "withheld", channels: [], reasons: ["READ_ACCESS_NOT_PERMITTED"] },
      count: 2
    }
  ],
  ...changes
})

/** Appends runs. */
export const appendRuns = (...runs: ReadonlyArray<ShadowRun>) => Effect.flatMap(ShadowLog, (port) => port.append(runs))

/** Reads runs of the sample creator and candidate. */
export const readRuns = (selection: Partial<ShadowSelection> = {}) =>
  Effect.flatMap(ShadowLog, (port) => port.read({ creator: "ttd", candidate: "candidate", limit: 1000, ...selection }))

/** The cases of the port `ShadowLog`. */
export const shadowLogCases = (store: StoreUnderContract<ShadowLog>): ReadonlyArray<ContractCase> => [
  {
    name: "gives runs back as they were, in the order of decision ids, page by page and from an instant on",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const runs = upTo(200).map((index) =>
            sampleRun({ decisionId: `decision-${String(index).padStart(3, "0")}`, at: SAMPLE_TIME + index })
          )
          yield* appendRuns(...runs.toReversed())
          yield* appendRuns()
          assert.deepStrictEqual(yield* readRuns(), runs)
          assert.deepStrictEqual(yield* readRuns({ limit: 3 }), runs.slice(0, 3))
          assert.deepStrictEqual(yield* readRuns({ limit: 0 }), [])
          assert.deepStrictEqual(yield* readRuns({ after: "decision-002", limit: 2 }), runs.slice(3, 5))
          assert.deepStrictEqual(yield* readRuns({ after: "decision-199" }), [])
          assert.deepStrictEqual(yield* readRuns({ from: SAMPLE_TIME + 198 }), runs.slice(198))
        })
      )
  },
  {
    name: `keeps one of ${RIVALS} runs of the same decision and candidate, and leaves it as it is`,
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          yield* atOnce(upTo(RIVALS).map((index) => appendRuns(sampleRun({ at: index }))))
          const found = yield* readRuns()
          assert.strictEqual(found.length, 1)
          yield* appendRuns(sampleRun({ at: -1, divergences: [] }), sampleRun({ at: -2 }))
          assert.deepStrictEqual(yield* readRuns(), found)
        })
      )
  },
  {
    name: "never takes a creator or a candidate for another one",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const runs = lookalikes.flatMap((name) => [
            sampleRun({ creator: name, decisionId: `of ${name}` }),
            sampleRun({ creator: "nav", candidate: name, decisionId: `by ${name}` })
          ])
          yield* appendRuns(...runs)
          for (const name of lookalikes) {
            assert.deepStrictEqual(
              yield* readRuns({ creator: name }),
              runs.filter(({ creator }) => creator === name)
            )
            assert.deepStrictEqual(
              yield* readRuns({ creator: "nav", candidate: name }),
              runs.filter(({ candidate }) => candidate === name)
            )
          }
        })
      )
  },
  ...commonStoreCases<ShadowLog>(
    store,
    [appendRuns(sampleRun({ creator: "secret" })), readRuns({ creator: "secret", from: 0, after: "secret" })],
    appendRuns(sampleRun({ creator: "secret" }))
  )
]

/** Runs the contract of the port `ShadowLog` as tests of vitest. */
export const shadowLogContract = (name: string, store: StoreUnderContract<ShadowLog>): void =>
  declareContract(`ShadowLog contract: ${name}`, shadowLogCases(store), store.skip)
