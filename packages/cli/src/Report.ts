/**
 * A report is a decision on paper: who is notified where, who is not and why, in 80 columns.
 */
import { explain, redact } from "@adressat/core"
import type { Audience, Decision, ExplainedCandidate, Explanation, Language, Problem } from "@adressat/core"
import { formatProblem } from "@adressat/core"
import { paint, wrapped } from "./Terminal.ts"
import type { World } from "./World.ts"

/** How a report is written. */
export interface ReportOptions {
  readonly language: Language
  readonly audience: Audience
  /** Hide names, addresses and identifiers of persons. */
  readonly redacted: boolean
}

const headings = {
  en: { notified: "NOTIFIED", left: "NOT NOTIFIED", open: "NOT DECIDED YET", nobody: "nobody", same: "same address", rules: "rule set", none: "no resource", to: "to" },
  nb: { notified: "VARSLES", left: "VARSLES IKKE", open: "IKKE AVGJORT", nobody: "ingen", same: "samme adresse", rules: "regelsett", none: "ingen ressurs", to: "til" },
  nn: { notified: "BLIR VARSLA", left: "BLIR IKKJE VARSLA", open: "IKKJE AVGJORT", nobody: "ingen", same: "same adresse", rules: "regelsett", none: "ingen ressurs", to: "til" }
} as const satisfies Readonly<Record<Language, Readonly<Record<string, string>>>>

/** The whole decision: summary, deliveries, everyone left out with reasons and repairs. */
export const reportDecision = (decision: Decision, world: World, options: ReportOptions): string => {
  const shown = options.redacted ? redact(decision) : decision
  const explanation = explain(shown, options)
  const names = options.redacted ? noNames : namesOf(world)
  const words = headings[options.language]
  const notified = explanation.candidates.filter(({ addresses }) => addresses.length > 0)
  const left = explanation.candidates.filter(({ addresses, state }) => addresses.length === 0 && state !== "undetermined")
  const open = explanation.candidates.filter(({ state }) => state === "undetermined")
  return [
    reportHead(shown, options.language),
    "",
    paint("good", words.notified),
    ...(notified.length === 0 ? [`  ${words.nobody}`] : reportDeliveries(shown, explanation, names, options.language)),
    ...section(paint("bad", words.left), left, names),
    ...section(paint("warning", words.open), open, names),
    "",
    paint("strong", wrapped(explanation.summary)),
    ...explanation.remarks.map((remark) => paint("warning", wrapped(remark)))
  ].join("\n")
}

/** What the order asks for and which rule set decides. */
export const reportHead = ({ order, ruleSet, snapshotAt }: Decision, language: Language): string => {
  const words = headings[language]
  const asked = [
    order.channel,
    order.stage,
    order.resource === "" ? words.none : `${order.resource} (${order.action})`
  ].join(" · ")
  const decided = `${words.rules} ${ruleSet.id} ${ruleSet.version} · ${ruleSet.fingerprint.slice(0, 12)} · ${snapshotAt.slice(0, 16)}`
  return `${paint("strong", wrapped(asked))}\n${paint("quiet", wrapped(decided))}`
}

/** Every candidate that matches, with all its reasons: what `explain` prints. */
export const reportCandidates = (explanation: Explanation, world: World, redacted: boolean): string => {
  const names = redacted ? noNames : namesOf(world)
  return explanation.candidates.flatMap((candidate) => reportCandidate(candidate, names)).join("\n")
}

/** Problems, one under the other; a long list is cut, and says so. */
export const reportProblems = (problems: ReadonlyArray<Problem>, most = 50): string =>
  [
    ...problems.slice(0, most).map((problem) =>
      wrapped(formatProblem(problem), `${paint(problem.severity === "error" ? "bad" : "warning", problem.severity)} `, 2)
    ),
    ...(problems.length > most ? [`… and ${problems.length - most} more`] : [])
  ].join("\n")

