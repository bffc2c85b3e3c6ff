/** Plants distinctive personal data, in right and in wrong places, and looks for them in everything that may be shown. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import * as Result from "effect/Result"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import altinn from "../rules/altinn.json" with { type: "json" }
import {
  audiences,
  compile,
  createAdressat,
  CustomContacts,
  decide,
  explain,
  ExternalIdentities,
  formatProblem,
  InvalidInputError,
  languages,
  OwnFacts,
  parseDecision,
  parseDecisionText,
  parseOrder,
  parseOrderText,
  parseRuleSet,
  parseRuleSetText,
  parseSnapshot,
  parseSnapshotText,
  Persons,
  ReadAccess,
  redact,
  resolve,
  SourceError,
  StatutoryContacts
} from "../src/index.ts"
import type { AdressatOptions, Decision, Order, Problem, Snapshot } from "../src/index.ts"

// --- What is planted, and where it belongs ---------------------------------------------------------------------------

const planted = {
  nationalIdentityNumber: "17838410022",
  email: "kanari.nordby@hemmelig.example",
  phone: "+4791234567",
  name: "Kanari Nordby",
  userId: 987654321,
  externalIdentity: "urn:altinn:person:idporten-email:fugl%2Bkanari@hemmelig.example",
  debt: 135792
}

/** Any of these in a text betrays what was planted, whatever was cut off or changed in spelling. */
const betrayals: Readonly<Record<keyof typeof planted, RegExp>> = {
  nationalIdentityNumber: /17838410022|178384\s*10022/,
  email: /kanari\.nordby|hemmelig/i,
  phone: /91\s?23\s?45\s?67/,
  name: /kanari nordby|nordby/i,
  userId: /987\D?654\D?321/,
  externalIdentity: /fugl/i,
  debt: /135\D?792/
}

const expectSilent = (said: string, but: ReadonlyArray<string> = []) => {
  for (const [what, pattern] of Object.entries(betrayals)) {
    if (but.includes(what)) continue

    const found = pattern.exec(said)
    expect(found === null ? "" : `${what}: …${said.slice(Math.max(0, found.index - 120), found.index + 60)}…`).toBe("")
  }
}

const ruleSet = {
  ...altinn,
  facts: {
    "acme.debt": {
      type: "number",
      minimum: 0,
      maximum: 1_000_000,
      unit: "NOK",
      meaning: "what is owed",
      label: "secret"
    }
  },
  rules: [
    ...altinn.rules,
    {
      name: "acme/in-debt",
      conditions: { all: [{ fact: "acme.debt", operator: "greaterThan", value: 1000 }] },
      event: {
        type: "exclude",
        params: { reason: "ACME_IN_DEBT", source: "the board", explanation: { nb: "a", nn: "b", en: "c" } }
      }
    }
  ]
}

const order = {
  id: `about ${planted.name}, ${planted.nationalIdentityNumber}`,
  channel: "EmailPreferred",
  resourceId: "tax-report",
  recipients: [
    { nationalIdentityNumber: planted.nationalIdentityNumber },
    { organizationNumber: "310000019" },
    { organizationNumber: "310000035" },
    { externalIdentity: planted.externalIdentity },
    { emailAddress: planted.email },
    { phoneNumber: planted.phone }
  ]
} as const satisfies Order

const rows = {
  persons: [
    {
      nationalIdentityNumber: planted.nationalIdentityNumber,
      reservation: "JA",
      email: planted.email,
      mobileNumber: "912 34 567",
      emailUpdated: "2020-01-01"
    }
  ],
  externalIdentities: [
    { externalIdentity: planted.externalIdentity, email: planted.email, mobileNumber: planted.phone }
  ],
  statutoryContacts: [
    {
      organizationNumber: "310000019",
      addresses: [
        { type: "Email", fullAddress: planted.email },
        { type: "Email", fullAddress: `gammel.${planted.email}`, isSoftDeleted: true },
        { type: "SMS", fullAddress: "912 34 567", hasRegistryAccepted: false }
      ]
    },
    {
      organizationNumber: "310000035",
      addresses: null,
      mainUnits: [{ organizationNumber: "310000019", addresses: [{ type: "Email", fullAddress: planted.email }] }]
    }
  ],
  customContacts: [
    {
      organizationNumber: "310000019",
      registrations: [
        { userId: planted.userId, email: planted.email, phone: planted.phone, resources: ["other-service"] },
        { userId: "fugl", email: `fugl.${planted.email}` },
        { userId: "annen", organizationNumber: "310000027", email: `annen.${planted.email}` }
      ]
    }
  ],
  readAccess: [
    { organizationNumber: "310000019", userId: planted.userId, decision: "Deny" },
    { organizationNumber: "310000019", userId: "fugl", decision: "Permit" }
  ],
  ownFacts: [
    { fact: "acme.debt", value: planted.debt, nationalIdentityNumber: planted.nationalIdentityNumber },
    { fact: "acme.debt", value: planted.debt, userId: planted.userId },
    { fact: "acme.debt", value: 0 }
  ]
} as const satisfies Omit<Snapshot, "at">

