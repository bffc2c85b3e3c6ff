/**
 * The contract of the port that keeps rule sets and policies: versions without gaps, one winner among writers, and texts
 * that come back as they were.
 */
import type { DocumentStore } from "@adressat/core"
import { declareContract } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { documentChangeCases } from "./DocumentChangeContract.ts"
import { publishCases } from "./DocumentPublishContract.ts"
import { changes, publication, publish, read } from "./DocumentQuestions.ts"
import { readCases } from "./DocumentReadContract.ts"
import { commonStoreCases } from "./StoreContract.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

/** The cases of the port `DocumentStore`. */
export const documentStoreCases = (store: StoreUnderContract<DocumentStore>): ReadonlyArray<ContractCase> => [
  ...publishCases(store),
  ...readCases(store),
  ...documentChangeCases(store),
  ...commonStoreCases(
    store,
    [publish([publication({ text: "secret" })]), read({ owner: "secret" }), changes(0)],
    publish([publication()])
  )
]

/** Runs the contract of the port `DocumentStore` as tests of vitest. */
export const documentStoreContract = (name: string, store: StoreUnderContract<DocumentStore>): void =>
  declareContract(`DocumentStore contract: ${name}`, documentStoreCases(store), store.skip)
