import { shippedRuleSet } from "@adressat/core"
import type { Order } from "@adressat/core"
import { DECISION_EVENT, orderEvent, UNDECIDED_EVENT } from "@adressat/queue"
import * as Result from "effect/Result"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { eventText } from "../src/EventText.ts"
import { decideInWorld } from "../src/Resolution.ts"
import type { World } from "../src/World.ts"
import { readWorld } from "../src/WorldFolder.ts"
import { demoFolder } from "./RunCli.ts"

const order: Order = {
  id: "letter to Kari Nordby",
  channel: "EmailAndSms",
  resourceId: "tax-report",
  recipients: [
    { nationalIdentityNumber: "17838410022" },
    { organizationNumber: "310000019" },
    { emailAddress: "byggesak@example.com" },
    { phoneNumber: "+4740000050" },
    { externalIdentity: "urn:altinn:person:idporten-email:jonas@example.com" }
  ]
}
const ordered = orderEvent({ id: "o-1", source: "/tax", creator: "tax", order })

let world: World
/** Whatever names somebody in the world or in the order. */
let secrets: ReadonlyArray<string>
beforeAll(async () => {
  world = Result.getOrThrow(await readWorld(join(demoFolder, "world")))
  secrets = [
    ...world.persons.flatMap(({ email, mobileNumber, name, nationalIdentityNumber }) => [
      name,
      nationalIdentityNumber,
      email,
      mobileNumber
    ]),
    ...world.statutoryContacts.flatMap(({ email, phone }) => [email, phone]),
    ...world.customContacts.flatMap(({ email, phone }) => [email, phone]),
    ...order.recipients.flatMap(({ emailAddress, externalIdentity, phoneNumber }) => [
      emailAddress,
      externalIdentity,
      phoneNumber
    ])
  ].filter((text) => typeof text === "string")
})

const secretsIn = (text: string) => secrets.filter((secret) => text.includes(secret))

describe("a redacted event", () => {
  it("tells an order without its persons and addresses", () => {
    expect(secretsIn(JSON.stringify(ordered))).not.toEqual([])
    const text = eventText(JSON.stringify(ordered), true)
    expect(secretsIn(text)).toEqual([])
    expect(JSON.parse(text)).toMatchObject({
      id: "o-1",
      source: "/tax",
      data: {
        creator: "tax",
        order: {
          id: "[hidden]",
          channel: "EmailAndSms",
          resourceId: "tax-report",
          recipients: [
            { nationalIdentityNumber: "[person 1]" },
            { organizationNumber: "310000019" },
            { emailAddress: "[e-mail 1]" },
            { phoneNumber: "[phone 1]" },
            { externalIdentity: "[identity 1]" }
          ]
        }
      }
    })
  })

  it("tells a decision without its persons and addresses", async () => {
    const decision = await decideInWorld(order, world, shippedRuleSet("altinn"))
    const event = { ...ordered, type: DECISION_EVENT, data: { creator: "tax", decisionId: "d", decision } }
    expect(secretsIn(JSON.stringify(event)).length).toBeGreaterThan(5)
    const text = eventText(JSON.stringify(event), true)
    expect(secretsIn(text)).toEqual([])
    expect(JSON.parse(text)).toMatchObject({ data: { decisionId: "d", decision: { ruleSet: { id: "altinn" } } } })
  })

  it.each([
    ["an attribute that it does not know", { ...ordered, subject: "Kari Nordby", x: "Kari Nordby" }],
    ["an order that is none", { ...ordered, data: { order: { name: "Kari Nordby" } } }],
    ["a decision that is none", { ...ordered, type: DECISION_EVENT, data: { decision: { name: "Kari Nordby" } } }],
    ["the data of another type", { ...ordered, type: "something.else", data: "Kari Nordby" }]
  ])("hides %s", (_, event) => {
    const text = eventText(JSON.stringify(event), true)
    expect(secretsIn(text)).toEqual([])
    expect(text).toContain("[hidden]")
  })

  it("tells of a text that is no event only how long it is", () => {
    expect(eventText("Kari Nordby", true)).toBe('"[text of 11 characters]"')
  })

  it("tells why an order was given up", () => {
    const cause = { code: "SOURCES_UNAVAILABLE", message: "sources did not answer" }
    const event = { ...ordered, type: UNDECIDED_EVENT, data: { creator: "tax", cause, attempts: 7 } }
    expect(JSON.parse(eventText(JSON.stringify(event), true))).toMatchObject({ data: { cause, attempts: 7 } })
  })
})

describe("an event that is not redacted", () => {
  it("is told as it is", () => {
    expect(JSON.parse(eventText(JSON.stringify(ordered), false))).toEqual(ordered)
    expect(eventText("no event", false)).toBe('"no event"')
  })
})
