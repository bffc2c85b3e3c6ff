/** An order to many organisations, each with a statutory contact and four custom contacts who all may read. */
import { compile, decide, parseOrder, shippedRuleSet } from "@adressat/core"
import type { Snapshot } from "@adressat/core"
import * as Result from "effect/Result"
import type { Task } from "../Suite.ts"

/** Persons and lists that are decided about for each organisation. */
export const CANDIDATES = 5

const CONTACTS = CANDIDATES - 1

const RESOURCE = "tax-report"

/** A decision about so many organisations as a task of one item. */
export const decidingAbout = (organisations: number): Task => {
  const numbers = Array.from({ length: organisations }, (_, index) => String(310_000_000 + index))
  const { order } = Result.getOrThrow(
    parseOrder({
      channel: "EmailPreferred",
      resourceId: `urn:altinn:resource:${RESOURCE}`,
      recipients: numbers.map((organizationNumber) => ({ organizationNumber }))
    })
  )
  const userIds = (index: number) => Array.from({ length: CONTACTS }, (_, contact) => index * CONTACTS + contact + 1)
  const snapshot: Snapshot = {
    at: "2026-11-25T10:00:00Z",
    statutoryContacts: numbers.map((organizationNumber, index) => ({
      organizationNumber,
      emailList: [`post.${index}@example.com`],
      mobileNumberList: []
    })),
    customContacts: numbers.map((organizationNumber, index) => ({
      organizationNumber,
      registrations: userIds(index).map((userId) => ({
        userId,
        email: `contact.${userId}@example.com`,
        phone: null,
        resources: []
      }))
    })),
    readAccess: numbers.flatMap((organizationNumber, index) =>
      userIds(index).map((userId) => ({ organizationNumber, userId, decision: "Permit" as const }))
    )
  }
  const program = compile(shippedRuleSet("altinn"))
  return { items: 1, pass: () => decide(program, order, snapshot).deliveries.length }
}
