import {
  CustomContacts,
  ExternalIdentities,
  OwnFacts,
  Persons,
  ReadAccess,
  SourceError,
  StatutoryContacts
} from "@adressat/core"
import type { OwnFactValue, PersonContactPoint, ReadAccessAnswer } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import {
  ASKED_ACTION,
  ASKED_RESOURCE,
  customContactsContract,
  externalIdentitiesContract,
  FAILS,
  INTERRUPTED,
  ownFactsCases,
  ownFactsContract,
  personsCases,
  personsContract,
  readAccessCases,
  readAccessContract,
  statutoryContactsContract
} from "../src/index.ts"
import type { AdapterUnderContract, ContractCase, ContractGrant } from "../src/index.ts"

const inMemory = [
  { case: FAILS, reason: "rows in memory cannot fail" },
  { case: INTERRUPTED, reason: "rows in memory are there at once" }
]

personsContract("layerMemory", { seed: Persons.layerMemory, skip: inMemory })
externalIdentitiesContract("layerMemory", { seed: ExternalIdentities.layerMemory, skip: inMemory })
statutoryContactsContract("layerMemory", { seed: StatutoryContacts.layerMemory, skip: inMemory })
customContactsContract("layerMemory", { seed: CustomContacts.layerMemory, skip: inMemory })
ownFactsContract("layerMemory", { seed: OwnFacts.layerMemory, skip: inMemory })
readAccessContract("layerMemory", {
  seed: (grants) =>
    ReadAccess.layerMemory(
      grants.map(({ organizationNumber, userId }) => ({ organizationNumber, userId, decision: "Permit" }))
    ),
  skip: [
    ...inMemory,
    { case: ASKED_RESOURCE, reason: "decisions in memory are about one resource" },
    { case: ASKED_ACTION, reason: "decisions in memory are about one action" }
  ]
})

/** Takes a turn of the event loop, as a question to a far source does. */
const aTurn = Effect.yieldNow

const unavailable = (source: "persons" | "readAccess" | "ownFacts", message = "no answer") =>
  new SourceError({ source, reason: "Unavailable", message })

type Lookup = (
  rows: ReadonlyArray<PersonContactPoint>,
  keys: ReadonlyArray<string>
) => Effect.Effect<ReadonlyArray<PersonContactPoint>, SourceError>

const found: Lookup = (rows, keys) => {
  const asked = new Set(keys)
  return Effect.as(
    aTurn,
    rows.filter(({ nationalIdentityNumber }) => asked.has(nationalIdentityNumber))
  )
}

const personsWith = (
  lookup: Lookup,
  failing: Effect.Effect<never, SourceError> | Effect.Effect<ReadonlyArray<never>> = Effect.fail(
    unavailable("persons")
  ),
  silent: Effect.Effect<never> = Effect.never
): AdapterUnderContract<Persons, PersonContactPoint> => ({
  seed: (rows) => Layer.succeed(Persons, { lookup: (keys) => lookup(rows, keys) }),
  failing: () => Layer.succeed(Persons, { lookup: () => failing }),
  silent: () => Layer.succeed(Persons, { lookup: () => silent }),
  patience: 50
})

personsContract("a far source", personsWith(found))

const mixing = (): Lookup => {
  let asked: ReadonlyArray<string> = []
  return (rows, keys) => {
    asked = keys
    return Effect.flatMap(aTurn, () => found(rows, asked))
  }
}

const forgetting = (): Lookup => {
  const seen = new Set<string>()
  return (rows, keys) => {
    const question = keys.join()
    if (seen.has(question)) return Effect.succeed([])
    seen.add(question)
    return found(rows, keys)
  }
}

