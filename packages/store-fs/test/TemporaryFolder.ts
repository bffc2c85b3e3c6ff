/**
 * Folders that are gone when the test that made them is done, and what is in them.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { onTestFinished } from "vitest"

/** A folder with these files, by their paths. */
export const temporaryFolder = (files: Readonly<Record<string, string | Uint8Array>> = {}): string => {
  const path = mkdtempSync(join(tmpdir(), "adressat-folder-"))
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }))
  for (const [name, content] of Object.entries(files)) writeIn(path, name, content)
  return path
}

/** Writes a file, as an editor does. */
export const writeIn = (path: string, name: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(path, name)), { recursive: true })
  writeFileSync(join(path, name), content)
}

/** What is in a file. */
export const readIn = (path: string, name: string): string => readFileSync(join(path, name), "utf8")
