/**
 * A report is a decision on paper: who is notified where, who is not and why, in 80 columns. People who are left out for
 * the same reasons stand together.
 */
import { explain, formatProblem, redact } from "@adressat/core"
import type { Audience, Decision, ExplainedCandidate, Explanation, Language, Problem } from "@adressat/core"
import { paint, printable, wrapped } from "./Terminal.ts"
import type { World } from "./World.ts"

/** How a report is written. */
export interface ReportOptions {
  readonly language: Language
  readonly audience: Audience
  /** Hide names, addresses and identifiers of persons. */
  readonly redacted: boolean
}

const chrome = {
  en: {
    notified: "NOTIFIED",
    left: "NOT NOTIFIED",
    open: "NOT DECIDED YET",
    nobody: "nobody",
    same: "same address",
    rules: "rule set",
    none: "no resource",
    user: "user"
  },
  nb: {
    notified: "VARSLES",
    left: "VARSLES IKKE",
    open: "IKKE AVGJORT ENNÅ",
    nobody: "ingen",
    same: "samme adresse",
    rules: "regelsett",
    none: "ingen ressurs",
    user: "bruker"
  },
  nn: {
    notified: "BLIR VARSLA",
    left: "BLIR IKKJE VARSLA",
    open: "IKKJE AVGJORT ENNO",
    nobody: "ingen",
    same: "same adresse",
    rules: "regelsett",
    none: "ingen ressurs",
    user: "brukar"
  }
} as const satisfies Readonly<Record<Language, Readonly<Record<string, string>>>>

/** The whole decision: deliveries, everyone left out with reasons and repairs, and a summary. */
export const reportDecision = (decision: Decision, world: World, options: ReportOptions): string => {
  const shown = printable(options.redacted ? redact(decision) : decision)
  const explanation = explainInWorld(shown, world, options)
  const page: Page = {
    decision: shown,
    names: options.redacted ? noNames : namesOf(world),
    words: chrome[options.language]
  }
  const left = explanation.candidates.filter(
    ({ addresses, state }) => addresses.length === 0 && state !== "undetermined"
  )
  const open = explanation.candidates.filter(({ state }) => state === "undetermined")
  return [
    reportHead(shown, options.language),
    "",
    paint("good", page.words.notified),
    ...(shown.deliveries.length === 0 ? [`  ${page.words.nobody}`] : reportDeliveries(page, explanation)),
    ...section(paint("bad", page.words.left), left, page),
    ...section(paint("warning", page.words.open), open, page),
    "",
    paint("strong", wrapped(explanation.summary)),
    ...explanation.remarks.map((remark) => paint("warning", wrapped(remark)))
  ].join("\n")
}

/** Explains a decision with the names that the world has for organisations. */
export const explainInWorld = (
  decision: Decision,
  world: World,
  { audience, language }: Pick<ReportOptions, "audience" | "language">
): Explanation => {
  const names = new Map(world.organizations.map(({ name, organizationNumber }) => [organizationNumber, name]))
  return explain(decision, { language, audience, organizationName: (number) => printable(names.get(number)) })
}

/** What the order asks for and which rule set decides. */
export const reportHead = ({ order, ruleSet, snapshotAt }: Decision, language: Language): string => {
  const words = chrome[language]
  const resource = order.resource === "" ? words.none : `${order.resource} (${order.action})`
  const decided = `${words.rules} ${ruleSet.id} ${ruleSet.version} · ${ruleSet.fingerprint.slice(0, 12)} · ${snapshotAt.slice(0, 16)}Z`
  return `${paint("strong", wrapped(`${order.channel} · ${order.stage} · ${resource}`))}\n${paint("quiet", wrapped(decided))}`
}

/** Every candidate with all its reasons: what `explain` prints. */
export const reportCandidates = (
  explanation: Explanation,
  decision: Decision,
  world: World,
  redacted: boolean
): string => {
  const page: Page = { decision, names: redacted ? noNames : namesOf(world), words: chrome[explanation.language] }
  return explanation.candidates.flatMap((candidate) => reportGroup([candidate], page)).join("\n")
}

/** Problems, one under the other; a long list is cut, and says so. */
export const reportProblems = (problems: ReadonlyArray<Problem>, most = 50): string =>
  [
    ...problems
      .slice(0, most)
      .map((problem) =>
        wrapped(
          formatProblem(problem),
          `${paint(problem.severity === "error" ? "bad" : "warning", problem.severity)} `,
          2
        )
      ),
    ...(problems.length > most ? [`… and ${problems.length - most} more`] : [])
  ].join("\n")

interface Page {
  readonly decision: Decision
  readonly names: Names
  readonly words: (typeof chrome)[Language]
}

type Names = (subject: ExplainedCandidate["subject"]) => string | undefined