const brokenPersons: ReadonlyArray<readonly [name: string, AdapterUnderContract<Persons, PersonContactPoint>]> = [
  [
    "answers every key that is asked for and known, with its own data",
    personsWith((rows, keys) => Effect.map(found(rows, keys), (all) => all.slice(1)))
  ],
  [
    "answers every key that is asked for and known, with its own data",
    personsWith((rows, keys) =>
      Effect.map(found(rows, keys), (all) => all.map((row) => ({ ...row, email: all[0]?.email ?? null })))
    )
  ],
  [
    "leaves out what it does not know",
    personsWith((rows, keys) =>
      Effect.map(found(rows, keys), (all) =>
        keys.map(
          (key) =>
            all.find((row) => row.nationalIdentityNumber === key) ?? { nationalIdentityNumber: key, isReserved: null }
        )
      )
    )
  ],
  ["answers nothing that was not asked for", personsWith((rows) => Effect.succeed(rows))],
  [
    "answers an empty question with nothing",
    personsWith((rows, keys) => (keys.length === 0 ? Effect.fail(unavailable("persons")) : found(rows, keys)))
  ],
  [
    "answers a key that is asked for twice as if it were asked for once",
    personsWith((rows, keys) =>
      found(
        rows,
        keys.filter((key) => keys.indexOf(key) === keys.lastIndexOf(key))
      )
    )
  ],
  ["answers a thousand keys at once", personsWith((rows, keys) => found(rows, keys.slice(0, 100)))],
  ["gives the same answer to the same question", personsWith(forgetting())],
  ["does not mix the answers of questions that overlap", personsWith(mixing())],
  [FAILS, personsWith(found, Effect.succeed([]))],
  [FAILS, personsWith(found, Effect.die(new Error("defect")))],
  [FAILS, personsWith(found, Effect.fail(unavailable("readAccess")))],
  [FAILS, personsWith(found, Effect.fail(unavailable("persons", "no answer about 01890100000")))],
  [FAILS, personsWith(found, Effect.fail(unavailable("persons", "kari@example.com is not known")))],
  [FAILS, personsWith(found, Effect.fail({ ...unavailable("persons"), reason: "Other" } as never))],
  [FAILS, { seed: personsWith(found).seed }],
  [INTERRUPTED, personsWith(found, undefined, Effect.uninterruptible(Effect.never))],
  [INTERRUPTED, { seed: personsWith(found).seed }]
]

type Decide = (
  grants: ReadonlyArray<ContractGrant>,
  request: Parameters<typeof ReadAccess.Service.decide>[0]
) => Effect.Effect<ReadonlyArray<ReadAccessAnswer>, SourceError>

const decided: Decide = (grants, { action, pairs, resource }) =>
  Effect.as(
    aTurn,
    pairs.map(({ organizationNumber, userId }) => ({
      organizationNumber,
      userId,
      decision:
        action === "read" &&
        grants.some(
          (grant) =>
            grant.resource === resource && grant.organizationNumber === organizationNumber && grant.userId === userId
        )
          ? ("Permit" as const)
          : ("NotApplicable" as const)
    }))
  )

const accessWith = (decide: Decide): AdapterUnderContract<ReadAccess, ContractGrant> => ({
  seed: (grants) => Layer.succeed(ReadAccess, { decide: (request) => decide(grants, request) }),
  failing: () => Layer.succeed(ReadAccess, { decide: () => Effect.fail(unavailable("readAccess")) }),
  silent: () => Layer.succeed(ReadAccess, { decide: () => Effect.never }),
  patience: 50
})

readAccessContract("a far source", accessWith(decided))

const permits = (
  grants: ReadonlyArray<ContractGrant>,
  { pairs }: Parameters<Decide>[1],
  same: (grant: ContractGrant, pair: (typeof pairs)[number]) => boolean
) =>
  Effect.succeed(
    pairs.map(({ organizationNumber, userId }) => ({
      organizationNumber,
      userId,
      decision: grants.some((grant) => same(grant, { organizationNumber, userId }))
        ? ("Permit" as const)
        : ("Deny" as const)
    }))
  )

const brokenAccess: ReadonlyArray<readonly [name: string, AdapterUnderContract<ReadAccess, ContractGrant>]> = [
  ["permits those who may, and nobody else", accessWith((grants, request) => permits(grants, request, () => true))],
  [
    "does not take access for one organisation for access for another",
    accessWith((grants, request) => permits(grants, request, (grant, pair) => grant.userId === pair.userId))
  ],
  [
    "answers only about pairs that were asked about",
    accessWith((grants) => Effect.succeed(grants.map((grant) => ({ ...grant, decision: "Permit" as const }))))
  ],
  [
    "answers an empty question with nothing",
    accessWith((_, { pairs }) => (pairs.length === 0 ? Effect.fail(unavailable("readAccess")) : Effect.succeed([])))
  ],
  [
    "answers a pair that is asked about twice as if it were asked about once",
    accessWith((grants, request) => (request.pairs.length === 2 ? Effect.succeed([]) : decided(grants, request)))
  ],
  [
    "answers about a thousand pairs at once",
    accessWith((grants, request) => decided(grants, { ...request, pairs: request.pairs.slice(0, 500) }))
  ],
  [ASKED_RESOURCE, accessWith((grants, request) => decided(grants, { ...request, resource: "contract-resource" }))],
  [ASKED_ACTION, accessWith((grants, request) => decided(grants, { ...request, action: "read" }))],
  [
    FAILS,
    {
      ...accessWith(decided),
      failing: () =>
        Layer.succeed(ReadAccess, {
          decide: ({ pairs }) => Effect.succeed(pairs.map((pair) => ({ ...pair, decision: "Deny" as const })))
        })
    }
  ],
  [
    INTERRUPTED,
    {
      ...accessWith(decided),
      silent: () => Layer.succeed(ReadAccess, { decide: () => Effect.uninterruptible(Effect.never) })
    }
  ]
]