const host = (answers: Partial<Snapshot>): Omit<AdressatOptions, "ruleSet"> => ({
  persons: () => answers.persons ?? [],
  statutoryContacts: () => answers.statutoryContacts ?? [],
  customContacts: () => answers.customContacts ?? [],
  readAccess: () => answers.readAccess ?? [],
  externalIdentities: () => answers.externalIdentities ?? [],
  ownFacts: () => answers.ownFacts ?? [],
  completeness: "everything",
  now: () => Date.parse("2026-11-25T10:00:00Z")
})

/** Everything that may be shown of a decision. */
const shownOf = (decision: Decision): string => {
  const redacted = redact(decision)
  const words = languages.flatMap((language) => audiences.map((audience) => explain(redacted, { language, audience })))
  return JSON.stringify([redacted, words]) + inspect(redacted, { depth: 10 })
}

const saidOf = (problems: ReadonlyArray<Problem>): string => {
  const error = new InvalidInputError(problems)
  return [
    JSON.stringify(problems),
    ...problems.map(formatProblem),
    error.message,
    error.stack,
    inspect(error, { depth: 10 })
  ].join("\n")
}

// --- Nothing is written on the side ----------------------------------------------------------------------------------

const written: Array<string> = []

beforeEach(() => {
  written.length = 0
  const keep = (...args: ReadonlyArray<unknown>) => {
    written.push(args.map((argument) => (typeof argument === "string" ? argument : inspect(argument))).join(" "))
  }
  for (const method of ["log", "info", "warn", "error", "debug", "trace", "dir", "table"] as const) {
    vi.spyOn(console, method).mockImplementation(keep)
  }
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      written.push(String(chunk))
      return true
    })
  }
})

afterEach(() => {
  vi.restoreAllMocks()
  expect(written).toStrictEqual([])
})

// --- Tests -----------------------------------------------------------------------------------------------------------

describe("in their right places", () => {
  it("all are in the decision, so that the tests below can fail", async () => {
    const decision = await createAdressat({ ...host(rows), ruleSet }).resolve(order)
    const whole = JSON.stringify(decision)
    for (const [what, pattern] of Object.entries(betrayals)) expect(pattern.test(whole) ? "" : what).toBe("")
  })

  it.each(["program", "reference"] as const)("none is in what may be shown, by the %s", async (evaluator) => {
    expectSilent(shownOf(await createAdressat({ ...host(rows), ruleSet, evaluator }).resolve(order)))
  })

  it("none is shown when a source gives them where other things belong", async () => {
    const everywhere = (value: unknown, replacement: unknown): ReadonlyArray<unknown> => {
      if (typeof value !== "object" || value === null) return [replacement]
      const copies = Object.entries(value).flatMap(([name, member]) =>
        everywhere(member, replacement).map((copy) =>
          Array.isArray(value)
            ? value.map((element: unknown, index) => (String(index) === name ? copy : element))
            : { ...value, [name]: copy }
        )
      )
      return [replacement, ...copies]
    }
    let resolved = 0
    for (const value of Object.values(planted)) {
      for (const answers of everywhere(rows, value)) {
        if (typeof answers !== "object" || answers === null) continue
        expectSilent(shownOf(await createAdressat({ ...host(answers), ruleSet }).resolve(order)))
        resolved++
      }
    }
    expect(resolved).toBeGreaterThan(300)
  })
})

