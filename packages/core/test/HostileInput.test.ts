import * as Result from "effect/Result"
import * as fc from "fast-check"
import { afterEach, describe, expect, it } from "vitest"
import { processorTime } from "../../testing/test/ProcessorTime.ts"
import altinn from "../rules/altinn.json" with { type: "json" }
import {
  audiences,
  compile,
  createAdressat,
  decide,
  explain,
  formatProblem,
  InvalidInputError,
  languages,
  parseDecision,
  parseDecisionText,
  parseOrder,
  parseOrderText,
  parseRuleSet,
  parseRuleSetText,
  parseSnapshot,
  parseSnapshotText,
  redact,
  shippedRuleSet,
  shippedRuleSetNames
} from "../src/index.ts"
import type { Decision, Order, Problem, ProblemCode, Snapshot } from "../src/index.ts"

// --- Documents to be maimed ------------------------------------------------------------------------------------------

const order = {
  $schema: "order.schema.json",
  id: "reference-1",
  stage: "processing",
  channel: "EmailPreferred",
  recipients: [
    { nationalIdentityNumber: "17838410022" },
    { organizationNumber: "310000019" },
    { externalIdentity: "urn:altinn:person:idporten-email:jonas@example.com" },
    { emailAddress: "post@example.com" },
    { phoneNumber: "+4740000001" },
    { nationalIdentityNumber: "07918110067", organizationNumber: "310000027" }
  ],
  resourceId: "urn:altinn:resource:tax-report",
  resourceAction: "read",
  ignoreReservation: false,
  useStaleContactInformation: true,
  creator: "skd"
} as const satisfies Order

const snapshot = {
  at: "2026-11-25T10:00:00Z",
  persons: [
    {
      nationalIdentityNumber: "17838410022",
      reservation: "NEI",
      email: "kari@example.com",
      emailUpdated: "2026-09-02",
      mobileNumber: "40000021",
      mobileVerified: "2024-01-09"
    },
    { nationalIdentityNumber: "07918110067", isReserved: true, email: "nils@example.com", emailIsOutdated: true }
  ],
  externalIdentities: [
    {
      externalIdentity: "urn:altinn:person:idporten-email:jonas@example.com",
      email: "jonas@example.com",
      mobileNumber: null
    }
  ],
  statutoryContacts: [
    {
      organizationNumber: "310000019",
      addresses: [
        { type: "Email", fullAddress: "post@fjordtind.example.com", hasRegistryAccepted: null },
        { type: "SMS", fullAddress: "+4740000010", isSoftDeleted: true }
      ],
      mainUnits: [{ organizationNumber: "310000035", addresses: null }]
    }
  ],
  customContacts: [
    {
      organizationNumber: "310000019",
      partyId: 50001,
      registrations: [
        { userId: 101, email: "kari@fjordtind.example.com", phone: "40000021", resources: ["tax-report"] },
        {
          userId: "u-102",
          email: "POST@fjordtind.example.com",
          organizationNumber: "310000027",
          resources: ["se_4936_1"]
        }
      ]
    }
  ],
  readAccess: [
    {
      organizationNumber: "310000019",
      userId: 101,
      decision: "Permit",
      tasks: [{ task: "Task_1", decision: "Deny" }]
    }
  ],
  ownFacts: [{ fact: "acme.class", value: "ordinary", organizationNumber: "310000019" }],
  absent: { persons: ["05879010189"], customContacts: ["310000027"] },
  unavailable: [{ source: "readAccess", reason: "Unavailable", keys: ["310000019/u-102"] }],
  predecessors: ["se_4936_1"]
} as const satisfies Snapshot

const ruleSet = {
  ...altinn,
  facts: {
    "acme.class": {
      type: "word",
      values: ["ordinary", "in-liquidation"],
      meaning: "what the register of customers says",
      label: "public",
      changes: [{ to: "ordinary", by: "nobody" }]
    },
    "acme.debt": { type: "number", minimum: 0, maximum: 1_000_000, unit: "NOK", meaning: "what is owed" },
    "acme.traits": { type: "words", values: ["large", "foreign"], meaning: "what is known besides" }
  },
  rules: [
    ...altinn.rules.slice(0, 6),
    {
      name: "acme/in-liquidation",
      conditions: {
        any: [
          { not: { all: [{ fact: "acme.class", operator: "in", value: ["ordinary"] }] } },
          { fact: "acme.debt", operator: "greaterThan", value: 1000 },
          { fact: "acme.traits", operator: "contains", value: "foreign" }
        ]
      },
      event: {
        type: "exclude",
        params: { reason: "ACME_IN_LIQUIDATION", source: "the board", explanation: { nb: "a", nn: "b", en: "c" } }
      }
    }
  ]
}

