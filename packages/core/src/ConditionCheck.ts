/**
 * The check of conditions refuses, with a sentence for the author, everything that json-rules-engine would read in a
 * surprising way: a combination with nothing in it, two of them in one object, a member it ignores, an operator that is
 * false for the wrong type.
 *
 * Source of the traps: json-rules-engine 7.3, `condition.js`, `engine-default-operators.js`.
 */
import { operatorsByType } from "./Condition.ts"
import type { DocumentOptions } from "./Document.ts"
import { problemAt } from "./Document.ts"
import { describeFound, isShowable, memberName, nearestWord } from "./Problem.ts"
import type { Problem } from "./Problem.ts"
import { isFactValue, UNAVAILABLE } from "./Fact.ts"
import type { FactCatalogue, FactDefinition } from "./Fact.ts"

/** The deepest nesting accepted in one rule, in levels. */
export const MAX_CONDITION_DEPTH = 64

/** The most parts accepted in the conditions of one rule. */
export const MAX_CONDITION_PARTS = 10_000

const combinators = ["all", "any", "not"] as const
const leafMembers = ["fact", "operator", "value"] as const

const refusedMembers: Readonly<Record<string, string>> = {
  priority:
    "priority is refused: it would let the engine leave later conditions unevaluated, and the reasons incomplete",
  params: "params is refused: facts here are plain values, not functions with parameters",
  path: "path is refused: facts here are words, numbers or lists of words; add a fact instead of reaching into an object",
  condition:
    "references to named conditions are refused: the engine forgets the name, and the explanation with it; write the condition out",
  name: "name is refused inside conditions; name the rule instead"
}

