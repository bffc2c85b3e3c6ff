/**
 * The candidates of an organisation: its statutory contacts, and the persons with custom contact information on it.
 *
 * Invariant: an organisation always gives at least one statutory candidate; custom contacts that are not known are one
 * candidate that stands for everyone, so that not knowing them is never the same as there being none.
 */
import { isBlank } from "./Address.ts"
import { makeCandidate } from "./Candidate.ts"
import type { Candidate, Enumeration, Subject } from "./Candidate.ts"
import { emailField, phoneField } from "./ContactField.ts"
import { UNAVAILABLE } from "./Fact.ts"
import type { Facts } from "./Fact.ts"
import { resourceOf } from "./Order.ts"
import { hasContact } from "./RegisterAnswer.ts"
import { resourceKind } from "./Resource.ts"
import type { RuleOptions } from "./RuleOptions.ts"
import { classifySelection, selectsResource } from "./ServiceSelection.ts"
import type { AccessDecision, AccessGrounds, CustomContact, UserId } from "./Snapshot.ts"
import { statutoryContactSet } from "./StatutoryContacts.ts"

/** One candidate for each statutory address, or one that says that there is none. */
export const statutoryCandidates = (
  context: Enumeration,
  index: number,
  organizationNumber: string
): ReadonlyArray<Candidate> => {
  const answer = context.index.statutoryContact(organizationNumber)
  const subject: Subject = { organizationNumber }
  const single = (facts: Facts, unavailable?: Candidate["unavailable"]) =>
    makeCandidate(context, index, "organization", "StatutoryContact", subject, {
      group: "statutory",
      facts: { emailState: "irrelevant", phoneState: "irrelevant", ...facts },
      ...(unavailable === undefined ? {} : { unavailable })
    })
  if (answer.state === "unavailable") {
    return [
      single({ registerEntry: UNAVAILABLE, contactState: UNAVAILABLE, contactOrigin: UNAVAILABLE }, answer.reason)
    ]
  }
  if (answer.state === "absent") return [single({ registerEntry: "absent" })]
  const set = statutoryContactSet(answer.value, context.options.mainUnitContacts)
  const listed = "userContactPoints" in answer.value ? (answer.value.userContactPoints ?? []) : []
  if (set.addresses.length === 0 && listed.length === 0) return [single({ registerEntry: set.entry })]
  return [
    ...set.addresses.map((address) => {
      const ownOrigin = address.origin === organizationNumber
      const isEmail = address.type === "Email"
      return makeCandidate(
        context,
        index,
        "organization",
        "StatutoryContact",
        ownOrigin ? subject : { ...subject, registeredOn: address.origin },
        {
          group: "statutory",
          ...(isEmail
            ? { email: emailField(address.value, context.options) }
            : { phone: phoneField(address.value, context.options) }),
          facts: {
            registerEntry: "present",
            contactState: address.state,
            contactOrigin: ownOrigin ? "own" : "main-unit",
            ...(isEmail ? { phoneState: "irrelevant" } : { emailState: "irrelevant" })
          }
        }
      )
    }),
    // Persons whom the register of statutory contacts itself lists are statutory, each with a channel of their own.
    ...listed.map((point) =>
      makeCandidate(
        context,
        index,
        "organization",
        "StatutoryContact",
        { ...subject, userId: point.userId },
        {
          email: emailField(point.email, context.options),
          phone: phoneField(point.mobileNumber, context.options),
          facts: { registerEntry: "present", contactState: "usable", contactOrigin: "own" }
        }
      )
    )
  ]
}

