/**
 * A shadow report tells what a candidate rule set would change: how many decisions, whom it would reach and whom not any
 * more, and each divergence with the smallest case that shows it.
 *
 * Invariants: the same runs and decisions give the same report, in whatever order they come; it names nobody.
 */
import type { Contributor, RuleProgram } from "@adressat/core"
import type { LoggedDecision } from "./LoggedDecision.ts"
import { divergenceName } from "./Shadow.ts"
import type { ShadowDivergence, ShadowRun, ShadowStanding } from "./Shadow.ts"
import { sizeOf, witnessOf } from "./ShadowWitness.ts"
import type { ShadowWitness, WitnessOptions } from "./ShadowWitness.ts"

/** Divergences that are alike: of one basis, from one standing to another. */
export interface ShadowCluster extends Omit<ShadowDivergence, "count"> {
  /** How many candidates stand so, in all decisions; whoever is in two decisions counts twice. */
  readonly candidates: number
  readonly decisions: number
  /** `null`: no decision that has it was found, or none can be made again as it was. */
  readonly witness: ShadowWitness | null
}

/** How many candidates: persons, organisations by their statutory contacts, and addresses that orders name. */
export interface ShadowCount {
  readonly persons: number
  readonly organizations: number
  readonly addresses: number
}

/** What a candidate rule set would change. */
export interface ShadowReport {
  /** The fingerprint of the candidate rule set. */
  readonly candidate: string
  /** How many decisions it was compared on. */
  readonly decisions: number
  /** On how many of them it decides otherwise. */
  readonly differing: number
  /** The part of decisions that differ, from 0 to 1; 0 of none. */
  readonly share: number
  /** Who would be reached besides, once for each decision. */
  readonly added: ShadowCount
  /** Who would not be reached any more, once for each decision. */
  readonly removed: ShadowCount
  /** Who is undetermined by the candidate alone: a fact that it needs is not in the snapshot. */
  readonly undetermined: ShadowCount
  /** The one of most decisions first. */
  readonly clusters: ReadonlyArray<ShadowCluster>
}

/** A report in the making. */
export interface ShadowTally {
  /** Counts a run; one of another candidate does not belong here. A decision is to be counted once. */
  readonly add: (run: ShadowRun) => void
  /** Decisions that witnesses may be made from: few of each cluster, however many runs there were. */
  readonly decisionIds: () => ReadonlyArray<string>
  /** The report, with witnesses from those decisions that are given. */
  readonly report: (decisions: ReadonlyArray<LoggedDecision>, options?: WitnessOptions) => ShadowReport
}

/** How many decisions of a cluster are looked at for the smallest one to begin with. */
const SAMPLES = 8

interface Counted {
  readonly divergence: Omit<ShadowDivergence, "count">
  candidates: number
  decisions: number
  samples: ReadonlyArray<string>
}

/** Begins a report on a candidate. */
export const makeShadowTally = (candidate: RuleProgram): ShadowTally => {
  const counted = new Map<string, Counted>()
  let [decisions, differing] = [0, 0]
  return {
    add: ({ decisionId, divergences }) => {
      decisions += 1
      if (divergences.length > 0) differing += 1
      for (const { count, ...divergence } of divergences) {
        const name = divergenceName(divergence)
        const one = counted.get(name) ?? { divergence, candidates: 0, decisions: 0, samples: [] }
        one.candidates += count
        one.decisions += 1
        // The first by their ids, so that it does not matter in which order runs come.
        if (one.samples.length < SAMPLES || decisionId < (one.samples.at(-1) ?? "")) {
          one.samples = [...one.samples, decisionId].sort().slice(0, SAMPLES)
        }
        counted.set(name, one)
      }
    },
    decisionIds: () => [...new Set([...counted.values()].flatMap(({ samples }) => samples))].sort(),
    report: (logged, options) => {
      const byId = new Map(logged.map((one) => [one.id, one]))
      const clusters = [...counted]
        .sort(([a, left], [b, right]) => mostFirst(left, right) || (a < b ? -1 : 1))
        .map(([, { divergence, samples, ...counts }]): ShadowCluster => ({
          ...divergence,
          candidates: counts.candidates,
          decisions: counts.decisions,
          witness: smallestOf(
            divergence,
            candidate,
            samples.flatMap((id) => byId.get(id) ?? []),
            options
          )
        }))
      const all = [...counted.values()]
      return {
        candidate: candidate.fingerprint,
        decisions,
        differing,
        share: decisions === 0 ? 0 : differing / decisions,
        added: countOf(all, ({ after, before }) => !isReached(before) && isReached(after)),
        removed: countOf(all, ({ after, before }) => isReached(before) && !isReached(after)),
        undetermined: countOf(
          all,
          ({ after, before }) => before.state !== "undetermined" && after.state === "undetermined"
        ),
        clusters
      }
    }
  }
}

const mostFirst = (a: Counted, b: Counted): number => b.decisions - a.decisions || b.candidates - a.candidates

/** The witness of the smallest decision that has one. */
const smallestOf = (
  divergence: Counted["divergence"],
  candidate: RuleProgram,
  decisions: ReadonlyArray<LoggedDecision>,
  options: WitnessOptions | undefined
): ShadowWitness | null => {
  const sized = decisions.map((one) => ({ one, size: sizeOf(one) }))
  for (const { one } of sized.sort((a, b) => a.size - b.size || (a.one.id < b.one.id ? -1 : 1))) {
    const witness = witnessOf(divergence, candidate, one, options)
    if (witness !== undefined) return witness
  }
  return null
}

const isReached = ({ state }: ShadowStanding): boolean => state === "delivered" || state === "merged"

const kinds: Readonly<Record<Contributor["basis"], keyof ShadowCount>> = {
  Explicit: "addresses",
  Person: "persons",
  ExternalIdentity: "persons",
  CustomContact: "persons",
  StatutoryContact: "organizations"
}

const countOf = (
  all: ReadonlyArray<Counted>,
  isCounted: (divergence: Counted["divergence"]) => boolean
): ShadowCount => {
  const count = { persons: 0, organizations: 0, addresses: 0 }
  for (const { candidates, divergence } of all) if (isCounted(divergence)) count[kinds[divergence.basis]] += candidates
  return count
}
