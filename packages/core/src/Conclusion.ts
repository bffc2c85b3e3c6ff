/**
 * The conclusion puts candidates and verdicts together into a decision: selects addresses, merges them into deliveries,
 * gives everyone left out the reasons and repairs, and counts that nobody was lost.
 */
import { select } from "./AddressSelection.ts"
import type { Selection } from "./AddressSelection.ts"
import { enumerate } from "./Enumeration.ts"
import { recipientKind } from "./RecipientKind.ts"
import type { Candidate } from "./Candidate.ts"
import { factsOf } from "./Condition.ts"
import type { Contributor, Decision, DecisionReason, Delivery, RecipientOutcome, Tally, Withheld } from "./Decision.ts"
import { UNAVAILABLE } from "./Fact.ts"
import type { FactCatalogue } from "./Fact.ts"
import { lookupStatus } from "./Lookup.ts"
import { merge } from "./Merge.ts"
import { actionOf, resourceOf, stageOf } from "./Order.ts"
import type { Order, Recipient } from "./Order.ts"
import { repairAddress, repairGates } from "./Repair.ts"
import type { Repair } from "./Repair.ts"
import type { RuleEngine } from "./RuleEngine.ts"
import type { RuleProgram } from "./RuleProgram.ts"
import type { Rule } from "./RuleSet.ts"
import type { Snapshot } from "./Snapshot.ts"
import { gatesThat } from "./Verdict.ts"
import type { Verdict } from "./Verdict.ts"

/** Decides an order from a snapshot: pure, synchronous, the same for ever. */
export const decide = (program: RuleProgram, order: Order, snapshot: Snapshot): Decision => {
  const candidates = enumerate(order, snapshot, program.ruleSet)
  const judge = (judged: ReadonlyArray<Candidate>) => judged.map(({ basis, facts }) => program.evaluate(basis, facts))
  const verdicts = judge(candidates)
  const stopped = stopOrder(program, candidates, verdicts)
  return stopped === undefined
    ? conclude(program, order, snapshot, candidates, verdicts)
    : conclude(program, order, snapshot, stopped, judge(stopped))
}

/** Decides an order with json-rules-engine as the judge of every candidate; the rest is the same as in {@link decide}. */
export const decideByReference = async (
  program: RuleProgram,
  engine: RuleEngine,
  order: Order,
  snapshot: Snapshot
): Promise<Decision> => {
  const judge = async (judged: ReadonlyArray<Candidate>) => {
    const verdicts: Array<Verdict> = []
    for (const { basis, facts } of judged) verdicts.push(await engine.evaluate(basis, facts))
    return verdicts
  }
  const candidates = enumerate(order, snapshot, program.ruleSet)
  const verdicts = await judge(candidates)
  const stopped = stopOrder(program, candidates, verdicts)
  return stopped === undefined
    ? conclude(program, order, snapshot, candidates, verdicts)
    : conclude(program, order, snapshot, stopped, await judge(stopped))
}

/** Where the options say that one failed source stops the whole order: the candidates with that made a fact. */
const stopOrder = (
  { ruleSet: { options } }: RuleProgram,
  candidates: ReadonlyArray<Candidate>,
  verdicts: ReadonlyArray<Verdict>
): ReadonlyArray<Candidate> | undefined =>
  options.unavailableFacts === "stop-order" && verdicts.some(({ outcome }) => outcome === "undetermined")
    ? candidates.map((candidate) => ({ ...candidate, facts: { ...candidate.facts, lookups: UNAVAILABLE } }))
    : undefined

