/**
 * A policy review on paper, in 80 columns: who may read at which level, what is wrong, what to change, and who in the world
 * would be notified.
 */
import type { Finding, PolicyReview, ReadRow } from "@adressat/xacml"
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
  const { changes, findings, matrix } = review
  const about =
    matrix.resource === undefined ? "no resource" : `${matrix.resource.kind} ${resourceName(matrix.resource)}`
  return [
    paint("strong", wrapped(printable(`${file}: ${about}`))),
    paint(
      "quiet",
      wrapped(
        `who may ${matrix.action}, as the ${matrix.mode === "altinn" ? "Altinn engine" : "XACML standard"} decides`
      )
    ),
    "",
    ...reportMatrix(review),
    "",
    ...reportFindings(printable(findings)),
    ...changes.flatMap(({ alsoGrants, subjects, xml }) => [
      "",
      paint(
        "good",
        wrapped(printable(`SMALLEST CHANGE, for ${subjects.map(({ label }) => label).join(", ")}: add this rule`))
      ),
      ...(alsoGrants.length === 0
        ? []
        : [
            paint(
              "quiet",
              wrapped("It also grants the tasks, events and parts that the same subjects have no access to yet.", "  ")
            )
          ]),
      ...xml.trimEnd().split("\n").map(printable)
    ]),
    ...(organizations === undefined ? [] : ["", ...reportOrganizations(organizations)])
  ].join("\n")
}

const marks = {
  Permit: ["good", "✓"],
  Deny: ["bad", "✗"],
  NotApplicable: ["quiet", "–"],
  Indeterminate: ["warning", "?"]
} as const satisfies Readonly<Record<ReadRow["appLevel"], readonly [Parameters<typeof paint>[0], string]>>

const standing = (row: ReadRow): string => {
  if (row.notifiable) return paint("good", "can be notified")
  if (!row.subject.canBePerson) return paint("quiet", "not a person")
  return paint("bad", row.gap === undefined ? "not notified" : "NOT notified, only tasks")
}

/** One line for each subject, one numbered column for each level. */
const reportMatrix = ({ matrix: { levels, rows } }: PolicyReview): ReadonlyArray<string> => {
  if (rows.length === 0) return [paint("warning", "The policy gives nobody access to anything.")]
  const legend = levels.map(
    ({ kind, value }, index) => `${index + 1} ${index === 0 ? `the ${kind}` : `${kind} ${value}`}`
  )
  const hasParts = rows.some(({ documentedCondition }) => documentedCondition !== undefined)
  const columns = levels.map((_, index) => String(index + 1).padStart(2)).join(" ") + (hasParts ? " all" : "")
  const widest = Math.max(...rows.map(({ subject }) => stringWidth(subject.label)))
  const labels = Math.max(12, Math.min(widest, WIDTH - columns.length - 28))
  return [
    wrapped(`Levels: ${printable(legend.join(", "))}${hasParts ? "; all: every task and end event" : ""}`, "  ", 4),
    `  ${" ".repeat(labels)} ${paint("quiet", columns)}`,
    ...rows.map(
      (row) =>
        `  ${padded(printable(row.subject.label), labels)} ${row.decisions
          .map((decision) => ` ${paint(marks[decision][0], marks[decision][1])}`)
          .join(" ")}${hasParts ? `  ${wholeMark(row)} ` : ""}  ${standing(row)}`
    )
  ]
}

/** Whether the condition that the guide states holds: all relevant tasks and events. */
const wholeMark = ({ documentedCondition }: ReadRow): string => {
  const [style, mark] = marks[documentedCondition === true ? "Permit" : "NotApplicable"]
  return paint(style, mark)
}

const padded = (text: string, width: number): string => {
  const characters = [...text]
  while (stringWidth(characters.join("")) > width) characters.splice(-2, 2, "…")
  const cut = characters.join("")
  return cut + " ".repeat(width - stringWidth(cut))
}

const severities = { error: "bad", warning: "warning", note: "quiet" } as const satisfies Readonly<
  Record<Finding["severity"], Parameters<typeof paint>[0]>
>

const reportFindings = (findings: ReadonlyArray<Finding>): ReadonlyArray<string> =>
  findings.length === 0
    ? [paint("good", "No findings.")]
    : findings.flatMap(({ code, message, place, remedy, severity }) => {
        const where = place === undefined ? "" : ` ${place.line}:${place.column}`
        return [
          `${paint(severities[severity], severity)}${where} ${code}`,
          wrapped(message, "  "),
          paint("quiet", wrapped(remedy, "  → ", 4))
        ]
      })

const outcomes: Readonly<Record<ReviewedPerson["access"], string>> = {
  permitted: "may read",
  "not-permitted": "may not read",
  unknown: "nobody knows whether the person may read"
}

const reportOrganizations = (organizations: ReadonlyArray<ReviewedOrganization>): ReadonlyArray<string> => [
  paint("strong", "IN THE WORLD"),
  ...organizations.flatMap(({ name, organizationNumber, persons, statutoryDeliveries }) => [
    wrapped(`${printable(name)} (${organizationNumber}): statutory contacts notified: ${statutoryDeliveries}`, "  ", 4),
    ...(persons.length === 0
      ? [paint("quiet", "    nobody has custom contact information or access here")]
      : persons.map(({ access, outcome, reasons, userId }) => {
          const isNotified = outcome === "delivered" || outcome === "merged"
          const why = isNotified ? "is notified" : `is not notified: ${reasons.join(" ")}`
          return wrapped(
            printable(`user ${userId} ${outcomes[access]}, and ${why}`),
            `    ${isNotified ? paint("good", "✓") : paint(access === "permitted" ? "warning" : "bad", "✗")} `,
            6
          )
        }))
  ])
]