const programs = shippedRuleSetNames.map((name) => compile(shippedRuleSet(name)))
const decisions = programs.map((program) => decide(program, order, snapshot))

type Parsed = Result.Result<unknown, ReadonlyArray<Problem>>

interface Kind {
  readonly name: string
  readonly value: unknown
  readonly parse: (value: unknown) => Parsed
  readonly parseText: (text: string) => Parsed
  /** What is done with an accepted document; must not throw. */
  readonly use: (accepted: unknown) => void
}

const kinds: ReadonlyArray<Kind> = [
  {
    name: "order",
    value: order,
    parse: parseOrder,
    parseText: parseOrderText,
    use: (accepted) => useOrder((accepted as { readonly order: Order }).order)
  },
  {
    name: "rule set",
    value: ruleSet,
    parse: parseRuleSet,
    parseText: parseRuleSetText,
    use: (accepted) => useDecision(order, decide(compile(accepted as Parameters<typeof compile>[0]), order, snapshot))
  },
  {
    name: "snapshot",
    value: snapshot,
    parse: parseSnapshot,
    parseText: parseSnapshotText,
    use: (accepted) => programs.forEach((program) => useDecision(order, decide(program, order, accepted as Snapshot)))
  },
  {
    name: "decision",
    value: decisions[0],
    parse: parseDecision,
    parseText: parseDecisionText,
    use: (accepted) => sayDecision(accepted as Decision)
  }
]

const useOrder = (accepted: Order) =>
  programs.forEach((program) => useDecision(accepted, decide(program, accepted, snapshot)))

const useDecision = (resolved: Order, decision: Decision) => {
  expectNobodyLost(resolved, decision)
  sayDecision(decision)
}

const sayDecision = (decision: Decision) => {
  const redacted = redact(decision)
  expect(Result.isSuccess(parseDecision(JSON.parse(JSON.stringify(redacted))))).toBe(true)
  for (const language of languages) {
    for (const audience of audiences) {
      explain(decision, { language, audience })
      explain(redacted, { language, audience })
    }
  }
}

// --- What must always hold -------------------------------------------------------------------------------------------

const codes: Readonly<Record<ProblemCode, true>> = {
  "broken-json": true,
  "duplicate-member": true,
  "unknown-member": true,
  "missing-member": true,
  "wrong-type": true,
  "wrong-value": true,
  "too-large": true,
  "too-deep": true,
  "duplicate-identifier": true,
  "unknown-reference": true,
  "doubtful-identifier": true,
  unreachable: true,
  "unreadable-file": true
}

/** Stands in every text that is planted, with digits and an at sign as personal data have. */
const CANARY = "kanari17838410022@example.com"

const expectGoodProblems = (problems: ReadonlyArray<Problem>) => {
  expect(problems.length).toBeGreaterThan(0)
  for (const problem of problems) {
    expect(problem.path).toMatch(/^\$/)
    expect(problem.message).toMatch(/^[^A-ZÆØÅ\s].*[^.\s]$/su)
    expect(Object.hasOwn(codes, problem.code)).toBe(true)
    const said = JSON.stringify(problem) + formatProblem(problem)
    expect(said).not.toMatch(/kanari|17838410022/i)
    expect(said.length).toBeLessThan(6_000)
    // oxlint-disable-next-line no-control-regex -- they would steer a terminal
    expect(formatProblem(problem)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\ud800-\udfff]/)
  }
}

const expectNobodyLost = ({ recipients }: Order, { deliveries, tally, withheld, ...decision }: Decision) => {
  const accounted = new Set<number>(withheld.map(({ recipient }) => recipient))
  for (const { contributors } of deliveries) for (const { recipient } of contributors) accounted.add(recipient)
  const lost = recipients.flatMap((_, index) => (accounted.has(index) ? [] : [index]))
  expect(lost).toStrictEqual([])
  expect(accounted.size).toBe(recipients.length)
  expect(decision.recipients).toHaveLength(recipients.length)
  expect(tally.candidates).toBe(tally.delivered + tally.merged + tally.noAddress + tally.withheld + tally.undetermined)
}

