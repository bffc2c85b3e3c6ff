/** Many orders of the sample world, none like another, with the decision that each has when it is decided alone. */
import { shippedRuleSet } from "@adressat/core"
import type { Decision, Order } from "@adressat/core"
import { orderEvent } from "@adressat/queue"
import type { CloudEvent } from "@adressat/orders"
import * as Result from "effect/Result"
import { decideInWorld } from "../src/Resolution.ts"
import { demoWorldFolder } from "../src/DemoWorld.ts"
import { readWorld } from "../src/WorldFolder.ts"

/** An order with its event and its decision. */
export interface ExpectedOrder {
  readonly event: CloudEvent
  readonly decision: Decision
}

const channels = ["Email", "Sms", "EmailPreferred", "SmsPreferred", "EmailAndSms"] as const
const resources = [undefined, "urn:altinn:resource:tax-report", "app_tax_payroll", "solvik-building-permit"]

/** Makes so many orders, chosen at random; each is decided here as well, in this one process. */
export const makeOrderFlow = async (count: number, random: () => number): Promise<ReadonlyArray<ExpectedOrder>> => {
  const world = Result.getOrThrow(await readWorld(demoWorldFolder))
  const pick = <A>(from: ReadonlyArray<A>): A => from[Math.floor(random() * from.length)] as A
  const recipients = [
    ...world.organizations.map(({ organizationNumber }) => ({ organizationNumber })),
    ...world.persons.flatMap(({ nationalIdentityNumber }) =>
      nationalIdentityNumber === undefined ? [] : [{ nationalIdentityNumber }]
    ),
    { emailAddress: "byggesak@example.com" },
    { externalIdentity: "urn:altinn:person:idporten-email:jonas@example.com" }
  ]
  const decided = new Map<string, Decision>()
  const orders: Array<ExpectedOrder> = []
  while (orders.length < count) {
    const resourceId = pick(resources)
    const order: Order = {
      channel: pick(channels),
      recipients: random() < 0.7 ? [pick(recipients)] : [pick(recipients), pick(recipients)],
      ...(resourceId === undefined ? {} : { resourceId }),
      ...(random() < 0.1 ? { stage: "registration" } : {}),
      ...(random() < 0.2 ? { ignoreReservation: true } : {})
    }
    const kind = JSON.stringify(order)
    const decision = decided.get(kind) ?? (await decideInWorld(order, world, shippedRuleSet("altinn")))
    decided.set(kind, decision)
    // What cannot be decided in this world is given up in the end, and is no matter here.
    if (decision.recipients.some(({ outcome }) => outcome === "undetermined")) continue
    const id = `order-${orders.length}`
    const creator = pick(["tax", "solvik"])
    orders.push({
      event: orderEvent({ id, source: `/${creator}`, creator, order: { ...order, id } }),
      decision: { ...decision, order: { ...decision.order, id } }
    })
  }
  return orders
}
