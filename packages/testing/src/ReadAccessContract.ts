/**
 * The contract of the port that decides who may act on a resource. What an adapter cannot tell it leaves out or fails
 * with; it never calls it a Permit.
 */
import { accessKey, ReadAccess } from "@adressat/core"
import type { AccessPair, ReadAccessAnswer } from "@adressat/core"
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import { syntheticOrganizationNumbers } from "./ArbitrariesIdentifier.ts"
import { commonCases, declareContract, runWith } from "./Contract.ts"
import type { AdapterUnderContract, ContractCase } from "./Contract.ts"

/** Two resources, so that answers about one are not taken for answers about the other. */
export const contractResources = ["contract-resource", "contract-other"] as const

/** A pair that may `read` {@link contractResources | one of the resources}; whoever is not granted anything may not. */
export interface ContractGrant {
  readonly resource: (typeof contractResources)[number]
  readonly organizationNumber: string
  readonly userId: number
}

/** The name of the case that only an adapter of many resources can keep. */
export const ASKED_RESOURCE = "decides on the resource that is asked about, also when questions overlap"

/** The name of the case that only an adapter that knows actions can keep. */
export const ASKED_ACTION = "decides on the action that is asked about"

const organizations = syntheticOrganizationNumbers(7)

const pairAt = (index: number): AccessPair & { readonly userId: number } => ({
  organizationNumber: organizations[index % 7] ?? "",
  userId: 100 + index
})

/** The cases of the port `ReadAccess`. */
export const readAccessCases = (
  adapter: AdapterUnderContract<ReadAccess, ContractGrant>
): ReadonlyArray<ContractCase> => {
  const [resource, otherResource] = contractResources
  const layer = (pairs: ReadonlyArray<number>) =>
    adapter.seed(
      pairs.map((index) => {
        const { organizationNumber, userId } = pairAt(index)
        return { resource, organizationNumber, userId }
      })
    )
  const ask = (pairs: ReadonlyArray<AccessPair>, about: string = resource, action = "read") =>
    Effect.flatMap(ReadAccess, (port) => port.decide({ resource: about, action, pairs }))
  const permitted = (answers: ReadonlyArray<ReadAccessAnswer>) =>
    [
      ...new Set(
        answers
          .filter(({ decision }) => decision === "Permit")
          .map(({ organizationNumber, userId }) => accessKey(organizationNumber, userId))
      )
    ].sort()
  const keys = (pairs: ReadonlyArray<number>) =>
    pairs
      .map(pairAt)
      .map(({ organizationNumber, userId }) => accessKey(organizationNumber, userId))
      .sort()
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)
  return [
    {
      name: "permits those who may, and nobody else",
      run: async () =>
        assert.deepStrictEqual(permitted(await runWith(layer([0, 2]), ask(upTo(4).map(pairAt)))), keys([0, 2]))
    },
    {
      name: "does not take access for one organisation for access for another",
      run: async () => {
        const elsewhere = { organizationNumber: pairAt(1).organizationNumber, userId: pairAt(0).userId }
        assert.deepStrictEqual(permitted(await runWith(layer([0, 1]), ask([elsewhere, pairAt(1)]))), keys([1]))
      }
    },
    {
      name: "answers only about pairs that were asked about",
      run: async () => {
        const answers = await runWith(layer([0, 1, 2]), ask([pairAt(1)]))
        assert.deepStrictEqual(
          [...new Set(answers.map(({ organizationNumber, userId }) => accessKey(organizationNumber, userId)))],
          keys([1])
        )
      }
    },
    {
      name: "answers an empty question with nothing",
      run: async () => assert.deepStrictEqual(await runWith(layer([0]), ask([])), [])
    },
    {
      name: "answers a pair that is asked about twice as if it were asked about once",
      run: async () =>
        assert.deepStrictEqual(permitted(await runWith(layer([0]), ask([pairAt(0), pairAt(0)]))), keys([0]))
    },
    {
      name: "answers about a thousand pairs at once",
      run: async () => {
        const granted = upTo(1000).filter((index) => index % 3 === 0)
        assert.deepStrictEqual(permitted(await runWith(layer(granted), ask(upTo(1000).map(pairAt)))), keys(granted))
      }
    },
    {
      name: ASKED_RESOURCE,
      run: async () => {
        const questions = upTo(10).flatMap((index) => [ask([pairAt(index)]), ask([pairAt(index)], otherResource)])
        const answers = await runWith(layer(upTo(10)), Effect.all(questions, { concurrency: "unbounded" }))
        assert.deepStrictEqual(
          answers.map(permitted),
          upTo(10).flatMap((index) => [keys([index]), []])
        )
      }
    },
    {
      name: ASKED_ACTION,
      run: async () =>
        assert.deepStrictEqual(permitted(await runWith(layer([0]), ask([pairAt(0)], resource, "confirm"))), [])
    },
    ...commonCases("readAccess", adapter, ask([pairAt(0)]))
  ]
}

/** Runs the contract of the port `ReadAccess` as tests of vitest. */
export const readAccessContract = (name: string, adapter: AdapterUnderContract<ReadAccess, ContractGrant>): void =>
  declareContract(`ReadAccess contract: ${name}`, readAccessCases(adapter), adapter.skip)
