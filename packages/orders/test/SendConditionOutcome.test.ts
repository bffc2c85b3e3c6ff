import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { sendConditionOutcome } from "../src/SendConditionOutcome.ts"
import type { ConditionResponse } from "../src/SendConditionOutcome.ts"

const answer = (body: string | null, status = 200): ConditionResponse => ({ status, body })

describe("a conclusive answer", () => {
  it("is any 2xx with the member, whatever else it has, at either attempt", () => {
    for (const attempt of ["first", "retry"] as const) {
      for (const status of [200, 201, 299]) {
        expect(sendConditionOutcome(attempt, answer('{"a":1,"sendNotification":true}', status))).toEqual({
          outcome: "send",
          reason: "CONDITION_MET"
        })
        expect(sendConditionOutcome(attempt, answer('{"sendNotification":false}', status))).toEqual({
          outcome: "conditionNotMet",
          reason: "CONDITION_NOT_MET"
        })
      }
    }
  })
})

describe("an inconclusive answer", () => {
  it.each([
    [{ exception: "timeout" }, "NO_ANSWER"],
    [answer('{"sendNotification":true}', 500), "STATUS_NOT_2XX"],
    [answer('{"sendNotification":true}', 199), "STATUS_NOT_2XX"],
    [answer('{"sendNotification":false}', 302), "STATUS_NOT_2XX"],
    [answer("", 204), "EMPTY_BODY"],
    [answer(null), "EMPTY_BODY"],
    [answer(" \n"), "EMPTY_BODY"],
    [answer("{"), "BODY_NOT_JSON"],
    [answer("true"), "MEMBER_MISSING"],
    [answer("[]"), "MEMBER_MISSING"],
    [answer("null"), "MEMBER_MISSING"],
    [answer("{}"), "MEMBER_MISSING"],
    [answer('{"sendNotification":null}'), "MEMBER_MISSING"],
    [answer('{"SendNotification":true}'), "MEMBER_IN_OTHER_CASE"],
    [answer('{"sendNotification":"true"}'), "MEMBER_NOT_BOOLEAN"],
    [answer('{"sendNotification":1}'), "MEMBER_NOT_BOOLEAN"]
  ] as const)("%j asks again, and then sends: %s", (response, doubt) => {
    expect(sendConditionOutcome("first", response)).toEqual({
      outcome: "retryOnce",
      reason: "CONDITION_INCONCLUSIVE",
      doubt
    })
    expect(sendConditionOutcome("retry", response)).toEqual({
      outcome: "send",
      reason: "SENT_AS_INCONCLUSIVE_TWICE",
      doubt
    })
  })

  it("never stops an order at the second attempt, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.integer({ min: 100, max: 599 }), (body, status) => {
        const first = sendConditionOutcome("first", { status, body })
        const retry = sendConditionOutcome("retry", { status, body })
        expect(retry.outcome).toBe(first.outcome === "retryOnce" ? "send" : first.outcome)
      })
    )
  })
})
