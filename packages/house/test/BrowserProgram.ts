/** A host in a browser: a small invented world as plain functions, resolved, explained and redacted. */
import { audiences, createAdressat, decide, explain, languages, redact } from "@adressat/core"
import type { Order } from "@adressat/core"
import {
  formatInstant,
  nextOpening,
  orderOf,
  processOrder,
  readOrderChainRequest,
  smsExpiry,
  smsSegments
} from "@adressat/orders"
import * as Result from "effect/Result"
import { runPolicy } from "./BrowserPolicy.ts"

const order: Order = {
  channel: "EmailPreferred",
  resourceId: "urn:altinn:resource:tax-report",
  recipients: [
    { organizationNumber: "310000019" },
    { nationalIdentityNumber: "17838410022" },
    { externalIdentity: "urn:altinn:person:idporten-email:jonas@example.com" },
    { phoneNumber: "+4740000050" }
  ]
}

/** What surrounds a decision in time, in the night in which the clocks change. */
const runOrders = () => {
  const now = Date.parse("2026-10-24T21:00:00Z")
  const chain = readOrderChainRequest(
    {
      idempotencyId: "1",
      recipient: { recipientSms: { phoneNumber: "+4740000050", smsSettings: { body: "Hei på deg" } } },
      reminders: [{ delayDays: 1, recipient: { recipientSms: { phoneNumber: "1", smsSettings: { body: "" } } } }]
    },
    { creator: "tax", now }
  )
  const alone = readOrderChainRequest(
    { idempotencyId: "1", recipient: { recipientSms: { phoneNumber: "+4740000050", smsSettings: { body: "Hei" } } } },
    { creator: "tax", now }
  )
  return {
    problems: Result.isFailure(chain) ? chain.failure : [],
    orders: Result.isSuccess(alone) ? [orderOf(alone.success.value.main, "processing")] : [],
    opening: formatInstant(nextOpening("Daytime", now) ?? 0),
    expiry: formatInstant(smsExpiry(now, "Daytime")),
    segments: smsSegments("Hei på deg €")
  }
}

/** Everything that a host may want, as JSON. */
export const runHost = async (): Promise<unknown> => {
  const host = (evaluator: "program" | "reference") =>
    createAdressat({
      ruleSet: "strict",
      evaluator,
      completeness: "everything",
      now: () => Date.parse("2026-11-25T10:00:00Z"),
      persons: (keys) =>
        Promise.resolve(
          keys.map((nationalIdentityNumber) => ({
            nationalIdentityNumber,
            isReserved: true,
            email: "kari@example.com"
          }))
        ),
      externalIdentities: () => {
        throw new Error("out of order")
      },
      statutoryContacts: (keys) =>
        keys.map((organizationNumber) => ({
          organizationNumber,
          addresses: [
            { type: "Email" as const, fullAddress: "post@example.com" },
            { type: "SMS" as const, fullAddress: "40000010", isSoftDeleted: true }
          ]
        })),
      customContacts: (keys) =>
        keys.map((organizationNumber) => ({
          organizationNumber,
          registrations: [
            { userId: 101, email: "kari@work.example.com" },
            { userId: 102, phone: "400 00 022", resources: ["se_4936_1"] },
            { userId: 103, email: "POST@example.com", resources: ["tax-report"] }
          ]
        })),
      readAccess: ({ pairs }) =>
        pairs.map((pair) => ({ ...pair, decision: pair.userId === 103 ? ("Deny" as const) : ("Permit" as const) })),
      predecessors: () => ["se_4936_1"]
    })
  const signal = new AbortController().signal
  const adressat = host("program")
  const decision = await adressat.resolve(order, { signal })
  const redacted = redact(decision)
  return JSON.parse(
    JSON.stringify({
      decision,
      reference: await host("reference").resolve(order, { signal }),
      replayed: decide(adressat.program, order, await adressat.gather(order)),
      redacted,
      notifications: processOrder(order, decision),
      orders: runOrders(),
      policy: runPolicy(),
      words: languages.flatMap((language) => audiences.map((audience) => explain(decision, { language, audience })))
    })
  )
}
