/**
 * The check of a world: each file by itself, and the files against one another.
 *
 * Invariants: a checked world refers only to organisations, users and resources that it holds (where it holds a list of
 * them), and says nothing twice; problems are free of personal data.
 */
import { catalogueOf, decodeValue, isFactValue, isShowable, nearestWord, problemAt } from "@adressat/core"
import type { DocumentOptions, Problem, RuleSet } from "@adressat/core"
import * as Result from "effect/Result"
import { worldFiles } from "./World.ts"
import type { World, WorldMember, WorldPolicy } from "./World.ts"

/** One file of a world as a value, with the way back to its text. */
export interface WorldDocument {
  readonly name: string
  readonly value: unknown
  readonly options: DocumentOptions
}

/** Checks the files of a world, each by itself and against one another; every problem is reported. */
export const parseWorld = (
  documents: ReadonlyArray<WorldDocument>,
  policies: ReadonlyArray<WorldPolicy> = []
): Result.Result<World, ReadonlyArray<Problem>> => {
  const problems: Array<Problem> = []
  const members: Record<string, unknown> = { policies }
  const options: Record<string, DocumentOptions> = {}
  for (const { member, whenMissing } of Object.values(worldFiles)) members[member] = whenMissing
  for (const document of documents) {
    const known = worldFiles[document.name]
    if (known === undefined) continue
    const decoded = decodeValue(known.schema)(document.value, document.options)
    options[known.member] = document.options
    if (Result.isFailure(decoded)) problems.push(...decoded.failure)
    else members[known.member] = decoded.success
  }
  const world = members as unknown as World
  problems.push(...checkReferences(world, options))
  return problems.length > 0 ? Result.fail(problems) : Result.succeed(world)
}

type Options = Readonly<Record<string, DocumentOptions>>

const checkReferences = (world: World, options: Options): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  const at = (member: WorldMember, path: ReadonlyArray<PropertyKey>, problem: Parameters<typeof problemAt>[2]) =>
    problems.push(problemAt(options[member] ?? { file: member }, path, problem))
  const unique = <Row>(
    member: WorldMember,
    rows: ReadonlyArray<Row>,
    keyOf: (row: Row) => string | undefined,
    name: string
  ) => {
    const first = new Map<string, number>()
    for (const [index, row] of rows.entries()) {
      const key = keyOf(row)
      if (key === undefined) continue
      const earlier = first.get(key)
      if (earlier === undefined) first.set(key, index)
      else {
        at(member, [index], {
          code: "duplicate-identifier",
          message: `the same ${name} stands already in $[${earlier}]; only one of them would count, so remove one`
        })
      }
    }
  }
  const known = <Row>(
    member: WorldMember,
    rows: ReadonlyArray<Row>,
    name: keyof Row & string,
    words: ReadonlyArray<string>,
    where: string,
    shown: boolean
  ) => {
    if (words.length === 0) return
    const mayShow = (word: unknown) => shown && (name !== "resourceId" || isShowable(String(word)))
    const set = new Set(words)
    for (const [index, row] of rows.entries()) {
      const value = row[name]
      if (value === undefined || set.has(String(value))) continue
      const nearest = nearestWord(String(value), words)
      at(member, [index, name], {
        code: "unknown-reference",
        message: `${where} does not hold this ${name}; add it there or correct it here`,
        ...(mayShow(value) ? { found: String(value) } : {}),
        ...(nearest === undefined || !mayShow(nearest) ? {} : { nearest })
      })
    }
  }

  unique("organizations", world.organizations, ({ organizationNumber }) => organizationNumber, "organizationNumber")
  unique("resources", world.resources, ({ resourceId }) => resourceId, "resourceId")
  unique("persons", world.persons, ({ nationalIdentityNumber }) => nationalIdentityNumber, "nationalIdentityNumber")
  unique("persons", world.persons, ({ userId }) => (userId === undefined ? undefined : String(userId)), "userId")
  unique(
    "customContacts",
    world.customContacts,
    (row) => `${row.organizationNumber} ${row.userId}`,
    "pair of organizationNumber and userId"
  )
  unique(
    "readAccess",
    world.readAccess,
    (row) => `${row.resourceId} ${row.action ?? "read"} ${row.organizationNumber} ${row.userId}`,
    "combination of resourceId, action, organizationNumber and userId"
  )

  unique(
    "roles",
    world.roles,
    (row) => `${row.organizationNumber} ${row.userId}`,
    "pair of organizationNumber and userId"
  )

  const organizations = world.organizations.map(({ organizationNumber }) => organizationNumber)
  known("organizations", world.organizations, "mainUnit", organizations, "organizations.json", true)
  known("statutoryContacts", world.statutoryContacts, "organizationNumber", organizations, "organizations.json", true)
  known("customContacts", world.customContacts, "organizationNumber", organizations, "organizations.json", true)
  known("readAccess", world.readAccess, "organizationNumber", organizations, "organizations.json", true)
  known("roles", world.roles, "organizationNumber", organizations, "organizations.json", true)
  const users = world.persons.flatMap(({ userId }) => (userId === undefined ? [] : [String(userId)]))
  known("customContacts", world.customContacts, "userId", users, "persons.json", false)
  known("readAccess", world.readAccess, "userId", users, "persons.json", false)
  known("roles", world.roles, "userId", users, "persons.json", false)
  const resources = world.resources.map(({ resourceId }) => resourceId)
  known("readAccess", world.readAccess, "resourceId", resources, "resources.json", true)
  for (const { file, resourceId } of world.policies) {
    if (resources.length === 0 || resources.includes(resourceId)) continue
    const nearest = nearestWord(resourceId, resources)
    problems.push(
      problemAt({ file }, [], {
        code: "unknown-reference",
        message:
          "resources.json does not hold the resource that the file is named after; add it there or rename the file",
        ...(isShowable(resourceId) ? { found: resourceId } : {}),
        ...(nearest === undefined || !isShowable(nearest) ? {} : { nearest })
      })
    )
  }
  return problems
}

/** What is wrong with a world's facts under a rule set: values outside the vocabulary, and facts that it does not have. */
export const checkFacts = (world: World, ruleSet: RuleSet, file: string): ReadonlyArray<Problem> => {
  const catalogue = catalogueOf(ruleSet)
  const own = Object.keys(ruleSet.facts)
  if (own.length === 0) return []
  return world.facts.flatMap(({ fact, value }, index) => {
    const definition = own.includes(fact) ? catalogue[fact] : undefined
    if (definition === undefined) {
      const nearest = nearestWord(fact, own)
      return [
        problemAt({ file }, [index, "fact"], {
          severity: nearest === undefined ? "warning" : "error",
          code: "unknown-reference",
          message: `the rule set ${ruleSet.id} has no such fact`,
          allowed: own,
          ...(nearest === undefined ? {} : { nearest })
        })
      ]
    }
    if (isFactValue(definition, value)) return []
    const allowed =
      definition.type === "number"
        ? [`${definition.minimum} to ${definition.maximum} ${definition.unit}`]
        : definition.values
    const nearest = typeof value === "string" ? nearestWord(value, allowed) : undefined
    return [
      problemAt({ file }, [index, "value"], {
        code: "wrong-value",
        message: `the value is not one that the rule set ${ruleSet.id} allows for ${fact}`,
        allowed,
        ...(nearest === undefined ? {} : { nearest })
      })
    ]
  })
}
