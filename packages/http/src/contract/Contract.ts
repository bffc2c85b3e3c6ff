/**
 * The contract: every operation of the front door, by name.
 */
import { decisionOperations } from "./DecisionOperations.ts"
import { documentOperations } from "./DocumentOperations.ts"
import { houseOperations } from "./HouseOperations.ts"
import type { Operation } from "./Operation.ts"
import { futureOperations, orderOperationsV1 } from "./OrderOperations.ts"
import type { ProblemKind } from "./ProblemKind.ts"

/** Every operation. */
export const contract = {
  ...decisionOperations,
  ...documentOperations,
  ...futureOperations,
  ...orderOperationsV1,
  ...houseOperations
} as const

/** The type of the contract. */
export type Contract = typeof contract

/** The name of an operation. */
export type OperationName = keyof Contract

/** The operations as a list, with their names. */
export const operations: ReadonlyArray<readonly [name: OperationName, operation: Operation]> = Object.entries(
  contract
) as ReadonlyArray<[OperationName, Operation]>

/** The problems that an operation may end with besides its own. */
export const commonProblems = ({ access, payload }: Operation): ReadonlyArray<ProblemKind> => [
  "personal-data-in-url",
  "address-too-long",
  "headers-too-large",
  "caller-gone",
  "internal",
  "out-of-time",
  "shutting-down",
  ...(access === "public"
    ? []
    : (["not-authenticated", "scope-missing", "not-a-service-owner", "too-many-requests"] as const)),
  ...(payload === undefined
    ? []
    : (["invalid-request", "too-large", "body-too-slow", "unsupported-media-type"] as const))
]

/** Every problem that an operation may end with, each once. */
export const problemsOf = (operation: Operation): ReadonlyArray<ProblemKind> => [
  ...new Set([...operation.problems, ...commonProblems(operation)])
]
