/**
 * A placeholder stands in a text for something about its recipient: `$recipientName$` and `$recipientNumber$`, in the
 * subject and body of an e-mail and in the body of an SMS.
 *
 * Invariants: placeholders are case-sensitive, cannot be escaped, and are all replaced; a national identity number is never
 * put into a text. A recipient that the register did not answer about, an explicit address and an external identity get the
 * text as it stands, placeholders and all. Everyone notified for an organisation gets the organisation's name. Source:
 * Altinn Notifications, KeywordsService.
 */

/** The placeholders, by what they stand for. */
export const placeholders = { name: "$recipientName$", number: "$recipientNumber$" } as const

/** What a placeholder stands for. */
export type Placeholder = keyof typeof placeholders

/** The parts of an order's texts that may hold placeholders. */
export interface Texts {
  readonly subject?: string | null | undefined
  readonly emailBody?: string | null | undefined
  readonly smsBody?: string | null | undefined
}

/** A part of an order's texts. */
export type TextPart = keyof Texts

/** What the register said about a recipient: the number it was asked for, and the name, if it knows one. */
export interface RegisteredName {
  readonly organizationNumber?: string | null | undefined
  readonly nationalIdentityNumber?: string | null | undefined
  readonly name: string | null
}

/** Whom a text is for; explicit addresses and external identities have neither number. */
export interface PlaceholderRecipient {
  readonly organizationNumber?: string | null | undefined
  readonly nationalIdentityNumber?: string | null | undefined
}

/** The placeholders in a text. */
export const placeholdersIn = (text: string | null | undefined): ReadonlyArray<Placeholder> =>
  (["name", "number"] as const).filter((placeholder) => text?.includes(placeholders[placeholder]) === true)

/** The parts that use placeholders; if there are none, the register is not asked for names. */
export const partsWithPlaceholders = (texts: Texts): ReadonlyArray<TextPart> =>
  (["subject", "emailBody", "smsBody"] as const).filter((part) => placeholdersIn(texts[part]).length > 0)

/**
 * The text for one recipient: an organisation's name and number, a person's name and nothing in place of the number. A name
 * that is not known is empty. As on the platform, a name that itself holds `$recipientNumber$` gets the number put into it.
 */
export const fillPlaceholders = (
  text: string,
  recipient: PlaceholderRecipient,
  answer: ReadonlyArray<RegisteredName>
): string => {
  const { nationalIdentityNumber, organizationNumber } = recipient
  const organization = isGiven(organizationNumber)
    ? answer.find((row) => row.organizationNumber === organizationNumber)
    : undefined
  const filled = organization === undefined ? text : fill(text, organization.name, organizationNumber ?? "")
  const person = isGiven(nationalIdentityNumber)
    ? answer.find((row) => row.nationalIdentityNumber === nationalIdentityNumber)
    : undefined
  return person === undefined ? filled : fill(filled, person.name, "")
}

const isGiven = (number: string | null | undefined): boolean => number != null && number.trim() !== ""

// A replacement given as text would have its own $ signs interpreted.
const fill = (text: string, name: string | null, number: string): string =>
  text.replaceAll(placeholders.name, () => name ?? "").replaceAll(placeholders.number, () => number)
