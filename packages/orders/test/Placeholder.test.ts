import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { fillPlaceholders, partsWithPlaceholders, placeholdersIn } from "../src/Placeholder.ts"

const organizationNumber = "313000011"
const nationalIdentityNumber = "01890100011"
const text = "Til $recipientName$, $recipientNumber$"

describe("a placeholder", () => {
  it("is found where it is spelled exactly so", () => {
    expect(placeholdersIn(text)).toEqual(["name", "number"])
    expect(placeholdersIn("$RecipientName$ recipientName $recipientNumber")).toEqual([])
    expect(placeholdersIn(null)).toEqual([])
  })

  it("says which parts need names, so that the register is asked only then", () => {
    expect(partsWithPlaceholders({ subject: "a", emailBody: "$recipientName$", smsBody: text })).toEqual([
      "emailBody",
      "smsBody"
    ])
    expect(partsWithPlaceholders({ subject: null, smsBody: "b" })).toEqual([])
  })
})

describe("a filled text", () => {
  it("has an organisation's name and number", () => {
    expect(fillPlaceholders(text, { organizationNumber }, [{ organizationNumber, name: "Brygga AS" }])).toBe(
      "Til Brygga AS, 313000011"
    )
  })

  it("has a person's name, and never the number", () => {
    expect(fillPlaceholders(text, { nationalIdentityNumber }, [{ nationalIdentityNumber, name: "Kari" }])).toBe(
      "Til Kari, "
    )
  })

  it("has nothing for a name that is not known", () => {
    expect(fillPlaceholders(text, { organizationNumber }, [{ organizationNumber, name: null }])).toBe("Til , 313000011")
  })

  it("stays as it stands for those the register did not answer about, and for addresses", () => {
    expect(fillPlaceholders(text, { organizationNumber }, [])).toBe(text)
    expect(fillPlaceholders(text, { nationalIdentityNumber }, [{ organizationNumber, name: "Brygga AS" }])).toBe(text)
    expect(fillPlaceholders(text, {}, [{ name: "Nobody" }])).toBe(text)
    expect(fillPlaceholders(text, { organizationNumber: " " }, [{ organizationNumber: " ", name: "Blank" }])).toBe(text)
  })

  it("takes names as they are, dollar signs and all; the number goes into a name that asks for it", () => {
    const filled = (name: string) =>
      fillPlaceholders("$recipientName$", { organizationNumber }, [{ organizationNumber, name }])
    fc.assert(
      fc.property(fc.string(), (name) => {
        fc.pre(!name.includes("$recipientNumber$"))
        expect(filled(name)).toBe(name)
      })
    )
    expect(filled("$& $1 $$")).toBe("$& $1 $$")
    expect(filled("$recipientNumber$ AS")).toBe("313000011 AS")
  })

  it("keeps everything around placeholders", () => {
    fc.assert(
      fc.property(fc.array(fc.string().filter((part) => !part.includes("$"))), (parts) => {
        const answer = [{ organizationNumber, name: "X" }]
        expect(fillPlaceholders(parts.join("$recipientName$"), { organizationNumber }, answer)).toBe(parts.join("X"))
      })
    )
  })
})
