/**
 * A shadow report on paper: what a candidate rule set would change, in 80 columns, the most frequent change first.
 */
import type { RuleSet } from "@adressat/core"
import type { ShadowCluster, ShadowCount, ShadowReport } from "@adressat/orders"
import { paint, printable, wrapped } from "./Terminal.ts"

/** What the report is on. */
export interface ShadowPageOptions {
  readonly creator: string
  readonly candidate: RuleSet
  /** Whether the log was decided again, and not only what a worker has recorded. */
  readonly isReplayed: boolean
}

/** The whole report. */
export const shadowPage = (report: ShadowReport, { candidate, creator, isReplayed }: ShadowPageOptions): string => {
  const { clusters, decisions, differing, share } = report
  const how = isReplayed ? "decided again from the log" : "decided beside those of the rules in force"
  const head = `${decisions} ${decisions === 1 ? "decision" : "decisions"} of ${creator}, ${how}: ${differing} differ (${percent(share)}).`
  const sums = [
    ["would be reached besides", report.added],
    ["would not be reached any more", report.removed],
    ["are undetermined by it alone: a fact that it needs is not known", report.undetermined]
  ] as const
  return [
    paint("strong", `${printable(candidate.id)} ${printable(candidate.version)} · ${report.candidate.slice(0, 12)}`),
    wrapped(printable(head)),
    ...sums.flatMap(([what, count]) => (inWords(count) === "" ? [] : [wrapped(`${inWords(count)} ${what}`, "  ")])),
    ...clusters.flatMap((cluster, index) => ["", ...clusterLines(printable(cluster), index + 1)])
  ].join("\n")
}

const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.001 ? 3 : 1)}%`

const inWords = ({ addresses, organizations, persons }: ShadowCount): string =>
  [
    [persons, "person", "persons"],
    [organizations, "organisation", "organisations"],
    [addresses, "address of an order", "addresses of orders"]
  ]
    .flatMap(([count, one, many]) => (count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]))
    .join(", ")

const bases: Readonly<Record<ShadowCluster["basis"], string>> = {
  Explicit: "address of the order",
  Person: "person",
  ExternalIdentity: "self-identified user",
  StatutoryContact: "statutory contact",
  CustomContact: "custom contact"
}

const clusterLines = (cluster: ShadowCluster, number: number): ReadonlyArray<string> => {
  const { after, basis, before, candidates, decisions, isReaddressed, witness } = cluster
  const change =
    isReaddressed === true
      ? `${standingInWords(before)}, at other addresses`
      : `${standingInWords(before)} → ${standingInWords(after)}`
  return [
    paint("strong", wrapped(`${bases[basis]}: ${change}`, `${number}  `)),
    wrapped(`${candidates} in ${decisions} ${decisions === 1 ? "decision" : "decisions"}`, "   "),
    ...(witness === null
      ? [wrapped("no decision of the log shows it any more", "   ")]
      : [
          wrapped(
            `${witness.isSmallest ? "smallest case" : "a small case"}, of decision ${witness.decisionId}:`,
            "   "
          ),
          wrapped(jsonInWords(witness.order), "   order    "),
          wrapped(jsonInWords(witness.snapshot), "   snapshot ")
        ])
  ]
}

/** JSON on one line, with spaces where it may be wrapped. */
const jsonInWords = (value: object): string => JSON.stringify(value, null, 1).replaceAll(/\n */g, " ")

const standingInWords = ({ channels, reasons, state }: ShadowCluster["before"]): string => {
  const why = reasons.length === 0 ? "" : ` (${reasons.join(", ")})`
  switch (state) {
    case "delivered":
      return `reached by ${channels.map(channelName).join(" and ")}${why}`
    case "merged":
      return `reached by ${channels.map(channelName).join(" and ")} with others${why}`
    case "withheld":
      return `left out${why}`
    case "no-address":
      return `without an address${why}`
    case "undetermined":
      return `undetermined${why}`
    case "absent":
      return "not considered"
  }
}

const channelName = (channel: "Email" | "Sms"): string => (channel === "Email" ? "e-mail" : "SMS")
