import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyOrder, anySituation, situationsWith } from "../../testing/src/index.ts"
import type { Situation } from "../../testing/src/index.ts"
import { decide } from "../src/Conclusion.ts"
import type { Decision } from "../src/Decision.ts"
import { enumerate } from "../src/Enumeration.ts"
import { isFactValue, UNAVAILABLE } from "../src/Fact.ts"
import { compile } from "../src/RuleProgram.ts"
import { catalogueOf } from "../src/RuleSet.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"
import type { CustomContact, PersonContact, Snapshot, UserId } from "../src/Snapshot.ts"

const shipped = ["altinn", "strict"] as const
const programs = { altinn: compile(shippedRuleSet("altinn")), strict: compile(shippedRuleSet("strict")) }

/** Situations in which every source answers. */
const complete = situationsWith(anyOrder, { unavailable: 0 })

interface Person {
  readonly userId?: UserId | null | undefined
  readonly nationalIdentityNumber?: string | undefined
}

/** Every message that reaches a person, by recipient, channel and address. */
const messagesTo = (decision: Decision, person: Person): ReadonlySet<string> =>
  new Set(
    decision.deliveries.flatMap(({ address, channel, contributors }) =>
      contributors
        .filter(
          ({ subject }) =>
            (person.userId != null && subject.userId === person.userId) ||
            (person.nationalIdentityNumber !== undefined &&
              subject.nationalIdentityNumber === person.nationalIdentityNumber)
        )
        .map(({ recipient }) => `${recipient} ${channel} ${address.toLowerCase()}`)
    )
  )

const expectNothingAdded = (before: ReadonlySet<string>, after: ReadonlySet<string>) => {
  expect([...after].filter((message) => !before.has(message))).toEqual([])
}

const withCustomContacts = (snapshot: Snapshot, change: (contact: CustomContact) => CustomContact): Snapshot => ({
  ...snapshot,
  customContacts: (snapshot.customContacts ?? []).map(change)
})

const optedOut =
  (userId: UserId) =>
  (contact: CustomContact): CustomContact =>
    "registrations" in contact
      ? {
          ...contact,
          registrations: contact.registrations.map((row) =>
            row.userId === userId ? { ...row, resources: ["another-service"] } : row
          )
        }
      : { ...contact, userContactPoints: contact.userContactPoints.filter((point) => point.userId !== userId) }

const reserved = (person: PersonContact): PersonContact =>
  "reservation" in person ? { ...person, reservation: "JA" } : { ...person, isReserved: true }

const usersOf = ({ snapshot }: Situation): ReadonlyArray<UserId> => [
  ...new Set((snapshot.readAccess ?? []).map(({ userId }) => userId))
]

describe.each(shipped)("who is notified by rule set %s", (name) => {
  const program = programs[name]
  const decided = ({ order, snapshot }: Situation) => decide(program, order, snapshot)

  it("is nobody more when a person's access is revoked", () => {
    fc.assert(
      fc.property(complete, fc.nat(), (situation, pick) => {
        const answers = situation.snapshot.readAccess ?? []
        const revoked = answers[pick % Math.max(1, answers.length)]
        if (revoked === undefined) return
        const after = decided({
          ...situation,
          snapshot: {
            ...situation.snapshot,
            readAccess: answers.map((answer) => (answer === revoked ? { ...answer, decision: "Deny" } : answer))
          }
        })
        expectNothingAdded(messagesTo(decided(situation), revoked), messagesTo(after, revoked))
      }),
      { numRuns: 1000 }
    )
  })

  it("is nobody more when a person selects other services", () => {
    fc.assert(
      fc.property(complete, fc.nat(), (situation, pick) => {
        const users = usersOf(situation)
        const userId = users[pick % Math.max(1, users.length)]
        if (userId === undefined) return
        const after = decided({ ...situation, snapshot: withCustomContacts(situation.snapshot, optedOut(userId)) })
        expect(messagesTo(after, { userId }).size).toBe(0)
      }),
      { numRuns: 500 }
    )
  })

  it("is nobody more when a person makes a reservation", () => {
    fc.assert(
      fc.property(complete, (situation) => {
        const { persons = [] } = situation.snapshot
        const after = decided({ ...situation, snapshot: { ...situation.snapshot, persons: persons.map(reserved) } })
        for (const person of persons)
          expectNothingAdded(messagesTo(decided(situation), person), messagesTo(after, person))
        if (situation.order.ignoreReservation !== true) {
          for (const person of persons) expect(messagesTo(after, person).size).toBe(0)
        }
      }),
      { numRuns: 500 }
    )
  })

  it("is the same for persons and explicit addresses whatever the resource", () => {
    fc.assert(
      fc.property(
        complete,
        fc.constantFrom("", "tax-report", "app_ttd_skatt", "nothing-such"),
        (situation, resourceId) => {
          const unaffected = (decision: Decision) =>
            decision.deliveries.filter(({ contributors }) =>
              contributors.every(({ basis }) => basis !== "CustomContact" && basis !== "StatutoryContact")
            )
          // A source that nobody asks cannot stop the order, so only contacts that are known in both cases are compared.
          const other = { order: { ...situation.order, resourceId }, snapshot: situation.snapshot }
          expect(unaffected(decided(other))).toEqual(unaffected(decided(situation)))
        }
      ),
      { numRuns: 500 }
    )
  })

  it("is no custom contact without a resource", () => {
    fc.assert(
      fc.property(
        anySituation,
        fc.constantFrom(null, "", "  ", "urn:altinn:resource:"),
        ({ order, snapshot }, resourceId) => {
          const { deliveries, withheld } = decide(program, { ...order, resourceId }, snapshot)
          expect(
            deliveries.flatMap(({ contributors }) => contributors).filter(({ basis }) => basis === "CustomContact")
          ).toEqual([])
          for (const { basis, reasons } of withheld) {
            if (basis === "CustomContact") expect(reasons.map(({ code }) => code)).toContain("NO_RESOURCE")
          }
        }
      ),
      { numRuns: 500 }
    )
  })

  it("is always every usable statutory contact on the channel", () => {
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        const decision = decide(program, order, snapshot)
        if (name === "altinn" && decision.retryable) return
        const candidates = enumerate(order, snapshot, program.ruleSet)
        for (const { basis, email, facts, phone, recipient, subject } of candidates) {
          if (basis !== "StatutoryContact" || facts["contactState"] !== "usable" || subject.userId !== undefined)
            continue
          const onChannel =
            (order.channel !== "Sms" && email.state === "usable") ||
            (order.channel !== "Email" && phone.state === "usable")
          if (!onChannel) continue
          const reached = decision.deliveries.some(({ contributors }) =>
            contributors.some((one) => one.recipient === recipient && one.basis === "StatutoryContact")
          )
          expect(reached).toBe(true)
        }
      }),
      { numRuns: 1000 }
    )
  })
})

