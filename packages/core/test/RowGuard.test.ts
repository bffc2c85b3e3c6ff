import fc from "fast-check"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { anyOrder, situationsWith } from "../../testing/src/index.ts"
import {
  isCustomContact,
  isExternalIdentityContact,
  isOwnFactValue,
  isPersonContact,
  isReadAccessAnswer,
  isStatutoryContact
} from "../src/RowGuard.ts"
import {
  CustomContact,
  ExternalIdentityContact,
  OwnFactValue,
  PersonContact,
  ReadAccessAnswer,
  StatutoryContact
} from "../src/Snapshot.ts"
import type { Snapshot } from "../src/Snapshot.ts"

interface Kind {
  readonly name: string
  readonly schema: Schema.Codec<unknown, unknown>
  readonly guard: (row: unknown) => boolean
  readonly rows: (snapshot: Snapshot) => ReadonlyArray<unknown>
}

const kinds: ReadonlyArray<Kind> = [
  { name: "persons", schema: PersonContact, guard: isPersonContact, rows: ({ persons = [] }) => persons },
  {
    name: "external identities",
    schema: ExternalIdentityContact,
    guard: isExternalIdentityContact,
    rows: ({ externalIdentities = [] }) => externalIdentities
  },
  {
    name: "statutory contacts",
    schema: StatutoryContact,
    guard: isStatutoryContact,
    rows: ({ statutoryContacts = [] }) => [
      ...statutoryContacts,
      { organizationNumber: "1", emailList: null, userContactPoints: [{ userId: "u", email: null, lastName: "N" }] }
    ]
  },
  {
    name: "custom contacts",
    schema: CustomContact,
    guard: isCustomContact,
    rows: ({ customContacts = [] }) => customContacts
  },
  {
    name: "read access",
    schema: ReadAccessAnswer,
    guard: isReadAccessAnswer,
    rows: ({ readAccess = [] }) =>
      readAccess.map((answer, index) =>
        index % 3 === 0
          ? {
              ...answer,
              grounds: { policy: "p", rule: "r", line: 3, missing: [[{ attribute: "urn:x", values: ["A", "B"] }], []] }
            }
          : answer
      )
  },
  {
    name: "own facts",
    schema: OwnFactValue,
    guard: isOwnFactValue,
    rows: ({ readAccess = [] }) =>
      readAccess.flatMap(({ organizationNumber, userId }) => [
        { fact: "a.b", value: "word", organizationNumber, userId },
        { fact: "a.b", value: 1.5, nationalIdentityNumber: "1" },
        { fact: "a.b", value: ["one", "two"], externalIdentity: "urn" }
      ])
  }
]

const { rows: access = () => [] } = kinds[4] ?? {}

/** Anything that may stand in the place of something else. */
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    "",
    "x",
    "JA",
    "SMS",
    "Permit",
    "2026-11-25",
    "2026-13-45",
    true,
    0,
    -0,
    -1
  ),
  fc.constantFrom<unknown>(1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, [], [null], ["x"], {}, [{}], [[]]),
  fc.constantFrom<unknown>(
    new Date(0),
    new Map(),
    Object.create(null),
    Object.create({ userId: 1 }),
    Object.assign([1], { length: 3 })
  )
)

const anyName = fc.constantFrom("organizationNumber", "userId", "email", "reservation", "registrations", "extra", "0")

type Change = readonly [kind: "set" | "drop" | "reverse" | "inherit", path: number, name: string, value: unknown]
const anyChange: fc.Arbitrary<Change> = fc.tuple(
  fc.constantFrom("set" as const, "set" as const, "drop" as const, "reverse" as const, "inherit" as const),
  fc.nat(40),
  anyName,
  anyValue
)

/** Changes one member somewhere in a value. */
const changed = (value: unknown, [kind, path, name, other]: Change): unknown => {
  if (typeof value !== "object" || value === null) return kind === "set" ? other : value
  const entries = Object.entries(value)
  const at = path % (entries.length + 1)
  const inner = entries[at]
  if (inner !== undefined && path > entries.length) {
    const rest: Change = [kind, Math.floor(path / (entries.length + 1)), name, other]
    const made = changed(inner[1], rest)
    return Array.isArray(value)
      ? value.map((element: unknown, index) => (index === at ? made : element))
      : { ...value, [inner[0]]: made }
  }
  if (Array.isArray(value)) return kind === "set" ? [...(value as ReadonlyArray<unknown>), other] : value
  switch (kind) {
    case "set":
      return { ...value, [inner?.[0] ?? name]: other }
    case "drop":
      return Object.fromEntries(entries.filter((_, index) => index !== at))
    case "reverse":
      return Object.fromEntries(entries.reverse())
    case "inherit":
      return Object.assign(Object.create({ [name]: other }) as object, value)
  }
}

describe.each(kinds)("the guard of $name", ({ guard, rows, schema }) => {
  const decode = Schema.decodeUnknownResult(schema)

  it("takes every row that is as its Schema makes it", () => {
    let taken = 0
    fc.assert(
      fc.property(situationsWith(anyOrder), ({ snapshot }) => {
        for (const row of rows(snapshot)) {
          const decoded = decode(row)
          expect(Result.isSuccess(decoded)).toBe(true)
          if (Result.isSuccess(decoded)) {
            expect(guard(decoded.success)).toBe(true)
            taken++
          }
        }
      }),
      { numRuns: 300 }
    )
    expect(taken).toBeGreaterThan(50)
  })

  it("takes nothing of which the Schema makes anything else, or nothing", () => {
    let refused = 0
    let taken = 0
    fc.assert(
      fc.property(
        situationsWith(anyOrder),
        fc.array(anyChange, { minLength: 1, maxLength: 3 }),
        ({ snapshot }, changes) => {
          for (const row of rows(snapshot)) {
            const given = changes.reduce(changed, row)
            if (!guard(given)) {
              refused++
              continue
            }
            taken++
            const decoded = decode(given)
            expect(Result.isSuccess(decoded)).toBe(true)
            if (Result.isSuccess(decoded)) {
              expect(decoded.success).toStrictEqual(given)
              expect(JSON.stringify(decoded.success)).toBe(JSON.stringify(given))
            }
          }
        }
      ),
      { numRuns: 2000 }
    )
    expect(refused).toBeGreaterThan(100)
    expect(taken).toBeGreaterThan(100)
  })

  it("takes nothing else at all", () => {
    fc.assert(fc.property(fc.anything(), (value) => !guard(value)))
  })
})

describe("the guard of read access", () => {
  it("knows grounds", () => {
    const [first] = access({ at: "", readAccess: [{ organizationNumber: "1", userId: 1, decision: "Deny" }] })
    expect(isReadAccessAnswer(first)).toBe(true)
    expect(isReadAccessAnswer({ ...(first as object), grounds: { policy: "p", missing: [[{ attribute: 1 }]] } })).toBe(
      false
    )
  })
})
