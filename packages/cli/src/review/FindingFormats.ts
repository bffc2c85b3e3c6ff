/**
 * Findings in the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS), as code hosts and editors read it.
 */
import type { Finding } from "@adressat/xacml"
import { pathToFileURL } from "node:url"

/** A finding with the file it is about. */
export interface FileFinding extends Finding {
  readonly file: string
}

/** The findings as one run of one tool. */
export const sarif = (findings: ReadonlyArray<FileFinding>, version: string): unknown => {
  const codes = [...new Set(findings.map(({ code }) => code))].sort()
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "adressat",
            version,
            informationUri: "https://www.npmjs.com/package/@adressat/cli",
            rules: codes.map((id) => ({ id, shortDescription: { text: id.replaceAll("-", " ") } }))
          }
        },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => ({
          ruleId: finding.code,
          ruleIndex: codes.indexOf(finding.code),
          level: finding.severity,
          message: { text: sentence(finding) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(finding.file) },
                ...(finding.place === undefined
                  ? {}
                  : { region: { startLine: finding.place.line, startColumn: finding.place.column } })
              }
            }
          ]
        }))
      }
    ]
  }
}

/** What is wrong and what to do, as two sentences. */
const sentence = ({ message, remedy }: Finding): string => `${ended(message)} ${ended(remedy)}`

const ended = (text: string): string => `${capital(text)}${text.endsWith("?") ? "" : "."}`

/** An identifier stays as it is written. */
const capital = (text: string): string =>
  /^[a-z]+(?![^\s,;])/.test(text) ? text.slice(0, 1).toUpperCase() + text.slice(1) : text

/** A path relative to where the command runs stays relative, so that it is found in a checkout elsewhere. */
const uriOf = (file: string): string =>
  file.startsWith("/") ? pathToFileURL(file).href : file.split(/[\\/]/).map(encodeURIComponent).join("/")

const githubLevels = { error: "error", warning: "warning", note: "notice" } as const satisfies Readonly<
  Record<Finding["severity"], string>
>

/** The finding as a workflow command of GitHub Actions, which shows it beside the line. */
export const githubAnnotation = (finding: FileFinding): string => {
  const { code, file, place, severity } = finding
  const properties = {
    file,
    ...(place === undefined ? {} : { line: String(place.line), col: String(place.column) }),
    title: code
  }
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`)
  return `::${githubLevels[severity]} ${list.join(",")}::${escapeData(sentence(finding))}`
}

const escapeData = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")

const escapeProperty = (text: string): string => escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C")
