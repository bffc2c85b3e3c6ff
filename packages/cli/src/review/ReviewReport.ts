/**
 * A policy review on paper, in 80 columns: who may read at which level, what is wrong, what to change, and who in the world
 * would be notified.
 */
import type { Finding, Level, PolicyReview, ReadRow } from "@adressat/xacml"
import { resourceName } from "@adressat/xacml"
import stringWidth from "string-width"
import { paint, printable, WIDTH, wrapped } from "../Terminal.ts"
import type { ReviewedOrganization, ReviewedPerson } from "./WorldReview.ts"

/** The review of one file, as printed. */
export const reportReview = (
  file: string,
  review: PolicyReview,
  organizations: ReadonlyArray<ReviewedOrganization> | undefined
): string => {
  const shown = printable(review)
  const { findings, matrix } = shown
  const about =
    matrix.resource === undefined ? "no resource" : `${matrix.resource.kind} ${resourceName(matrix.resource)}`
  return [
    paint("strong", wrapped(`${printable(file)}: ${about}`)),
    paint(
      "quiet",
      wrapped(
        `who may ${matrix.action}, as the ${matrix.mode === "altinn" ? "Altinn engine" : "XACML standard"} decides`
      )
    ),
    "",
    ...reportSummary(shown),
    ...reportMatrix(matrix),
    "",
    ...reportFindings(findings),
    ...review.changes.flatMap(reportChange),
    ...(organizations === undefined ? [] : ["", ...reportOrganizations(organizations)])
  ].join("\n")
}

/** The answer in a few sentences, before the table that it comes from. */
const reportSummary = ({ isDelegation, matrix: { resource, rows } }: PolicyReview): ReadonlyArray<string> => {
  if (resource === undefined) {
    return [paint("warning", wrapped("Who may read cannot be said: the policy names no app or resource of Altinn."))]
  }
  if (rows.length === 0) return [paint("warning", wrapped("Nobody: the policy gives no access to anything."))]
  const persons = rows.filter(({ subject }) => subject.canBePerson)
  const line = (style: Parameters<typeof paint>[0], title: string, some: ReadonlyArray<ReadRow>) =>
    some.length === 0 ? [] : [wrapped(some.map(({ subject }) => subject.label).join(", "), paint(style, title), 2)]
  const notified = persons.filter(({ notifiable }) => notifiable)
  const others = persons.filter(({ gap, notifiable }) => !notifiable && gap === undefined)
  return [
    ...line("good", "Can be notified: ", notified),
    ...(notified.length === 0 ? [paint("bad", wrapped("Nobody can be notified by this policy alone."))] : []),
    ...line(
      "bad",
      "Not notified, with access to tasks only: ",
      persons.filter(({ gap }) => gap !== undefined)
    ),
    ...line(
      "warning",
      "Not notified, as it cannot be decided: ",
      others.filter(({ appLevel }) => appLevel === "Indeterminate")
    ),
    ...line(
      "quiet",
      `Not notified, with no access to ${kinds[resource.kind]}: `,
      others.filter(({ appLevel }) => appLevel !== "Indeterminate")
    ),
    ...(isDelegation
      ? [paint("quiet", wrapped("The policy passes rights on to these only; others have theirs from other policies."))]
      : []),
    ""
  ]
}

const marks = {
  Permit: ["good", "✓", "yes"],
  NotApplicable: ["quiet", "–", "no rule says so"],
  Deny: ["bad", "✗", "denied"],
  Indeterminate: ["warning", "?", "cannot be decided"]
} as const satisfies Readonly<
  Record<ReadRow["appLevel"], readonly [style: Parameters<typeof paint>[0], mark: string, meaning: string]>
>

const markOf = (decision: ReadRow["appLevel"]): string => paint(marks[decision][0], marks[decision][1])

const kinds = {
  app: "the app",
  resource: "the resource",
  task: "task",
  "end-event": "end event",
  appresource: "part"
} as const satisfies Readonly<Record<Level["kind"], string>>

const levelName = ({ kind, value }: Level): string =>
  kind === "app" || kind === "resource" ? kinds[kind] : `${kinds[kind]} ${value}`

const standing = (row: ReadRow): string => {
  if (row.notifiable) return paint("good", "notified")
  // A person may still be part of a subject that asks for something else besides.
  if (!row.subject.canBePerson) {
    return paint("quiet", row.subject.attributes.length > 1 ? "not notified" : "not a person")
  }
  return row.gap === undefined ? paint("quiet", "not notified") : paint("bad", "NOT notified")
}

const STANDING = "NOT notified".length
/** So much of a subject is always seen. */
const LEAST_LABEL = 28