/** Makes the decision from candidates and their verdicts, given in the same order. */
export const conclude = (
  program: RuleProgram,
  order: Order,
  snapshot: Snapshot,
  candidates: ReadonlyArray<Candidate>,
  verdicts: ReadonlyArray<Verdict>
): Decision => {
  const { fingerprint, ruleSet } = program
  const notified = selectByRecipient(order, program, candidates, verdicts)
  const merged = merge(
    [...notified].map(([index, selection]) => ({ index, selection })),
    order,
    ruleSet.options
  )
  const states = new Map<number, "delivered" | "merged">()
  for (const { contributors } of merged) {
    for (const part of contributors) {
      if (!part.merged) states.set(part.candidate, "delivered")
      else if (!states.has(part.candidate)) states.set(part.candidate, "merged")
    }
  }
  const deliveries = merged.map(({ address, channel, contributors, recipient }): Delivery => ({
    recipient,
    channel,
    address,
    contributors: contributors.flatMap(({ candidate: index, merged: isMerged, notes }): ReadonlyArray<Contributor> => {
      const candidate = candidates[index]
      return candidate === undefined
        ? []
        : [
            {
              recipient: candidate.recipient,
              basis: candidate.basis,
              subject: candidate.subject,
              state: isMerged ? "merged" : "delivered",
              notes
            }
          ]
    })
  }))
  const repairs = memoisedRepairs(program)
  const reachedByStatute = new Set(
    deliveries.flatMap(({ contributors }) =>
      contributors.filter(({ basis }) => basis === "StatutoryContact").map(({ recipient }) => recipient)
    )
  )
  const withheld = candidates.flatMap((candidate, index): ReadonlyArray<Withheld> => {
    const verdict = verdicts[index]
    if (verdict === undefined || states.has(index)) return []
    const withheldCandidate = leftOut(program, order, candidate, verdict, notified.get(index), repairs)
    // An organisation that is reached needs no further address.
    const needsNothing = candidate.basis === "StatutoryContact" && reachedByStatute.has(candidate.recipient)
    return [needsNothing ? { ...withheldCandidate, repairs: [] } : withheldCandidate]
  })
  const recipients = recipientOutcomes(order, candidates, deliveries, withheld)
  const tally = tallyOf(candidates.length, states, withheld)
  return {
    ruleSet: { id: ruleSet.id, version: ruleSet.version, fingerprint },
    snapshotAt: snapshot.at,
    order: {
      ...(order.id === undefined ? {} : { id: order.id }),
      stage: stageOf(order),
      channel: order.channel,
      resource: resourceOf(order),
      action: actionOf(order)
    },
    recipients,
    deliveries,
    withheld,
    lookup: lookupStatus(order, recipients, ruleSet.options),
    tally,
    retryable: tally.undetermined > 0
  }
}

const selectByRecipient = (
  order: Order,
  { ruleSet: { options } }: RuleProgram,
  candidates: ReadonlyArray<Candidate>,
  verdicts: ReadonlyArray<Verdict>
): ReadonlyMap<number, Selection> => {
  const groups = new Map<number, Array<number>>()
  for (const [index, candidate] of candidates.entries()) {
    if (verdicts[index]?.outcome !== "notify") continue
    const group = groups.get(candidate.recipient)
    if (group === undefined) groups.set(candidate.recipient, [index])
    else group.push(index)
  }
  const selections = new Map<number, Selection>()
  for (const indexes of groups.values()) {
    const chosen = select(
      indexes.flatMap((index) => candidates[index] ?? []),
      order.channel,
      options
    )
    for (const [position, index] of indexes.entries()) {
      const selection = chosen[position]
      if (selection !== undefined) selections.set(index, selection)
    }
  }
  return selections
}

type Repairs = (candidate: Candidate) => ReadonlyArray<Repair>

/** Repairs depend on the facts alone, and in a large order most candidates share theirs. */
const memoisedRepairs = (program: RuleProgram): Repairs => {
  const known = new Map<string, ReadonlyArray<Repair>>()
  return ({ basis, facts }) => {
    const key = JSON.stringify([basis, Object.values(facts)])
    const repairs = known.get(key) ?? repairGates(program, basis, facts)
    known.set(key, repairs)
    return repairs
  }
}

