import { execFileSync } from "node:child_process"
import { closeSync, constants, openSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { documentFeedContract, documentStoreContract } from "@adressat/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layerFolder } from "../src/index.ts"
import { temporaryFolder } from "./TemporaryFolder.ts"

/** Somebody has put a file in place of the folder of the changes. */
const failing = () => {
  const folder = temporaryFolder()
  const disturbing = Layer.effectDiscard(
    Effect.sync(() => {
      rmSync(join(folder, ".adressat/changes"), { recursive: true })
      writeFileSync(join(folder, ".adressat/changes"), "")
    })
  )
  return disturbing.pipe(Layer.provideMerge(layerFolder({ folder })))
}

/** The next change is a pipe that nobody writes to, as a network share that does not answer. */
const silent = () => {
  const folder = temporaryFolder()
  const pipe = join(folder, ".adressat/changes/000000000001.json")
  const disturbing = Layer.effectDiscard(
    Effect.acquireRelease(
      Effect.sync(() => void execFileSync("sh", ["-c", `mkfifo "${pipe}"`])),
      // Whoever waits for it is let go.
      () => Effect.sync(() => closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK)))
    )
  )
  return disturbing.pipe(Layer.provideMerge(layerFolder({ folder })))
}

documentStoreContract("a folder", { empty: () => layerFolder({ folder: temporaryFolder() }), failing, silent })

documentStoreContract("a folder with its history elsewhere", {
  empty: () => layerFolder({ folder: temporaryFolder(), history: temporaryFolder() }),
  failing,
  silent
})

documentFeedContract("a folder", { empty: () => layerFolder({ folder: temporaryFolder() }) })
