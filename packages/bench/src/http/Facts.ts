/**
 * The facts that every server of this suite holds in memory, and the orders that are sent to them: organisations with a few
 * custom contacts each, and persons. All numbers are invented, with check digits as they should be, because a number that
 * fails them is a warning in the answer.
 *
 * Invariant: the facts are the same in every process, and so is the time that they are asked at.
 */
import type { AdressatOptions, CustomContact, PersonContact, ReadAccessAnswer, StatutoryContact } from "@adressat/core"

/** The sources of facts as every server is given them. */
export type Facts = Pick<AdressatOptions, "persons" | "statutoryContacts" | "customContacts" | "readAccess">

/** The time of every decision, in milliseconds since 1970. */
export const AT = Date.parse("2026-11-25T10:00:00Z")

/** Recipients of the order with many. */
export const RECIPIENTS = 1000

const ORGANISATIONS = 300
const PERSONS = RECIPIENTS - ORGANISATIONS
const CONTACTS = 4

/** The digits with a check digit behind them; `undefined` where there is none (modulus 11). */
const checked = (digits: string, weights: ReadonlyArray<number>): string | undefined => {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  const check = (11 - (sum % 11)) % 11
  return check === 10 ? undefined : digits + String(check)
}

const numbers = (count: number, make: (serial: number) => string | undefined): ReadonlyArray<string> => {
  const made: Array<string> = []
  for (let serial = 1; made.length < count; serial++) {
    const number = make(serial)
    if (number !== undefined) made.push(number)
  }
  return made
}

const organizationNumbers = numbers(ORGANISATIONS, (serial) =>
  checked(`31${String(serial).padStart(6, "0")}`, [3, 2, 7, 6, 5, 4, 3, 2])
)

/** Of persons born in a month that there is not, as test persons are. */
const nationalIdentityNumbers = numbers(PERSONS, (serial) => {
  const day = String((serial % 28) + 1).padStart(2, "0")
  const first = checked(
    `${day}8190${String(100 + Math.floor(serial / 28)).padStart(3, "0")}`,
    [3, 7, 6, 1, 8, 9, 4, 5, 2]
  )
  return first === undefined ? undefined : checked(first, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2])
})

const RESOURCE = "tax-report"

const userIdsOf = (organisation: number): ReadonlyArray<number> =>
  Array.from({ length: CONTACTS }, (_, contact) => organisation * CONTACTS + contact + 1)

/** The sources, as a host has them: rows found by their keys. */
export const makeFacts = (): Facts => {
  const persons = new Map(
    nationalIdentityNumbers.map((nationalIdentityNumber, index): readonly [string, PersonContact] => [
      nationalIdentityNumber,
      {
        nationalIdentityNumber,
        isReserved: index % 20 === 0,
        email: index % 3 === 0 ? null : `person.${index}@example.com`,
        mobileNumber: `+474${String(1_000_000 + index)}`
      }
    ])
  )
  const statutory = new Map(
    organizationNumbers.map((organizationNumber, index): readonly [string, StatutoryContact] => [
      organizationNumber,
      { organizationNumber, emailList: [`post.${index}@example.com`], mobileNumberList: ["+4740000001"] }
    ])
  )
  const custom = new Map(
    organizationNumbers.map((organizationNumber, index): readonly [string, CustomContact] => [
      organizationNumber,
      {
        organizationNumber,
        registrations: userIdsOf(index).map((userId) => ({
          userId,
          email: userId % 3 === 0 ? null : `contact.${userId}@example.com`,
          phone: userId % 3 === 1 ? null : `9${String(2_000_000 + userId)}`,
          resources: userId % 4 === 0 ? ["business-register"] : []
        }))
      }
    ])
  )
  const found = <Row>(rows: ReadonlyMap<string, Row>, keys: ReadonlyArray<string>): ReadonlyArray<Row> =>
    keys.flatMap((key) => {
      const row = rows.get(key)
      return row === undefined ? [] : [row]
    })
  return {
    persons: (keys) => found(persons, keys),
    statutoryContacts: (keys) => found(statutory, keys),
    customContacts: (keys) => found(custom, keys),
    readAccess: ({ pairs }): ReadonlyArray<ReadAccessAnswer> =>
      pairs.map(({ organizationNumber, userId }) => ({
        organizationNumber,
        userId,
        decision: Number(userId) % 5 === 0 ? "Deny" : "Permit"
      }))
  }
}

/** The body of a request: one order to one organisation. */
export const singleOrder = (): string =>
  JSON.stringify({
    channel: "EmailPreferred",
    resourceId: `urn:altinn:resource:${RESOURCE}`,
    recipients: [{ organizationNumber: organizationNumbers[0] }]
  })

/** The body of a request: one order to {@link RECIPIENTS} persons and organisations. */
export const batchOrder = (): string =>
  JSON.stringify({
    channel: "EmailPreferred",
    resourceId: `urn:altinn:resource:${RESOURCE}`,
    recipients: [
      ...nationalIdentityNumbers.map((nationalIdentityNumber) => ({ nationalIdentityNumber })),
      ...organizationNumbers.map((organizationNumber) => ({ organizationNumber }))
    ]
  })
