/**
 * Requests and responses of the conformance data: every JSON file reads, and what is read from XML survives JSON.
 */
import { globSync, readFileSync, existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { readRequestJson, readResponseJson, writeRequestJson, writeResponseJson } from "../src/index.ts"

const folder = resolve(import.meta.dirname, "../../../../shared/conformance/xacml")
const absent = existsSync(folder) ? undefined : "the conformance data are not beside the repository"

const files = (pattern: string) => globSync(pattern, { cwd: folder }).sort()
const textOf = (file: string) => readFileSync(join(folder, file), "utf8")
const cases = (pattern: string) => (absent === undefined ? files(pattern) : ["none"])

describe("JSON of the conformance data", () => {
  it.for(cases("**/{*Request.json,enriched/*.json}"))(
    "reads the request %s, and what is written of it",
    (file, context) => {
      context.skip(absent !== undefined, absent)
      const reading = readRequestJson(textOf(file))
      expect(reading.findings).toEqual([])
      if (!reading.ok) return
      const again = readRequestJson(writeRequestJson(reading.value))
      expect(again).toEqual(reading)
      expect(reading.value.attributes.length).toBeGreaterThan(0)
    }
  )

  it.for(cases("**/*Response.json"))("reads the response %s, and what is written of it", (file, context) => {
    context.skip(absent !== undefined, absent)
    const reading = readResponseJson(textOf(file))
    expect(reading.findings).toEqual([])
    if (!reading.ok) return
    expect(readResponseJson(writeResponseJson(reading.value))).toEqual(reading)
    if (file.startsWith("altinn/"))
      expect(readResponseJson(writeResponseJson(reading.value, { spelling: "altinn" }))).toEqual(reading)
  })
})
