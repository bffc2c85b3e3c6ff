/**
 * A shadow run decides once more, by a candidate rule set and from the same snapshot, what was decided by the rules in
 * force: nobody is asked anything more, and nobody is notified differently.
 *
 * Invariants: a rule set has no divergence from itself; a run names no person, so that it may be kept and shown.
 */
import { decide } from "@adressat/core"
import type { Contributor, Decision, RuleProgram } from "@adressat/core"
import type { LoggedDecision } from "./LoggedDecision.ts"

/** How a candidate stands in a decision, without who it is. */
export interface ShadowStanding {
  readonly state: "delivered" | "merged" | "withheld" | "undetermined" | "no-address" | "absent"
  /** On which channels it is reached, sorted. */
  readonly channels: ReadonlyArray<"Email" | "Sms">
  /** Reason codes, sorted, each once. */
  readonly reasons: ReadonlyArray<string>
}

/** Candidates of one basis that stand differently under the candidate rule set, and how many. */
export interface ShadowDivergence {
  readonly basis: Contributor["basis"]
  readonly before: ShadowStanding
  readonly after: ShadowStanding
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
  const [was, is] = [standingsOf(before), standingsOf(after)]
  const found = new Map<string, ShadowDivergence>()
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const [left, right] = [was.get(key), is.get(key)]
    const basis = (left ?? right)?.basis
    if (basis === undefined) continue
    const divergence = { basis, before: left?.standing ?? absent, after: right?.standing ?? absent }
    const name = JSON.stringify(divergence)
    if (JSON.stringify(divergence.before) === JSON.stringify(divergence.after)) continue
    found.set(name, { ...divergence, count: (found.get(name)?.count ?? 0) + 1 })
  }
  return [...found.values()].sort((a, b) => b.count - a.count)
}

const absent: ShadowStanding = { state: "absent", channels: [], reasons: [] }

interface Standing {
  readonly basis: Contributor["basis"]
  readonly standing: ShadowStanding
}

/** How each candidate stands; one that is reached on two channels stands once. */
const standingsOf = ({ deliveries, withheld }: Decision): ReadonlyMap<string, Standing> => {
  const standings = new Map<string, Standing>()
  for (const { basis, reasons, recipient, state, subject, undetermined } of withheld) {
    const codes = [...new Set([...reasons, ...undetermined].map(({ code }) => code))].sort()
    standings.set(JSON.stringify([recipient, basis, subject]), {
      basis,
      standing: { state, channels: [], reasons: codes }
    })
  }
  for (const { channel, contributors } of deliveries) {
    for (const { basis, recipient, state, subject } of contributors) {
      const key = JSON.stringify([recipient, basis, subject])
      const channels = [...new Set([...(standings.get(key)?.standing.channels ?? []), channel])].sort()
      standings.set(key, { basis, standing: { state, channels, reasons: [] } })
    }
  }
  return standings
}