/** One candidate for each person with custom contact information, also on other units where these are known. */
export const customCandidates = (
  context: Enumeration,
  index: number,
  organizationNumber: string
): ReadonlyArray<Candidate> => {
  const answer = context.index.customContact(organizationNumber)
  if (answer.state === "absent") return []
  if (answer.state === "unavailable") {
    return [
      makeCandidate(
        context,
        index,
        "organization",
        "CustomContact",
        { organizationNumber, everyone: true },
        {
          facts: {
            customContact: UNAVAILABLE,
            serviceSelection: UNAVAILABLE,
            readAccess: UNAVAILABLE,
            taskReadAccess: UNAVAILABLE,
            emailState: UNAVAILABLE,
            phoneState: UNAVAILABLE
          },
          unavailable: answer.reason
        }
      )
    ]
  }
  const seen = new Set<UserId>()
  return customContactRows(context, answer.value).map(({ email, phone, selected, selection, unit, userId, usable }) => {
    const onThisUnit = unit === organizationNumber
    const repeated = onThisUnit && seen.has(userId)
    // The register leaves out who has opted out before anybody looks for repetitions, so such a row stands in nobody's way.
    if (onThisUnit && usable && selected) seen.add(userId)
    const access = accessFacts(context, organizationNumber, userId)
    return makeCandidate(
      context,
      index,
      "organization",
      "CustomContact",
      { organizationNumber, userId, ...(onThisUnit ? {} : { registeredOn: unit }) },
      {
        email: emailField(email, context.options),
        phone: phoneField(phone, context.options),
        facts: {
          customContact: !usable ? "none" : !onThisUnit ? "other-unit" : repeated ? "repeated" : "this-unit",
          serviceSelection: selection,
          ...access.facts
        },
        ...(access.unavailable === undefined ? {} : { unavailable: access.unavailable }),
        ...(access.grounds === undefined ? {} : { accessGrounds: access.grounds })
      }
    )
  })
}

interface CustomContactState {
  readonly userId: UserId
  readonly unit: string
  readonly email: string | null | undefined
  readonly phone: string | null | undefined
  readonly selection: string
  /** The register would hand the row out for the resource. */
  readonly selected: boolean
  readonly usable: boolean
}

const customContactRows = (context: Enumeration, answer: CustomContact): ReadonlyArray<CustomContactState> => {
  if ("userContactPoints" in answer) {
    return answer.userContactPoints.map((point) => ({
      userId: point.userId,
      unit: answer.organizationNumber,
      email: point.email,
      phone: point.mobileNumber,
      selection: "already-filtered",
      selected: true,
      usable: true
    }))
  }
  const resource = resourceOf(context.order)
  return answer.registrations.map((row) => ({
    userId: row.userId,
    unit: row.organizationNumber ?? answer.organizationNumber,
    email: row.email,
    phone: row.phone,
    selection: resource === "" ? "irrelevant" : classifySelection(row.resources, resource, context.index.predecessors),
    selected: resource === "" || selectsResource(row.resources, resource),
    usable: hasContact(row) && !(isBlank(row.email) && isBlank(row.phone))
  }))
}

const accessFacts = (
  { index, options, order }: Enumeration,
  organizationNumber: string,
  userId: UserId
): {
  readonly facts: Facts
  readonly unavailable?: Candidate["unavailable"]
  readonly grounds?: AccessGrounds
} => {
  const resource = resourceOf(order)
  if (resource === "") return { facts: {} }
  const answer = index.readAccess(organizationNumber, userId)
  if (answer.state !== "found") {
    return {
      facts: { readAccess: UNAVAILABLE, taskReadAccess: resourceKind(resource) === "app" ? UNAVAILABLE : "irrelevant" },
      unavailable: answer.state === "unavailable" ? answer.reason : "NotAsked"
    }
  }
  const { decision, grounds, tasks = [] } = answer.value
  return {
    facts: {
      readAccess: accessWord(decision, options),
      taskReadAccess:
        resourceKind(resource) === "app"
          ? taskAccess(tasks.map((task) => accessWord(task.decision, options)))
          : "irrelevant"
    },
    ...(grounds === undefined ? {} : { grounds })
  }
}

const accessWords = {
  Permit: "permit",
  Deny: "deny",
  NotApplicable: "not-applicable",
  Indeterminate: "indeterminate"
} as const satisfies Readonly<Record<AccessDecision, string>>

const accessWord = (decision: AccessDecision, options: RuleOptions): string =>
  decision === "Indeterminate" && options.readAccessIndeterminate === "unavailable"
    ? UNAVAILABLE
    : accessWords[decision]

/** One refusal decides; otherwise one decision that is not known leaves it open. */
const taskAccess = (words: ReadonlyArray<string>): string => {
  if (words.length === 0) return "not-reported"
  if (words.some((access) => access !== "permit" && access !== UNAVAILABLE)) return "not-all"
  return words.includes(UNAVAILABLE) ? UNAVAILABLE : "all"
}
