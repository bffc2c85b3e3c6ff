/** The figures of the suite `scale`: times of decisions, and sizes of what is sent and kept. */
import { timeOf, timeOfPass } from "../resolution/Growth.ts"
import { absenceOf } from "../queue/Broker.ts"
import { decisionMessages, orderMessages } from "../queue/OrderMessages.ts"
import { administer, ask } from "../queue/PersistedStore.ts"
import { openVolleys } from "../queue/Volleys.ts"
import type { Absence } from "../Suite.ts"
import { decidingAbout } from "./ManyOrganisations.ts"

/** Microseconds of a decision about one organisation with so many custom contacts. */
export const timeOfContacts = async (contacts: number): Promise<number> => {
  // Compiled code first.
  await timeOf(1000)
  return (await timeOf(contacts)) * 1000
}

/** Microseconds of a decision about so many organisations. */
export const timeOfOrganisations = async (organisations: number): Promise<number> => {
  await timeOfPass(decidingAbout(100), 100)
  return (await timeOfPass(decidingAbout(organisations), Math.max(30, Math.round(5000 / organisations)))) * 1000
}

/** Bytes of the message of an order to one organisation. */
export const bytesOfOrder = async (): Promise<number> => Buffer.byteLength(orderMessages("order", 1)[0]?.body ?? "")

/** Bytes of the message of the decision about it. */
export const bytesOfDecision = async (): Promise<number> =>
  Buffer.byteLength((await decisionMessages("decision"))().body)

const KEPT = 1000

/** Bytes in PostgreSQL, with indexes, of what a worker keeps of such an order. */
export const bytesKept = async (): Promise<number | Absence> => {
  const absence = await absenceOf("sqlite", true)
  if (absence !== undefined) return absence
  const volleys = await openVolleys("sqlite", "kept", 1)
  const sizeOf = async (url: string) => {
    // What was written anew leaves room behind that is used again later.
    await administer(url, "VACUUM FULL")
    return ask(url, "SELECT pg_database_size(current_database()) AS value")
  }
  const { store = "" } = volleys
  await volleys.fire(KEPT / 10)
  const before = await sizeOf(store)
  await volleys.fire(KEPT)
  const bytes = (await sizeOf(store)) - before
  await volleys.close()
  return bytes / KEPT
}