/** The longest one case may take; far more than it needs, far less than a hang. */
const MOST_MILLISECONDS = 5_000

const bounded = <A>(work: () => A): A => {
  const started = processorTime()
  const result = work()
  expect(processorTime() - started).toBeLessThan(MOST_MILLISECONDS)
  return result
}

/** Parses, and uses what is accepted; nothing may be thrown. */
const survive = (kind: Kind, parsed: Parsed): Parsed => {
  if (Result.isFailure(parsed)) expectGoodProblems(parsed.failure)
  else kind.use(parsed.success)
  return parsed
}

const prototypeMembers = JSON.stringify(Object.getOwnPropertyNames(Object.prototype))

afterEach(() => {
  expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(prototypeMembers)
  expect(Object.getOwnPropertyNames(Array.prototype)).not.toContain("polluted")
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

// --- How documents are maimed ----------------------------------------------------------------------------------------

type Path = ReadonlyArray<string | number>

const isContainer = (value: unknown): value is Record<string, unknown> | Array<unknown> =>
  typeof value === "object" && value !== null

/** Every place in a document, the document itself first. */
const pathsOf = (value: unknown, path: Path = []): ReadonlyArray<Path> => [
  path,
  ...(Array.isArray(value)
    ? value.flatMap((element, index) => pathsOf(element, [...path, index]))
    : isContainer(value)
      ? Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]))
      : [])
]

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value)

/** A copy with the value at a path replaced. */
const replaced = (value: unknown, path: Path, change: (found: unknown) => unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return change(value)
  if (Array.isArray(value))
    return value.map((element, index) => (index === key ? replaced(element, rest, change) : element))
  return Object.fromEntries(
    Object.entries(value as object).map(([name, member]) => [
      name,
      name === key ? replaced(member, rest, change) : member
    ])
  )
}

const hostileTexts: ReadonlyArray<string> = [
  "",
  " ",
  CANARY,
  `${CANARY} Email processing permit`,
  "\u0000",
  `${CANARY}\u0000`,
  "\ud800",
  "\udfff\ud800",
  "\u202e\u2066nordby\u2069",
  "\u200b\u200d\ufeff",
  "1\u0661\u06f2\uff13456789",
  "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669",
  "\uff11\uff17\uff18\uff13\uff18\uff14\uff11\uff10\uff10\uff12\uff12",
  "\u001b[2J\u0007\r\n",
  "e\u0301".repeat(40),
  "👩‍👩‍👧‍👦",
  "İstanbul@EXAMPLE.COM",
  "__proto__",
  "constructor",
  "toString",
  "$&$1$`",
  "{resource}{organisation}",
  "%",
  "urn:altinn:person:idporten-email:%E0%A4%A",
  "urn:altinn:resource:",
  "app_",
  "-0",
  "1e400"
]

const hostileNames = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "then", "length", CANARY]

const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...hostileTexts),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -0,
    -1,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    2 ** 53,
    0.1,
    [],
    {},
    [[]],
    [null],
    [{}],
    undefined
  ),
  fc.string({ unit: "binary", maxLength: 20 }).map((text) => `${text}${CANARY}`),
  fc.jsonValue({ maxDepth: 3 })
)

type Mutation = (document: unknown) => unknown

const mutation: fc.Arbitrary<Mutation> = fc
  .record({
    place: fc.nat(),
    operation: fc.constantFrom("drop", "rename", "retype", "add", "repeat", "swap"),
    value: hostileValue,
    name: fc.oneof(fc.constantFrom(...hostileNames), fc.string({ unit: "binary", minLength: 1, maxLength: 12 }))
  })
  .map(({ name, operation, place, value }) => (document) => {
    const paths = pathsOf(document)
    const path = paths[place % paths.length] ?? []
    const inner = path.slice(0, -1)
    const key = path.at(-1)
    const withOwn = (object: object, entries: ReadonlyArray<readonly [string, unknown]>) =>
      Object.fromEntries([...Object.entries(object), ...entries])
    switch (operation) {
      case "retype":
        return replaced(document, path, () => value)
      case "drop":
      case "rename":
        return key === undefined
          ? value
          : replaced(document, inner, (parent) =>
              Array.isArray(parent)
                ? parent.filter((_, index) => index !== key)
                : Object.fromEntries(
                    Object.entries(parent as object).flatMap(([member, old]) =>
                      member !== key ? [[member, old]] : operation === "drop" ? [] : [[name, old]]
                    )
                  )
            )
      case "add":
        return replaced(document, path, (found) =>
          Array.isArray(found) ? [...found, value] : isContainer(found) ? withOwn(found, [[name, value]]) : value
        )
      case "repeat":
        return replaced(document, path, (found) => (Array.isArray(found) ? [...found, ...found] : [found, found]))
      case "swap": {
        const other = paths[(place * 31 + 7) % paths.length] ?? []
        return replaced(document, path, () => at(document, other))
      }
    }
  })

