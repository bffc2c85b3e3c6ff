import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyRuleOptions, anyRuleSet, anySituation, frozen } from "../../testing/src/index.ts"
import { decide, decisionOf } from "../src/Conclusion.ts"
import type { Withheld } from "../src/Decision.ts"
import { enumerate } from "../src/Enumeration.ts"
import { candidateAt, judge } from "../src/Judgement.ts"
import { withheldOf } from "../src/LeftOut.ts"
import { DELIVERED, LEFT_OUT, MERGED } from "../src/Merge.ts"
import type { Order } from "../src/Order.ts"
import { compile } from "../src/RuleProgram.ts"
import type { RuleProgram } from "../src/RuleProgram.ts"
import { shippedRuleSet, shippedRuleSetNames } from "../src/ShippedRules.ts"
import type { AccessDecision, Snapshot, UserId } from "../src/Snapshot.ts"

const organizationNumber = "310000019"

/** An order to one organisation with so many persons, every fifth of whom shares a mailbox with the one before. */
const organization = (persons: number): { readonly order: Order; readonly snapshot: Snapshot } => {
  const decisions: ReadonlyArray<AccessDecision> = ["Permit", "Permit", "Deny", "Permit", "NotApplicable"]
  const selections = [[], null, ["tax-report"], ["vat"], ["se_4936_1"], []]
  const users = Array.from({ length: persons }, (_, index) => index + 1)
  return {
    order: { channel: "EmailPreferred", resourceId: "tax-report", recipients: [{ organizationNumber }] },
    snapshot: {
      at: "2026-11-25T10:00:00Z",
      statutoryContacts: [{ organizationNumber, emailList: ["post@example.com"], mobileNumberList: ["+4740000001"] }],
      customContacts: [
        {
          organizationNumber,
          registrations: users.map((userId) => ({
            userId,
            email: userId % 3 === 0 ? null : `person.${userId - (userId % 5 === 0 ? 1 : 0)}@example.com`,
            phone: userId % 4 === 0 ? null : `4${String(userId % 10_000_000).padStart(7, "0")}`,
            resources: selections[userId % selections.length] ?? null
          }))
        }
      ],
      readAccess: users.map((userId) => ({
        organizationNumber,
        userId,
        decision: decisions[userId % decisions.length] ?? "Deny"
      }))
    }
  }
}

/** What a person of {@link organization} has registered. */
const rowOf = ({ customContacts }: Snapshot, userId: UserId | undefined) => {
  const [answer] = customContacts ?? []
  const rows = answer !== undefined && "registrations" in answer ? answer.registrations : []
  return rows.find((row) => row.userId === userId)
}

/** A program that counts how often it is asked. */
const counting = (program: RuleProgram) => {
  const asked = { times: 0 }
  const counted: RuleProgram = {
    ...program,
    evaluate: (basis, facts) => {
      asked.times++
      return program.evaluate(basis, facts)
    }
  }
  return { asked, program: counted }
}