/** Everything wrong with a rule's conditions, with place and remedy; empty when they can be used. */
export const checkCondition = (
  root: unknown,
  path: ReadonlyArray<PropertyKey>,
  catalogue: FactCatalogue,
  options: DocumentOptions
): ReadonlyArray<Problem> => {
  const problem = (
    at: ReadonlyArray<PropertyKey>,
    code: Problem["code"],
    message: string,
    found?: unknown,
    words?: ReadonlyArray<string>
  ): Problem => {
    const allowed = words?.filter(isShowable)
    const nearest = typeof found === "string" && allowed !== undefined ? nearestWord(found, allowed) : undefined
    return problemAt(options, at, {
      code,
      message,
      ...(found === undefined ? {} : { found: describeFound(found, true) }),
      ...(allowed === undefined ? {} : { allowed }),
      ...(nearest === undefined ? {} : { nearest })
    })
  }

  // Parts that a document in memory shares unfold: it may be small, and the walk through it without end.
  let parts = 0
  const check = (node: unknown, at: ReadonlyArray<PropertyKey>, depth: number): ReadonlyArray<Problem> => {
    if (++parts > MAX_CONDITION_PARTS) {
      return parts === MAX_CONDITION_PARTS + 1
        ? [problem(path, "too-large", `the conditions have more than ${MAX_CONDITION_PARTS} parts; split the rule`)]
        : []
    }
    if (depth > MAX_CONDITION_DEPTH) {
      return [
        problem(at, "too-deep", `conditions are nested more than ${MAX_CONDITION_DEPTH} levels deep; split the rule`)
      ]
    }
    if (typeof node !== "object" || node === null || Array.isArray(node)) {
      return [
        problem(
          at,
          "wrong-type",
          "a condition is an object with all, any or not, or with fact, operator and value",
          node
        )
      ]
    }
    const members = Object.keys(node)
    const found = combinators.filter((name) => members.includes(name))
    const isLeaf = leafMembers.some((name) => members.includes(name))
    if (found.length > 1 || (found.length === 1 && isLeaf)) {
      return [
        problem(
          at,
          "wrong-value",
          `a condition has exactly one of all, any and not, or is a comparison; the engine would use one of ${members.map(memberName).join(", ")} and ignore the rest`
        )
      ]
    }
    const [combinator] = found
    if (combinator === undefined) return checkLeaf(node as Readonly<Record<string, unknown>>, members, at)
    const stray = unknownMembers(members, [combinator], at)
    const inner: unknown = (node as Readonly<Record<string, unknown>>)[combinator]
    if (combinator === "not") return [...stray, ...check(inner, [...at, "not"], depth + 1)]
    if (!Array.isArray(inner)) {
      return [...stray, problem([...at, combinator], "wrong-type", `${combinator} is a list of conditions`, inner)]
    }
    if (inner.length === 0) {
      return [
        ...stray,
        problem(
          [...at, combinator],
          "wrong-value",
          `an empty ${combinator} is refused: the engine holds it to be true, so the rule would let everyone through`
        )
      ]
    }
    return [...stray, ...inner.flatMap((child, index) => check(child, [...at, combinator, index], depth + 1))]
  }

  const unknownMembers = (
    members: ReadonlyArray<string>,
    allowed: ReadonlyArray<string>,
    at: ReadonlyArray<PropertyKey>
  ): ReadonlyArray<Problem> =>
    members
      .filter((name) => !allowed.includes(name))
      .map((name) => {
        const refusal = Object.hasOwn(refusedMembers, name) ? refusedMembers[name] : undefined
        if (refusal !== undefined) return problem([...at, name], "unknown-member", refusal)
        return problem([...at, name], "unknown-member", "the member is unknown", name, allowed)
      })

  const checkLeaf = (
    leaf: Readonly<Record<string, unknown>>,
    members: ReadonlyArray<string>,
    at: ReadonlyArray<PropertyKey>
  ): ReadonlyArray<Problem> => {
    const problems = [
      ...unknownMembers(
        members,
        [...leafMembers, ...(members.some((name) => leafMembers.includes(name as "fact")) ? [] : combinators)],
        at
      )
    ]
    const missing = leafMembers.filter((name) => !members.includes(name))
    if (missing.length === leafMembers.length) {
      return problems.length > 0
        ? problems
        : [problem(at, "missing-member", "the condition is empty", undefined, [...combinators, ...leafMembers])]
    }
    for (const name of missing) problems.push(problem([...at, name], "missing-member", `the comparison has no ${name}`))
    const { fact, operator, value } = leaf
    if (!members.includes("fact")) return problems
    const definition = typeof fact === "string" && Object.hasOwn(catalogue, fact) ? catalogue[fact] : undefined
    if (definition === undefined) {
      return [...problems, problem([...at, "fact"], "unknown-reference", "no such fact", fact, Object.keys(catalogue))]
    }
    const operators: ReadonlyArray<string> = operatorsByType[definition.type]
    if (members.includes("operator") && !(typeof operator === "string" && operators.includes(operator))) {
      problems.push(
        problem(
          [...at, "operator"],
          "wrong-value",
          `the fact ${memberName(String(fact))} is ${typeNames[definition.type]}, and the operator does not fit`,
          operator,
          operators
        )
      )
    } else if (members.includes("value") && typeof operator === "string") {
      problems.push(...checkValue(definition, operator, value, [...at, "value"]))
    }
    return problems
  }

  const checkValue = (
    definition: FactDefinition,
    operator: string,
    value: unknown,
    at: ReadonlyArray<PropertyKey>
  ): ReadonlyArray<Problem> => {
    if (operator === "in" || operator === "notIn") {
      if (!Array.isArray(value)) {
        return [
          problem(
            at,
            "wrong-type",
            `${operator} needs a list; with a text the engine would look for a part of the text`,
            value
          )
        ]
      }
      if (value.length === 0)
        return [problem(at, "wrong-value", `${operator} with an empty list says the same for everyone`)]
      return value.flatMap((element, index) => checkElement(definition, element, [...at, index]))
    }
    return checkElement(definition, value, at)
  }

  const checkElement = (
    definition: FactDefinition,
    value: unknown,
    at: ReadonlyArray<PropertyKey>
  ): ReadonlyArray<Problem> => {
    if (value === UNAVAILABLE) {
      return [
        problem(
          at,
          "wrong-value",
          "unavailable cannot be compared: a gate that depends on an unavailable fact is undetermined by itself"
        )
      ]
    }
    if (definition.type === "number") {
      return isFactValue(definition, value)
        ? []
        : [
            problem(
              at,
              "wrong-value",
              `a number from ${definition.minimum} to ${definition.maximum} (${definition.unit}) is expected`,
              value
            )
          ]
    }
    return typeof value === "string" && definition.values.includes(value)
      ? []
      : [problem(at, "wrong-value", "the value is not in the fact's vocabulary", value, definition.values)]
  }

  if (
    typeof root === "object" &&
    root !== null &&
    !Array.isArray(root) &&
    !combinators.some((name) => Object.hasOwn(root, name)) &&
    leafMembers.some((name) => Object.hasOwn(root, name))
  ) {
    return [
      problem(
        path,
        "wrong-value",
        'the conditions of a rule begin with all, any or not; write {"all": […]} around the comparison'
      ),
      ...check(root, path, 1)
    ]
  }
  return check(root, path, 1)
}

const typeNames: Readonly<Record<FactDefinition["type"], string>> = {
  word: "one word of a vocabulary",
  number: "a number",
  words: "a list of words"
}
