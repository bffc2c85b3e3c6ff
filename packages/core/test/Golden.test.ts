import { readdirSync, readFileSync } from "node:fs"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { decide } from "../src/Conclusion.ts"
import type { Delivery, Withheld } from "../src/Decision.ts"
import { parseOrder } from "../src/Order.ts"
import { compile } from "../src/RuleProgram.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"
import type { ShippedRuleSetName } from "../src/ShippedRules.ts"
import { parseSnapshot } from "../src/Snapshot.ts"

interface Golden {
  readonly description: string
  readonly ruleSet: ShippedRuleSetName
  readonly order: unknown
  readonly snapshot: unknown
  readonly expected: {
    readonly deliveries: ReadonlyArray<Pick<Delivery, "recipient" | "channel" | "address">>
    readonly leftOut: ReadonlyArray<
      Pick<Withheld, "recipient" | "basis" | "state"> & { readonly reasons: ReadonlyArray<string> }
    >
  }
}

const folder = new URL("./golden/", import.meta.url)
const goldens = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Golden] as const)

describe("a golden decision", () => {
  it.each(goldens)("%s", (_, { expected, order, ruleSet, snapshot }) => {
    const { deliveries, withheld } = decide(
      compile(shippedRuleSet(ruleSet)),
      Result.getOrThrow(parseOrder(order)).order,
      Result.getOrThrow(parseSnapshot(snapshot))
    )
    expect({
      deliveries: deliveries.map(({ address, channel, recipient }) => ({ recipient, channel, address })),
      leftOut: withheld.map(({ basis, reasons, recipient, state }) => ({
        recipient,
        basis,
        state,
        reasons: reasons.map(({ code }) => code).sort()
      }))
    }).toEqual(expected)
  })
})
