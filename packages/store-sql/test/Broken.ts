/**
 * Databases that fail, and databases that somebody else does not let go of.
 */
import { DatabaseSync } from "node:sqlite"
import { layerSqlite } from "../src/index.ts"
import type { SqlStores } from "../src/SqlStores.ts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { temporaryFile } from "./TemporaryFile.ts"

const disturbed = (disturb: (other: DatabaseSync) => void): Layer.Layer<SqlStores, unknown> => {
  const file = temporaryFile()
  const disturbing = Layer.effectDiscard(
    Effect.acquireRelease(
      Effect.sync(() => {
        const other = new DatabaseSync(file)
        disturb(other)
        return other
      }),
      (other) => Effect.sync(() => other.close())
    )
  )
  return disturbing.pipe(Layer.provideMerge(layerSqlite({ file, busyTimeout: 60_000 })))
}

/** Somebody has thrown the tables away. */
export const failing = (): Layer.Layer<SqlStores, unknown> =>
  disturbed((other) => {
    other.exec("PRAGMA foreign_keys = OFF")
    const tables = other.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
    for (const { name } of tables) other.exec(`DROP TABLE ${String(name)}`)
  })

/** Somebody else is writing, and does not come to an end. */
export const silent = (): Layer.Layer<SqlStores, unknown> => disturbed((other) => other.exec("BEGIN IMMEDIATE"))
