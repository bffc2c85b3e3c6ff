/** Functions on bags and on bags as sets (XACML 3.0 core §A.3.10 and §A.3.11). */
import { booleanValue, dataTypes, makeValue, valuesEqual } from "../datatypes/DataTypes.ts"
import type { PlainFunction } from "./Function.ts"
import type { Bag, Value } from "../Value.ts"
import { isBag } from "../Value.ts"
import { DataType } from "../Vocabulary.ts"
import { bagOf, boolean, failure, functionId, general, integer, one, shortName } from "./Definition.ts"

type Version = Parameters<typeof functionId>[0]

const asBag = (argument: Value | Bag | undefined): Bag =>
  argument === undefined ? [] : isBag(argument) ? argument : [argument]

/** The functions that make a bag, measure it and take its one value out. */
const bagFunctions = (type: string, version: Version): ReadonlyArray<PlainFunction> => {
  const name = shortName(type)
  const id = (suffix: string) => functionId(version, `${name}-${suffix}`)
  const bag = bagOf(type)
  return [
    general(id("one-and-only"), { parameters: [bag], result: one(type) }, ([argument]) => {
      const [only, ...others] = asBag(argument)
      return only === undefined || others.length > 0
        ? failure(`a bag of ${name} must have exactly one value, and has ${only === undefined ? "none" : "several"}`)
        : only
    }),
    general(id("bag-size"), { parameters: [bag], result: integer }, ([argument]) =>
      makeValue(DataType.integer, BigInt(asBag(argument).length))
    ),
    general(id("bag"), { parameters: [], rest: one(type), result: bag }, (args) => args.flatMap(asBag))
  ]
}

const isIn = (type: string, version: Version): PlainFunction =>
  general(
    functionId(version, `${shortName(type)}-is-in`),
    { parameters: [one(type), bagOf(type)], result: boolean },
    ([value, bag]) =>
      booleanValue(value !== undefined && !isBag(value) && asBag(bag).some((member) => valuesEqual(member, value)))
  )

/** A bag as a set: of equal values the first, by the key that they share. */
type ValueSet = ReadonlyMap<unknown, Value>

const setOf = (type: string): ((bag: Bag) => ValueSet) => {
  const definition = dataTypes.get(type)
  return (bag) => {
    const set = new Map<unknown, Value>()
    for (const value of bag) {
      const key = definition?.key(value.data)
      if (!set.has(key)) set.set(key, value)
    }
    return set
  }
}

const isSubset = (left: ValueSet, right: ValueSet): boolean => left.keys().every((key) => right.has(key))

const setFunctions = (type: string, version: Version): ReadonlyArray<PlainFunction> => {
  const id = (suffix: string) => functionId(version, `${shortName(type)}-${suffix}`)
  const bag = bagOf(type)
  const toSet = setOf(type)
  const test = (suffix: string, holds: (left: ValueSet, right: ValueSet) => boolean) =>
    general(id(suffix), { parameters: [bag, bag], result: boolean }, ([left, right]) =>
      booleanValue(holds(toSet(asBag(left)), toSet(asBag(right))))
    )
  return [
    general(id("intersection"), { parameters: [bag, bag], result: bag }, ([left, right]) => {
      const others = toSet(asBag(right))
      return [...toSet(asBag(left))].flatMap(([key, value]) => (others.has(key) ? [value] : []))
    }),
    general(id("union"), { parameters: [bag, bag], rest: bag, result: bag }, (args) => [
      ...toSet(args.flatMap(asBag)).values()
    ]),
    test("at-least-one-member-of", (left, right) => left.keys().some((key) => right.has(key))),
    test("subset", isSubset),
    test("set-equals", (left, right) => left.size === right.size && isSubset(left, right))
  ]
}

const scalarTypes = [
  DataType.string,
  DataType.boolean,
  DataType.integer,
  DataType.double,
  DataType.time,
  DataType.date,
  DataType.dateTime,
  DataType.anyURI,
  DataType.hexBinary,
  DataType.base64Binary,
  DataType.x500Name,
  DataType.rfc822Name
]

const durationTypes = [DataType.dayTimeDuration, DataType.yearMonthDuration]

const all = (type: string, version: Version) => [
  ...bagFunctions(type, version),
  isIn(type, version),
  ...setFunctions(type, version)
]

export const bagAndSetFunctions: ReadonlyArray<PlainFunction> = [
  ...scalarTypes.flatMap((type) => all(type, "1.0")),
  ...durationTypes.flatMap((type) => [...all(type, "3.0"), ...all(type, "1.0")]),
  // Nothing says when two addresses or host names are equal, so they have no set functions.
  ...[DataType.ipAddress, DataType.dnsName].flatMap((type) => bagFunctions(type, "2.0"))
]
