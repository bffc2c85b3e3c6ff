import type { Decision } from "@adressat/core"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { DecisionLog, replayDecision } from "../src/index.ts"
import type { LoggedDecision } from "../src/index.ts"
import { creator, inWorld, makeWorld, nin, noon, organizationNumber, placed, workUntil } from "./World.ts"

/** The forecast and the decision of an order to a person and to an organisation. */
const logged = async (): Promise<ReadonlyArray<LoggedDecision>> => {
  const world = makeWorld()
  await inWorld(
    world,
    Effect.gen(function* () {
      yield* placed(world, {
        recipients: [{ nationalIdentityNumber: nin.kari }, { nationalIdentityNumber: nin.ina }, { organizationNumber }],
        resourceId: "tax-report"
      })
      yield* workUntil(world, noon + 1000)
    })
  )
  return world.logged
}

const backwards = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(backwards)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, backwards(member)])
  )
}

describe("a logged decision", () => {
  it("comes out the same when it is made again", async () => {
    const entries = await logged()
    expect(entries.map(({ purpose }) => purpose)).toEqual(["forecast", "send"])
    for (const entry of entries) expect(replayDecision(entry)).toEqual({ isSame: true, decision: entry.decision })
  })

  it("comes out the same when a store gives it back through JSON, with members in another order", async () => {
    for (const entry of await logged()) {
      const back = backwards(JSON.parse(JSON.stringify(entry))) as LoggedDecision
      expect(JSON.stringify(back)).not.toBe(JSON.stringify(entry))
      expect(replayDecision(back).isSame).toBe(true)
    }
  })

  it("does not come out the same when what was logged is something else than what the facts say", async () => {
    const [, entry] = await logged()
    if (entry === undefined) return expect.unreachable("nothing was logged")
    const [first, ...others] = entry.decision.deliveries
    if (first === undefined) return expect.unreachable("nobody was notified")
    const altered: ReadonlyArray<Decision> = [
      { ...entry.decision, deliveries: [{ ...first, address: "other@example.com" }, ...others] },
      { ...entry.decision, deliveries: others },
      { ...entry.decision, withheld: [] },
      { ...entry.decision, retryable: !entry.decision.retryable }
    ]
    for (const decision of altered) {
      expect(replayDecision({ ...entry, decision })).toEqual({ isSame: false, decision: entry.decision })
    }
    const persons = (entry.snapshot.persons ?? []).map((row) => ({ ...row, email: "moved@example.com" }))
    expect(replayDecision({ ...entry, snapshot: { ...entry.snapshot, persons } }).isSame).toBe(false)
  })

  it("is found by its own creator only, in the order of the ids, and is never changed", async () => {
    const entries = await logged()
    const [a, b] = entries as readonly [LoggedDecision, LoggedDecision]
    const found = await inWorld(
      makeWorld(),
      Effect.gen(function* () {
        const log = yield* DecisionLog
        yield* log.append([a, b])
        yield* log.append([{ ...a, purpose: "asked" }])
        return {
          own: yield* log.find(creator, [b.id, "unknown", a.id]),
          others: yield* log.find("skd", [a.id, b.id])
        }
      })
    )
    expect(found).toEqual({ own: [b, a], others: [] })
  })
})
