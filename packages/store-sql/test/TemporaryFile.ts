/**
 * Databases in files that are gone when the tests of a file are done.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"

const folder = mkdtempSync(join(tmpdir(), "adressat-store-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0

/** A file that is not there yet. */
export const temporaryFile = (): string => join(folder, `${++count}.db`)
