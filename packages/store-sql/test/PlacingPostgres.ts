/**
 * A process that places chains in a PostgreSQL database and prints the id of each once it has been accepted, until it is
 * killed. Arguments: the url, the schema, and a name that its ids begin with.
 */
import { writeSync } from "node:fs"
import { OrderStore } from "@adressat/orders"
import { layerPostgres } from "@adressat/store-sql/postgres"
import { sampleChain, sampleDecisions } from "@adressat/testing"
import * as Effect from "effect/Effect"

const [url = "", schema = "", name = ""] = process.argv.slice(2)
const [decision] = sampleDecisions(1)

const placeAll = Effect.gen(function* () {
  const store = yield* OrderStore
  for (let index = 0; ; index++) {
    const id = `${name}-${index}`
    const decisions = decision === undefined ? [] : [{ ...decision, id: `${id}-decision` }]
    yield* store.place([{ ...sampleChain(id, { reminders: 3 }), decisions }])
    writeSync(1, `${id}\n`)
  }
})

await Effect.runPromise(Effect.provide(placeAll, layerPostgres({ url, schema })))
