import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyOrder, predict, situationsWith } from "../../testing/src/index.ts"
import type { Prediction, Situation } from "../../testing/src/index.ts"
import { decide } from "../src/Conclusion.ts"
import { compile } from "../src/RuleProgram.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"

const altinn = compile(shippedRuleSet("altinn"))

/** A decision in the oracle's words. */
const inOraclesWords = ({ order, snapshot }: Situation): Prediction => {
  const decision = decide(altinn, order, snapshot)
  const messages = (channel: "Email" | "Sms") =>
    decision.deliveries
      .filter((delivery) => delivery.channel === channel)
      .map(({ address, recipient }) => ({ recipient, channel, address }))
  const stopped = decision.retryable
  return {
    stopped,
    deliveries: [...messages("Email"), ...messages("Sms")],
    withheld: stopped
      ? []
      : decision.withheld.flatMap(({ basis, reasons, recipient, state, subject }) =>
          state !== "withheld" || basis === "Explicit"
            ? []
            : [
                {
                  recipient,
                  basis,
                  userId: String(subject.userId ?? ""),
                  reasons: reasons.map(({ code }) => code).sort()
                }
              ]
        ),
    lookup:
      stopped || decision.lookup === null
        ? null
        : {
            status: decision.lookup.status,
            isReserved: decision.lookup.isReserved,
            missingContact: decision.lookup.missingContact
          }
  }
}

describe("decide with rule set altinn", () => {
  it("agrees with the oracle", () => {
    fc.assert(
      fc.property(situationsWith(anyOrder), (situation) => {
        expect(inOraclesWords(situation)).toEqual(predict(situation.order, situation.snapshot))
      }),
      { numRuns: 6000 }
    )
  })
})
