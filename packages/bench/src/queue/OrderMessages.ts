/** The messages that are sent: orders to one organisation each, and what a decision about one is as a message. */
import { createAdressat, parseOrder } from "@adressat/core"
import type { Order } from "@adressat/core"
import { DECISION_EVENT, orderEvent } from "@adressat/queue"
import * as Result from "effect/Result"
import { AT, makeFacts, singleOrder } from "../http/Facts.ts"
import { SOURCE } from "./BareClient.ts"
import type { BareMessage } from "./BareClient.ts"

const order = (): Order => Result.getOrThrow(parseOrder(JSON.parse(singleOrder()))).order

/** Orders with ids that no others have which begin with another word. */
export const orderMessages = (word: string, count: number): ReadonlyArray<BareMessage> => {
  const one = order()
  return Array.from({ length: count }, (_, serial) => {
    const id = `${word}-${serial}`
    return { id, body: JSON.stringify(orderEvent({ id, source: SOURCE, creator: "test", order: one })) }
  })
}

/** Gives messages that are as large as that of the decision about an order, each with an id of its own. */
export const decisionMessages = async (word: string): Promise<() => BareMessage> => {
  const adressat = createAdressat({ ruleSet: "altinn", ...makeFacts(), now: () => AT })
  const decision = await adressat.resolve(order(), { checked: true })
  let serial = 0
  return () => {
    serial += 1
    // As long as the key of an event.
    const id = `${word}-${serial}`.padEnd(64, "-")
    const data = { order: { source: SOURCE, id: `${word}-${serial}` }, creator: "test", decisionId: id, decision }
    const time = new Date().toISOString()
    return {
      id,
      body: JSON.stringify({
        specversion: "1.0",
        id,
        source: "/adressat",
        type: DECISION_EVENT,
        time,
        datacontenttype: "application/json",
        data
      })
    }
  }
}