const noNames: Names = () => undefined

const namesOf = (world: World): Names => {
  const users = new Map(
    world.persons.flatMap(({ name, userId }) => (userId === undefined ? [] : [[String(userId), printable(name)]]))
  )
  const persons = new Map(
    world.persons.flatMap(({ name, nationalIdentityNumber }) =>
      nationalIdentityNumber === undefined ? [] : [[nationalIdentityNumber, printable(name)]]
    )
  )
  return ({ nationalIdentityNumber, userId }) => {
    if (userId !== undefined) return users.get(String(userId))
    return nationalIdentityNumber === undefined ? undefined : persons.get(nationalIdentityNumber)
  }
}

/** A person's name or identifier; for a statutory contact the address itself. */
const nameOf = (
  { names, words }: Page,
  { subject }: Pick<ExplainedCandidate, "subject">,
  address?: string
): string | undefined => {
  const { externalIdentity, nationalIdentityNumber, userId } = subject
  const user =
    userId === undefined ? undefined : String(userId).startsWith("[") ? String(userId) : `${words.user} ${userId}`
  return names(subject) ?? nationalIdentityNumber ?? externalIdentity ?? user ?? address
}

const joined = (name: string | undefined, who: string): string => (name === undefined ? who : `${name}, ${who}`)

const reportDeliveries = (page: Page, { candidates }: Explanation): ReadonlyArray<string> => {
  const explained = new Map(
    candidates
      .filter(({ addresses }) => addresses.length > 0)
      .flatMap((candidate) => candidate.addresses.map((address) => [placeOf(candidate, address), candidate] as const))
  )
  const told = new Set<string>()
  return page.decision.deliveries.flatMap((delivery) => {
    const whole = delivery.contributors.flatMap((contributor) => explained.get(placeOf(contributor, delivery)) ?? [])
    const [first, ...merged] = [...new Set(whole)]
    const notes = whole.flatMap(({ reasons }) => reasons).filter((note) => !told.has(`${delivery.recipient} ${note}`))
    for (const note of notes) told.add(`${delivery.recipient} ${note}`)
    return [
      wrapped(paint("strong", delivery.address), `  ${paint("good", delivery.channel === "Email" ? "✉" : "☎")} `, 4),
      ...(first === undefined ? [] : [wrapped(joined(nameOf(page, first), first.who), "    ")]),
      ...merged.map((one) => wrapped(`${joined(nameOf(page, one), one.who)} (${page.words.same})`, "    + ", 6)),
      ...[...new Set(notes)].map((note) => paint("quiet", wrapped(note, "    ! ", 6)))
    ]
  })
}

const placeOf = (
  { basis, recipient, subject }: Pick<ExplainedCandidate, "basis" | "recipient" | "subject">,
  { address, channel }: { readonly channel: string; readonly address: string }
): string => JSON.stringify([recipient, basis, subject, channel, address])

const section = (heading: string, candidates: ReadonlyArray<ExplainedCandidate>, page: Page): ReadonlyArray<string> => {
  const groups = Map.groupBy(candidates, ({ basis, headline, reasons, recipient, repairs, state, who }) =>
    JSON.stringify([recipient, basis, state, who, headline, reasons, repairs])
  )
  return candidates.length === 0
    ? []
    : ["", heading, ...[...groups.values()].flatMap((group) => reportGroup(group, page))]
}

const marks = {
  delivered: ["good", "✓"],
  merged: ["good", "✓"],
  withheld: ["bad", "✗"],
  "no-address": ["bad", "✗"],
  undetermined: ["warning", "?"]
} as const satisfies Readonly<Record<ExplainedCandidate["state"], readonly [Parameters<typeof paint>[0], string]>>

const MOST_NAMES = 12

/** Candidates of whom the same is to be said. */
const reportGroup = (group: ReadonlyArray<ExplainedCandidate>, page: Page): ReadonlyArray<string> => {
  const [first] = group
  if (first === undefined) return []
  const names = group.flatMap((candidate) => nameOf(page, candidate, candidate.wouldUse[0]?.address) ?? [])
  const shown = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), `… (${names.length})`] : names
  const [style, mark] = marks[first.state]
  return [
    wrapped(
      paint("strong", joined(shown.length === 0 ? undefined : shown.join(", "), first.who)),
      `  ${paint(style, mark)} `,
      4
    ),
    ...first.addresses.map(({ address, channel }) => wrapped(`${channel === "Email" ? "✉" : "☎"} ${address}`, "    ")),
    ...(first.reasons.length === 0
      ? [wrapped(first.headline, "    ")]
      : first.reasons.map((reason) => wrapped(reason, "    "))),
    ...first.repairs.slice(0, 3).map(({ steps }) => paint("quiet", wrapped(steps.join("; "), "    → ", 6)))
  ]
}