describe("in documents, where they do not belong", () => {
  const accepted = { order, ruleSet, snapshot: { at: "2026-11-25T10:00:00Z", ...rows } as Snapshot }
  const decision = decide(compile(Result.getOrThrow(parseRuleSet(ruleSet))), order, accepted.snapshot)

  const kinds: ReadonlyArray<
    readonly [
      name: string,
      value: unknown,
      parse: (value: unknown) => Result.Result<unknown, ReadonlyArray<Problem>>,
      parseText: (text: string) => Result.Result<unknown, ReadonlyArray<Problem>>
    ]
  > = [
    ["an order", order, parseOrder, parseOrderText],
    ["a rule set", ruleSet, parseRuleSet, parseRuleSetText],
    ["a snapshot", accepted.snapshot, parseSnapshot, parseSnapshotText],
    ["a decision", decision, parseDecision, parseDecisionText]
  ]

  /** A number of up to seven digits is what rule sets are made of, and is nobody's. */
  const ordinaryIn = (value: unknown) => (value === ruleSet ? ["debt"] : [])

  /** What somebody may have typed into the wrong field, also beside the word that belongs there. */
  const slips: ReadonlyArray<string | number> = Object.values(planted).flatMap((value) => [
    value,
    String(value),
    `${value} `,
    `Email ${value}`,
    `${value}.email`,
    `equal${value}`,
    ` ${value}`
  ])

  const places = (value: unknown): ReadonlyArray<(replacement: unknown, name?: string) => unknown> => [
    (replacement) => replacement,
    ...(typeof value !== "object" || value === null
      ? []
      : [
          ...(Array.isArray(value)
            ? []
            : [
                (replacement: unknown, name?: string) =>
                  name === undefined ? replacement : { ...value, [name]: replacement }
              ]),
          ...Object.entries(value).flatMap(([member, inner]) =>
            places(inner).map(
              (place) => (replacement: unknown, name?: string) =>
                Array.isArray(value)
                  ? value.map((element: unknown, index) =>
                      String(index) === member ? place(replacement, name) : element
                    )
                  : { ...value, [member]: place(replacement, name) }
            )
          )
        ])
  ]

  it.each(kinds)(
    "of %s: no problem repeats a value, a member name, or a part of them",
    (_, value, parse, parseText) => {
      let refused = 0
      const check = (parsed: Result.Result<unknown, ReadonlyArray<Problem>>) => {
        if (Result.isSuccess(parsed)) return
        refused++
        expectSilent(saidOf(parsed.failure), ordinaryIn(value))
      }
      const all = places(value)
      for (const [index, place] of all.entries()) {
        for (const [turn, slip] of slips.entries()) {
          // Every slip is tried in every place of the order, and each place of the larger documents gets some of them.
          if (all.length > 40 && (index + turn) % 5 !== 0) continue
          check(parse(place(slip)))
          check(parse(place(slip, String(slip))))
          if (turn % 3 === 0)
            check(parseText(JSON.stringify(place([slip, { [String(slip)]: slip }], String(slip)), null, 2)))
        }
      }
      expect(refused).toBeGreaterThan(100)
    },
    120_000
  )

  it.each(kinds)(
    "of %s: broken text and members written twice are told without them",
    (_, value, _parse, parseText) => {
      for (const slip of slips) {
        for (const broken of [
          `{"${slip}": `,
          `{"${slip}": 1, "${slip}": 2}`,
          `{'${slip}'}`,
          `${slip}`,
          `{"a": ${slip}, }`,
          `{"a": "${slip}`,
          `// ${slip}`,
          `${JSON.stringify(value)}${slip}`,
          `{"${slip}": ${"[".repeat(300)}`
        ]) {
          const parsed = parseText(broken)
          expect(Result.isFailure(parsed)).toBe(true)
          if (Result.isFailure(parsed)) expectSilent(saidOf(parsed.failure), ordinaryIn(value))
        }
      }
    }
  )

  it("an order that is refused rejects with an error that does not repeat it", async () => {
    for (const slip of slips) {
      for (const wrong of [{ ...order, channel: slip }, { ...order, [String(slip)]: slip }, { recipients: slip }]) {
        const error: unknown = await createAdressat(host(rows))
          .resolve(wrong)
          .catch((caught: unknown) => caught)
        expect(error).toBeInstanceOf(InvalidInputError)
        expectSilent(inspect(error, { depth: 10 }) + JSON.stringify(error))
      }
    }
  })

  it("warnings about an accepted order do not repeat it", () => {
    const doubtful = {
      channel: "Email",
      recipients: [
        { nationalIdentityNumber: "17838410021" },
        { nationalIdentityNumber: "17838410022", organizationNumber: "987654321" }
      ]
    }
    const parsed = Result.getOrThrow(parseOrder(doubtful))
    expect(parsed.warnings.length).toBeGreaterThan(1)
    const said = saidOf(parsed.warnings)
    expect(said).not.toContain("17838410021")
    expectSilent(said)
  })
})

