import schemaOfDraft4 from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" }
import { Ajv } from "ajv"
import { describe, expect, it } from "vitest"
import { githubAnnotation, sarif } from "../../src/review/FindingFormats.ts"
import type { FileFinding } from "../../src/review/FindingFormats.ts"

const finding: FileFinding = {
  file: "policies/tax-report.xml",
  severity: "warning",
  code: "unknown-role-code",
  message: "role code DAGLL is not among the 106 codes known on 2026-11-25",
  remedy: "did you mean DAGL?",
  place: { line: 3, column: 7 }
}

// Of draft 4, but in words that later drafts have too.
const { $schema: _draft, id: _id, ...schema } = schemaOfDraft4 as Record<string, unknown>
const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(
  schema
)

const problemsIn = (log: unknown): unknown => (validate(log) ? [] : validate.errors)

interface Log {
  readonly runs: ReadonlyArray<{
    readonly tool: { readonly driver: { readonly rules: ReadonlyArray<{ readonly id: string }> } }
    readonly results: ReadonlyArray<{
      readonly ruleId: string
      readonly ruleIndex: number
      readonly level: string
      readonly message: { readonly text: string }
      readonly locations: ReadonlyArray<{
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region?: unknown }
      }>
    }>
  }>
}

const logOf = (...findings: ReadonlyArray<FileFinding>) => sarif(findings, "1.2.3") as Log

describe("SARIF", () => {
  it.each<readonly [string, ReadonlyArray<FileFinding>]>([
    ["no finding", []],
    ["one", [finding]],
    [
      "several of every severity, with a place and without",
      [
        finding,
        { ...finding, severity: "error", code: "nobody-can-read" },
        { ...finding, severity: "note", place: { line: 1, column: 1 } },
        { file: finding.file, severity: "note", code: "no-resource", message: "a", remedy: "b" }
      ]
    ],
    [
      "names that no URI holds as they are",
      [
        { ...finding, file: "a b/50%/#1?.xml" },
        { ...finding, file: "/æ ø.xml" }
      ]
    ]
  ])("is valid for %s", (_, findings) => {
    expect(problemsIn(sarif(findings, "1.2.3"))).toStrictEqual([])
  })

  it("would not be valid with a line 0, so the schema is heeded", () => {
    expect(problemsIn(logOf({ ...finding, place: { line: 0, column: 1 } }))).not.toStrictEqual([])
  })

  it("names each rule once, and each result its rule", () => {
    const [run] = logOf(finding, { ...finding, code: "a-code" }, finding).runs
    expect(run?.tool.driver.rules.map(({ id }) => id)).toStrictEqual(["a-code", "unknown-role-code"])
    for (const { ruleId, ruleIndex } of run?.results ?? []) {
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
    }
    expect(run?.results).toHaveLength(3)
  })

  it("says what is wrong and what to do as two sentences, at its place", () => {
    const [result] = logOf(finding).runs[0]?.results ?? []
    expect(result?.level).toBe("warning")
    expect(result?.message.text).toBe(
      "Role code DAGLL is not among the 106 codes known on 2026-11-25. Did you mean DAGL?"
    )
    expect(result?.locations[0]?.physicalLocation).toStrictEqual({
      artifactLocation: { uri: "policies/tax-report.xml" },
      region: { startLine: 3, startColumn: 7 }
    })
  })

  it.each([
    ["a b/50%/#1?.xml", "a%20b/50%25/%231%3F.xml"],
    ["../x.xml", "../x.xml"],
    ["/tmp/æ.xml", "file:///tmp/%C3%A6.xml"]
  ])("writes the file %s as the URI %s", (file, uri) => {
    const [result] = logOf({ ...finding, file }).runs[0]?.results ?? []
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri)
  })
})

/** A workflow command as the runner of GitHub Actions reads it: one line, properties parted by commas, both unescaped. */
const readAnnotation = (line: string) => {
  const [, level, list = "", data = ""] = /^::(\w+) ([^\r\n]*?)::([^\r\n]*)$/.exec(line) ?? []
  const unescaped = (text: string) =>
    text
      .replaceAll("%3A", ":")
      .replaceAll("%2C", ",")
      .replaceAll("%0D", "\r")
      .replaceAll("%0A", "\n")
      .replaceAll("%25", "%")
  const properties = list.split(",").map((property) => {
    const end = property.indexOf("=")
    return [property.slice(0, end), unescaped(property.slice(end + 1))]
  })
  return { level, properties: Object.fromEntries(properties) as unknown, message: unescaped(data) }
}

describe("an annotation of GitHub Actions", () => {
  it.each([
    ["error", "error"],
    ["warning", "warning"],
    ["note", "notice"]
  ] as const)("for the severity %s is of the level %s", (severity, level) => {
    expect(readAnnotation(githubAnnotation({ ...finding, severity })).level).toBe(level)
  })

  it("is one line that means what was found", () => {
    expect(githubAnnotation(finding)).toBe(
      "::warning file=policies/tax-report.xml,line=3,col=7,title=unknown-role-code::Role code DAGLL is not among the 106 codes known on 2026-11-25. Did you mean DAGL?"
    )
  })

  it("leaves an identifier that begins a sentence as it is", () => {
    const { message } = readAnnotation(githubAnnotation({ ...finding, message: "urn:a:b is one", remedy: "it's two" }))
    expect(message).toBe("urn:a:b is one. it's two.")
  })

  it("is without line and column when the place is not known", () => {
    const { place: _, ...placeless } = finding
    expect(readAnnotation(githubAnnotation(placeless)).properties).toStrictEqual({
      file: finding.file,
      title: finding.code
    })
  })

  it("escapes what would end it or start another", () => {
    const hostile = "50% of a:b,c\r\n::error file=x::y %0A"
    const line = githubAnnotation({ ...finding, file: hostile, message: hostile })
    expect(line).not.toMatch(/[\r\n]/)
    expect(line.match(/::/g)).toHaveLength(4)
    expect(readAnnotation(line)).toStrictEqual({
      level: "warning",
      properties: { file: hostile, line: "3", col: "7", title: finding.code },
      message: `${hostile}. Did you mean DAGL?`
    })
  })
})
