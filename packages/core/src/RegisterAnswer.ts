/**
 * A register answer is what a contact register tells a notification service, after its own filtering: stale fields left
 * out, deleted addresses left out, those who did not select the service left out. These functions make such answers from
 * raw rows, so that a host that is itself the register, or a stand-in for one, filters exactly as the platform does.
 * Source: Altinn Profile, contact point lookups.
 */
import { isBlank } from "./Address.ts"
import { isStale, lastTouched } from "./Freshness.ts"
import { externalIdentityUsername, parseExternalIdentity } from "./Identifier.ts"
import * as Result from "effect/Result"
import { sanitizeResource } from "./Resource.ts"
import { selectsResource } from "./ServiceSelection.ts"
import type {
  CustomContactRow,
  ExternalIdentityContact,
  PersonContactPoint,
  PersonRegisterRow,
  StatutoryContactPoint,
  StatutoryRegisterEntry,
  UnitContactPoints
} from "./Snapshot.ts"
import { statutoryContactSet } from "./StatutoryContacts.ts"

/**
 * The persons a register answers with: those asked for who have a fresh field, or everyone with a row when stale data are
 * wanted. `at` is the time of asking in milliseconds since 1970.
 */
export const personContactPoints = (
  rows: ReadonlyArray<PersonRegisterRow>,
  requested: ReadonlyArray<string>,
  { at, useStaleContactInformation }: { readonly at: number; readonly useStaleContactInformation: boolean }
): ReadonlyArray<PersonContactPoint> => {
  const wanted = new Set(requested)
  return rows
    .filter((row) => wanted.has(row.nationalIdentityNumber))
    .flatMap((row) => {
      const emailIsOutdated = isStale(lastTouched(row.emailUpdated, row.emailVerified), at)
      const mobileNumberIsOutdated = isStale(lastTouched(row.mobileUpdated, row.mobileVerified), at)
      if (!useStaleContactInformation && emailIsOutdated && mobileNumberIsOutdated) return []
      return [
        {
          userId: 0,
          nationalIdentityNumber: row.nationalIdentityNumber,
          isReserved: row.reservation === "JA",
          mobileNumber: mobileNumberIsOutdated && !useStaleContactInformation ? null : (row.mobileNumber ?? null),
          mobileNumberIsOutdated,
          email: emailIsOutdated && !useStaleContactInformation ? null : (row.email ?? null),
          emailIsOutdated
        }
      ]
    })
}

/** A registration of custom contact information in a register of many organisations. */
export type CustomContactRegisterRow = CustomContactRow & { readonly organizationNumber: string }

/** An organisation and its party number in the register of parties. */
export interface Party {
  readonly organizationNumber: string
  readonly partyId: number
}

/**
 * The persons with custom contact information who have selected the resource, by organisation, in the order in which the
 * register of parties names the organisations; organisations without any are left out.
 */
export const unitContactPoints = (
  registrations: ReadonlyArray<CustomContactRegisterRow>,
  parties: ReadonlyArray<Party>,
  organizationNumbers: ReadonlyArray<string>,
  resourceId: string
): ReadonlyArray<UnitContactPoints> => {
  const resource = sanitizeResource(resourceId)
  const requested = new Set(organizationNumbers.map((number) => number.trim()).filter((number) => number !== ""))
  return parties.flatMap(({ organizationNumber, partyId }) => {
    if (!requested.has(organizationNumber)) return []
    const userContactPoints = registrations
      .filter(
        (row) =>
          row.organizationNumber === organizationNumber && hasContact(row) && selectsResource(row.resources, resource)
      )
      .map((row) => ({ mobileNumber: row.phone ?? null, email: row.email ?? null, userId: row.userId }))
    return userContactPoints.length === 0 ? [] : [{ organizationNumber, partyId, userContactPoints }]
  })
}

/** Whether a registration names any address; a blank one counts, as on the platform. */
export const hasContact = (row: Pick<CustomContactRow, "email" | "phone">): boolean =>
  (row.email ?? "") !== "" || (row.phone ?? "") !== ""

/** Statutory contact points as a register answers: usable addresses only, with the main unit standing in for a unit without an entry. */
export const statutoryContactPoints = (
  entries: ReadonlyArray<StatutoryRegisterEntry>
): ReadonlyArray<StatutoryContactPoint> => {
  const answered = entries.flatMap((entry) => {
    const set = statutoryContactSet(entry, "when-no-entry")
    if (set.entry === "absent") return []
    const usable = (type: "Email" | "Sms") =>
      set.addresses.filter((address) => address.type === type && address.state === "usable").map(({ value }) => value)
    return [
      {
        organizationNumber: entry.organizationNumber,
        addressOrigin: set.origin,
        partyId: 0,
        mobileNumberList: usable("Sms"),
        emailList: usable("Email")
      }
    ]
  })
  const isOwn = (point: StatutoryContactPoint) => point.addressOrigin === point.organizationNumber
  return [...answered.filter(isOwn), ...answered.filter((point) => !isOwn(point))]
}

/** A self-identified user in the register of users. */
export interface RegisteredUser {
  readonly username: string
  readonly emailAddress?: string | null
  readonly phoneNumber?: string | null
}

/**
 * Contact points of self-identified users, spelled as registered. An ID-porten e-mail identity resolves without a user too,
 * since the URN names an address; a user name resolves only when its user has an address. Neither does when several users
 * have the name. Source: Altinn Profile, UserContactPointService.
 */
export const externalIdentityContactPoints = (
  users: ReadonlyArray<RegisteredUser>,
  externalIdentities: ReadonlyArray<string>
): ReadonlyArray<ExternalIdentityContact> =>
  externalIdentities.flatMap((externalIdentity) => {
    const parsed = parseExternalIdentity(externalIdentity)
    if (Result.isFailure(parsed)) return []
    const username = externalIdentityUsername(parsed.success).toLowerCase()
    const [user, ...others] = users.filter((one) => one.username.toLowerCase() === username)
    if (others.length > 0) return []
    const email = user?.emailAddress ?? null
    const mobileNumber = user?.phoneNumber ?? null
    if (parsed.success.kind === "idporten-email") {
      return [{ email: email ?? parsed.success.value, mobileNumber, externalIdentity }]
    }
    return isBlank(email) && isBlank(mobileNumber) ? [] : [{ email, mobileNumber, externalIdentity }]
  })
