import type { Texts } from "./Texts.ts"

/** The words of English. */
export const en: Texts = {
  reasons: {
    NO_RULE_FOR_BASIS: {
      owner: "No rule allows this kind of contact to be notified.",
      person: "No rule allows the notification to be sent to this kind of contact."
    },
    NOT_NAMED_IN_ORDER: {
      owner: "The address is not given directly in the order, so it cannot be used.",
      person: "The sender has not given this address, so the notification is not sent there."
    },
    SOURCE_UNAVAILABLE: {
      owner: "At least one source has given no usable answer. This rule set notifies nobody in the order until it has.",
      person:
        "Information needed to send the notification is still missing. No recipients are notified until it is in place."
    },
    PERSON_NOT_FOUND: {
      owner:
        "The register gave no contact information for the person. Either there is none, or it has not been updated or confirmed in the last 18 months.",
      person:
        "We found no contact information for you. Either there is none, or it has not been updated or confirmed in the last 18 months."
    },
    PERSON_WITHOUT_CONTACT_DATA: {
      owner: "The person is in the register without an e-mail address or a phone number, and so cannot be notified.",
      person: "You are in the register without an e-mail address or a phone number, so we cannot notify you."
    },
    PERSON_CONTACT_DATA_STALE: {
      owner:
        "The person's contact information is not recorded as updated or confirmed in the last 18 months, so it is not used.",
      person:
        "Your contact information is not recorded as updated or confirmed in the last 18 months, so it is not used."
    },
    PERSON_RESERVED: {
      owner: "The person is reserved against digital communication and is therefore not notified.",
      person: "You have reserved yourself against digital communication, so you are not notified."
    },
    EXTERNAL_IDENTITY_NOT_FOUND: {
      owner: "No contact information was found for this user.",
      person: "We found no contact information for your user account."
    },
    NO_STATUTORY_CONTACT: {
      owner:
        "No statutory notification address was found for the organisation {organisation}, neither its own nor a main unit's.",
      person:
        "We found no statutory notification address for the organisation {organisation}, neither its own nor a main unit's."
    },
    STATUTORY_ENTRY_EMPTY: {
      owner:
        "The register entry for the organisation {organisation} has no usable notification address. No address of a main unit is used either.",
      person:
        "The register entry for the organisation {organisation} has no usable notification address. No address of a main unit is used either."
    },
    STATUTORY_CONTACT_NOT_USABLE: {
      owner:
        "This notification address of the organisation {unit} is deleted, or not accepted by the register, so it is not used.",
      person:
        "This notification address of the organisation {unit} is deleted, or not accepted by the register, so it is not used."
    },
    STATUTORY_CONTACT_DELETED: {
      owner: "This notification address of the organisation {unit} is deleted in the register, so it is not used.",
      person: "This notification address of the organisation {unit} is deleted in the register, so it is not used."
    },
    STATUTORY_CONTACT_NOT_ACCEPTED: {
      owner: "The register has not accepted this notification address of the organisation {unit}, so it is not used.",
      person: "The register has not accepted this notification address of the organisation {unit}, so it is not used."
    },
    NO_RESOURCE: {
      owner:
        "The order names no resource. Only statutory notification addresses are then used, not custom contact information for the organisation {organisation}.",
      person:
        "The notification is not tied to a service. Only the notification addresses of the organisation {organisation} are then used, not custom contact information."
    },
    NOT_CONSULTED_AT_REGISTRATION: {
      owner:
        "Custom contact information for the organisation is not looked up when the order is registered, only when the notification is to be sent.",
      person: "Custom contact information for the organisation is not looked up until the notification is to be sent."
    },
    NO_CUSTOM_CONTACT: {
      owner: "The person has no usable custom contact information for the organisation {organisation}.",
      person: "You have no usable custom contact information for the organisation {organisation}."
    },
    CUSTOM_CONTACT_ON_OTHER_UNIT: {
      owner:
        "The person has registered this contact information for the unit {unit}. It is not used for notifications to the organisation {organisation}.",
      person:
        "You have registered this contact information for the unit {unit}. It is not used for notifications to the organisation {organisation}."
    },
    CUSTOM_CONTACT_REPEATED: {
      owner:
        "The person is registered more than once for the organisation {organisation}. Only the first registration counts, and this is not it.",
      person:
        "You are registered more than once for the organisation {organisation}. Only the first registration counts, and this is not it."
    },
    OPTED_OUT: {
      owner:
        "The person has chosen which services to be notified about for the organisation {unit}, and {resource} is not among them.",
      person:
        "You have chosen which services to be notified about for the organisation {unit}, and {resource} is not among them."
    },
    OPTED_OUT_LEGACY_SERVICES_ONLY: {
      owner:
        "The person has chosen only Altinn 2 services for the organisation {unit}. That old choice shuts out all others, including {resource} and successors in Altinn 3, often without the person knowing.",
      person:
        "Only Altinn 2 services are chosen for the organisation {unit}. That old choice shuts out notifications about all others, including {resource} and services that have replaced the old ones."
    },
    OPTED_OUT_PREDECESSOR_SERVICE: {
      owner:
        "The person has chosen notifications about the Altinn 2 service that {resource} replaces, but the choice for the organisation {unit} does not cover the new service.",
      person:
        "You have chosen notifications about the Altinn 2 service that {resource} replaces, but the choice for the organisation {unit} does not cover the new service."
    },
    OPTED_OUT_DIFFERENT_CASE: {
      owner:
        "In the person's choice of services for the organisation {unit}, {resource} has other upper and lower case letters. The choice counts only if the spelling is exactly the same.",
      person:
        "In your choice of services for the organisation {unit}, {resource} has other upper and lower case letters. The choice counts only if the spelling is exactly the same."
    },
    READ_ACCESS_NOT_PERMITTED: {
      owner:
        "The person does not have the required access ({action}) to {resource} on behalf of the organisation {organisation}.",
      person:
        "You do not have the required access ({action}) to {resource} on behalf of the organisation {organisation}."
    },
    READ_ACCESS_INDETERMINATE: {
      owner:
        "It could not be decided whether the person has the required access ({action}) to {resource} for the organisation {organisation}. Here that counts as no.",
      person:
        "It could not be decided whether you have the required access ({action}) to {resource} for the organisation {organisation}, so you are not notified."
    },
    READ_ACCESS_NOT_ON_ALL_TASKS: {
      owner:
        "The person lacks the required access ({action}) on some relevant tasks or events of the app {resource} for the organisation {organisation}.",
      person:
        "You lack the required access ({action}) on some relevant tasks or events of the app {resource} for the organisation {organisation}."
    },

    EMAIL_MISSING: {
      owner: "No e-mail address is given for the contact.",
      person: "We have no e-mail address here to send the notification to."
    },
    EMAIL_INVALID: {
      owner: "The e-mail address is not valid, so it cannot be used.",
      person: "The registered e-mail address is not valid, so it cannot be used."
    },
    EMAIL_STALE: {
      owner:
        "The e-mail address is not recorded as updated or confirmed in the last 18 months, so it is not used (last date: {since}).",
      person:
        "Your e-mail address is not recorded as updated or confirmed in the last 18 months, so it is not used (last date: {since})."
    },
    PHONE_MISSING: {
      owner: "No phone number is given for the contact.",
      person: "We have no phone number here to send the notification to."
    },
    PHONE_INVALID: {
      owner: "The phone number is not a valid number with a country code, so it cannot be used.",
      person: "The registered phone number is not a valid number with a country code, so it cannot be used."
    },
    PHONE_STALE: {
      owner:
        "The phone number is not recorded as updated or confirmed in the last 18 months, so it is not used (last date: {since}).",
      person:
        "Your phone number is not recorded as updated or confirmed in the last 18 months, so it is not used (last date: {since})."
    },
    ADDRESS_NOT_ON_CHANNEL: {
      owner: "The contact has no address on the channel the order uses, only on another.",
      person: "The notification is sent on a channel that we have no address for here."
    },
    GROUP_REACHED_ON_PREFERRED_CHANNEL: {
      owner:
        "This notification address is not used, because another statutory address is used on the preferred channel.",
      person:
        "This notification address is not used, because another of the organisation's is used on the channel the sender prefers."
    },
    EMAIL_CLEARED_AS_DUPLICATE: {
      owner:
        "Another contact of the organisation already holds this e-mail address, so it was removed here. The contact has no other address that can be used.",
      person:
        "Another contact of the organisation already holds this e-mail address, so it was removed here. There is no other address to use."
    },
    PHONE_CLEARED_AS_DUPLICATE: {
      owner:
        "Another contact of the organisation already holds this phone number, so it was removed here. The contact has no other address that can be used.",
      person:
        "Another contact of the organisation already holds this phone number, so it was removed here. There is no other address to use."
    },

    FALLBACK_CHANNEL: {
      owner:
        "The contact has no usable address on the preferred channel, so the notification is sent on the other one.",
      person:
        "There is no address to use on the channel the sender prefers, so the notification is sent on the other one."
    },
    FALLBACK_AFTER_DUPLICATE: {
      owner:
        "The notification is sent on the other channel, because another contact already holds the address on the preferred one.",
      person:
        "The notification is sent on the other channel, because another contact already holds the address on the one the sender prefers."
    },
    ADDRESS_FROM_MAIN_UNIT: {
      owner:
        "The address of the main unit {unit} is used, because the organisation {organisation} has no usable notification address of its own.",
      person:
        "The address of the main unit {unit} is used, because the organisation {organisation} has no usable notification address of its own."
    },
    RESERVATION_OVERRIDDEN: {
      owner: "The person is reserved against digital communication, but the order overrides the reservation.",
      person:
        "You have reserved yourself against digital communication, but the sender has decided to send this notification anyway."
    },
    STALE_CONTACT_DATA_USED: {
      owner: "The address is used although it is not recorded as updated or confirmed in the last 18 months.",
      person: "Your address is used although it is not recorded as updated or confirmed in the last 18 months."
    },
    INVALID_PHONE_USED: {
      owner:
        "An SMS is sent to a phone number that is not valid, because the person also has an e-mail address. It will probably not arrive.",
      person:
        "An SMS is sent to your number although it is not valid, because you also have an e-mail address. It will probably not arrive."
    }
  },
  repairs: {
    "resource:resource": {
      owner: "Name the resource that the notification is about in the order",
      person: "Name the service that the notification is about in the order"
    },
    "customContactLookup:consulted": {
      owner: "Decide the order again when the notification is to be sent",
      person: "Decide again who is to be notified when the notification is to be sent"
    },
    "lookups:complete": {
      owner: "Make sure that all sources answer, and decide the order again",
      person: "Fetch the missing information, and decide again who is to be notified"
    },
    "registerEntry:present": {
      owner: "Register, update or confirm the contact information to be used for notifications",
      person: "Register, update or confirm the contact information to be used for notifications"
    },
    "contactState:usable": {
      owner: "Register a notification address that the register accepts for the organisation {unit}",
      person: "Register a notification address that the register accepts for the organisation {unit}"
    },
    "reservation:not-reserved": {
      owner: "Withdraw the reservation against digital communication, if so wished",
      person: "Withdraw the reservation against digital communication, if you wish"
    },
    "reservation:overridden": {
      owner: "Override the reservation in the order, if the law allows it",
      person: "Send the notification despite the reservation, if the law allows it"
    },
    "customContact:this-unit": {
      owner: "Register custom contact information for the organisation {organisation}",
      person: "Register custom contact information for the organisation {organisation}"
    },
    "serviceSelection:includes-resource": {
      owner: "Add {resource} to the services to be notified about for the organisation {organisation}",
      person: "Add {resource} to the services you want to be notified about for the organisation {organisation}"
    },
    "readAccess:permit": {
      owner:
        "Give the person the required access ({action}) to {resource} on behalf of the organisation {organisation}",
      person: "Give the required access ({action}) to {resource} on behalf of the organisation {organisation}"
    },
    "taskReadAccess:all": {
      owner: "Give the required access ({action}) on all relevant tasks and events of the app {resource}",
      person: "Give the required access ({action}) on all relevant tasks and events of the app {resource}"
    },
    "email:usable": {
      owner: "Enter an e-mail address that can be used",
      person: "Enter an e-mail address that can be used"
    },
    "phone:usable": {
      owner: "Enter a phone number that can be used",
      person: "Enter a phone number that can be used"
    }
  },
  ownRepair: {
    owner: "Change “{fact}” to “{value}”",
    person: "Change the information “{fact}” to “{value}”"
  },
  actors: {
    person: { owner: "The person", person: "You" },
    organisation: { owner: "The organisation's administrator", person: "The organisation's administrator" },
    "service-owner": { owner: "The service owner", person: "The sender" },
    operations: { owner: "System operations", person: "System operations" },
    nobody: { owner: "Nobody", person: "Nobody" }
  },
  unavailable: {
    Unavailable: {
      owner: "The source did not answer.",
      person: "The information needed was not available."
    },
    Rejected: {
      owner: "The source refused the request.",
      person: "We were not allowed to fetch the information needed."
    },
    Malformed: {
      owner: "The answer from the source could not be read.",
      person: "The information needed could not be read."
    },
    NotConfigured: {
      owner: "The source is not set up.",
      person: "The system is not set up to fetch the information needed."
    },
    NotAsked: {
      owner: "There is no answer, because the source was not asked.",
      person: "The information needed was not fetched."
    }
  },
  unknownFacts: {
    registerEntry: {
      owner: "It is not known what the register holds about the recipient.",
      person: "It is not known what the register holds about you."
    },
    reservation: {
      owner: "It is not known whether the person is reserved against digital communication.",
      person: "It is not known whether you are reserved against digital communication."
    },
    contactState: {
      owner: "It is not known which notification addresses the organisation {organisation} has.",
      person: "It is not known which notification addresses the organisation {organisation} has."
    },
    customContact: {
      owner: "It is not known who has custom contact information for the organisation {organisation}.",
      person: "It is not known whether you have custom contact information for the organisation {organisation}."
    },
    serviceSelection: {
      owner: "It is not known which services have been chosen for the organisation {organisation}.",
      person: "It is not known which services you have chosen for the organisation {organisation}."
    },
    readAccess: {
      owner:
        "It is not known whether the required access ({action}) to {resource} is given for the organisation {organisation}.",
      person:
        "It is not known whether you have the required access ({action}) to {resource} for the organisation {organisation}."
    },
    taskReadAccess: {
      owner:
        "It is not known whether the required access ({action}) is given on all relevant tasks and events of {resource}.",
      person:
        "It is not known whether you have the required access ({action}) on all relevant tasks and events of {resource}."
    }
  },
  unknownOwnFact: {
    owner: "The value of {fact} is not known.",
    person: "The value of {fact} is not known."
  },
  bases: {
    Explicit: { owner: "address given in the order", person: "address given by the sender" },
    Person: { owner: "private individual", person: "you as a private individual" },
    ExternalIdentity: { owner: "self-identified user", person: "you as a self-identified user" },
    StatutoryContact: {
      owner: "statutory notification address of the organisation {unit}",
      person: "statutory notification address of the organisation {unit}"
    },
    CustomContact: {
      owner: "person with custom contact information for the organisation {unit}",
      person: "your custom contact information for the organisation {unit}"
    }
  },
  everyone: {
    owner: "all persons with custom contact information for the organisation {organisation}",
    person: "all persons with custom contact information for the organisation {organisation}"
  },
  states: {
    delivered: { owner: "The notification is sent here.", person: "The notification is sent here." },
    merged: {
      owner: "The same address occurs more than once, and the notification is sent to it only once.",
      person: "The same address occurs more than once, and the notification is sent to it only once."
    },
    withheld: { owner: "The notification is not sent here.", person: "The notification is not sent here." },
    undetermined: {
      owner: "It is not decided whether the notification is to be sent here.",
      person: "It is not decided whether the notification is to be sent here."
    },
    "no-address": {
      owner: "The rules allow the notification to be sent here, but no address is used.",
      person: "The notification may be sent here, but no address is used."
    }
  },
  summary:
    "Notifications sent: {deliveries}. Recipients reached: {reached} of {recipients}. Contacts not notified: {withheld}. Contacts undetermined: {undetermined}.",
  retryable: "The decision may change once all sources have answered. Try again later.",
  grounds: {
    closest: {
      owner: "In policy {policy}, rule {rule} comes closest. It also asks for {missing}.",
      person: "The rule that comes closest for you also asks for {missing}."
    },
    partOnly: {
      owner:
        "In policy {policy}, rule {rule} comes closest. It gives this access only for {missing}, not for the app as such.",
      person: "You have this access only for {missing}, not for the app as such."
    },
    decided: { owner: "In policy {policy}, rule {rule} decides.", person: "The rule {rule} decides." },
    noRule: {
      owner: "Policy {policy} has no rule on {action} for this resource.",
      person: "No rule of the service lets anybody {action} it."
    }
  },
  attributes: {
    "urn:altinn:rolecode": "the role",
    "urn:altinn:external-role:ccr": "the role in the register of entities",
    "urn:altinn:accesspackage": "the access package",
    "urn:altinn:org": "the service owner",
    "urn:altinn:task": "the task",
    "urn:altinn:end-event": "the end event",
    "urn:altinn:appresource": "the app resource",
    "urn:altinn:app": "the app",
    "urn:altinn:resource": "the resource",
    "urn:altinn:partytype": "the party type",
    "urn:altinn:access-list": "the access list",
    "urn:oasis:names:tc:xacml:1.0:action:action-id": "the action"
  },
  joints: { and: "and", or: "or", line: "line" },
  audit: "Rule: {gate}. Source: {source}. Facts: {facts}.",
  unknownDate: "not given",
  noResource: "(no resource)"
}