/** One line for each subject, one numbered column for each level; more columns than fit come in several tables. */
const reportMatrix = ({ levels, rows }: PolicyReview["matrix"]): ReadonlyArray<string> => {
  if (rows.length === 0) return []
  const hasParts = rows.some(({ documentedCondition }) => documentedCondition !== undefined)
  const used = (Object.keys(marks) as ReadonlyArray<ReadRow["appLevel"]>).filter((decision) =>
    rows.some(({ decisions }) => decisions.includes(decision))
  )
  const cell = Math.max(2, String(levels.length).length)
  const tail = (hasParts ? " all".length : 0) + 2 + STANDING
  const widest = Math.max(...rows.map(({ subject }) => stringWidth(subject.label)))
  const free = WIDTH - "  ".length - tail
  const labels = Math.min(widest, Math.max(LEAST_LABEL, free - levels.length * (cell + 1)))
  const most = Math.max(1, Math.floor((free - labels) / (cell + 1)))
  const starts = levels.flatMap((_, index) => (index % most === 0 ? [index] : []))
  return [
    wrapped(
      [
        ...levels.map((level, index) => `${index + 1} ${levelName(level)}`),
        ...(hasParts ? ["all: every task and end event"] : [])
      ].join(", "),
      "  Levels: ",
      4
    ),
    wrapped(used.map((decision) => `${marks[decision][1]} ${marks[decision][2]}`).join(", "), "  Marks: ", 4),
    ...starts.flatMap((start) => {
      const end = Math.min(start + most, levels.length)
      const isLast = end === levels.length
      const numbers = levels.slice(start, end).map((_, index) => ` ${String(start + index + 1).padStart(cell)}`)
      return [
        `  ${" ".repeat(labels)}${paint("quiet", `${numbers.join("")}${isLast && hasParts ? " all" : ""}`)}`,
        ...rows.map((row) => {
          const cells = row.decisions.slice(start, end).map((decision) => " ".repeat(cell) + markOf(decision))
          const whole = hasParts ? `   ${markOf(row.documentedCondition === true ? "Permit" : "NotApplicable")}` : ""
          return `  ${padded(row.subject.label, labels)}${cells.join("")}${isLast ? `${whole}  ${standing(row)}` : ""}`
        })
      ]
    })
  ]
}

/** A text cut to a width, by what a reader takes for one character. */
const padded = (text: string, width: number): string => {
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
  while (stringWidth(characters.join("")) > width && characters.length > 1) characters.splice(-2, 2, "…")
  const cut = characters.join("")
  return cut + " ".repeat(Math.max(0, width - stringWidth(cut)))
}

const severities = { error: "bad", warning: "warning", note: "quiet" } as const satisfies Readonly<
  Record<Finding["severity"], Parameters<typeof paint>[0]>
>

const gravest: ReadonlyArray<Finding["severity"]> = ["error", "warning", "note"]

/** The gravest first; those of the same severity as they stand in the policy. */
const reportFindings = (findings: ReadonlyArray<Finding>): ReadonlyArray<string> =>
  findings.length === 0
    ? [paint("good", "No findings.")]
    : findings
        .toSorted((a, b) => gravest.indexOf(a.severity) - gravest.indexOf(b.severity))
        .flatMap(({ code, message, place, remedy, severity }) => {
          const where = place === undefined ? "" : ` ${place.line}:${place.column}`
          return [
            wrapped(`${where} ${code}`.trimStart(), `${paint(severities[severity], severity)} `, 2),
            wrapped(message, "  "),
            paint("quiet", wrapped(remedy, "  → ", 4))
          ]
        })

const reportChange = ({ alsoGrants, subjects, xml }: PolicyReview["changes"][number]): ReadonlyArray<string> => [
  "",
  paint(
    "good",
    wrapped(
      printable(
        `SMALLEST CHANGE, for ${subjects.map(({ label }) => label).join(", ")}: add this rule behind the last one`
      )
    )
  ),
  ...alsoGrants.map(({ levels, subject }) =>
    paint("quiet", wrapped(printable(`It also gives ${subject} access to ${levels.map(levelName).join(", ")}.`), "  "))
  ),
  ...xml.trimEnd().split("\n").map(printable)
]

const worldMarks = {
  permitted: ["warning", "!", "may read, but not notified"],
  unknown: ["warning", "?", "not known whether they may read"],
  "not-permitted": ["bad", "✗", "may not read"]
} as const satisfies Readonly<
  Record<ReviewedPerson["access"], readonly [style: Parameters<typeof paint>[0], mark: string, meaning: string]>
>

const MOST_PERSONS = 12

/** Persons of whom the same is to be said stand together. */
const reportOrganizations = (organizations: ReadonlyArray<ReviewedOrganization>): ReadonlyArray<string> => [
  paint("strong", "IN THE WORLD"),
  ...printable(organizations).flatMap(({ name, organizationNumber, persons, statutoryDeliveries }) => {
    const groups = Map.groupBy(persons, ({ access, isNotified, reasons }) =>
      JSON.stringify([isNotified, access, reasons])
    )
    return [
      wrapped(`${name} (${organizationNumber}): statutory contacts notified: ${statutoryDeliveries}`, "  ", 4),
      ...(persons.length === 0 ? [paint("quiet", "    nobody has custom contact information or access here")] : []),
      ...[...groups.values()].map(reportPersons)
    ]
  })
]

const reportPersons = (group: ReadonlyArray<ReviewedPerson>): string => {
  const [first] = group
  if (first === undefined) return ""
  const [style, mark, meaning] = first.isNotified
    ? (["good", "✓", "may read, notified"] as const)
    : worldMarks[first.access]
  const names = group.slice(0, MOST_PERSONS).map(({ userId }) => (userId.startsWith("[") ? userId : `user ${userId}`))
  const more = group.length > MOST_PERSONS ? `, … (${group.length})` : ""
  const why = first.reasons.length === 0 ? "" : `. ${first.reasons.join(" ")}`
  return wrapped(`${names.join(", ")}${more}: ${meaning}${why}`, `    ${paint(style, mark)} `, 6)
}
