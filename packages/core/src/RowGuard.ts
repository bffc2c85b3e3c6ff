/**
 * Row guards recognise, in a fraction of the time, rows that their Schema would only copy: plain objects with the members
 * of the Schema in its order and no others. Sources answer with many rows, nearly all of them like that.
 *
 * Invariant: of a row that a guard takes the Schema would make an equal one, written the same as JSON; about any other
 * the Schema is asked, so that a guard may say no for any reason. A row that is taken is not copied.
 */
import type {
  AccessDecision,
  AccessGrounds,
  CustomContact,
  ExternalIdentityContact,
  OwnFactValue,
  PersonContact,
  ReadAccessAnswer,
  StatutoryContact
} from "./Snapshot.ts"

/** Recognises a row that its Schema would only copy. */
export type RowGuard<Row> = (row: unknown) => row is Row

type Members = Readonly<Record<string, unknown>>
type Check = (value: unknown) => boolean

// --- Parts -----------------------------------------------------------------------------------------------------------

/** A plain object whose members are some of the names, in their order, each with a value. */
const isPlain = (value: unknown, names: ReadonlyArray<string>): value is Members => {
  if (typeof value !== "object" || value === null) return false
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  const members = value as Members
  let place = 0
  for (const name in members) {
    while (place < names.length && names[place] !== name) place++
    if (place === names.length || members[name] === undefined) return false
    place++
  }
  return true
}

/** An array without holes and all of whose elements pass. */
const isEach = (value: unknown, check: Check): boolean => {
  if (!Array.isArray(value)) return false
  const elements: ReadonlyArray<unknown> = value
  for (let index = 0; index < elements.length; index++) if (!check(elements[index])) return false
  return true
}

const isText: Check = (value) => typeof value === "string"
const isTextOrNull: Check = (value) => typeof value === "string" || value === null
const isUserId: Check = (value) => Number.isSafeInteger(value) || (typeof value === "string" && value !== "")
const isPartyId: Check = (value) => value === null || Number.isSafeInteger(value)
const isFlag: Check = (value) => typeof value === "boolean"
const isFlagOrNull: Check = (value) => typeof value === "boolean" || value === null

const isMissingOr = (value: unknown, check: Check): boolean => value === undefined || check(value)

const isNaturalNumber: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/u
const isTimeOrNull: Check = (value) =>
  value === null || (typeof value === "string" && TIME.test(value) && !Number.isNaN(Date.parse(value)))

// --- Persons and external identities ---------------------------------------------------------------------------------

const PERSON_ROW = [
  "nationalIdentityNumber",
  "reservation",
  "email",
  "emailUpdated",
  "emailVerified",
  "mobileNumber",
  "mobileUpdated",
  "mobileVerified"
]
const PERSON_POINT = [
  "nationalIdentityNumber",
  "isReserved",
  "email",
  "mobileNumber",
  "userId",
  "emailIsOutdated",
  "mobileNumberIsOutdated"
]

/** Guards {@link PersonContact}. */
export const isPersonContact: RowGuard<PersonContact> = (row): row is PersonContact =>
  (isPlain(row, PERSON_POINT) &&
    isText(row["nationalIdentityNumber"]) &&
    isFlagOrNull(row["isReserved"]) &&
    isMissingOr(row["email"], isTextOrNull) &&
    isMissingOr(row["mobileNumber"], isTextOrNull) &&
    isMissingOr(row["userId"], (value) => value === null || isUserId(value)) &&
    isMissingOr(row["emailIsOutdated"], isFlag) &&
    isMissingOr(row["mobileNumberIsOutdated"], isFlag)) ||
  (isPlain(row, PERSON_ROW) &&
    isText(row["nationalIdentityNumber"]) &&
    (row["reservation"] === "JA" || row["reservation"] === "NEI") &&
    isMissingOr(row["email"], isTextOrNull) &&
    isMissingOr(row["emailUpdated"], isTimeOrNull) &&
    isMissingOr(row["emailVerified"], isTimeOrNull) &&
    isMissingOr(row["mobileNumber"], isTextOrNull) &&
    isMissingOr(row["mobileUpdated"], isTimeOrNull) &&
    isMissingOr(row["mobileVerified"], isTimeOrNull))

const IDENTITY = ["externalIdentity", "email", "mobileNumber"]

/** Guards {@link ExternalIdentityContact}. */
export const isExternalIdentityContact: RowGuard<ExternalIdentityContact> = (row): row is ExternalIdentityContact =>
  isPlain(row, IDENTITY) &&
  isText(row["externalIdentity"]) &&
  isMissingOr(row["email"], isTextOrNull) &&
  isMissingOr(row["mobileNumber"], isTextOrNull)

// --- Organisations ---------------------------------------------------------------------------------------------------

const ADDRESS_ROW = ["type", "fullAddress", "isSoftDeleted", "hasRegistryAccepted"]
const UNIT = ["organizationNumber", "addresses"]
const REGISTER_ENTRY = [...UNIT, "mainUnits"]
const STATUTORY_POINT = [
  "organizationNumber",
  "addressOrigin",
  "partyId",
  "emailList",
  "mobileNumberList",
  "userContactPoints"
]
const USER_POINT = ["userId", "email", "mobileNumber", "nationalIdentityNumber", "lastName"]

