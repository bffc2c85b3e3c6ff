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

/** The service owners whose orders they are. */
export const creators = ["tax", "solvik"] as const

/** How many orders differ by more than their id. */
const KINDS = 300

/** Makes so many orders, chosen at random; what they ask for is decided here as well, in this one process. */
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
  const kinds: Array<{ readonly order: Order; readonly decision: Decision }> = []
  while (kinds.length < Math.min(KINDS, count)) {
    const resourceId = pick(resources)
    const order: Order = {
      channel: pick(channels),
      recipients: random() < 0.7 ? [pick(recipients)] : [pick(recipients), pick(recipients)],
      ...(resourceId === undefined ? {} : { resourceId }),
      ...(random() < 0.1 ? { stage: "registration" } : {}),
      ...(random() < 0.2 ? { ignoreReservation: true } : {})
    }
    const decision = await decideInWorld(order, world, shippedRuleSet("altinn"))
    // What cannot be decided in this world is given up in the end, and is no matter here.
    if (decision.recipients.every(({ outcome }) => outcome !== "undetermined")) kinds.push({ order, decision })
  }
  return Array.from({ length: count }, (_, index) => {
    const { decision, order } = pick(kinds)
    const id = `order-${index}`
    const creator = pick(creators)
    return {
      event: orderEvent({ id, source: `/${creator}`, creator, order: { ...order, id } }),
      decision: { ...decision, order: { ...decision.order, id } }
    }
  })
}
