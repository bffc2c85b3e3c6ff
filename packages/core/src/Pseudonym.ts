/**
 * A pseudonym stands for a person, an identity, a user or an address in what is redacted: its kind and a number, given in
 * the order in which names appear.
 *
 * Invariants: one name has one pseudonym, whatever its case; a pseudonym says nothing about what it hides, so two texts that
 * differ only in names get the same ones. Organisation numbers are public and stay as they are.
 */
import type { Contributor } from "./Decision.ts"
import { isOrganizationNumber } from "./Identifier.ts"

/** What a pseudonym can stand for. */
export type PseudonymKind = "person" | "identity" | "user" | "e-mail" | "phone" | "organisation"

/** The pseudonyms of one redacted text. */
export interface Pseudonyms {
  /** The pseudonym of a name. */
  readonly of: (kind: PseudonymKind, name: string) => string
  /** What a source gave as an organisation number is public only when it is one. */
  readonly organization: (number: string) => string
  readonly address: (channel: "Email" | "Sms", address: string) => string
  readonly subject: (subject: Contributor["subject"]) => Contributor["subject"]
}

/** Begins to give pseudonyms. */
export const makePseudonyms = (): Pseudonyms => {
  const given = new Map<string, string>()
  const counts = new Map<PseudonymKind, number>()
  const of: Pseudonyms["of"] = (kind, name) => {
    const key = `${kind} ${name.toLowerCase()}`
    const known = given.get(key)
    if (known !== undefined) return known
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    const pseudonym = `[${kind} ${count}]`
    given.set(key, pseudonym)
    return pseudonym
  }
  const organization: Pseudonyms["organization"] = (number) =>
    isOrganizationNumber(number) ? number : of("organisation", number)
  return {
    of,
    organization,
    address: (channel, address) => of(channel === "Email" ? "e-mail" : "phone", address),
    subject: (subject) => ({
      ...subject,
      ...(subject.nationalIdentityNumber === undefined
        ? {}
        : { nationalIdentityNumber: of("person", subject.nationalIdentityNumber) }),
      ...(subject.externalIdentity === undefined ? {} : { externalIdentity: of("identity", subject.externalIdentity) }),
      ...(subject.userId === undefined ? {} : { userId: of("user", String(subject.userId)) }),
      ...(subject.organizationNumber === undefined
        ? {}
        : { organizationNumber: organization(subject.organizationNumber) }),
      ...(subject.registeredOn === undefined ? {} : { registeredOn: organization(subject.registeredOn) })
    })
  }
}
