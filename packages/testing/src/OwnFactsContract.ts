/**
 * The contract of the port that knows the facts a rule set adds. It may answer about more subjects than were asked about,
 * since the engine picks, but only with facts that were asked for.
 */
import { OwnFacts } from "@adressat/core"
import type { OwnFactValue, Subject } from "@adressat/core"
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import { syntheticNationalIdentityNumbers } from "./ArbitrariesIdentifier.ts"
import { commonCases, declareContract, runWith } from "./Contract.ts"
import type { AdapterUnderContract, ContractCase } from "./Contract.ts"

const people = syntheticNationalIdentityNumbers(1000)

/** The cases of the port `OwnFacts`. */
export const ownFactsCases = (adapter: AdapterUnderContract<OwnFacts, OwnFactValue>): ReadonlyArray<ContractCase> => {
  const subjectAt = (index: number): Subject & { readonly nationalIdentityNumber: string } => ({
    nationalIdentityNumber: people[index] ?? ""
  })
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)
  const seeded = (count: number): ReadonlyArray<OwnFactValue> =>
    upTo(count).flatMap((index) => [
      { fact: "contract.word", value: `word${index}`, ...subjectAt(index) },
      { fact: "contract.other", value: index, ...subjectAt(index) }
    ])
  const ask = (facts: ReadonlyArray<string>, subjects: ReadonlyArray<number>) =>
    Effect.flatMap(OwnFacts, (port) => port.lookup(facts, subjects.map(subjectAt)))
  const about = (values: ReadonlyArray<OwnFactValue>, subjects: ReadonlyArray<number>) => {
    const wanted = new Set(subjects.map((index) => subjectAt(index).nationalIdentityNumber))
    const told = values.filter((value) => wanted.has(value.nationalIdentityNumber ?? ""))
    return [
      ...new Set(
        told.map(({ fact, nationalIdentityNumber, value }) => `${fact} ${nationalIdentityNumber} ${String(value)}`)
      )
    ].sort()
  }
  const words = (subjects: ReadonlyArray<number>) =>
    subjects.map((index) => `contract.word ${subjectAt(index).nationalIdentityNumber} word${index}`).sort()
  const check = async (count: number, subjects: ReadonlyArray<number>, expected: ReadonlyArray<number>) => {
    const values = await runWith(adapter.seed(seeded(count)), ask(["contract.word"], subjects))
    assert.deepStrictEqual(about(values, subjects), words(expected))
  }
  return [
    { name: "answers with the value of each subject", run: async () => check(3, [2, 0], [0, 2]) },
    { name: "leaves out what it does not know", run: async () => check(2, [1, 7], [1]) },
    {
      name: "answers only with facts that were asked for",
      run: async () => {
        const values = await runWith(adapter.seed(seeded(2)), ask(["contract.other"], [0, 1]))
        assert.deepStrictEqual([...new Set(values.map(({ fact }) => fact))], ["contract.other"])
      }
    },
    {
      name: "answers a question about no fact with nothing",
      run: async () => assert.deepStrictEqual(await runWith(adapter.seed(seeded(2)), ask([], [0])), [])
    },
    {
      name: "answers about a subject that is asked about twice as if it were asked about once",
      run: async () => check(2, [1, 1], [1])
    },
    { name: "answers about a thousand subjects at once", run: async () => check(1000, upTo(1000), upTo(1000)) },
    {
      name: "does not mix the answers of questions that overlap",
      run: async () => {
        const questions = upTo(20).map((index) => ask(["contract.word"], [index]))
        const answers = await runWith(adapter.seed(seeded(20)), Effect.all(questions, { concurrency: "unbounded" }))
        assert.deepStrictEqual(
          answers.map((values, index) => about(values, [index])),
          upTo(20).map((index) => words([index]))
        )
      }
    },
    ...commonCases("ownFacts", adapter, ask(["contract.word"], [0]))
  ]
}

/** Runs the contract of the port `OwnFacts` as tests of vitest. */
export const ownFactsContract = (name: string, adapter: AdapterUnderContract<OwnFacts, OwnFactValue>): void =>
  declareContract(`OwnFacts contract: ${name}`, ownFactsCases(adapter), adapter.skip)
