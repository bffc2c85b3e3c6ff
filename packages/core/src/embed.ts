/**
 * The façade for hosts without Effect: plain functions in, plain promises out. No Effect type appears in its signatures.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { decide, decideByReference } from "./Conclusion.ts"
import type { Decision } from "./Decision.ts"
import type { Completeness } from "./FactPlan.ts"
import { contextOfSources } from "./HostSources.ts"
import type { HostSources } from "./HostSources.ts"
import { parseOrder } from "./Order.ts"
import type { Order } from "./Order.ts"
import { orderedWork } from "./OrderedWork.ts"
import { InvalidInputError } from "./Problem.ts"
import type { Problem } from "./Problem.ts"
import { gather } from "./Resolver.ts"
import { makeRuleEngine } from "./RuleEngine.ts"
import { linkModule } from "./RuleModule.ts"
import type { RuleModule } from "./RuleModule.ts"
import { compile } from "./RuleProgram.ts"
import type { RuleProgram } from "./RuleProgram.ts"
import { parseRuleSet } from "./RuleSet.ts"
import type { RuleSet } from "./RuleSet.ts"
import { shippedRuleSet, shippedRuleSetNames } from "./ShippedRules.ts"
import type { ShippedRuleSetName } from "./ShippedRules.ts"
import type { Snapshot } from "./Snapshot.ts"

export type { ContactLookup } from "./HostSources.ts"

/** Everything a host gives. */
export interface AdressatOptions extends HostSources {
  /** A shipped rule set by name, or a rule set document; default `altinn`. */
  readonly ruleSet?: ShippedRuleSetName | object
  /** The module that `adressat compile` wrote for the rule set; default: the rule set is compiled when it is given. */
  readonly module?: RuleModule
  /** Altinn 2 services that a resource replaces, for exact explanations; default none. */
  readonly predecessors?: (resource: string) => ReadonlyArray<string>
  /** Which evaluator decides: the compiled `program` (default) or the json-rules-engine `reference`. */
  readonly evaluator?: "program" | "reference"
  /** How much to ask the sources for; default `needed`. */
  readonly completeness?: Completeness
  /** Most questions in one request for read access; default 500. */
  readonly readAccessBatchSize?: number
  /** The time that staleness is measured against, in milliseconds since 1970; default: the clock. */
  readonly now?: () => number
}

/** How one call behaves. */
export interface ResolveOptions {
  /** Aborts the call; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** The order has been checked already, by `parseOrder` or by the host, and is taken as it is; default `false`. */
  readonly checked?: boolean
}

/** How a stream of orders is resolved. */
export interface ResolveManyOptions extends ResolveOptions {
  /** Most orders in the works at the same time; default 16. */
  readonly concurrency?: number
}

/** The result of one order of many: a decision, or the problems for which the order was refused. */
export type ResolvedOrder =
  | { readonly index: number; readonly decision: Decision; readonly warnings: ReadonlyArray<Problem> }
  | { readonly index: number; readonly problems: ReadonlyArray<Problem> }

/** A resolver for a host. */
export interface Adressat {
  readonly program: RuleProgram
  /** Gathers what the rules need and decides. Rejects with `InvalidInputError` when the order is refused. */
  readonly resolve: (order: Order | object, options?: ResolveOptions) => Promise<Decision>
  /**
   * Resolves many orders, results in their order, a few at a time; an order that is refused does not stop the others. No
   * order is taken before it is its turn, and those in the works are aborted when nobody wants their results any more.
   */
  readonly resolveMany: (
    orders: Iterable<Order | object> | AsyncIterable<Order | object>,
    options?: ResolveManyOptions
  ) => AsyncIterable<ResolvedOrder>
  /** Gathers without deciding, for storing and replaying. */
  readonly gather: (order: Order | object, options?: ResolveOptions) => Promise<Snapshot>
}

/** Makes a resolver from plain functions. Throws `InvalidInputError` when the rule set or its module is refused. */
export const createAdressat = (options: AdressatOptions): Adressat => {
  const program = programOf(chosenRuleSet(options.ruleSet ?? "altinn"), options.module)
  const engine = makeRuleEngine(program.ruleSet)
  const context = contextOfSources(options)
  const gatherSnapshot = async (order: Order, signal: AbortSignal | undefined): Promise<Snapshot> => {
    signal?.throwIfAborted()
    const effect = gather(program, order, options).pipe(Effect.provideContext(context))
    try {
      return await Effect.runPromise(effect, signal === undefined ? {} : { signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    }
  }
  const decideOne = async (order: Order, signal: AbortSignal | undefined): Promise<Decision> => {
    const snapshot = await gatherSnapshot(order, signal)
    return options.evaluator === "reference"
      ? decideByReference(program, engine, order, snapshot)
      : decide(program, order, snapshot)
  }
  const read = (order: object, checked: boolean): ReturnType<typeof parseOrder> =>
    checked ? Result.succeed({ order: order as Order, warnings: [] }) : parseOrder(order)
  const accept = (order: object, checked = false): Order => {
    const parsed = read(order, checked)
    if (Result.isFailure(parsed)) throw new InvalidInputError(parsed.failure)
    return parsed.success.order
  }
  const resolveIndexed = async (
    order: object,
    index: number,
    { checked = false, signal }: ResolveOptions
  ): Promise<ResolvedOrder> => {
    const parsed = read(order, checked)
    if (Result.isFailure(parsed)) return { index, problems: parsed.failure }
    const { order: accepted, warnings } = parsed.success
    return { index, decision: await decideOne(accepted, signal), warnings }
  }
  return {
    program,
    resolve: async (order, { checked, signal } = {}) => decideOne(accept(order, checked), signal),
    gather: async (order, { checked, signal } = {}) => gatherSnapshot(accept(order, checked), signal),
    resolveMany: (orders, { checked = false, concurrency = 16, signal } = {}) =>
      orderedWork(orders, {
        concurrency,
        signal,
        start: (order, index, given) => resolveIndexed(order, index, { checked, signal: given })
      })
  }
}

const programOf = (ruleSet: RuleSet, module: RuleModule | undefined): RuleProgram => {
  if (module === undefined) return compile(ruleSet)
  const linked = linkModule(ruleSet, module)
  if (Result.isFailure(linked)) throw new InvalidInputError(linked.failure)
  return linked.success
}

const chosenRuleSet = (ruleSet: ShippedRuleSetName | object) => {
  if (typeof ruleSet === "string") {
    if (shippedRuleSetNames.includes(ruleSet)) return shippedRuleSet(ruleSet)
    throw new InvalidInputError([
      {
        severity: "error",
        code: "unknown-reference",
        path: "$.ruleSet",
        message: "no such rule set",
        allowed: shippedRuleSetNames
      }
    ])
  }
  const parsed = parseRuleSet(ruleSet)
  if (Result.isFailure(parsed)) throw new InvalidInputError(parsed.failure)
  return parsed.success
}