describe("unknown", () => {
  const keyOf = (subject: Readonly<Record<string, unknown>>) => JSON.stringify(subject)

  it("is never notified", () => {
    fc.assert(
      fc.property(situationsWith(anyOrder, { unavailable: 30 }), ({ order, snapshot }) => {
        const { deliveries } = decide(programs.strict, order, snapshot)
        const known = {
          persons: new Set(snapshot.persons?.map(({ nationalIdentityNumber }) => nationalIdentityNumber)),
          identities: new Set(snapshot.externalIdentities?.map(({ externalIdentity }) => externalIdentity)),
          access: new Set(
            snapshot.readAccess?.map(({ organizationNumber, userId }) => `${organizationNumber}/${userId}`)
          )
        }
        for (const { basis, subject } of deliveries.flatMap(({ contributors }) => contributors)) {
          if (basis === "Person") expect(known.persons.has(subject.nationalIdentityNumber ?? "")).toBe(true)
          if (basis === "ExternalIdentity") expect(known.identities.has(subject.externalIdentity ?? "")).toBe(true)
          if (basis === "CustomContact")
            expect(known.access.has(`${subject.organizationNumber}/${subject.userId}`)).toBe(true)
          expect(subject).not.toHaveProperty("everyone")
        }
      }),
      { numRuns: 1000 }
    )
  })

  it("stops the whole order in rule set altinn", () => {
    fc.assert(
      fc.property(situationsWith(anyOrder, { unavailable: 30 }), ({ order, snapshot }) => {
        const { deliveries, retryable } = decide(programs.altinn, order, snapshot)
        if (retryable) expect(deliveries).toEqual([])
      }),
      { numRuns: 500 }
    )
  })

  it("becoming known changes nothing that was decided in rule set strict", () => {
    const hides = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 })
    fc.assert(
      fc.property(complete, hides, ({ order, snapshot }, hidden) => {
        let position = 0
        const seen = <A>(rows: ReadonlyArray<A> = []) => rows.filter(() => hidden[position++ % hidden.length] === false)
        const less: Snapshot = {
          ...snapshot,
          persons: seen(snapshot.persons),
          externalIdentities: seen(snapshot.externalIdentities),
          statutoryContacts: seen(snapshot.statutoryContacts),
          customContacts: seen(snapshot.customContacts),
          readAccess: seen(snapshot.readAccess)
        }
        const [before, after] = [decide(programs.strict, order, less), decide(programs.strict, order, snapshot)]
        const messages = (decision: Decision) =>
          decision.deliveries.map(({ address, channel }) => `${channel} ${address.toLowerCase()}`)
        const afterwards = new Set(messages(after))
        expect(messages(before).filter((message) => !afterwards.has(message))).toEqual([])
        const left = new Set(
          after.withheld.map(({ basis, recipient, subject }) => `${recipient} ${basis} ${keyOf(subject)}`)
        )
        for (const { basis, recipient, state, subject } of before.withheld) {
          if (state !== "withheld" || subject.everyone === true) continue
          expect(left.has(`${recipient} ${basis} ${keyOf(subject)}`)).toBe(true)
        }
      }),
      { numRuns: 1000 }
    )
  })
})

describe("a candidate", () => {
  it("has every fact of the catalogue, each of its vocabulary or unavailable", () => {
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        const ruleSet = shippedRuleSet("altinn")
        const catalogue = catalogueOf(ruleSet)
        for (const { facts } of enumerate(order, snapshot, ruleSet)) {
          expect(Object.keys(facts).sort()).toEqual(Object.keys(catalogue).sort())
          for (const [name, value] of Object.entries(facts)) {
            const definition = catalogue[name]
            expect(
              definition !== undefined && (value === UNAVAILABLE || isFactValue(definition, value)),
              `${name} = ${String(value)}`
            ).toBe(true)
          }
        }
      }),
      { numRuns: 500 }
    )
  })

  it("stands for every recipient, in the order of recipients", () => {
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        const recipients = enumerate(order, snapshot, shippedRuleSet("strict")).map(({ recipient }) => recipient)
        expect([...new Set(recipients)]).toEqual([...order.recipients.keys()])
        expect([...recipients].sort((a, b) => a - b)).toEqual(recipients)
      }),
      { numRuns: 500 }
    )
  })
})
