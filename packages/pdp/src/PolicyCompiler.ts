/**
 * Policies, compiled for one mode: each text or object once, however often it is used.
 */
import {
  Category,
  compileAccess,
  compileAltinn,
  compilePolicy,
  decide,
  groundsFinder,
  readPolicy,
  Status
} from "@adressat/xacml"
import type { AccessProgram, AnyPolicy, DecisionGrounds, Match, Request, Result } from "@adressat/xacml"
import type { AppTask } from "./DecisionBatch.ts"
import { indeterminate } from "./DecisionResult.ts"
import { PlatformAttribute } from "./PlatformAttribute.ts"
import type { PolicyDocument } from "./PolicyStore.ts"

/** Who decides: the engine that Altinn runs, or the standard. */
export interface EngineOptions {
  /** Default `altinn`. */
  readonly mode?: "altinn" | "strict"
  /** For `altinn`: the date of the engine to reproduce, such as `2026-08-21`; default the newest that is known. */
  readonly engineDate?: string
}

/** A policy that can decide. */
export interface CompiledPolicy {
  readonly policy: AnyPolicy
  /** Decides one request at a time in milliseconds since 1970. */
  readonly decide: (request: Request, now: number) => Result
  /** The policy for many subjects, which decides as `decide` does; none when it asks for more than such a program can. */
  readonly access: () => AccessProgram | undefined
  /** What the policy rests on when it does not permit. */
  readonly grounds: (request: Request, now: number) => DecisionGrounds
  /** The subject attributes that the targets of its rules name. */
  readonly subjectAttributes: ReadonlySet<string>
  /** The tasks and end events that the targets of its rules name. */
  readonly tasks: ReadonlyArray<AppTask>
}

/** Compiles policies; `undefined` stands for one that cannot be read. */
export interface PolicyCompiler {
  readonly compile: (document: PolicyDocument) => CompiledPolicy | undefined
  /** A delegation policy, which takes over the obligations of the resource policy when it has none of its own. */
  readonly compileDelegation: (document: PolicyDocument, resourcePolicy: AnyPolicy) => CompiledPolicy | undefined
}

/** Most texts that are kept compiled; the one that was compiled first is dropped first. */
const MOST_TEXTS = 1000

/** A compiler with its own cache. */
export const makePolicyCompiler = (options: EngineOptions = {}): PolicyCompiler => {
  const texts = new Map<string, CompiledPolicy | undefined>()
  const objects = new WeakMap<AnyPolicy, CompiledPolicy>()
  const inheriting = new WeakMap<AnyPolicy, WeakMap<AnyPolicy, CompiledPolicy>>()
  const compileObject = (policy: AnyPolicy): CompiledPolicy => {
    const known = objects.get(policy) ?? compiled(policy, options)
    objects.set(policy, known)
    return known
  }
  const compile = (document: PolicyDocument): CompiledPolicy | undefined => {
    if (typeof document !== "string") return compileObject(document)
    if (texts.has(document)) return texts.get(document)
    const reading = readPolicy(document)
    const policy = reading.ok ? compileObject(reading.value) : undefined
    const [first] = texts.keys()
    if (first !== undefined && texts.size >= MOST_TEXTS) texts.delete(first)
    texts.set(document, policy)
    return policy
  }
  return {
    compile,
    compileDelegation: (document, resourcePolicy) => {
      const own = compile(document)
      if (own === undefined || own.policy.obligations.length > 0) return own
      const known = inheriting.get(own.policy) ?? new WeakMap<AnyPolicy, CompiledPolicy>()
      inheriting.set(own.policy, known)
      const inherited =
        known.get(resourcePolicy) ?? compiled({ ...own.policy, obligations: resourcePolicy.obligations }, options)
      known.set(resourcePolicy, inherited)
      return inherited
    }
  }
}

const compiled = (policy: AnyPolicy, { engineDate, mode = "altinn" }: EngineOptions): CompiledPolicy => {
  const matches = matchesIn(policy)
  return {
    policy,
    decide: mode === "altinn" ? decideAltinn(policy, engineDate) : decideStrictly(policy),
    access: lazily(
      () => compileAccess(policy, { mode, ...(engineDate === undefined ? {} : { engineDate }) }),
      (reading) => () => (reading.ok ? reading.value : undefined)
    ),
    grounds: lazily(
      () => groundsFinder(policy),
      (find) => (request, now) => find(request, { now })
    ),
    subjectAttributes: new Set(
      matches.flatMap(({ attribute }) =>
        attribute.kind === "AttributeDesignator" && attribute.category === Category.subject
          ? [attribute.attributeId]
          : []
      )
    ),
    tasks: tasksIn(matches)
  }
}

/** Makes something when it is first used. */
const lazily = <Made, Args extends ReadonlyArray<unknown>, Out>(
  make: () => Made,
  use: (made: Made) => (...args: Args) => Out
): ((...args: Args) => Out) => {
  let made: ((...args: Args) => Out) | undefined
  return (...args) => (made ??= use(make()))(...args)
}

const decideAltinn = (policy: AnyPolicy, engineDate: string | undefined): CompiledPolicy["decide"] => {
  const program = compileAltinn(policy, engineDate === undefined ? {} : { engineDate })
  return (request) => program.evaluate(request)
}

const decideStrictly = (policy: AnyPolicy): CompiledPolicy["decide"] => {
  const program = compilePolicy(policy)
  return (request, now) => {
    // One decision is asked for here, so a category that stands twice is no question for two.
    const attributes = [...Map.groupBy(request.attributes, ({ category }) => category)].map(([category, groups]) => ({
      category,
      attributes: groups.flatMap((group) => group.attributes)
    }))
    const [result] = decide(
      program,
      { ...request, attributes, combinedDecision: false, requestReferences: [] },
      { now }
    ).results
    return result ?? indeterminate(Status.processingError, "the request asks for no decision")
  }
}

/** The matches in the targets of rules. */
const matchesIn = (policy: AnyPolicy): ReadonlyArray<Match> =>
  policy.kind === "Policy"
    ? policy.rules.flatMap(({ target }) =>
        (target?.anyOf ?? []).flatMap(({ allOf }) => allOf.flatMap(({ matches }) => matches))
      )
    : policy.children.flatMap((child) => ("target" in child ? matchesIn(child) : []))

const taskKinds: ReadonlyMap<string, AppTask["kind"]> = new Map([
  [PlatformAttribute.task, "task"],
  [PlatformAttribute.endEvent, "end-event"]
])

const tasksIn = (matches: ReadonlyArray<Match>): ReadonlyArray<AppTask> => {
  const tasks = new Map<string, AppTask>()
  for (const { attribute, value } of matches) {
    if (attribute.kind !== "AttributeDesignator" || attribute.category !== Category.resource) continue
    const kind = taskKinds.get(attribute.attributeId)
    if (kind !== undefined) tasks.set(`${kind} ${value.text}`, { kind, id: value.text })
  }
  return [...tasks.values()]
}