describe("a judgement", () => {
  it("has the deliveries of the decision, and puts anyone left out into the same words", () => {
    const programs = shippedRuleSetNames.map((name) => compile(shippedRuleSet(name)))
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        for (const program of programs) {
          const judgement = judge(program, order, snapshot)
          const decision = decide(program, order, snapshot)
          expect(decisionOf(judgement)).toEqual(decision)
          expect(judgement.deliveries).toEqual(decision.deliveries)
          const words = [...judgement.ends.keys()].flatMap((index) => withheldOf(judgement, index) ?? [])
          expect(words).toEqual(decision.withheld)
        }
      }),
      { numRuns: 300 }
    )
  })

  it("ends every candidate in one way, and puts into words exactly those whom no delivery reaches", () => {
    fc.assert(
      fc.property(anyRuleSet, anySituation, (ruleSet, { order, snapshot }) => {
        const judgement = judge(compile(ruleSet), order, snapshot)
        const named = judgement.deliveries.flatMap(({ contributors }) => contributors)
        const ended = (end: number) => judgement.ends.filter((one) => one === end).length
        expect(ended(DELIVERED) + ended(MERGED) + ended(LEFT_OUT)).toBe(judgement.contacts.count)
        expect(named.length).toBeGreaterThanOrEqual(ended(DELIVERED) + ended(MERGED))
        for (const [index, end] of judgement.ends.entries()) {
          expect(withheldOf(judgement, index) === undefined).toBe(end !== LEFT_OUT)
        }
        expect(withheldOf(judgement, judgement.contacts.count)).toBeUndefined()
      }),
      { numRuns: 300 }
    )
  })

  it("counts for each recipient the deliveries that name it, also where recipients are repeated", () => {
    fc.assert(
      fc.property(anySituation, anyRuleOptions, fc.nat(2), (situation, options, repeats) => {
        const { snapshot } = situation
        const recipients = Array.from({ length: repeats + 1 }, () => situation.order.recipients).flat()
        const program = compile({ ...shippedRuleSet("altinn"), options })
        const { deliveries, reached } = judge(program, { ...situation.order, recipients }, snapshot)
        const named = deliveries.map(({ contributors }) => new Set(contributors.map(({ recipient }) => recipient)))
        expect([...reached]).toEqual(recipients.map((_, index) => named.filter((one) => one.has(index)).length))
      }),
      { numRuns: 500 }
    )
  })

  it.each(["Email", "Sms", "EmailAndSms", "EmailPreferred", "SmsPreferred"] as const)(
    "takes nobody for another person, on channel %s",
    (channel) => {
      for (const name of shippedRuleSetNames) {
        const { order, snapshot } = organization(60)
        const judgement = judge(compile(shippedRuleSet(name)), { ...order, channel }, snapshot)
        const userIds = [...judgement.ends.keys()].flatMap((index) =>
          judgement.ends[index] === LEFT_OUT ? [] : [candidateAt(judgement, index)?.subject.userId]
        )
        const contributors = judgement.deliveries.flatMap((delivery) => delivery.contributors)
        const named = new Set(contributors.map(({ subject }) => subject.userId))
        expect(named).toEqual(new Set(userIds))
        for (const { address, channel: its, contributors: persons } of judgement.deliveries) {
          for (const { subject } of persons.filter(({ subject: { userId } }) => userId !== undefined)) {
            const row = rowOf(snapshot, subject.userId)
            expect(address).toBe(its === "Email" ? row?.email : `+47${row?.phone}`)
          }
        }
      }
    }
  )

  it("merges any number of recipients into one delivery", () => {
    const recipients = Array.from({ length: 100_000 }, () => ({ emailAddress: "post@example.com" }))
    const order: Order = { channel: "Email", recipients }
    const { deliveries, reached } = judge(compile(shippedRuleSet("strict")), order, { at: "2026-11-25T10:00:00Z" })
    expect(deliveries.map(({ contributors }) => contributors.length)).toEqual([recipients.length])
    expect(reached.every((count) => count === 1)).toBe(true)
  })

  it("gives each candidate in full as enumerating them does, but for the sources that stop the order", () => {
    const program = compile(shippedRuleSet("strict"))
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        const judgement = judge(program, order, snapshot)
        const candidates = [...judgement.ends.keys()].map((index) => candidateAt(judgement, index))
        expect(candidates).toEqual(enumerate(order, snapshot, program.ruleSet))
        expect(candidateAt(judgement, candidates.length)).toBeUndefined()
      }),
      { numRuns: 300 }
    )
  })

  it.each(shippedRuleSetNames)(
    "asks the rules of %s once for equal facts, however many candidates have them",
    (name) => {
      const { order, snapshot } = organization(1000)
      const few = counting(compile(shippedRuleSet(name)))
      judge(few.program, order, snapshot)
      const many = counting(compile(shippedRuleSet(name)))
      const larger = organization(100_000)
      const judgement = judge(many.program, larger.order, larger.snapshot)
      expect(many.asked.times).toBe(few.asked.times)
      expect(many.asked.times).toBe(judgement.contacts.kinds.length)
      expect(many.asked.times).toBeLessThan(60)
      judge(many.program, larger.order, larger.snapshot)
      expect(many.asked.times).toBe(few.asked.times)
    }
  )

  it("keeps what one program says from another of the same rule set", () => {
    const { order, snapshot } = organization(10)
    const program = compile(shippedRuleSet("strict"))
    const refuses: RuleProgram = {
      ...program,
      evaluate: (basis, facts) => ({ ...program.evaluate(basis, facts), outcome: "withhold" })
    }
    expect(judge(program, order, snapshot).deliveries.length).toBeGreaterThan(0)
    expect(judge(refuses, order, snapshot).deliveries).toEqual([])
    expect(judge(program, order, snapshot).deliveries.length).toBeGreaterThan(0)
  })

  it("changes nothing that it is given", () => {
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        judge(compile(shippedRuleSet("altinn")), frozen(order), frozen(snapshot))
      }),
      { numRuns: 100 }
    )
  })
})

