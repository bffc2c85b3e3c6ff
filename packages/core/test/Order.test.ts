import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { actionOf, MAX_RECIPIENTS, parseOrder, parseOrderText, resourceOf, stageOf } from "../src/Order.ts"
import type { Problem } from "../src/Problem.ts"

const problemsOf = (order: unknown): ReadonlyArray<Problem> => {
  const parsed = parseOrder(order)
  return Result.isFailure(parsed) ? parsed.failure : parsed.success.warnings
}

const told = (order: unknown) => problemsOf(order).map(({ code, path, severity }) => [severity, code, path])

const email = { emailAddress: "post@example.com" }

describe("an order", () => {
  it("has defaults: processing, no resource, read", () => {
    const parsed = Result.getOrThrow(parseOrder({ channel: "Email", recipients: [email] }))
    expect([stageOf(parsed.order), resourceOf(parsed.order), actionOf(parsed.order)]).toEqual([
      "processing",
      "",
      "read"
    ])
    expect(parsed.warnings).toEqual([])
  })

  it("names recipients of every kind", () => {
    const recipients = [
      { nationalIdentityNumber: "17838410022" },
      { organizationNumber: "310000019" },
      { externalIdentity: "urn:altinn:party:username:jonas" },
      { phoneNumber: "+4740000050" },
      { emailAddress: "a@example.com", phoneNumber: "+4740000051" }
    ]
    expect(told({ channel: "EmailPreferred", recipients })).toEqual([])
  })

  it("is refused with every problem at once, each with its place", () => {
    const recipients = [{}, { organizationNumber: "31000001" }, { phoneNumber: "40000001" }, { mobile: "+4740000001" }]
    expect(new Set(told({ chanel: "Email", recipients, resourceAction: "write" }).map(String))).toEqual(
      new Set(
        [
          ["error", "missing-member", "$.channel"],
          ["error", "unknown-member", "$.chanel"],
          ["error", "wrong-value", "$.recipients[0]"],
          ["error", "wrong-value", "$.recipients[1].organizationNumber"],
          ["error", "wrong-value", "$.recipients[2].phoneNumber"],
          ["error", "unknown-member", "$.recipients[3].mobile"],
          ["error", "wrong-value", "$.resourceAction"]
        ].map(String)
      )
    )
  })

  it("is refused without recipients, or with more than anybody sends at once", () => {
    expect(told({ channel: "Email", recipients: [] })).toEqual([["error", "wrong-value", "$.recipients"]])
    const crowd = Array.from({ length: MAX_RECIPIENTS + 1 }, () => email)
    expect(told({ channel: "Email", recipients: crowd })).toEqual([["error", "too-large", "$.recipients"]])
  })

  it("is doubted, not refused, where the platform accepts what nobody has", () => {
    const recipients = [
      { nationalIdentityNumber: "17838410023" },
      { organizationNumber: "310000018" },
      { nationalIdentityNumber: "17838410022", organizationNumber: "310000019" },
      { organizationNumber: "３１００００１９９" }
    ]
    expect(told({ channel: "Email", recipients })).toEqual([
      ["warning", "doubtful-identifier", "$.recipients[0].nationalIdentityNumber"],
      ["warning", "doubtful-identifier", "$.recipients[1].organizationNumber"],
      ["warning", "doubtful-identifier", "$.recipients[2]"],
      ["warning", "doubtful-identifier", "$.recipients[3].organizationNumber"]
    ])
  })

  it("is doubted where a recipient stands twice", () => {
    const [problem, ...others] = problemsOf({
      channel: "Email",
      recipients: [email, { emailAddress: "b@example.com" }, email]
    })
    expect(others).toEqual([])
    expect(problem).toMatchObject({ severity: "warning", path: "$.recipients[2]" })
    expect(problem?.message).toContain("$.recipients[0]")
  })

  it("as text tells line and column", () => {
    const parsed = parseOrderText('{\n  "channel": "Emial",\n  "recipients": [{}]\n}', { file: "order.json" })
    expect(Result.isFailure(parsed) && parsed.failure).toMatchObject([
      { file: "order.json", line: 2, column: 3, nearest: "Email" },
      { file: "order.json", line: 3, column: 18, path: "$.recipients[0]" }
    ])
  })
})
