/**
 * Enumeration lists every candidate of an order from a snapshot.
 *
 * Invariants: every recipient gives at least one candidate, so that nobody is lost without a reason; candidates come in
 * the order of recipients, statutory contacts before custom ones, each in the order the source gave.
 */
import { makeCandidate } from "./Candidate.ts"
import type { Candidate, Enumeration, Subject } from "./Candidate.ts"
import { emailField, explicitField, phoneField } from "./ContactField.ts"
import type { ContactField } from "./ContactField.ts"
import { UNAVAILABLE } from "./Fact.ts"
import { isStale, lastTouched } from "./Freshness.ts"
import type { Order, Recipient } from "./Order.ts"
import { customCandidates, statutoryCandidates } from "./OrganizationCandidates.ts"
import { recipientKind } from "./RecipientKind.ts"
import type { RuleOptions } from "./RuleOptions.ts"
import { catalogueOf } from "./RuleSet.ts"
import type { RuleSet } from "./RuleSet.ts"
import type { PersonContact, Snapshot } from "./Snapshot.ts"
import { indexSnapshot } from "./SnapshotIndex.ts"

/** Whether the order lets stale contact data be used, by itself or by who sends it. */
export const usesStaleContactData = (order: Order, options: RuleOptions): boolean =>
  order.useStaleContactInformation === true ||
  options.staleContactDataFor.some((creator) => creator.toLowerCase() === order.creator?.toLowerCase())

/** Every candidate of an order, in the order of recipients. */
export const enumerate = (order: Order, snapshot: Snapshot, ruleSet: RuleSet): ReadonlyArray<Candidate> => {
  const context: Enumeration = {
    order,
    index: indexSnapshot(snapshot),
    options: ruleSet.options,
    catalogue: catalogueOf(ruleSet),
    ownFacts: Object.keys(ruleSet.facts),
    base: new Map()
  }
  return order.recipients.flatMap((recipient, index) => candidatesOf(context, recipient, index))
}

const candidatesOf = (context: Enumeration, recipient: Recipient, index: number): ReadonlyArray<Candidate> => {
  const kind = recipientKind(recipient, context.order.channel)
  switch (kind) {
    case "address":
      return [
        makeCandidate(
          context,
          index,
          kind,
          "Explicit",
          {},
          {
            email: explicitField(recipient.emailAddress),
            phone: explicitField(recipient.phoneNumber)
          }
        )
      ]
    case "person":
      return [personCandidate(context, index, recipient.nationalIdentityNumber ?? "")]
    case "external-identity":
      return [externalIdentityCandidate(context, index, recipient.externalIdentity ?? "")]
    case "organization": {
      const number = recipient.organizationNumber ?? ""
      return [...statutoryCandidates(context, index, number), ...customCandidates(context, index, number)]
    }
  }
}

const personCandidate = (context: Enumeration, index: number, nationalIdentityNumber: string): Candidate => {
  const answer = context.index.person(nationalIdentityNumber)
  const subject: Subject = { nationalIdentityNumber }
  if (answer.state === "unavailable") {
    return makeCandidate(context, index, "person", "Person", subject, {
      facts: { registerEntry: UNAVAILABLE, reservation: UNAVAILABLE, emailState: UNAVAILABLE, phoneState: UNAVAILABLE },
      unavailable: answer.reason
    })
  }
  if (answer.state === "absent") {
    return makeCandidate(context, index, "person", "Person", subject, {
      facts: { registerEntry: "absent", reservation: "not-reserved" }
    })
  }
  const { email, phone, registerEntry, reserved } = personState(context, answer.value)
  return makeCandidate(context, index, "person", "Person", subject, {
    email,
    phone,
    facts: {
      registerEntry,
      reservation: reserved ? (context.order.ignoreReservation === true ? "overridden" : "reserved") : "not-reserved"
    }
  })
}

const personState = ({ index, options, order }: Enumeration, person: PersonContact) => {
  const useStale = usesStaleContactData(order, options)
  const field = (clean: ContactField, stale: boolean, since: string | undefined): ContactField => {
    if (!stale || clean.state === "missing") return clean
    const when = since === undefined ? {} : { staleSince: since }
    return useStale ? { ...clean, ...when, staleUsed: true } : { ...clean, ...when, state: "stale" }
  }
  const email = emailField(person.email, options)
  const phone = phoneField(person.mobileNumber, options)
  if (!("reservation" in person)) {
    // A source that filters marks a field as outdated when it hands it out all the same.
    return {
      reserved: person.isReserved === true,
      email: {
        ...email,
        ...(person.emailIsOutdated === true && email.state !== "missing" ? { staleUsed: true as const } : {})
      },
      phone: {
        ...phone,
        ...(person.mobileNumberIsOutdated === true && phone.state !== "missing" ? { staleUsed: true as const } : {})
      },
      registerEntry: "present"
    }
  }
  const emailTouched = lastTouched(person.emailUpdated, person.emailVerified)
  const phoneTouched = lastTouched(person.mobileUpdated, person.mobileVerified)
  const emailStale = isStale(emailTouched, index.at)
  const phoneStale = isStale(phoneTouched, index.at)
  const omitted = emailStale && phoneStale && !useStale && options.fullyStalePersons === "omit"
  const nothing = email.state === "missing" && phone.state === "missing"
  return {
    reserved: person.reservation === "JA",
    email: field(email, emailStale, emailTouched),
    phone: field(phone, phoneStale, phoneTouched),
    registerEntry: omitted ? (nothing ? "empty" : "stale") : "present"
  }
}

const externalIdentityCandidate = (context: Enumeration, index: number, externalIdentity: string): Candidate => {
  const answer = context.index.externalIdentity(externalIdentity)
  const subject: Subject = { externalIdentity }
  if (answer.state !== "found") {
    const absent = answer.state === "absent"
    return makeCandidate(context, index, "external-identity", "ExternalIdentity", subject, {
      facts: absent
        ? { registerEntry: "absent" }
        : { registerEntry: UNAVAILABLE, emailState: UNAVAILABLE, phoneState: UNAVAILABLE },
      ...(absent ? {} : { unavailable: answer.reason })
    })
  }
  return makeCandidate(context, index, "external-identity", "ExternalIdentity", subject, {
    email: emailField(answer.value.email, context.options),
    phone: phoneField(answer.value.mobileNumber, context.options),
    facts: { registerEntry: "present" }
  })
}
