/**
 * The custom contacts of an organisation: the persons with custom contact information on it, or on its other units. Of
 * each row only its facts are looked at; it becomes a contact when somebody asks for that.
 *
 * Invariant: custom contacts that are not known are one contact that stands for everyone, so that not knowing them is
 * never the same as there being none.
 */
import { isBlank } from "./Address.ts"
import { contactInTurn, foundField, makeContact, unknownField } from "./Contact.ts"
import type { Contact, ContactContext, ContactInTurn, FoundField } from "./Contact.ts"
import { addContact, addSection, kindNumber } from "./ContactList.ts"
import type { GrowingContactList } from "./ContactList.ts"
import { UNAVAILABLE } from "./Fact.ts"
import { addInteger } from "./IntegerTable.ts"
import { isNumbered, usersOf, valueOf } from "./PairMap.ts"
import { resourceKind } from "./Resource.ts"
import type { RuleOptions } from "./RuleOptions.ts"
import { isSelecting, selectionClassifier } from "./ServiceSelection.ts"
import type { ServiceSelectionState } from "./ServiceSelection.ts"
import { NOT_ASKED, shareFacts, wordCode, wordCodes } from "./SharedFacts.ts"
import type { SharedFacts } from "./SharedFacts.ts"
import type { AccessDecision, ReadAccessAnswer, UserId } from "./Snapshot.ts"

const THIS_UNIT = wordCode("customContact", "this-unit")
const OTHER_UNIT = wordCode("customContact", "other-unit")
const REPEATED = wordCode("customContact", "repeated")
const NONE = wordCode("customContact", "none")
const ALREADY_FILTERED = wordCode("serviceSelection", "already-filtered")
const ANY_SELECTION = wordCode("serviceSelection", "irrelevant")
const ALL_SERVICES = wordCode("serviceSelection", "all-services")
const INCLUDES_RESOURCE = wordCode("serviceSelection", "includes-resource")

/** The code of a state; the two that most selections are in cost no search. */
const selectionCode = (state: ServiceSelectionState): number => {
  if (state === "all-services") return ALL_SERVICES
  return state === "includes-resource" ? INCLUDES_RESOURCE : wordCode("serviceSelection", state)
}

