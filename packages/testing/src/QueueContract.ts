/**
 * The contract of queues: what every driver must keep on its broker, whatever the broker is.
 */
import { declareContract } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { queueBrokerCases } from "./QueueBrokerCases.ts"
import { queueDeliveryCases } from "./QueueDeliveryCases.ts"
import { queueFailureCases } from "./QueueFailureCases.ts"
import { runTrial } from "./QueueTrial.ts"
import type { QueueUnderContract } from "./QueueTrial.ts"

/** The cases of the contract of queues. */
export const queueCases = (under: QueueUnderContract): ReadonlyArray<ContractCase> =>
  [...queueDeliveryCases, ...queueFailureCases, ...queueBrokerCases].map((one) => ({
    name: one.name,
    timeout: one.timeout ?? 120_000,
    run: () => runTrial(one, under)
  }))

/** Declares the contract of queues as tests of a driver. */
export const queueContract = (title: string, under: QueueUnderContract): void =>
  declareContract(title, queueCases(under), under.skip)
