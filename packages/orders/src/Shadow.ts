/**
 * A shadow run decides once more, by a candidate rule set and from the same snapshot, what was decided by the rules in
 * force: nobody is asked anything more, and nobody is notified differently.
 *
 * Invariants: a rule set has no divergence from itself; from one to another there are the same as back; there is none
 * exactly when the same go to the same addresses and everyone else is left out for the same reasons. A run names no person
 * and no address, so that it may be kept and shown.
 */
import { decide, emailKey, phoneKey } from "@adressat/core"
import type { Contributor, Decision, RuleProgram } from "@adressat/core"
import { candidateKey } from "./Drift.ts"
import type { LoggedDecision } from "./LoggedDecision.ts"

/** How a candidate stands in a decision, without who it is; an organisation stands once, with all of its addresses. */
export interface ShadowStanding {
  /** Of several addresses the best: whoever is reached at one of them is not withheld. */
  readonly state: "delivered" | "merged" | "withheld" | "undetermined" | "no-address" | "absent"
  /** On which channels it is reached, sorted. */
  readonly channels: ReadonlyArray<"Email" | "Sms">
  /** Reason codes of all that was left out, sorted, each once. */
  readonly reasons: ReadonlyArray<string>
}

/** Candidates of one basis that stand differently under the candidate rule set, and how many. */
export interface ShadowDivergence {
  readonly basis: Contributor["basis"]
  readonly before: ShadowStanding
  readonly after: ShadowStanding
  /** They stand alike, and are reached at other addresses. */
  readonly isReaddressed?: true
  readonly count: number
}

/** What a candidate rule set would have decided beside one decision. */
export interface ShadowRun {
  /** Of the decision in the log. */
  readonly decisionId: string
  readonly creator: string
  /** An instant. */
  readonly at: number
  /** The fingerprint of the candidate rule set. */
  readonly candidate: string
  /** None: it would have decided the same. */
  readonly divergences: ReadonlyArray<ShadowDivergence>
}

/** Runs a candidate in the shadow of a decision. */
export const shadowOf = (candidate: RuleProgram, logged: LoggedDecision): ShadowRun => ({
  decisionId: logged.id,
  creator: logged.creator,
  at: logged.at,
  candidate: candidate.fingerprint,
  divergences: divergencesOf(logged.decision, decide(candidate, logged.order, logged.snapshot))
})

/** How two decisions about the same order and snapshot differ, the most frequent first. */
export const divergencesOf = (before: Decision, after: Decision): ReadonlyArray<ShadowDivergence> => {
  const found = new Map<string, ShadowDivergence>()
  for (const { divergence } of divergentOf(before, after)) {
    const name = divergenceName(divergence)
    found.set(name, { ...divergence, count: (found.get(name)?.count ?? 0) + 1 })
  }
  return [...found].sort(([a, left], [b, right]) => right.count - left.count || (a < b ? -1 : 1)).map(([, one]) => one)
}

/** A name of a divergence: the same for those that differ in their count alone. */
export const divergenceName = ({ after, basis, before, isReaddressed }: Omit<ShadowDivergence, "count">): string =>
  JSON.stringify([
    basis,
    ...[before, after].map((one) => [one.state, one.channels, one.reasons]),
    isReaddressed === true
  ])

/** A candidate that stands differently, with who it is. */
export interface Divergent {
  readonly divergence: Omit<ShadowDivergence, "count">
  /** Index of the recipient in the order. */
  readonly recipient: number
  readonly subject: Contributor["subject"]
}

/** Everyone who stands differently in two decisions about the same order and snapshot. */
export const divergentOf = (before: Decision, after: Decision): ReadonlyArray<Divergent> => {
  const [was, is] = [standingsOf(before), standingsOf(after)]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [left, right] = [was.get(key), is.get(key)]
    const one = left ?? right
    if (one === undefined || (left !== undefined && right !== undefined && areEqual(left.ends, right.ends))) return []
    const { basis, recipient, subject } = one
    const standings = {
      before: left === undefined ? absent : standingOf(left),
      after: right === undefined ? absent : standingOf(right)
    }
    const isReaddressed = JSON.stringify(standings.before) === JSON.stringify(standings.after)
    return [{ divergence: { basis, ...standings, ...(isReaddressed ? { isReaddressed } : {}) }, recipient, subject }]
  })
}

const absent: ShadowStanding = { state: "absent", channels: [], reasons: [] }

/** One subject with everything that came of it. */
interface Standing {
  readonly recipient: number
  readonly basis: Contributor["basis"]
  readonly subject: Contributor["subject"]
  readonly states: Set<ShadowStanding["state"]>
  readonly channels: Set<"Email" | "Sms">
  readonly reasons: Set<string>
  /** Where it is reached, and what was left out why. */
  readonly ends: Array<string>
}

const standingsOf = ({ deliveries, withheld }: Decision): ReadonlyMap<string, Standing> => {
  const standings = new Map<string, Standing>()
  const standingAt = ({ basis, recipient, subject }: Pick<Standing, "recipient" | "basis" | "subject">): Standing => {
    const key = candidateKey(recipient, basis, subject)
    const known = standings.get(key)
    if (known !== undefined) return known
    const sets = { states: new Set<never>(), channels: new Set<never>(), reasons: new Set<never>() }
    const made: Standing = { recipient, basis, subject, ...sets, ends: [] }
    standings.set(key, made)
    return made
  }
  for (const one of withheld) {
    const { ends, reasons, states } = standingAt(one)
    const codes = [...new Set([...one.reasons, ...one.undetermined].map(({ code }) => code))].sort()
    states.add(one.state)
    for (const code of codes) reasons.add(code)
    ends.push([one.state, ...codes].join(" "))
  }
  for (const { address, channel, contributors } of deliveries) {
    const place = `${channel} ${channel === "Email" ? emailKey(address) : phoneKey(address)}`
    for (const contributor of contributors) {
      const { channels, ends, states } = standingAt(contributor)
      states.add(contributor.state)
      channels.add(channel)
      ends.push(`${contributor.state} ${place}`)
    }
  }
  for (const { ends } of standings.values()) ends.sort()
  return standings
}

/** From the best to the worst. */
const states = ["delivered", "merged", "undetermined", "withheld", "no-address"] as const

const standingOf = (standing: Standing): ShadowStanding => ({
  state: states.find((state) => standing.states.has(state)) ?? "absent",
  channels: [...standing.channels].sort(),
  reasons: [...standing.reasons].sort()
})

const areEqual = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index])
