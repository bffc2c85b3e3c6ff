import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openSqlite } from "@adressat/sql"
import { QUEUE_CUT, QUEUE_REFUSED, QUEUE_RESTARTED, QUEUE_UNREACHABLE, queueContract } from "@adressat/testing"
import { afterAll } from "vitest"
import { guarantees, layerEmbedded } from "../src/Embedded.ts"
import { offerTextTo } from "./EmbeddedForeign.ts"

const folder = mkdtempSync(join(tmpdir(), "adressat-queue-"))
const file = join(folder, "queue.db")
afterAll(() => rmSync(folder, { recursive: true, force: true }))

queueContract("an embedded queue in SQLite", {
  open: () => layerEmbedded({ store: { sqlite: { file } } }),
  guarantees,
  foreign: async (queue, text) => void (await offerTextTo(openSqlite({ file, waits: true }), queue, text)),
  skip: [QUEUE_CUT, QUEUE_RESTARTED, QUEUE_UNREACHABLE, QUEUE_REFUSED].map((name) => ({
    case: name,
    reason: "there is no server"
  }))
})