type Own = (
  values: ReadonlyArray<OwnFactValue>,
  facts: ReadonlyArray<string>,
  subjects: ReadonlyArray<string>
) => Effect.Effect<ReadonlyArray<OwnFactValue>, SourceError>

const known: Own = (values, facts, subjects) =>
  Effect.as(
    aTurn,
    values.filter(
      ({ fact, nationalIdentityNumber }) => facts.includes(fact) && subjects.includes(nationalIdentityNumber ?? "")
    )
  )

const ownWith = (lookup: Own): AdapterUnderContract<OwnFacts, OwnFactValue> => ({
  seed: (values) =>
    Layer.succeed(OwnFacts, {
      lookup: (facts, subjects) =>
        lookup(
          values,
          facts,
          subjects.map(({ nationalIdentityNumber }) => nationalIdentityNumber ?? "")
        )
    }),
  failing: () => Layer.succeed(OwnFacts, { lookup: () => Effect.fail(unavailable("ownFacts")) }),
  silent: () => Layer.succeed(OwnFacts, { lookup: () => Effect.never }),
  patience: 50
})

ownFactsContract("a far source", ownWith(known))

const mixingOwn = (): Own => {
  let asked: ReadonlyArray<string> = []
  return (values, facts, subjects) => {
    asked = subjects
    return Effect.flatMap(aTurn, () => known(values, facts, asked))
  }
}

const brokenOwn: ReadonlyArray<readonly [name: string, AdapterUnderContract<OwnFacts, OwnFactValue>]> = [
  [
    "answers with the value of each subject",
    ownWith((values, facts, subjects) =>
      Effect.map(known(values, facts, subjects), (all) => all.map((value) => ({ ...value, value: "same" })))
    )
  ],
  [
    "leaves out what it does not know",
    ownWith((values, facts, subjects) =>
      Effect.map(known(values, facts, subjects), (all) => [
        ...all,
        ...subjects.map((nationalIdentityNumber) => ({ fact: "contract.word", value: "none", nationalIdentityNumber }))
      ])
    )
  ],
  ["answers only with facts that were asked for", ownWith((values) => Effect.succeed(values))],
  [
    "answers a question about no fact with nothing",
    ownWith((values, facts, subjects) =>
      facts.length === 0 ? Effect.fail(unavailable("ownFacts")) : known(values, facts, subjects)
    )
  ],
  [
    "answers about a subject that is asked about twice as if it were asked about once",
    ownWith((values, facts, subjects) =>
      new Set(subjects).size < subjects.length ? Effect.succeed([]) : known(values, facts, subjects)
    )
  ],
  [
    "answers about a thousand subjects at once",
    ownWith((values, facts, subjects) => known(values, facts, subjects.slice(0, 100)))
  ],
  ["does not mix the answers of questions that overlap", ownWith(mixingOwn())],
  [FAILS, { ...ownWith(known), failing: () => Layer.succeed(OwnFacts, { lookup: () => Effect.succeed([]) }) }],
  [
    INTERRUPTED,
    { ...ownWith(known), silent: () => Layer.succeed(OwnFacts, { lookup: () => Effect.uninterruptible(Effect.never) }) }
  ]
]

const caseOf = (cases: ReadonlyArray<ContractCase>, name: string): ContractCase => {
  const one = cases.find((candidate) => candidate.name === name)
  if (one === undefined) throw new Error(`no case ${name}`)
  return one
}

describe("a broken adapter is found out", () => {
  it.each(brokenPersons)("Persons: %s", async (name, adapter) => {
    await expect(caseOf(personsCases(adapter), name).run()).rejects.toThrow()
  })
  it.each(brokenAccess)("ReadAccess: %s", async (name, adapter) => {
    await expect(caseOf(readAccessCases(adapter), name).run()).rejects.toThrow()
  })
  it.each(brokenOwn)("OwnFacts: %s", async (name, adapter) => {
    await expect(caseOf(ownFactsCases(adapter), name).run()).rejects.toThrow()
  })

  it("in every case there is", () => {
    const proven = (cases: ReadonlyArray<ContractCase>, broken: ReadonlyArray<readonly [string, unknown]>) =>
      expect(new Set(broken.map(([name]) => name))).toEqual(new Set(cases.map(({ name }) => name)))
    proven(personsCases(personsWith(found)), brokenPersons)
    proven(readAccessCases(accessWith(decided)), brokenAccess)
    proven(ownFactsCases(ownWith(known)), brokenOwn)
  })
})
