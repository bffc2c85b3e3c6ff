/** What is worth knowing about the machine of a run, and nothing that tells which machine it is. */
import { readFileSync } from "node:fs"
import { findPackageJSON } from "node:module"
import { availableParallelism, cpus, totalmem, type } from "node:os"
import type { Machine } from "./Result.ts"

/** This machine. */
export const thisMachine = (): Machine => ({
  processor: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  caches: ["index2", "index3"].flatMap(cacheOf),
  memory: Math.round((totalmem() / 2 ** 30) * 10) / 10,
  system: `${type()} ${process.arch}`
})

/** A cache as Linux tells of it. */
const cacheOf = (index: string): ReadonlyArray<string> => {
  const read = (name: string) => readFileSync(`/sys/devices/system/cpu/cpu0/cache/${index}/${name}`, "utf8").trim()
  try {
    return [`L${read("level")} ${read("size")}`]
  } catch {
    return []
  }
}

/** The version of each installed package. */
export const versionsOf = (names: Iterable<string>): Readonly<Record<string, string>> =>
  Object.fromEntries([...new Set(names)].sort().map((name) => [name, versionOf(name)]))

const versionOf = (name: string): string => {
  const path = findPackageJSON(name, import.meta.url)
  if (path === undefined) return "unknown"
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly version: string }).version
}
