/** What `docs/scale.md` is made of, besides the orders through brokers of the suite `queue`. */
import type { Figure, Suite } from "../Suite.ts"

/** The custom contacts of the organisations that are decided about. */
export const contactSizes = [1, 10, 100, 1000, 10_000]

/** The organisations of the orders that are decided about. */
export const organisationSizes = [1, 10, 100, 1000]

const figures = (
  name: "contacts" | "organisations",
  sizes: ReadonlyArray<number>,
  labelOf: (size: string) => string
): ReadonlyArray<Figure> =>
  sizes.map((size) => ({
    name: `${name}-${size}`,
    label: labelOf(size.toLocaleString("en-GB")),
    unit: "µs",
    measure: async () => {
      const { timeOfContacts, timeOfOrganisations } = await import("./Measured.ts")
      return name === "contacts" ? timeOfContacts(size) : timeOfOrganisations(size)
    }
  }))

const bytes = (name: "order" | "decision" | "kept", label: string): Figure => ({
  name: `bytes-${name}`,
  label,
  unit: "bytes",
  once: true,
  measure: async () => {
    const { bytesKept, bytesOfDecision, bytesOfOrder } = await import("./Measured.ts")
    return { order: bytesOfOrder, decision: bytesOfDecision, kept: bytesKept }[name]()
  }
})

/** The suite. */
export const scaleSuite: Suite = {
  name: "scale",
  title: "What grows with the size of an order",
  tables: [],
  figures: [
    ...figures("contacts", contactSizes, (size) => `a decision about one organisation, custom contacts: ${size}`),
    ...figures(
      "organisations",
      organisationSizes,
      (size) => `a decision about organisations with four custom contacts each, organisations: ${size}`
    ),
    bytes("order", "the message of an order to one organisation"),
    bytes("decision", "the message of the decision about it"),
    bytes("kept", "what a worker keeps of it in PostgreSQL, with indexes")
  ],
  goals: []
}