describe("in what a host's function throws or answers", () => {
  const told = inspect(planted)
  const ends: Readonly<Record<string, () => never | Promise<never>>> = {
    "an error thrown": () => {
      throw new Error(told, { cause: planted })
    },
    "an error rejected with": () => Promise.reject(Object.assign(new TypeError(told), { order, ...planted })),
    "a text rejected with": () => Promise.reject(told),
    "a row that cannot be read": () =>
      Promise.resolve([{ ...planted, email: [told], [planted.email]: told }]) as unknown as Promise<never>,
    "an answer that is no list": () => Promise.resolve(told) as unknown as Promise<never>
  }
  const functions = [
    "persons",
    "externalIdentities",
    "statutoryContacts",
    "customContacts",
    "readAccess",
    "ownFacts"
  ] as const

  for (const [what, end] of Object.entries(ends)) {
    it.each(functions)(`${what}: nothing of it is shown, from %s`, async (name) => {
      const adressat = createAdressat({ ...host(rows), ruleSet, [name]: end })
      const decision = await adressat.resolve(order)
      expectSilent(shownOf(decision))
      const { unavailable } = await adressat.gather(order)
      expect(unavailable?.some(({ source }) => source === name)).toBe(true)
      // The keys are what was asked for, and a snapshot holds them; what was thrown is nowhere.
      expect(JSON.stringify(unavailable)).not.toContain(planted.name)
      expect(JSON.stringify(unavailable)).not.toContain(String(planted.debt))
    })
  }
})

describe("in spans and logs", () => {
  const program = compile(Result.getOrThrow(parseRuleSet(ruleSet)))

  type Answer = <A>(answer: A) => Effect.Effect<A, SourceError>

  const context = (answer: Answer) => {
    const lookup = <A>(found: A) => ({ lookup: () => answer(found) })
    return Context.make(Persons, lookup(rows.persons)).pipe(
      Context.add(StatutoryContacts, lookup(rows.statutoryContacts)),
      Context.add(CustomContacts, lookup(rows.customContacts)),
      Context.add(ExternalIdentities, lookup(rows.externalIdentities)),
      Context.add(OwnFacts, lookup(rows.ownFacts)),
      Context.add(ReadAccess, { decide: () => answer(rows.readAccess) })
    )
  }

  const answers: Readonly<Record<string, Answer>> = {
    "sources that answer": (found) => Effect.succeed(found),
    "sources that fail": () =>
      Effect.fail(new SourceError({ source: "persons", reason: "Rejected", message: inspect(planted) })),
    "sources that are defective": () => Effect.die(new Error(inspect(planted)))
  }

  it.each(Object.entries(answers))("there is nothing, with %s", async (_, answer) => {
    const spans: Array<Tracer.NativeSpan> = []
    const lines: Array<unknown> = []
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
    const decision = await resolve(program, order, { completeness: "everything" }).pipe(
      Effect.provideContext(context(answer)),
      Effect.withTracer(tracer),
      Effect.provide(Logger.layer([Logger.make((options) => lines.push(options)), Logger.tracerLogger])),
      Effect.provideService(References.MinimumLogLevel, "Trace"),
      Effect.runPromise
    )
    expectSilent(shownOf(decision))
    expect(spans.map(({ name }) => name)).toContain("Adressat.gather")
    // Of how a span ended, exporters tell only what went wrong.
    const seen = spans.map(({ attributes, events, links, name, status }) => ({
      name,
      attributes: [...attributes],
      events,
      links,
      failure: status._tag === "Ended" && status.exit._tag === "Failure" ? status.exit.cause : undefined
    }))
    expectSilent(inspect(seen, { depth: 8 }))
    expectSilent(inspect(lines, { depth: 8 }))
  })

  it("the collector would see them", async () => {
    const spans: Array<Tracer.NativeSpan> = []
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
    const careless = Effect.fn("careless")(function* (name: string) {
      yield* Effect.annotateCurrentSpan({ name })
      yield* Effect.log(planted.email)
    })
    await careless(planted.name).pipe(
      Effect.withTracer(tracer),
      Effect.provide(Logger.layer([Logger.tracerLogger])),
      Effect.runPromise
    )
    const seen = inspect(
      spans.map(({ attributes, events }) => [[...attributes], events]),
      { depth: 8 }
    )
    expect(() => expectSilent(seen)).toThrow(/name|email/)
    expect(seen).toContain(planted.name)
    expect(seen).toContain(planted.email)
  })
})