type Names = (subject: ExplainedCandidate["subject"]) => string | undefined

const noNames: Names = () => undefined

const namesOf = (world: World): Names => {
  const users = new Map(world.persons.flatMap(({ name, userId }) => userId === undefined ? [] : [[String(userId), name]]))
  const persons = new Map(world.persons.flatMap(({ name, nationalIdentityNumber }) =>
    nationalIdentityNumber === undefined ? [] : [[nationalIdentityNumber, name]]
  ))
  return ({ nationalIdentityNumber, userId }) => {
    if (userId !== undefined) return users.get(String(userId))
    return nationalIdentityNumber === undefined ? undefined : persons.get(nationalIdentityNumber)
  }
}

const label = (candidate: Pick<ExplainedCandidate, "subject" | "who">, names: Names): string => {
  const { externalIdentity, nationalIdentityNumber, userId } = candidate.subject
  const person = names(candidate.subject) ?? nationalIdentityNumber ?? externalIdentity
    ?? (userId === undefined ? undefined : String(userId).startsWith("[") ? String(userId) : `user ${userId}`)
  return person === undefined ? candidate.who : `${person}, ${candidate.who}`
}

const reportDeliveries = (
  { deliveries }: Decision,
  { candidates }: Explanation,
  names: Names,
  language: Language
): ReadonlyArray<string> => {
  const explained = new Map(candidates.map((candidate) => [candidateKey(candidate), candidate]))
  const told = new Set<string>()
  return deliveries.flatMap(({ address, channel, contributors }) => {
    const [first, ...merged] = contributors.map((contributor) => {
      const whole = explained.get(candidateKey(contributor))
      return { key: candidateKey(contributor), name: label({ subject: contributor.subject, who: whole?.who ?? contributor.basis }, names), notes: whole?.reasons ?? [] }
    })
    const same = [...new Set(merged.map(({ name }) => name))].map((name) => `+ ${name} (${headings[language].same})`)
    const notes = [first, ...merged].flatMap((one) => {
      if (one === undefined || told.has(one.key)) return []
      told.add(one.key)
      return one.notes
    })
    return [
      `  ${paint("good", channel === "Email" ? "✉" : "☎")} ${paint("strong", address)}`,
      wrapped(first?.name ?? "", "    "),
      ...same.map((line) => wrapped(line, "    ", 6)),
      ...[...new Set(notes)].map((note) => paint("quiet", wrapped(note, "    ! ", 6)))
    ]
  })
}

const candidateKey = ({ basis, recipient, subject }: Pick<ExplainedCandidate, "basis" | "recipient" | "subject">): string =>
  JSON.stringify([recipient, basis, subject])

const section = (heading: string, candidates: ReadonlyArray<ExplainedCandidate>, names: Names): ReadonlyArray<string> =>
  candidates.length === 0 ? [] : ["", heading, ...candidates.flatMap((candidate) => reportCandidate(candidate, names))]

const marks = {
  delivered: paint("good", "✓"),
  merged: paint("good", "✓"),
  withheld: paint("bad", "✗"),
  "no-address": paint("bad", "✗"),
  undetermined: paint("warning", "?")
} as const satisfies Readonly<Record<ExplainedCandidate["state"], string>>

const reportCandidate = (candidate: ExplainedCandidate, names: Names): ReadonlyArray<string> => [
  wrapped(paint("strong", label(candidate, names)), `  ${marks[candidate.state]} `, 4),
  ...candidate.addresses.map(({ address, channel }) => wrapped(`${channel === "Email" ? "✉" : "☎"} ${address}`, "    ")),
  ...(candidate.reasons.length === 0 ? [wrapped(candidate.headline, "    ")] : []),
  ...candidate.reasons.map((reason) => wrapped(reason, "    ")),
  ...candidate.repairs.slice(0, 3).map(({ steps }) => paint("quiet", wrapped(steps.join("; "), "    → ", 6)))
]
