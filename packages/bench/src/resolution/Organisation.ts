/**
 * An organisation with many custom contacts, and an order to it: what a snapshot holds after its sources were asked.
 *
 * Six in ten persons have an e-mail address, seven in ten a phone number in the mix of `PhoneNumbers`; more than half have
 * selected all services, two in three may read; one in a hundred rows is a second one of a person, and one in thirty
 * addresses is somebody else's too.
 */
import { parseOrder, parseSnapshot } from "@adressat/core"
import type { Order, ReadAccessAnswer, Snapshot } from "@adressat/core"
import * as Result from "effect/Result"
import { mixedNumber } from "../phone/PhoneNumbers.ts"
import { below, randomFrom, weighted } from "../Random.ts"
import type { Random } from "../Random.ts"

/** The organisation. */
export const ORGANISATION = "310000019"

/** The resource, as a snapshot names it. */
export const RESOURCE = "tax-report"

/** The order. */
export const order = (): Order =>
  Result.getOrThrow(
    parseOrder({
      channel: "EmailPreferred",
      resourceId: `urn:altinn:resource:${RESOURCE}`,
      recipients: [{ organizationNumber: ORGANISATION }]
    })
  ).order

const emailOf = (random: Random, userId: number, users: number): string | null =>
  weighted<() => string | null>(random, [
    [() => null, 40],
    [() => `person.${userId}@example.com`, 55],
    [() => `Person.${below(random, users) + 1}@Example.com`, 2],
    [() => ` person.${userId}@example.com`, 2],
    [() => `person.${userId}.example.com`, 1]
  ])()

const row = (random: Random, userId: number, users: number) => ({
  userId: random() < 0.01 ? below(random, users) + 1 : userId,
  email: emailOf(random, userId, users),
  phone: random() < 0.7 ? mixedNumber(random) : null,
  resources: weighted(random, [
    [[], 55],
    [[RESOURCE], 15],
    [["business-register", RESOURCE], 10],
    [["business-register"], 15],
    [["se_4936_1"], 5]
  ])
})

const access = (random: Random, userId: number): ReadAccessAnswer => ({
  organizationNumber: ORGANISATION,
  userId,
  decision: weighted(random, [
    ["Permit", 65],
    ["Deny", 22],
    ["NotApplicable", 12],
    ["Indeterminate", 1]
  ])
})

const made = new Map<number, Snapshot>()

/** The snapshot with this many custom contacts, made once in a process, through JSON, and checked when it is small. */
export const snapshot = (contacts: number): Snapshot => {
  const known = made.get(contacts)
  if (known !== undefined) return known
  const random = randomFrom(20261127)
  const userIds = Array.from({ length: contacts }, (_, index) => index + 1)
  const value: Snapshot = {
    at: "2026-11-25T10:00:00Z",
    statutoryContacts: [
      { organizationNumber: ORGANISATION, emailList: ["post@example.com"], mobileNumberList: ["+4740000001"] }
    ],
    customContacts: [
      { organizationNumber: ORGANISATION, registrations: userIds.map((userId) => row(random, userId, contacts)) }
    ],
    readAccess: userIds.map((userId) => access(random, userId))
  }
  const parsed = JSON.parse(JSON.stringify(value)) as Snapshot
  if (contacts <= 1000) Result.getOrThrow(parseSnapshot(parsed))
  made.set(contacts, parsed)
  return parsed
}
