/**
 * Statutory contacts are the addresses every enterprise must keep in the national register. A unit without an entry of
 * its own is reached through its main unit, one level up. Source: Service Owner System Integration, step 3; Altinn
 * Profile, organisation notification addresses.
 */
import type { RuleOptions } from "./RuleOptions.ts"
import type { StatutoryAddressRow, StatutoryContact, StatutoryRegisterEntry } from "./Snapshot.ts"

/** Whether a register row may be used, and if not, why. */
export type StatutoryContactState = "usable" | "deleted" | "not-accepted"

/** One statutory address with its state. */
export interface StatutoryAddress {
  readonly type: "Email" | "Sms"
  readonly value: string
  readonly state: StatutoryContactState
  /** The organisation number the address belongs to. */
  readonly origin: string
}

/** The statutory contacts that stand for a unit, and whose they are. */
export interface StatutoryContactSet {
  /** `empty`: there is an entry, but nothing in it, so no other unit stands in. */
  readonly entry: "present" | "empty" | "absent"
  /** The organisation number that answered: the unit's own, or its main unit's. */
  readonly origin: string
  readonly addresses: ReadonlyArray<StatutoryAddress>
}

/** The state of a register row. A row the national register has not judged counts as accepted. */
export const stateOfRow = (row: StatutoryAddressRow): StatutoryContactState => {
  if (row.isSoftDeleted === true) return "deleted"
  return row.hasRegistryAccepted === false ? "not-accepted" : "usable"
}

/** The contacts that stand for the unit an answer is about. */
export const statutoryContactSet = (
  answer: StatutoryContact,
  mainUnitContacts: RuleOptions["mainUnitContacts"]
): StatutoryContactSet => {
  if (!("addresses" in answer)) {
    const origin = answer.addressOrigin ?? answer.organizationNumber
    const listed = (type: StatutoryAddress["type"], values: ReadonlyArray<string | null> | null | undefined) =>
      (values ?? []).map((value): StatutoryAddress => ({ type, value: value ?? "", state: "usable", origin }))
    const addresses = [...listed("Email", answer.emailList), ...listed("Sms", answer.mobileNumberList)]
    return { entry: addresses.length > 0 ? "present" : "empty", origin, addresses }
  }
  const own = addressesOf(answer)
  const ownSet: StatutoryContactSet = {
    entry: answer.addresses === null ? "absent" : own.length > 0 ? "present" : "empty",
    origin: answer.organizationNumber,
    addresses: own
  }
  const wanted =
    mainUnitContacts === "when-no-entry" ? answer.addresses === null : !own.some(({ state }) => state === "usable")
  const standIn = wanted ? mainUnitSet(answer) : undefined
  if (standIn === undefined) return ownSet
  return { ...standIn, addresses: [...own, ...standIn.addresses] }
}

const mainUnitSet = (answer: StatutoryRegisterEntry): StatutoryContactSet | undefined => {
  const [mainUnit] = answer.mainUnits ?? []
  if (mainUnit === undefined || mainUnit.addresses === null) return undefined
  const addresses = addressesOf(mainUnit)
  return {
    entry: addresses.length > 0 ? "present" : "empty",
    origin: mainUnit.organizationNumber,
    addresses
  }
}

const addressesOf = (
  unit: Pick<StatutoryRegisterEntry, "organizationNumber" | "addresses">
): ReadonlyArray<StatutoryAddress> =>
  (unit.addresses ?? []).flatMap((row): ReadonlyArray<StatutoryAddress> =>
    row.type === "None"
      ? []
      : [
          {
            type: row.type === "SMS" ? "Sms" : "Email",
            value: row.fullAddress,
            state: stateOfRow(row),
            origin: unit.organizationNumber
          }
        ]
  )
