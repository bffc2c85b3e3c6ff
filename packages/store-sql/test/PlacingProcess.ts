/**
 * A process that places chains and prints the id of each once it has been accepted, until it is killed. Arguments: the file
 * of the database, the file of a chain as JSON, in which `{id}` and `{key}` are filled in, a name that its ids begin with,
 * and where it is to end how many chains to place, with keys that others use too.
 */
import { readFileSync, writeSync } from "node:fs"
import { OrderStore } from "@adressat/orders"
import type { ChainPlacement } from "@adressat/orders"
import { layerSqlite } from "@adressat/store-sql"
import * as Effect from "effect/Effect"

const [file = "", chainFile = "", name = "", count] = process.argv.slice(2)
const template = readFileSync(chainFile, "utf8")
const end = Number(count ?? Infinity)

const placeAll = Effect.gen(function* () {
  const store = yield* OrderStore
  for (let index = 0; index < end; index++) {
    const id = `${name}-${index}`
    const text = template.replaceAll("{id}", id).replaceAll("{key}", count === undefined ? id : `${index}`)
    const [placed] = yield* store.place([JSON.parse(text) as ChainPlacement])
    // At once, and not when the process comes to it: it may be killed before.
    writeSync(1, `${placed?.outcome} ${id}\n`)
  }
})

await Effect.runPromise(Effect.provide(placeAll, layerSqlite({ file })))
