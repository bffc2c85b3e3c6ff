/**
 * Handler options say how a front door is made: its ports, who may call, its limits.
 */
import { InvalidInputError, parseRuleSet, shippedRuleSet } from "@adressat/core"
import type { GatherOptions, RuleSet, ShippedRuleSetName } from "@adressat/core"
import type { ProcessingOptions } from "@adressat/orders"
import * as Result from "effect/Result"
import type { PortOptions } from "./HostPorts.ts"
import type { RateLimitOptions } from "./RateLimit.ts"
import type { ServiceOwnerOptions } from "./ServiceOwners.ts"
import type { VerifierOptions } from "./Verifier.ts"

/** Limits of requests and answers. */
export interface Limits {
  /** Of a body, in bytes; default 1,048,576. */
  readonly body: number
  /** Of a body that is a rule set, a policy or a comparison, in bytes; default 8,388,608. */
  readonly document: number
  /** Of a line of a stream, in bytes; default 1,000,000. */
  readonly line: number
  /** Of an address, in characters; default 8192. */
  readonly url: number
  /** Of all headers together, in bytes; default 16,384. */
  readonly headers: number
  /** How long a body may take to come, in milliseconds; default 10,000. */
  readonly bodyTime: number
  /** How long an answer may take, in milliseconds; default 30,000. Streams may take longer. */
  readonly answerTime: number
}

/** How the front door is made. */
export interface HandlerOptions extends PortOptions, VerifierOptions {
  /** The list of service owners. */
  readonly serviceOwners: ServiceOwnerOptions
  /** The rule set by which orders are placed and sent; default `altinn`. */
  readonly ruleSet?: ShippedRuleSetName | object
  /** How facts are gathered; default as `@adressat/core` has it. */
  readonly gather?: GatherOptions
  /** How orders are processed: the sending window, retries, the length of a claim. */
  readonly processing?: Pick<ProcessingOptions, "hours" | "retries" | "lease">
  /** Whether orders are taken up in this process; default `true`. */
  readonly isScheduler?: boolean
  /** Calls of a service owner; default 200 a second, 400 at once. `"none"`: as many as it likes. */
  readonly rateLimit?: RateLimitOptions | "none"
  readonly limits?: Partial<Limits>
  /** Service owners that may report what became of anybody's messages; default none. */
  readonly operators?: ReadonlyArray<string>
  /** Where it is mounted, such as `/adressat`; it is taken off an address that still has it. Default: at the root. */
  readonly basePath?: string
  /** Whether `/metrics` is there; default `true`. It is open to all, so let it be called from inside only. */
  readonly hasMetrics?: boolean
  /** Most orders of a stream in the works at the same time; default 16. */
  readonly concurrency?: number
  /** A new UUID; default a random one. */
  readonly newId?: () => string
  /** Whether spans are made; default: whether `environment` is given, as that is where a tracer comes from. */
  readonly isTraced?: boolean
  /** How long to wait for calls that are in the works when it is disposed, in milliseconds; default 10,000. */
  readonly grace?: number
}

/** The limits where nothing else is said. */
export const defaultLimits: Limits = {
  body: 1_048_576,
  document: 8_388_608,
  line: 1_000_000,
  url: 8192,
  headers: 16_384,
  bodyTime: 10_000,
  answerTime: 30_000
}

/** The rule set that an option names or is. Throws `InvalidInputError` when it is refused. */
export const chosenRuleSet = (ruleSet: ShippedRuleSetName | object): RuleSet => {
  if (typeof ruleSet === "string") return shippedRuleSet(ruleSet)
  const parsed = parseRuleSet(ruleSet)
  if (Result.isFailure(parsed)) throw new InvalidInputError(parsed.failure)
  return parsed.success
}