const isAddressRow: Check = (row) =>
  isPlain(row, ADDRESS_ROW) &&
  (row["type"] === "Email" || row["type"] === "SMS" || row["type"] === "None") &&
  isText(row["fullAddress"]) &&
  isMissingOr(row["isSoftDeleted"], isFlagOrNull) &&
  isMissingOr(row["hasRegistryAccepted"], isFlagOrNull)

const isUnit = (unit: unknown, names: ReadonlyArray<string>): unit is Members =>
  isPlain(unit, names) &&
  isText(unit["organizationNumber"]) &&
  (unit["addresses"] === null || isEach(unit["addresses"], isAddressRow))

const isUserPoint: Check = (point) =>
  isPlain(point, USER_POINT) &&
  isUserId(point["userId"]) &&
  isMissingOr(point["email"], isTextOrNull) &&
  isMissingOr(point["mobileNumber"], isTextOrNull) &&
  isMissingOr(point["nationalIdentityNumber"], isTextOrNull) &&
  isMissingOr(point["lastName"], isTextOrNull)

const isListOrNull = (value: unknown, check: Check): boolean =>
  value === undefined || value === null || isEach(value, check)

const isOneUnit: Check = (unit) => isUnit(unit, UNIT)

/** Guards {@link StatutoryContact}. */
export const isStatutoryContact: RowGuard<StatutoryContact> = (row): row is StatutoryContact =>
  (isPlain(row, STATUTORY_POINT) &&
    isText(row["organizationNumber"]) &&
    isMissingOr(row["addressOrigin"], isTextOrNull) &&
    isMissingOr(row["partyId"], isPartyId) &&
    isListOrNull(row["emailList"], isTextOrNull) &&
    isListOrNull(row["mobileNumberList"], isTextOrNull) &&
    isListOrNull(row["userContactPoints"], isUserPoint)) ||
  (isUnit(row, REGISTER_ENTRY) && isMissingOr(row["mainUnits"], (units) => isEach(units, isOneUnit)))

const CUSTOM_ROW = ["userId", "organizationNumber", "email", "phone", "resources"]
const REGISTRATIONS = ["organizationNumber", "partyId", "registrations"]
const UNIT_POINTS = ["organizationNumber", "partyId", "userContactPoints"]

const isCustomRow: Check = (row) =>
  isPlain(row, CUSTOM_ROW) &&
  isUserId(row["userId"]) &&
  isMissingOr(row["organizationNumber"], isText) &&
  isMissingOr(row["email"], isTextOrNull) &&
  isMissingOr(row["phone"], isTextOrNull) &&
  isListOrNull(row["resources"], isText)

const isOrganization = (row: unknown, names: ReadonlyArray<string>): row is Members =>
  isPlain(row, names) && isText(row["organizationNumber"]) && isMissingOr(row["partyId"], isPartyId)

/** Guards {@link CustomContact}. */
export const isCustomContact: RowGuard<CustomContact> = (row): row is CustomContact =>
  (isOrganization(row, REGISTRATIONS) && isEach(row["registrations"], isCustomRow)) ||
  (isOrganization(row, UNIT_POINTS) && isEach(row["userContactPoints"], isUserPoint))

// --- Read access and own facts ---------------------------------------------------------------------------------------

const ANSWER = ["organizationNumber", "userId", "decision", "tasks", "grounds"]
const TASK = ["task", "decision"]
const GROUNDS = ["policy", "rule", "line", "missing"]
const ALTERNATIVE = ["attribute", "values"]

const isDecision = (value: unknown): value is AccessDecision =>
  value === "Permit" || value === "Deny" || value === "NotApplicable" || value === "Indeterminate"

const isTask: Check = (task) => isPlain(task, TASK) && isText(task["task"]) && isDecision(task["decision"])
const isTasks: Check = (tasks) => isEach(tasks, isTask)

const isAlternative: Check = (alternative) =>
  isPlain(alternative, ALTERNATIVE) && isText(alternative["attribute"]) && isEach(alternative["values"], isText)
const isAlternatives: Check = (alternatives) => isEach(alternatives, isAlternative)

const isGrounds = (grounds: unknown): grounds is AccessGrounds =>
  isPlain(grounds, GROUNDS) &&
  isText(grounds["policy"]) &&
  isMissingOr(grounds["rule"], isText) &&
  isMissingOr(grounds["line"], isNaturalNumber) &&
  isEach(grounds["missing"], isAlternatives)

/** Guards {@link ReadAccessAnswer}. */
export const isReadAccessAnswer: RowGuard<ReadAccessAnswer> = (row): row is ReadAccessAnswer =>
  isPlain(row, ANSWER) &&
  isText(row["organizationNumber"]) &&
  isUserId(row["userId"]) &&
  isDecision(row["decision"]) &&
  isMissingOr(row["tasks"], isTasks) &&
  isMissingOr(row["grounds"], isGrounds)

const OWN_FACT = ["fact", "value", "nationalIdentityNumber", "externalIdentity", "organizationNumber", "userId"]

/** Guards {@link OwnFactValue}. */
export const isOwnFactValue: RowGuard<OwnFactValue> = (row): row is OwnFactValue =>
  isPlain(row, OWN_FACT) &&
  isText(row["fact"]) &&
  (isText(row["value"]) || Number.isFinite(row["value"]) || isEach(row["value"], isText)) &&
  isMissingOr(row["nationalIdentityNumber"], isText) &&
  isMissingOr(row["externalIdentity"], isText) &&
  isMissingOr(row["organizationNumber"], isText) &&
  isMissingOr(row["userId"], isUserId)
