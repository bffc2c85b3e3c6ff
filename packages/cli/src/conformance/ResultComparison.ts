/**
 * Compares what a decision point has answered with what a conformance test expects: decision, status, obligations, advice,
 * repeated attributes and policy identifiers. Lists whose order the standard leaves open are compared as multisets.
 */
import { dataTypes } from "@adressat/xacml"
import type { Attributes, AttributeValue, MissingAttribute, Notice, Response, Result } from "@adressat/xacml"

/** What the path of a value selects, if it is a path and that is known: two paths may select the same. */
export type SelectionOf = (value: AttributeValue) => string | undefined

/** One line for each difference; empty when the answer is as expected. */
export const differences = (expected: Response, actual: Response, selectionOf: SelectionOf): ReadonlyArray<string> => {
  if (expected.results.length !== actual.results.length) {
    return [`${expected.results.length} results expected, ${actual.results.length} given`]
  }
  return expected.results.flatMap((result, index) => {
    const given = actual.results[index]
    const prefix = expected.results.length === 1 ? "" : `result ${index + 1}: `
    return given === undefined ? [] : differencesOf(result, given, comparedBy(selectionOf)).map((line) => prefix + line)
  })
}

const differencesOf = (
  expected: Result,
  actual: Result,
  { attributes, notices }: ReturnType<typeof comparedBy>
): ReadonlyArray<string> => {
  const why = actual.status.message === undefined ? "" : ` (${actual.status.message})`
  const decision = different("decision", expected.decision, actual.decision).map((line) => line + why)
  return [
    ...decision,
    ...different("status", expected.status.code, actual.status.code).map((line) => line + why),
    ...(expected.status.missing ?? []).flatMap((missing) =>
      (actual.status.missing ?? []).some((given) => missingText(given) === missingText(missing))
        ? []
        : [`missing attribute ${missing.attributeId} is not reported`]
    ),
    ...different("obligations", notices(expected.obligations), notices(actual.obligations)),
    ...different("advice", notices(expected.advice), notices(actual.advice)),
    ...different("attributes", attributes(expected.attributes), attributes(actual.attributes)),
    ...different("policies", policies(expected), policies(actual))
  ]
}

const different = (what: string, expected: string, actual: string): ReadonlyArray<string> =>
  expected === actual ? [] : [`${what}: expected ${expected || "none"}, actual ${actual || "none"}`]

const missingText = ({ attributeId, category, dataType, issuer }: MissingAttribute): string =>
  JSON.stringify([category, attributeId, dataType, issuer])

const multiset = (texts: ReadonlyArray<string>): string => [...texts].sort().join(" ")

/** Attributes and notices as texts that are equal when they mean the same. */
const comparedBy = (selectionOf: SelectionOf) => {
  /** The type and the meaning: a double may be written as 27.5 or 27.50. */
  const valueText = (value: AttributeValue): string => {
    const { dataType, text } = value
    const meaning = dataTypes.get(dataType)?.parse(text) ?? selectionOf(value) ?? text.trim()
    return JSON.stringify([dataType, meaning], (name, member: unknown) => {
      if (name === "written") return undefined
      return typeof member === "bigint" ? String(member) : member
    })
  }
  const notices = (list: ReadonlyArray<Notice>): string =>
    multiset(
      list.map(
        ({ assignments, id }) =>
          `${id}(${multiset(
            assignments.map(({ attributeId, category, issuer, value }) =>
              JSON.stringify([attributeId, category, issuer, valueText(value)])
            )
          )})`
      )
    )
  const attributes = (groups: ReadonlyArray<Attributes>): string =>
    multiset(
      groups.flatMap(({ attributes: list, category }) =>
        list.flatMap(({ attributeId, issuer, values }) =>
          values.map((value) => JSON.stringify([category, attributeId, issuer, valueText(value)]))
        )
      )
    )
  return { attributes, notices }
}

const policies = ({ policyIdentifiers }: Result): string =>
  multiset(policyIdentifiers.map(({ id, kind, version }) => `${kind} ${id} ${version}`))