describe("what candidates share", () => {
  const program = compile(shippedRuleSet("strict"))
  const { order, snapshot } = organization(5000)
  const decision = decide(program, order, snapshot)
  const sharedBy = (pick: (one: Withheld) => unknown) => new Set(decision.withheld.map(pick)).size

  it("is one object for all with equal facts, in one decision and in the next", () => {
    expect(decision.withheld.length).toBeGreaterThan(1000)
    for (const pick of [
      ({ reasons }: Withheld) => reasons,
      ({ undetermined }: Withheld) => undetermined,
      ({ repairs }: Withheld) => repairs
    ]) {
      expect(sharedBy(pick)).toBeLessThan(100)
    }
    const again = decide(program, order, snapshot)
    expect(again).toEqual(decision)
    expect(again.withheld[0]?.reasons).toBe(decision.withheld[0]?.reasons)
  })

  it("cannot be changed by whoever has one of its decisions", () => {
    const expectFrozen = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return
      expect(Object.isFrozen(value)).toBe(true)
      for (const member of Object.values(value)) expectFrozen(member)
    }
    for (const { reasons, repairs, state, undetermined } of decision.withheld) {
      if (state !== "no-address") expectFrozen(reasons)
      expectFrozen(undetermined)
      expectFrozen(repairs)
    }
    for (const { facts } of enumerate(order, snapshot, program.ruleSet)) expect(Object.isFrozen(facts)).toBe(true)
  })

  it("is not what differs between them: what a policy decision rests on stays each one's own", () => {
    const grounds = (userId: number) => ({ policy: `policy ${userId}`, missing: [] })
    const withGrounds: Snapshot = {
      ...snapshot,
      readAccess: (snapshot.readAccess ?? []).map((answer) => ({ ...answer, grounds: grounds(Number(answer.userId)) }))
    }
    let seen = 0
    for (const { reasons, subject } of decide(program, order, withGrounds).withheld) {
      for (const { facts = [], grounds: said } of reasons) {
        if (!facts.some(({ fact }) => fact === "readAccess")) expect(said).toBeUndefined()
        else {
          expect(said).toEqual(grounds(Number(subject.userId)))
          seen++
        }
      }
    }
    expect(seen).toBeGreaterThan(1000)
    expect(decide(program, order, snapshot)).toEqual(decision)
  })
})

describe("an organisation with a million persons", () => {
  it("loses none of them, and makes few words of many", () => {
    const persons = 1_000_000
    const program = compile(shippedRuleSet("altinn"))
    const { order, snapshot } = organization(persons)
    const { deliveries, tally, withheld } = decide(program, order, snapshot)
    expect(tally.candidates).toBe(persons + 2)
    expect(tally.delivered + tally.merged + tally.noAddress + tally.withheld + tally.undetermined).toBe(persons + 2)
    expect(deliveries.length).toBe(tally.delivered)
    expect(withheld.length).toBe(tally.noAddress + tally.withheld + tally.undetermined)
    const stopped = withheld.filter(({ state }) => state === "withheld")
    expect(stopped.length).toBeGreaterThan(persons / 10)
    expect(new Set(stopped.map(({ reasons }) => reasons)).size).toBeLessThan(60)
    const first = decide(program, order, organization(100_000).snapshot)
    const ofFirst = (subject: { readonly userId?: string | number }) => Number(subject.userId ?? 0) <= 100_000
    expect(deliveries.filter(({ contributors }) => contributors.every(({ subject }) => ofFirst(subject)))).toEqual(
      first.deliveries
    )
  }, 120_000)
})