/** One contact for each person with custom contact information, also on other units where these are known. */
export const addCustomContacts = (
  context: ContactContext,
  recipient: number,
  identifier: string,
  list: GrowingContactList
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
    addContact(
      list,
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
  const { value } = answer
  if ("userContactPoints" in value) {
    const rows = value.userContactPoints
    const { kindOf, make } = customContacts(context, recipient, identifier, rows.length, list)
    const unit = value.organizationNumber
    addSection(
      list,
      rows.length,
      (place, shared, last) => {
        const row = rows[place]
        return row && make(row.userId, unit, foundField(row.email), foundField(row.mobileNumber), shared, last)
      },
      (place) => {
        const row = rows[place]
        if (row === undefined) return -1
        const { email, mobileNumber, userId } = row
        return kindOf(userId, unit, foundField(email), foundField(mobileNumber), ALREADY_FILTERED, true, true)
      }
    )
    return
  }
  const rows = value.registrations
  const { kindOf, make } = customContacts(context, recipient, identifier, rows.length, list)
  const { resource } = context
  const classify = selectionClassifier(resource, context.index.predecessors)
  const unitOf = (unit: string | undefined) => unit ?? value.organizationNumber
  addSection(
    list,
    rows.length,
    (place, shared, last) => {
      const row = rows[place]
      if (row === undefined) return undefined
      const { email, organizationNumber, phone, userId } = row
      return make(userId, unitOf(organizationNumber), foundField(email), foundField(phone), shared, last)
    },
    (place) => {
      const row = rows[place]
      if (row === undefined) return -1
      const { email, organizationNumber, phone, resources, userId } = row
      const state = resource === "" ? undefined : classify(resources)
      return kindOf(
        userId,
        unitOf(organizationNumber),
        foundField(email),
        foundField(phone),
        state === undefined ? ANY_SELECTION : selectionCode(state),
        state === undefined || isSelecting(state),
        !isBlank(email) || !isBlank(phone)
      )
    }
  )
}

/** For so many rows it pays to have kinds ready. */
const MANY = 200

/** The bits of a place where a kind stands ready, and what spreads words over these places. */
const READY_BITS = 6
const SPREAD = 0x9e3779b1

/** Makes the custom contacts of one recipient, and finds their kinds. */
const customContacts = (
  context: ContactContext,
  recipient: number,
  identifier: string,
  count: number,
  list: GrowingContactList
) => {
  const known = context.facts.CustomContact
  const { index, options, resource } = context
  const isApp = resourceKind(resource) === "app"
  const hasWordsOnly = !known.asksEmail && !known.asksPhone && known.own.length === 0
  const kinds = new Map<number, number>()
  // A kind that was looked up stands ready for the next contact with the same words.
  const readyWords: Array<number> = []
  const readyKinds: Array<number> = []
  const pairs = index.readAccess()
  const users = usersOf(pairs, identifier)
  const seen = new Uint8Array(users.numbers.size + count)
  let seenOthers: Set<UserId> | undefined
  // Whether some answer says more than the facts do: what it rests on, or why there is none.
  let hasMore = false

  const make = (
    userId: UserId,
    unit: string,
    email: FoundField,
    phone: FoundField,
    shared: SharedFacts,
    last?: ContactInTurn
  ): Contact => {
    const answer = hasMore ? valueOf(pairs, users, userId) : undefined
    const contact = last ?? contactInTurn(shared)
    contact.recipient = recipient
    contact.identifier = identifier
    contact.userId = userId
    contact.registeredOn = unit === identifier ? undefined : unit
    contact.email = email
    contact.phone = phone
    contact.shared = shared
    contact.unavailable = hasMore && answer === undefined ? index.readAccessNotKnown(identifier, userId) : undefined
    contact.accessGrounds = answer?.grounds
    return contact
  }
  const kindOfWords = (words: number): number => {
    let kind = kinds.get(words)
    if (kind === undefined) {
      kind = kindNumber(list, shareFacts(known, words, NOT_ASKED, NOT_ASKED))
      kinds.set(words, kind)
    }
    return kind
  }
  return {
    make,
    kindOf: (
      userId: UserId,
      unit: string,
      email: FoundField,
      phone: FoundField,
      selection: number,
      /** The register would hand the row out for the resource. */
      isSelected: boolean,
      isUsable: boolean
    ): number => {
      const isHere = unit === identifier
      // The register leaves out who has opted out before anybody looks for repetitions, so such a row stands in nobody's way.
      const counts = isHere && isUsable && isSelected
      let isRepeated: boolean
      let answer: ReadAccessAnswer | undefined
      if (isNumbered(userId)) {
        const number = addInteger(users.numbers, userId)
        isRepeated = isHere && seen[number] === 1
        if (counts) seen[number] = 1
        answer = number < users.values.length ? users.values[number] : undefined
      } else {
        isRepeated = isHere && seenOthers?.has(userId) === true
        if (counts) (seenOthers ??= new Set()).add(userId)
        answer = valueOf(pairs, users, userId)
      }
      const custom = !isUsable ? NONE : !isHere ? OTHER_UNIT : isRepeated ? REPEATED : THIS_UNIT
      let access = NO_ACCESS
      let tasks = NO_TASKS
      if (resource !== "") {
        access = answer === undefined ? UNKNOWN_ACCESS : accessCode(answer.decision, options)
        if (isApp) tasks = answer === undefined ? UNKNOWN_TASKS : taskCode(answer, options)
        if (answer === undefined || answer.grounds !== undefined) hasMore = true
      }
      const words = wordCodes(custom, selection, access, tasks)
      if (!hasWordsOnly) {
        const { shared } = makeContact(context, known, words, make(userId, unit, email, phone, known.unanswered))
        return kindNumber(list, shared)
      }
      if (count < MANY) return kindOfWords(words)
      const place = Math.imul(words, SPREAD) >>> (32 - READY_BITS)
      if (readyWords[place] !== words) {
        readyWords[place] = words
        readyKinds[place] = kindOfWords(words)
      }
      return readyKinds[place] ?? -1
    }
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
