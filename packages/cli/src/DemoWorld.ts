/**
 * The demo world: a small municipality, a tax-like service owner, and the businesses they write to. Everybody in it is
 * invented. `demo` resolves its orders; `init` writes it out as a start for a world of one's own.
 */
import customContacts from "../demo/world/custom-contacts.json" with { type: "json" }
import organizations from "../demo/world/organizations.json" with { type: "json" }
import persons from "../demo/world/persons.json" with { type: "json" }
import readAccess from "../demo/world/read-access.json" with { type: "json" }
import resources from "../demo/world/resources.json" with { type: "json" }
import selfIdentified from "../demo/world/self-identified.json" with { type: "json" }
import statutoryContacts from "../demo/world/statutory-contacts.json" with { type: "json" }
import settings from "../demo/world/world.json" with { type: "json" }
import order01 from "../demo/orders/01-person.json" with { type: "json" }
import order02 from "../demo/orders/02-reserved-and-stale.json" with { type: "json" }
import order03 from "../demo/orders/03-no-resource.json" with { type: "json" }
import order04 from "../demo/orders/04-with-resource.json" with { type: "json" }
import order05 from "../demo/orders/05-opt-in-trap.json" with { type: "json" }
import order06 from "../demo/orders/06-duplicate-address.json" with { type: "json" }
import order07 from "../demo/orders/07-other-unit.json" with { type: "json" }
import order08 from "../demo/orders/08-registration.json" with { type: "json" }
import order09 from "../demo/orders/09-app-tasks.json" with { type: "json" }
import order10 from "../demo/orders/10-addresses.json" with { type: "json" }
import order11 from "../demo/orders/11-decision-unavailable.json" with { type: "json" }
import tour from "../demo/tour.json" with { type: "json" }

/** The files of the demo world, by name. */
export const demoWorldFiles: Readonly<Record<string, unknown>> = {
  "world.json": settings,
  "organizations.json": organizations,
  "resources.json": resources,
  "persons.json": persons,
  "statutory-contacts.json": statutoryContacts,
  "custom-contacts.json": customContacts,
  "read-access.json": readAccess,
  "self-identified.json": selfIdentified
}

/** The demo orders, by name. */
export const demoOrders: Readonly<Record<string, unknown>> = {
  "01-person": order01,
  "02-reserved-and-stale": order02,
  "03-no-resource": order03,
  "04-with-resource": order04,
  "05-opt-in-trap": order05,
  "06-duplicate-address": order06,
  "07-other-unit": order07,
  "08-registration": order08,
  "09-app-tasks": order09,
  "10-addresses": order10,
  "11-decision-unavailable": order11
}

/** The steps of the demo: which order, under which rule set, and what it shows. */
export const demoTour = tour as ReadonlyArray<{
  readonly title: string
  readonly order: string
  readonly rules: "altinn" | "strict"
}>
