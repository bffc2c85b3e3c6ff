/**
 * The contacts of an organisation: its statutory contacts, and the persons with custom contact information on it.
 *
 * Invariant: an organisation always gives at least one statutory contact; custom contacts that are not known are one
 * contact that stands for everyone, so that not knowing them is never the same as there being none.
 */
import { isBlank } from "./Address.ts"
import { foundField, irrelevantField, makeContact, unknownField } from "./Contact.ts"
import type { Contact, ContactContext, FoundField } from "./Contact.ts"
import { UNAVAILABLE } from "./Fact.ts"
import { addInteger } from "./IntegerTable.ts"
import { isNumbered, usersOf, valueOf } from "./PairMap.ts"
import { resourceKind } from "./Resource.ts"
import type { RuleOptions } from "./RuleOptions.ts"
import { isSelecting, selectionClassifier } from "./ServiceSelection.ts"
import { wordCode, wordCodes } from "./SharedFacts.ts"
import type { AccessDecision, ReadAccessAnswer, UserId } from "./Snapshot.ts"
import type { NotKnown } from "./SnapshotIndex.ts"
import { statutoryContactSet } from "./StatutoryContacts.ts"

/** Adds the contacts of an organisation, statutory ones first. */
export const addOrganizationContacts = (
  context: ContactContext,
  recipient: number,
  organizationNumber: string,
  contacts: Array<Contact>
): void => {
  addStatutoryContacts(context, recipient, organizationNumber, contacts)
  addCustomContacts(context, recipient, organizationNumber, contacts)
}

// --- Statutory contacts ----------------------------------------------------------------------------------------------

const statutoryWords = (registerEntry: string, contactState: string, contactOrigin: string): number =>
  wordCodes(
    wordCode("registerEntry", registerEntry),
    wordCode("contactState", contactState),
    wordCode("contactOrigin", contactOrigin),
    0
  )

/** One contact for each statutory address, or one that says that there is none. */
const addStatutoryContacts = (
  context: ContactContext,
  recipient: number,
  identifier: string,
  contacts: Array<Contact>
): void => {
  const known = context.facts.StatutoryContact
  const answer = context.index.statutoryContact(identifier)
  const without = (words: number, unavailable?: NotKnown) =>
    contacts.push(
      makeContact(context, known, words, {
        recipient,
        identifier,
        email: irrelevantField,
        phone: irrelevantField,
        unavailable
      })
    )
  if (answer.state === "unavailable") {
    without(statutoryWords(UNAVAILABLE, UNAVAILABLE, UNAVAILABLE), answer.reason)
    return
  }
  if (answer.state === "absent") {
    without(statutoryWords("absent", "irrelevant", "irrelevant"))
    return
  }
  const set = statutoryContactSet(answer.value, context.options.mainUnitContacts)
  const listed = "userContactPoints" in answer.value ? (answer.value.userContactPoints ?? []) : []
  if (set.addresses.length === 0 && listed.length === 0) {
    without(statutoryWords(set.entry, "irrelevant", "irrelevant"))
    return
  }
  for (const { origin, state, type, value } of set.addresses) {
    const isOwn = origin === identifier
    contacts.push(
      makeContact(context, known, statutoryWords("present", state, isOwn ? "own" : "main-unit"), {
        recipient,
        identifier,
        registeredOn: isOwn ? undefined : origin,
        email: type === "Email" ? value : irrelevantField,
        phone: type === "Sms" ? value : irrelevantField
      })
    )
  }
  // Persons whom the register of statutory contacts itself lists are statutory, each with a channel of their own.
  for (const { email, mobileNumber, userId } of listed) {
    contacts.push(
      makeContact(context, known, statutoryWords("present", "usable", "own"), {
        recipient,
        identifier,
        userId,
        email: foundField(email),
        phone: foundField(mobileNumber)
      })
    )
  }
}

// --- Custom contacts -------------------------------------------------------------------------------------------------

const THIS_UNIT = wordCode("customContact", "this-unit")
const OTHER_UNIT = wordCode("customContact", "other-unit")
const REPEATED = wordCode("customContact", "repeated")
const NONE = wordCode("customContact", "none")
const ALREADY_FILTERED = wordCode("serviceSelection", "already-filtered")
const ANY_SELECTION = wordCode("serviceSelection", "irrelevant")

