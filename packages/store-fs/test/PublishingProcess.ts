/**
 * A process that publishes versions of a few documents in a folder, beside others that do the same, and prints each once it
 * has been accepted, until it is killed. Arguments: the folder, a name that its texts begin with, and how many versions to
 * publish; without a number there is no end.
 */
import { writeSync } from "node:fs"
import { DocumentStore } from "@adressat/core"
import { layerFolder } from "@adressat/store-fs"
import * as Effect from "effect/Effect"

const [folder = "", name = "", count] = process.argv.slice(2)
const end = Number(count ?? Infinity)

const publishAll = Effect.gen(function* () {
  const store = yield* DocumentStore
  for (let index = 0; index < end;) {
    const ids = [`shared-${index % 3}`, `shared-${(index + 1) % 3}`]
    const heads = yield* store.read({ kind: "policy", owner: "skd", ids })
    const published = yield* store.publish(
      ids.map((id) => ({
        kind: "policy",
        owner: "skd",
        id,
        // Of some size, so that a process is killed in the middle of one.
        text: `${name} ${index} ${id}\n${"<Policy/>".repeat(2000)}`,
        author: name,
        at: "2026-11-26T11:00:00Z",
        expected: heads.find((one) => one.id === id)?.version ?? 0
      }))
    )
    for (const one of published) {
      if (one.outcome === "conflict") continue
      const { fingerprint, id, version } = one.document
      // At once, and not when the process comes to it: it may be killed before.
      writeSync(1, `${id} ${version} ${fingerprint}\n`)
    }
    index++
  }
})

await Effect.runPromise(Effect.provide(publishAll, layerFolder({ folder, settle: 10, interval: 20 })))
