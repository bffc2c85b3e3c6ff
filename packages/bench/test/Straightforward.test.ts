import { compile, judge, shippedRuleSet } from "@adressat/core"
import type { Channel } from "@adressat/core"
import { describe, expect, it } from "vitest"
import { order, snapshot } from "../src/resolution/Organisation.ts"
import { straightforward } from "../src/resolution/Straightforward.ts"

const channels: ReadonlyArray<Channel> = ["EmailPreferred", "SmsPreferred"]

describe.each(["altinn", "strict"] as const)("the straightforward resolution by %s", (rules) => {
  it.each(channels)("gives on %s the deliveries of the product, byte for byte", (channel) => {
    const asked = { ...order(), channel }
    const known = snapshot(5000)
    const { deliveries } = judge(compile(shippedRuleSet(rules)), asked, known)
    expect(deliveries.length).toBeGreaterThan(2000)
    expect(JSON.stringify(straightforward(asked, known, rules))).toBe(JSON.stringify(deliveries))
  })
})
