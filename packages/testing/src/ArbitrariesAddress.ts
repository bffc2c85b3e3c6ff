/**
 * Addresses as people spell them: few different ones in many spellings, so that equal addresses meet, and some that
 * cannot be reached at all.
 */
import fc from "fast-check"

const emails = [
  "post@bedrift.example",
  "post@bedrift.example",
  "kari@example.com",
  "ola@example.com",
  "nils@example.com"
]
const phones = ["40000001", "40000001", "40000002", "40000021", "90000003"]

const emailSpellings: ReadonlyArray<(email: string) => string> = [
  (email) => email,
  (email) => email,
  (email) => email.toUpperCase(),
  (email) => email.charAt(0).toUpperCase() + email.slice(1)
]

const phoneSpellings: ReadonlyArray<(phone: string) => string> = [
  (phone) => `+47${phone}`,
  (phone) => `+47${phone}`,
  (phone) => phone,
  (phone) => `0047${phone}`,
  (phone) => `+47 ${phone.slice(0, 3)} ${phone.slice(3, 5)} ${phone.slice(5)}`
]

const spelled = (values: ReadonlyArray<string>, spellings: ReadonlyArray<(value: string) => string>) =>
  fc.tuple(fc.constantFrom(...values), fc.constantFrom(...spellings)).map(([value, spell]) => spell(value))

/** An e-mail address of a register: one of four people's, in some spelling. */
export const anyEmailAddress: fc.Arbitrary<string> = spelled(emails, emailSpellings)

/** A phone number of a register: one of four, in some spelling that the platform takes. */
export const anyPhoneNumber: fc.Arbitrary<string> = spelled(phones, phoneSpellings)

/** What a register may hold in an e-mail field: now and then nothing, a blank, or something that is no address. */
export const anyEmailField: fc.Arbitrary<string | null> = fc.oneof(
  { weight: 12, arbitrary: anyEmailAddress },
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom("", " ", "no address", " kari@example.com ", "kari\u200b@example.com") }
)

/** What a register may hold in a phone field: now and then nothing, a blank, a landline, or something that is no number. */
export const anyPhoneField: fc.Arbitrary<string | null> = fc.oneof(
  { weight: 12, arbitrary: anyPhoneNumber },
  { weight: 3, arbitrary: fc.constant(null) },
  {
    weight: 2,
    arbitrary: fc.constantFrom("", " ", "12345", "4740000001", "+4712", "4abcdefg", "++4740000001", "+4722222222")
  }
)

/** An e-mail address that an order may name. */
export const anyExplicitEmailAddress: fc.Arbitrary<string> = fc.oneof(
  { weight: 9, arbitrary: anyEmailAddress },
  { weight: 1, arbitrary: fc.constantFrom(" post@bedrift.example", "a;b@example.com") }
)

/** A phone number that an order may name; it has a country code. */
export const anyExplicitPhoneNumber: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...phones), fc.constantFrom("+47", "0047", "+47 "))
  .map(([phone, code]) => `${code}${phone}`)
