import { describe, expect, it } from "vitest"
import {
  emailStatuses,
  emailStatusOf,
  mayFollow,
  orderStatuses,
  readStatus,
  smsStatuses,
  smsStatusOf
} from "../src/Status.ts"
import type { StatusDefinition, StatusSubject } from "../src/Status.ts"

const subjects: ReadonlyArray<readonly [StatusSubject, Readonly<Record<string, StatusDefinition>>]> = [
  ["Order", orderStatuses],
  ["SMS", smsStatuses],
  ["Email", emailStatuses]
]
const all = subjects.flatMap(([subject, statuses]) =>
  Object.entries(statuses).map(([status, definition]) => ({ subject, statuses, status, definition }))
)

describe("the life of what has a status", () => {
  it("has no way out of a final status, and one out of every other", () => {
    for (const { definition, status, subject } of all) {
      expect(definition.next.length === 0, `${subject} ${status}`).toBe(definition.isFinal)
    }
  })

  it("leads to statuses that exist, and from every status to a final one", () => {
    for (const { status, statuses, subject } of all) {
      const reached = new Set([status])
      for (const one of reached) {
        expect(Object.hasOwn(statuses, one), `${subject} ${one}`).toBe(true)
        for (const next of statuses[one]?.next ?? []) reached.add(next)
      }
      expect([...reached].some((one) => statuses[one]?.isFinal)).toBe(true)
    }
  })

  it("reaches every status but those that a notification is created with", () => {
    const reached = new Set(
      all.flatMap(({ definition, subject }) => definition.next.map((next) => `${subject} ${next}`))
    )
    const created = all.map(({ status, subject }) => `${subject} ${status}`).filter((name) => !reached.has(name))
    expect(created).toEqual([
      "SMS Failed_RecipientReserved",
      "SMS Failed_RecipientNotIdentified",
      "Email Failed_RecipientReserved",
      "Email Failed_RecipientNotIdentified"
    ])
  })

  it("takes an order back after a failed retry, and a notification that was not handed over", () => {
    expect(mayFollow("Order", "Processing", "Registered")).toBe(true)
    expect(mayFollow("Email", "Sending", "New")).toBe(true)
    expect(mayFollow("Order", "Completed", "Registered")).toBe(false)
    expect(mayFollow("Order", "constructor", "name")).toBe(false)
  })

  it("lets a notification expire as long as it is not final", () => {
    for (const { definition, status, subject } of all.filter((one) => one.subject !== "Order")) {
      expect(mayFollow(subject, status, "Failed_TTL"), `${subject} ${status}`).toBe(!definition.isFinal)
    }
  })
})

describe("the spelling of a status", () => {
  it("is unique with its prefix, and readable either way", () => {
    const spellings = all.map(({ definition }) => definition.api)
    expect(new Set(spellings).size).toBe(spellings.length)
    expect(spellings).toHaveLength(6 + 14 + 16)
    for (const { definition, status, subject } of all) {
      expect(readStatus(definition.api)).toMatchObject({ subject, status })
      expect(readStatus(status, subject)).toMatchObject({ subject, api: definition.api })
      expect(definition.api.startsWith(`${subject}_`)).toBe(true)
    }
  })

  it("differs inside in two places, typing error included", () => {
    const different = all
      .filter(({ definition, status, subject }) => definition.api !== `${subject}_${status}`)
      .map(({ definition, status }) => [status, definition.api])
    expect(different).toEqual([
      ["Failed_InvalidEmailFormat", "Email_Failed_InvalidFormat"],
      ["Failed_SupressedRecipient", "Email_Failed_SuppressedRecipient"]
    ])
  })

  it("hides in the v1 API what is newer", () => {
    expect(readStatus("Order_Processed")?.v1).toBe("Completed")
    expect(readStatus("SMS_Failed_TTL")?.v1).toBe("Failed")
    expect(readStatus("SMS_Delivered")?.v1).toBe("Delivered")
  })

  it("may be one that nobody knows", () => {
    for (const text of ["SMS_Failed_Tired", "Failed_TTL", "", "toString"]) expect(readStatus(text)).toBeUndefined()
    expect(readStatus("Bounced", "Email")).toBeUndefined()
  })
})

describe("a status", () => {
  it("says what can be done about it", () => {
    for (const { definition } of all) {
      expect(definition.group === "wait").toBe(!definition.isFinal)
      expect(definition.group !== "wait" && definition.group !== "none-needed").toBe(definition.api.includes("Failed"))
    }
    expect(readStatus("SMS_Failed_RecipientReserved")?.group).toBe("persons-choice")
    expect(readStatus("Email_Failed_PayloadTooLarge")?.group).toBe("sender-error")
  })

  it("comes from the reports of the providers", () => {
    const words = ["DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "REJECTD", "BARRED", "FAILED", "UNKNOWN", "ODD", null]
    expect(words.map(smsStatusOf)).toEqual([
      "Delivered",
      "Failed_Expired",
      "Failed_Deleted",
      "Failed_Undelivered",
      "Failed_Rejected",
      "Failed_BarredReceiver",
      "Failed",
      "Failed",
      "Failed",
      "Failed"
    ])
    const reports = ["Delivered", "Bounced", "FilteredSpam", "Quarantined", "Suppressed", "Failed", null, "Expanded"]
    expect(reports.map(emailStatusOf)).toEqual([
      "Delivered",
      "Failed_Bounced",
      "Failed_FilteredSpam",
      "Failed_Quarantined",
      "Failed_SupressedRecipient",
      "Failed",
      "Failed",
      undefined
    ])
  })
})
