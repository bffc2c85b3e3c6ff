/**
 * Databases in files that are gone when the test that made them is done.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"

/** A file that is not there yet. */
export const temporaryFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "adressat-store-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return join(folder, "store.db")
}