const leftOut = (
  program: RuleProgram,
  order: Order,
  candidate: Candidate,
  verdict: Verdict,
  selection: Selection | undefined,
  repairs: Repairs
): Withheld => {
  const { basis, recipient, subject, unavailable } = candidate
  // What would have been chosen, had the candidate been notified alone.
  const alone = selection ?? select([candidate], order.channel, program.ruleSet.options)[0]
  const known = candidate.facts["emailState"] !== UNAVAILABLE
  const gateReasons = gatesThat(verdict, "fails").map((rule) => gateReason(rule, candidate, program.catalogue))
  const state =
    selection === undefined ? (verdict.outcome === "undetermined" ? "undetermined" : "withheld") : "no-address"
  const reasons =
    selection === undefined
      ? gateReasons.length === 0 && state === "withheld"
        ? [{ code: "NO_RULE_FOR_BASIS" }]
        : gateReasons
      : selection.reasons.map((code) => addressReason(code, candidate))
  const undetermined = gatesThat(verdict, "undetermined").map((rule) => gateReason(rule, candidate, program.catalogue))
  const fixes = repairs(candidate)
  return {
    recipient,
    basis,
    subject,
    state,
    reasons,
    undetermined,
    ...(unavailable === undefined || undetermined.length === 0 ? {} : { unavailable }),
    addresses: (alone?.addresses ?? []).map(({ address, channel }) => ({ channel, address })),
    repairs: alone === undefined || !known ? fixes : repairAddress(fixes, candidate, alone, order.channel)
  }
}

const gateReason = (
  { conditions, event: { params }, name }: Rule,
  { accessGrounds, facts }: Candidate,
  catalogue: FactCatalogue
): DecisionReason => {
  const asked = factsOf(conditions)
  return {
    code: params.reason,
    gate: name,
    source: params.source,
    facts: asked.map((fact) => ({
      fact,
      value: facts[fact] ?? UNAVAILABLE,
      label: catalogue[fact]?.label ?? "secret"
    })),
    ...(accessGrounds !== undefined && asked.includes("readAccess") ? { grounds: accessGrounds } : {}),
    ...(params.explanation === undefined ? {} : { explanation: params.explanation })
  }
}

const addressReason = (code: string, { email, phone }: Candidate): DecisionReason => {
  const since = code === "EMAIL_STALE" ? email.staleSince : code === "PHONE_STALE" ? phone.staleSince : undefined
  return since === undefined ? { code } : { code, since }
}

const recipientOutcomes = (
  order: Order,
  candidates: ReadonlyArray<Candidate>,
  deliveries: ReadonlyArray<Delivery>,
  withheld: ReadonlyArray<Withheld>
): ReadonlyArray<RecipientOutcome> => {
  const reached = new Map<number, number>()
  for (const { contributors } of deliveries) {
    for (const recipient of new Set(contributors.map((contributor) => contributor.recipient))) {
      reached.set(recipient, (reached.get(recipient) ?? 0) + 1)
    }
  }
  const open = new Set(withheld.filter(({ state }) => state === "undetermined").map(({ recipient }) => recipient))
  const reservations = new Map<number, boolean>()
  for (const { basis, facts, recipient } of candidates) {
    if (basis === "Person" && facts["registerEntry"] === "present") {
      reservations.set(recipient, facts["reservation"] === "reserved" || facts["reservation"] === "overridden")
    }
  }
  return order.recipients.map((recipient, index): RecipientOutcome => {
    const kind = recipientKind(recipient, order.channel)
    const count = reached.get(index) ?? 0
    return {
      kind,
      identifier: identifierOf(recipient, kind),
      outcome: count > 0 ? "reached" : open.has(index) ? "undetermined" : "not-reached",
      isReserved: reservations.get(index) ?? null,
      deliveries: count
    }
  })
}

const identifierOf = (recipient: Recipient, kind: RecipientOutcome["kind"]): string | null => {
  switch (kind) {
    case "person":
      return recipient.nationalIdentityNumber ?? null
    case "organization":
      return recipient.organizationNumber ?? null
    case "external-identity":
      return recipient.externalIdentity ?? null
    case "address":
      return null
  }
}

const tallyOf = (
  candidates: number,
  states: ReadonlyMap<number, "delivered" | "merged">,
  withheld: ReadonlyArray<Withheld>
): Tally => {
  const ended = [...states.values()]
  const leftIn = (state: Withheld["state"]) => withheld.filter((one) => one.state === state).length
  return {
    candidates,
    delivered: ended.filter((state) => state === "delivered").length,
    merged: ended.filter((state) => state === "merged").length,
    noAddress: leftIn("no-address"),
    withheld: leftIn("withheld"),
    undetermined: leftIn("undetermined")
  }
}