/** One contact for each person with custom contact information, also on other units where these are known. */
const addCustomContacts = (
  context: ContactContext,
  recipient: number,
  identifier: string,
  contacts: Array<Contact>
): void => {
  const answer = context.index.customContact(identifier)
  if (answer.state === "absent") return
  if (answer.state === "unavailable") {
    const unknown = wordCodes(
      wordCode("customContact", UNAVAILABLE),
      wordCode("serviceSelection", UNAVAILABLE),
      wordCode("readAccess", UNAVAILABLE),
      wordCode("taskReadAccess", UNAVAILABLE)
    )
    contacts.push(
      makeContact(context, context.facts.CustomContact, unknown, {
        recipient,
        identifier,
        email: unknownField,
        phone: unknownField,
        unavailable: answer.reason
      })
    )
    return
  }
  if ("userContactPoints" in answer.value) {
    const add = customContactAdder(context, recipient, identifier, answer.value.userContactPoints.length, contacts)

    const unit = answer.value.organizationNumber
    for (const { email, mobileNumber, userId } of answer.value.userContactPoints) {
      add(userId, unit, foundField(email), foundField(mobileNumber), ALREADY_FILTERED, true, true)
    }
    return
  }
  const add = customContactAdder(context, recipient, identifier, answer.value.registrations.length, contacts)
  const { resource } = context
  const classify = selectionClassifier(resource, context.index.predecessors)
  for (const { email, organizationNumber, phone, resources, userId } of answer.value.registrations) {
    const unit = organizationNumber ?? answer.value.organizationNumber
    const isUsable = !isBlank(email) || !isBlank(phone)
    const state = resource === "" ? undefined : classify(resources)
    add(
      userId,
      unit,
      foundField(email),
      foundField(phone),
      state === undefined ? ANY_SELECTION : wordCode("serviceSelection", state),
      state === undefined || isSelecting(state),
      isUsable
    )
  }
}

const customContactAdder = (
  context: ContactContext,
  recipient: number,
  identifier: string,
  count: number,
  contacts: Array<Contact>
) => {
  const known = context.facts.CustomContact
  const { index, options, resource } = context
  const isApp = resourceKind(resource) === "app"
  const pairs = index.readAccess()
  const users = usersOf(pairs, identifier)
  const seen = new Uint8Array(users.numbers.size + count)
  let seenOthers: Set<UserId> | undefined
  return (
    userId: UserId,
    unit: string,
    email: FoundField,
    phone: FoundField,
    selection: number,
    /** The register would hand the row out for the resource. */
    isSelected: boolean,
    isUsable: boolean
  ): void => {
    const isHere = unit === identifier
    // The register leaves out who has opted out before anybody looks for repetitions, so such a row stands in nobody's way.
    const counts = isHere && isUsable && isSelected
    let isRepeated: boolean
    let answer: ReadAccessAnswer | undefined
    if (isNumbered(userId)) {
      const number = addInteger(users.numbers, userId)
      isRepeated = isHere && seen[number] === 1
      if (counts) seen[number] = 1
      answer = users.values[number]
    } else {
      isRepeated = isHere && seenOthers?.has(userId) === true
      if (counts) (seenOthers ??= new Set()).add(userId)
      answer = valueOf(pairs, users, userId)
    }
    const custom = !isUsable ? NONE : !isHere ? OTHER_UNIT : isRepeated ? REPEATED : THIS_UNIT
    let access = NO_ACCESS
    let tasks = NO_TASKS
    let unavailable: NotKnown | undefined
    if (resource !== "") {
      access = answer === undefined ? UNKNOWN_ACCESS : accessCode(answer.decision, options)
      if (isApp) tasks = answer === undefined ? UNKNOWN_TASKS : taskCode(answer, options)
      if (answer === undefined) unavailable = index.readAccessNotKnown(identifier, userId)
    }
    contacts.push(
      makeContact(context, known, wordCodes(custom, selection, access, tasks), {
        recipient,
        identifier,
        userId,
        registeredOn: isHere ? undefined : unit,
        email,
        phone,
        unavailable,
        accessGrounds: resource === "" ? undefined : answer?.grounds
      })
    )
  }
}

// --- Read access -----------------------------------------------------------------------------------------------------

const NO_ACCESS = wordCode("readAccess", "irrelevant")
const UNKNOWN_ACCESS = wordCode("readAccess", UNAVAILABLE)
const PERMIT = wordCode("readAccess", "permit")
const DENY = wordCode("readAccess", "deny")
const NOT_APPLICABLE = wordCode("readAccess", "not-applicable")
const INDETERMINATE = wordCode("readAccess", "indeterminate")

const NO_TASKS = wordCode("taskReadAccess", "irrelevant")
const UNKNOWN_TASKS = wordCode("taskReadAccess", UNAVAILABLE)
const ALL_TASKS = wordCode("taskReadAccess", "all")
const NOT_ALL_TASKS = wordCode("taskReadAccess", "not-all")
const TASKS_NOT_REPORTED = wordCode("taskReadAccess", "not-reported")

const accessCode = (decision: AccessDecision, options: RuleOptions): number => {
  switch (decision) {
    case "Permit":
      return PERMIT
    case "Deny":
      return DENY
    case "NotApplicable":
      return NOT_APPLICABLE
    case "Indeterminate":
      return options.readAccessIndeterminate === "unavailable" ? UNKNOWN_ACCESS : INDETERMINATE
  }
}

/** One refusal decides; otherwise one decision that is not known leaves it open. */
const taskCode = ({ tasks = [] }: ReadAccessAnswer, options: RuleOptions): number => {
  if (tasks.length === 0) return TASKS_NOT_REPORTED
  let code = ALL_TASKS
  for (const { decision } of tasks) {
    const access = accessCode(decision, options)
    if (access === UNKNOWN_ACCESS) code = UNKNOWN_TASKS
    else if (access !== PERMIT) return NOT_ALL_TASKS
  }
  return code
}
