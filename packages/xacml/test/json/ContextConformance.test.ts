/**
 * Requests and responses of the conformance data: every JSON file reads, and what is read from XML survives JSON.
 */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import {
  readRequestJson,
  readRequestXml,
  readResponseJson,
  readResponseXml,
  writeRequestJson,
  writeResponseJson
} from "../../src/index.ts"
import type { AttributeValue, XmlElement } from "../../src/index.ts"
import { absence, folder, isPresent } from "../ConformanceFolder.ts"

const absent = isPresent ? undefined : absence

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

/** What JSON says of an element: not where it stood, nor which prefixes it was written with or could have used. */
const elementSaid = ({ attributes, children, name, namespace }: XmlElement): unknown => ({
  name,
  namespace,
  attributes: attributes.map(({ name: attribute, namespace: of, value }) => [of, attribute, value]),
  children: children.map((child) => (child.kind === "text" ? child.text : elementSaid(child)))
})

/** What JSON says of a value: its type and text, and for XPath the namespaces and the category. */
const valueSaid = ({ dataType, element, text }: AttributeValue) => ({
  dataType,
  text,
  ...(dataType.endsWith("xpathExpression")
    ? {
        namespaces: { ...element?.namespaces },
        category: element?.attributes.find(({ name }) => name === "XPathCategory")?.value
      }
    : {})
})

/** What JSON says of a request or response, as a value to compare. */
const said = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(said)
  if (typeof value !== "object" || value === null) return value
  if ("kind" in value && value.kind === "AttributeValue") return valueSaid(value as AttributeValue)
  if ("kind" in value && value.kind === "element") return elementSaid(value as XmlElement)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, said(member)]))
}

describe("XML of the conformance data", () => {
  it.for(cases("**/*Request.xml"))("says the same in JSON: the request %s", (file, context) => {
    context.skip(absent !== undefined, absent)
    const fromXml = readRequestXml(textOf(file))
    if (!fromXml.ok) return context.skip("the document is no request")
    const fromJson = readRequestJson(writeRequestJson(fromXml.value))
    expect(fromJson.findings).toEqual([])
    expect(fromJson.ok && said(fromJson.value)).toEqual(said(fromXml.value))
  })

  it.for(cases("**/*Response.xml"))("says the same in JSON: the response %s", (file, context) => {
    context.skip(absent !== undefined, absent)
    const fromXml = readResponseXml(textOf(file))
    if (!fromXml.ok) return context.skip("the document is no response")
    const fromJson = readResponseJson(writeResponseJson(fromXml.value))
    expect(fromJson.findings).toEqual([])
    expect(fromJson.ok && said(fromJson.value)).toEqual(said(fromXml.value))
  })
})