const maimed = (value: unknown) =>
  fc
    .array(mutation, { minLength: 1, maxLength: 3 })
    .map((mutations) => mutations.reduce<unknown>((document, mutate) => mutate(document), value))

const positionOf = (text: string, offset: number) => {
  const before = text.slice(0, offset).split("\n")
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 }
}

const options = { numRuns: 400 }

// --- Tests -----------------------------------------------------------------------------------------------------------

describe.each(kinds)("a $name", (kind) => {
  const text = JSON.stringify(kind.value, null, 2)

  it("is accepted as it stands, as value and as text", () => {
    expect(Result.isSuccess(survive(kind, kind.parse(kind.value)))).toBe(true)
    expect(Result.isSuccess(survive(kind, kind.parseText(text)))).toBe(true)
  })

  it("with members dropped, renamed, retyped, added, repeated and exchanged is refused or used, never a crash", () => {
    let refused = 0
    fc.assert(
      fc.property(maimed(kind.value), (document) => {
        const parsed = bounded(() => survive(kind, kind.parse(document)))
        if (Result.isFailure(parsed)) refused++
        const written = JSON.stringify(document)
        if (written !== undefined) bounded(() => survive(kind, kind.parseText(written)))
      }),
      options
    )
    expect(refused).toBeGreaterThan(options.numRuns / 2)
  })

  it("that is something else altogether is refused", () => {
    for (const document of [
      null,
      undefined,
      true,
      0,
      Number.POSITIVE_INFINITY,
      "",
      CANARY,
      [],
      [kind.value],
      {},
      () => 1,
      Symbol("x"),
      new Map(),
      new Date(0),
      10n
    ]) {
      expect(Result.isFailure(survive(kind, kind.parse(document)))).toBe(true)
    }
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withMap: true, withSet: true, withTypedArray: true }),
        (document) => {
          expect(Result.isFailure(survive(kind, kind.parse(document)))).toBe(true)
        }
      )
    )
  })

  it("with an illegal character is refused with the line and column of that character", () => {
    const boundaries = [
      ...text.matchAll(/(?<=[[\]{},:]|^)(?=[\s[\]{},:"]|$)(?=(?:[^"\\]|\\.|"(?:[^"\\]|\\.)*")*$)/g)
    ].map(({ index }) => index)
    expect(boundaries.length).toBeGreaterThan(20)
    fc.assert(
      fc.property(
        fc.constantFrom(...boundaries),
        fc.constantFrom("§", "'", "\\", "x", "\u00a0", "\u0001"),
        (offset, character) => {
          const parsed = bounded(() =>
            survive(kind, kind.parseText(text.slice(0, offset) + character + text.slice(offset)))
          )
          expect(Result.isFailure(parsed) && parsed.failure).toMatchObject([
            { code: "broken-json", path: "$", ...positionOf(text, offset) }
          ])
        }
      ),
      options
    )
  })

  it("that is cut off, or lacks a character, is refused at a place inside the text", () => {
    const expectPlace = (broken: string, parsed: Parsed) => {
      if (Result.isSuccess(parsed) || parsed.failure[0]?.code !== "broken-json") return
      const lines = broken.split("\n")
      for (const { column, line } of parsed.failure) {
        expect(line).toBeGreaterThanOrEqual(1)
        expect(column).toBeGreaterThanOrEqual(1)
        expect(line).toBeLessThanOrEqual(lines.length)
        expect(column).toBeLessThanOrEqual((lines[(line ?? 0) - 1] ?? "").length + 1)
      }
    }
    fc.assert(
      fc.property(fc.nat(text.length - 1), (offset) => {
        const cut = text.slice(0, offset)
        const parsed = bounded(() => survive(kind, kind.parseText(cut)))
        expect(Result.isFailure(parsed) && parsed.failure).toMatchObject([{ code: "broken-json" }])
        expectPlace(cut, parsed)
        const lacking = text.slice(0, offset) + text.slice(offset + 1)
        expectPlace(
          lacking,
          bounded(() => survive(kind, kind.parseText(lacking)))
        )
      }),
      options
    )
  })

  it("with a member written twice is refused with the place of the second", () => {
    const lines = text.split("\n")
    const members = lines.flatMap((line, index) => (/^ *"[^"]+": ("[^"]*"|[\w.]+),?$/.test(line) ? [index] : []))
    expect(members.length).toBeGreaterThan(5)
    fc.assert(
      fc.property(fc.constantFrom(...members), fc.boolean(), (index, escaped) => {
        const line = lines[index] ?? ""
        const again = escaped
          ? line.replace(/"(\w)/, (_, first: string) => `"\\u00${first.charCodeAt(0).toString(16)}`)
          : line
        const twice = lines.with(index, `${line.replace(/,$/, "")},\n${again}`).join("\n")
        const parsed = kind.parseText(twice)
        survive(kind, parsed)
        expect(Result.isFailure(parsed) && parsed.failure).toMatchObject([
          { code: "duplicate-member", line: index + 2, column: line.search(/"/) + 1 }
        ])
      })
    )
  })

  it.each(hostileNames)("with the member %s in any object is refused, and pollutes nothing", (name) => {
    const planted = JSON.stringify({ polluted: true, [CANARY]: CANARY })
    const objects = [...text.matchAll(/\{(?=\n)/g)].map(({ index }) => index + 1)
    expect(objects.length).toBeGreaterThan(3)
    for (const offset of objects) {
      const parsed = survive(
        kind,
        kind.parseText(`${text.slice(0, offset)}${JSON.stringify(name)}: ${planted},${text.slice(offset)}`)
      )
      expect(Result.isFailure(parsed)).toBe(true)
      const { line, column } = positionOf(text, offset)
      if (Result.isFailure(parsed))
        expect(parsed.failure.some((problem) => problem.line === line && problem.column === column)).toBe(true)
    }
  })

  it.each<readonly [string, (size: number) => string]>([
    ["one letter", (size) => "a".repeat(size)],
    ["digits", (size) => "1".repeat(size)],
    ["at signs", (size) => "@".repeat(size)],
    ["addresses without end", (size) => "a@a.".repeat(size / 4)],
    ["dots", (size) => `a@${".".repeat(size)}`],
    ["hyphens", (size) => `a@${"a-".repeat(size / 2)}`],
    ["blanks", (size) => `${" ".repeat(size)}x`],
    ["percent signs", (size) => `urn:altinn:person:idporten-email:${"%41".repeat(size / 3)}`],
    ["underscores", (size) => `app_${"_".repeat(size)}`],
    ["telephone digits", (size) => `+47${"4 ".repeat(size / 2)}`]
  ])(
    "with a megabyte of %s in any text member is refused or used in time",
    (_, make) => {
      const long = make(1_000_000)
      // One member of each name is enough: every row of a list is read alike.
      const texts = pathsOf(kind.value).filter((path) => typeof at(kind.value, path) === "string")
      const places = new Map(texts.map((path) => [path.filter((key) => typeof key === "string").join("."), path]))
      for (const path of places.values()) {
        const document = replaced(kind.value, path, () => long)
        const parsed = bounded(() => kind.parse(document))
        if (Result.isFailure(parsed)) expectGoodProblems(parsed.failure)
        else bounded(() => kind.use(parsed.success))
      }
    },
    120_000
  )

  it("with nesting without end is refused", () => {
    const deep = (levels: number, wrap: (inner: unknown) => unknown) => {
      let value: unknown = CANARY
      for (let level = 0; level < levels; level++) value = wrap(value)
      return value
    }
    const bombs = [
      deep(100_000, (inner) => [inner]),
      deep(100_000, (inner) => ({ all: [inner] })),
      deep(100_000, (inner) => ({ not: inner })),
      deep(100_000, (inner) => ({ recipients: [inner], rules: [inner], conditions: inner }))
    ]
    for (const path of pathsOf(kind.value)) {
      for (const bomb of bombs) {
        const parsed = bounded(() => kind.parse(replaced(kind.value, path, () => bomb)))
        expect(Result.isFailure(parsed)).toBe(true)
        if (Result.isFailure(parsed)) expectGoodProblems(parsed.failure)
      }
    }
    for (const opening of ["[", `{"a":`, `{"all":[`, `[{"not":`]) {
      for (const closing of ["", "]", "}"]) {
        const parsed = bounded(() => kind.parseText(opening.repeat(200_000) + closing.repeat(200_000)))
        expect(Result.isFailure(parsed) && parsed.failure).toMatchObject([{ code: "too-deep", path: "$" }])
      }
    }
  })

  it("may begin with a byte order mark, but not hold one between its members", () => {
    expect(survive(kind, kind.parseText(`\ufeff${text}`))).toStrictEqual(kind.parseText(text))
    expect(Result.isFailure(survive(kind, kind.parseText(`\ufeff\ufeff${text}`)))).toBe(true)
    expect(Result.isFailure(survive(kind, kind.parseText(text.replace("\n", "\n\ufeff"))))).toBe(true)
  })

  it("with numbers beyond all bounds is refused or used", () => {
    for (const number of ["1e400", "-1e400", "-0", "1e-400", "9007199254740993", "0.1e1", `1${"0".repeat(400)}`]) {
      for (const member of text.matchAll(/(?<=": )("[^"]*"|[\w.]+)(?=,?\n)/g)) {
        const document = text.slice(0, member.index) + number + text.slice(member.index + member[0].length)
        bounded(() => survive(kind, kind.parseText(document)))
      }
    }
    for (const number of ["01", "1.", ".1", "+1", "0x1", "NaN", "Infinity", "1e"]) {
      expect(Result.isFailure(survive(kind, kind.parseText(text.replace(/(?<=": )"[^"]*"/, number))))).toBe(true)
    }
  })
})

describe("a rule set", () => {
  const withConditions = (conditions: unknown) => ({
    ...ruleSet,
    rules: [{ ...ruleSet.rules.at(-1), conditions }]
  })

  it("whose conditions share parts so that they unfold without end is refused in time", () => {
    let shared: unknown = { fact: "acme.class", operator: "equal", value: "ordinary" }
    for (let level = 0; level < 50; level++) shared = { all: [shared, shared] }
    const parsed = bounded(() => parseRuleSet(withConditions(shared)))
    expect(Result.isFailure(parsed) && parsed.failure.map(({ code }) => code)).toContain("too-large")
    const circle: { all: Array<unknown> } = { all: [] }
    circle.all.push(circle, circle)
    expect(Result.isFailure(bounded(() => parseRuleSet(withConditions(circle))))).toBe(true)
  })

  it.each(["__proto__", "constructor", "prototype", "toString", "acme.__proto__"])(
    "with a fact named %s is refused",
    (name) => {
      const facts = JSON.stringify(ruleSet.facts).replace("acme.class", name)
      const text = JSON.stringify({ ...ruleSet, facts: null }).replace(`"facts":null`, `"facts":${facts}`)
      expect(Result.isFailure(survive(kinds[1] as Kind, parseRuleSetText(text)))).toBe(true)
    }
  )

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "that asks about the fact %s is refused",
    (fact) => {
      const parsed = parseRuleSet(withConditions({ all: [{ fact, operator: "equal", value: "x" }] }))
      survive(kinds[1] as Kind, parsed)
      expect(Result.isFailure(parsed) && parsed.failure.map(({ code }) => code)).toContain("unknown-reference")
    }
  )
})

describe("createAdressat", () => {
  const host = (rows: Snapshot) => ({
    persons: () => rows.persons ?? [],
    statutoryContacts: () => rows.statutoryContacts ?? [],
    customContacts: () => rows.customContacts ?? [],
    readAccess: () => rows.readAccess ?? [],
    externalIdentities: () => rows.externalIdentities ?? [],
    ownFacts: () => rows.ownFacts ?? [],
    now: () => Date.parse(snapshot.at)
  })

  it("resolves a maimed order, or rejects with InvalidInputError and nothing else", async () => {
    const adressat = createAdressat(host(snapshot))
    await fc.assert(
      fc.asyncProperty(maimed(order), async (document) => {
        const outcome = await adressat.resolve(document as object).then(
          (decision) => ({ decision }),
          (error: unknown) => ({ error })
        )
        if ("decision" in outcome) useDecision(document as Order, outcome.decision)
        else {
          expect(outcome.error).toBeInstanceOf(InvalidInputError)
          expectGoodProblems((outcome.error as InvalidInputError).problems)
          expect(String((outcome.error as InvalidInputError).stack)).not.toContain("kanari")
        }
      }),
      options
    )
  })

  it("resolves whatever the host's functions answer", async () => {
    await fc.assert(
      fc.asyncProperty(maimed(snapshot), fc.constantFrom("program", "reference"), async (rows, evaluator) => {
        const answers =
          typeof rows === "object" && rows !== null && !Array.isArray(rows) ? (rows as Snapshot) : ({} as Snapshot)
        for (const name of shippedRuleSetNames) {
          const adressat = createAdressat({ ...host(answers), ruleSet: name, evaluator, completeness: "everything" })
          const gathered = await adressat.gather(order)
          expect(Result.isSuccess(parseSnapshot(JSON.parse(JSON.stringify(gathered))))).toBe(true)
          useDecision(order, await adressat.resolve(order))
        }
      }),
      { numRuns: 150 }
    )
  })

  it("refuses a maimed rule set with InvalidInputError and nothing else", () => {
    fc.assert(
      fc.property(maimed(ruleSet), (document) => {
        if (typeof document !== "object" || document === null) return
        try {
          createAdressat({ ...host(snapshot), ruleSet: document })
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError)
          expectGoodProblems((error as InvalidInputError).problems)
        }
      }),
      options
    )
  })

  it.each(shippedRuleSetNames)(
    "resolves 100 000 recipients under %s in a few seconds, none lost",
    async (name) => {
      const recipients: Order["recipients"] = Array.from({ length: 100_000 }, (_, index) => {
        const digits = String(index).padStart(9, "0")
        switch (index % 5) {
          case 0:
            return { nationalIdentityNumber: `01${digits}` }
          case 1:
            return { organizationNumber: digits }
          case 2:
            return { externalIdentity: `urn:altinn:username:user-${index % 1_000}` }
          case 3:
            return { emailAddress: `person${index}@example.com` }
          default:
            return { phoneNumber: `+474${digits.slice(2)}` }
        }
      })
      const adressat = createAdressat({
        ...host({ at: snapshot.at }),
        ruleSet: name,
        persons: (keys) =>
          keys.map((nationalIdentityNumber, index) => ({
            nationalIdentityNumber,
            isReserved: index % 7 === 0,
            email: index % 3 === 0 ? null : `p${index}@example.com`
          })),
        statutoryContacts: (keys) =>
          keys.map((organizationNumber) => ({
            organizationNumber,
            emailList: [`post@${organizationNumber}.example.com`],
            mobileNumberList: []
          })),
        customContacts: (keys) =>
          keys.map((organizationNumber, index) => ({
            organizationNumber,
            registrations: [{ userId: index, email: `u${index}@example.com` }]
          })),
        readAccess: ({ pairs }) =>
          pairs.map(({ organizationNumber, userId }, index) => ({
            organizationNumber,
            userId,
            decision: index % 2 === 0 ? ("Permit" as const) : ("Deny" as const)
          }))
      })
      const large: Order = { channel: "EmailPreferred", resourceId: "tax-report", recipients }
      const started = processorTime()
      const decision = await adressat.resolve(large)
      expect(processorTime() - started).toBeLessThan(20_000)
      expectNobodyLost(large, decision)
      redact(decision)
      explain(decision)
      const text = JSON.stringify(large)
      expect(Result.isSuccess(bounded(() => parseOrderText(text)))).toBe(true)
    },
    60_000
  )

  it("never takes digits of other scripts, or what cannot be seen, for somebody else", async () => {
    const asked: Array<string> = []
    const adressat = createAdressat({
      ...host({ at: snapshot.at }),
      persons: (keys) => {
        asked.push(...keys)
        return snapshot.persons
      }
    })
    const lookAlikes = ["\uff11\uff17\uff18\uff13\uff18\uff14\uff11\uff10\uff10\uff12\uff12", "1783841002\u0662"]
    const strange: Order = {
      channel: "Email",
      recipients: lookAlikes.map((nationalIdentityNumber) => ({ nationalIdentityNumber }))
    }
    const decision = await adressat.resolve(strange)
    expectNobodyLost(strange, decision)
    expect(asked).toStrictEqual(lookAlikes)
    expect(decision.deliveries).toStrictEqual([])
    for (const hidden of ["\u200b", "\u202e", "\u0000", "\ufeff", "\ud800"]) {
      const parsed = parseOrder({ channel: "Email", recipients: [{ nationalIdentityNumber: `1783841002${hidden}` }] })
      expect(Result.isFailure(parsed)).toBe(true)
    }
  })
})
