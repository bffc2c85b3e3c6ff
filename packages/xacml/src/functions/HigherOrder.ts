/** Functions that apply another function to bags (XACML 3.0 core §A.3.12). */
import { booleanValue } from "../datatypes/DataTypes.ts"
import type { ExpressionType, HigherOrderFunction, PlainFunction } from "./Function.ts"
import type { Bag, Failure, Value } from "../Value.ts"
import { isBag, isFailure } from "../Value.ts"
import { DataType } from "../Vocabulary.ts"
import { boolean, failure, functionId } from "./Definition.ts"

/** More combinations than this are refused. */
const mostCalls = 1_000_000

const takes = ({ signature: { parameters, rest } }: PlainFunction, args: ReadonlyArray<ExpressionType>) => {
  const least = parameters.length
  if (args.length < least || (rest === undefined && args.length > parameters.length)) return false
  return args.every(({ type }, index) => {
    const expected = parameters[index] ?? rest
    return expected !== undefined && !expected.bag && expected.type === type
  })
}

const misfit = (inner: PlainFunction, args: ReadonlyArray<ExpressionType>): string | undefined => {
  if (inner.signature.parameters.some(({ bag }) => bag)) return `${inner.id} takes bags, and is called on single values`
  return takes(inner, args) ? undefined : `${inner.id} does not take these data types`
}

const givesBoolean = ({ signature: { result } }: PlainFunction): boolean =>
  !result.bag && result.type === DataType.boolean

/** All truths that the calls give, until one settles the matter; a failure counts only if none does. */
const settle = (calls: Iterable<Value | Bag | Failure>, settling: boolean): Value | Failure => {
  let failed: Failure | undefined
  let count = 0
  for (const result of calls) {
    if (++count > mostCalls) return failure(`more than ${mostCalls} combinations would have to be tried`)
    if (isFailure(result)) failed ??= result
    else if (!isBag(result) && (result.data === true) === settling) return booleanValue(settling)
  }
  return failed ?? booleanValue(!settling)
}

/** Calls the function with each element of the one bag in its place. */
function* eachElement(inner: PlainFunction, args: ReadonlyArray<Value | Bag>): Generator<Value | Bag | Failure> {
  const place = args.findIndex(isBag)
  const bag = args[place]
  for (const element of bag !== undefined && isBag(bag) ? bag : []) yield inner.call(args.with(place, element))
}

/** Calls the function with every combination of elements. */
function* combinations(
  inner: PlainFunction,
  [first, ...rest]: ReadonlyArray<Value | Bag>,
  chosen: ReadonlyArray<Value> = []
): Generator<Value | Bag | Failure> {
  if (first === undefined) yield inner.call(chosen)
  else {
    for (const element of isBag(first) ? first : [first]) yield* combinations(inner, rest, [...chosen, element])
  }
}

const oneBag = (name: string, version: "1.0" | "3.0", settling: boolean): HigherOrderFunction => ({
  kind: "higher-order",
  id: functionId(version, name),
  typeOf: (inner, args) => {
    if (!givesBoolean(inner)) return `${inner.id} does not give a boolean`
    if (args.filter(({ bag }) => bag).length !== 1) return "exactly one argument must be a bag"
    return misfit(inner, args) ?? boolean
  },
  call: (inner, args) => settle(eachElement(inner, args), settling)
})

/** For each (or some) element of one bag, some (or each) element of the other. */
const twoBags = (name: string, outer: "all" | "any", inside: "all" | "any"): HigherOrderFunction => ({
  kind: "higher-order",
  id: functionId("1.0", name),
  typeOf: (inner, args) => {
    if (!givesBoolean(inner)) return `${inner.id} does not give a boolean`
    if (args.length !== 2 || args.some(({ bag }) => !bag)) return "both arguments must be bags"
    return misfit(inner, args) ?? boolean
  },
  call: (inner, [left, right]) => {
    const lefts = left !== undefined && isBag(left) ? left : []
    const rights = right !== undefined && isBag(right) ? right : []
    if (lefts.length * rights.length > mostCalls) {
      return failure(`more than ${mostCalls} combinations would have to be tried`)
    }
    const each = (element: Value) =>
      settle(
        rights.map((other) => inner.call([element, other])),
        inside === "any"
      )
    return settle(lefts.map(each), outer === "any")
  }
})

const anyOfAny = (version: "1.0" | "3.0"): HigherOrderFunction => ({
  kind: "higher-order",
  id: functionId(version, "any-of-any"),
  typeOf: (inner, args) => {
    if (!givesBoolean(inner)) return `${inner.id} does not give a boolean`
    return misfit(inner, args) ?? boolean
  },
  call: (inner, args) =>
    // One empty bag leaves no combination; to count through those of the other bags would take long.
    args.some((arg) => isBag(arg) && arg.length === 0) ? booleanValue(false) : settle(combinations(inner, args), true)
})

const map = (version: "1.0" | "3.0"): HigherOrderFunction => ({
  kind: "higher-order",
  id: functionId(version, "map"),
  typeOf: (inner, args) => {
    if (inner.signature.result.bag) return `${inner.id} gives a bag, and one value is needed`
    if (args.filter(({ bag }) => bag).length !== 1) return "exactly one argument must be a bag"
    return misfit(inner, args) ?? { bag: true, type: inner.signature.result.type }
  },
  call: (inner, args) => {
    const mapped: Array<Value> = []
    for (const result of eachElement(inner, args)) {
      if (isFailure(result)) return result
      if (!isBag(result)) mapped.push(result)
    }
    return mapped
  }
})

export const higherOrderFunctions: ReadonlyArray<HigherOrderFunction> = [
  ...(["1.0", "3.0"] as const).flatMap((version) => [
    oneBag("any-of", version, true),
    oneBag("all-of", version, false),
    anyOfAny(version),
    map(version)
  ]),
  twoBags("all-of-any", "all", "any"),
  twoBags("any-of-all", "any", "all"),
  twoBags("all-of-all", "all", "all")
]
