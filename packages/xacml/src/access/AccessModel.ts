/**
 * What a mode of evaluation makes of a policy for an access program: terms about the subject, and rules over them. What a
 * policy asks about resource, action and everything else is settled once for each question.
 */
import type { Finding } from "../Finding.ts"
import { finding } from "../Finding.ts"
import type { Effect, Rule } from "../Policy.ts"
import type { Attribute, Attributes } from "../Request.ts"
import type { Decision, ExtendedDecision } from "../Response.ts"
import type { Demand, HeldTerms } from "./Demand.ts"

/**
 * A demand that may be in doubt, as an attribute that must be present is missing: what must hold for it to be met for
 * certain, and for it to be met or in doubt.
 */
export interface Doubtful {
  readonly certain: Demand
  /** The same object as `certain` where there is no doubt. */
  readonly possible: Demand
}

/** A rule, as far as a question has left it open. */
export interface OpenRule extends Doubtful {
  readonly effect: Effect
}

/** A policy, as far as a question has left it open. */
export interface OpenPolicy {
  /** What the policy demands before its rules count. */
  readonly target: Doubtful
  /** In the order of the policy. */
  readonly rules: ReadonlyArray<OpenRule>
}

/** A policy as a mode evaluates it. */
export interface AccessModel {
  /** Reads a subject. */
  readonly read: (attributes: ReadonlyArray<Attribute>) => HeldTerms
  /** A question without its subject: settled whoever asks, or what is left of the policy. */
  readonly ask: (groups: ReadonlyArray<Attributes>, now: number) => Decision | OpenPolicy
  /** Combines the decisions of the open rules. */
  readonly combine: (decisions: ReadonlyArray<ExtendedDecision>) => Decision
}

const nothing: Demand = []

/** Nothing is demanded. */
export const undemanding: Doubtful = { certain: nothing, possible: nothing }

/** What a part of a policy is that no access program can have. */
export const beyond = (what: string, place: Finding["place"]): Finding =>
  finding(
    "note",
    "beyond-access-program",
    place,
    `${what}, which an access program cannot decide`,
    "decide requests by this policy with compilePolicy or compileAltinn"
  )

/** The same of a rule. */
export const ruleBeyond = ({ id, place }: Rule, what: string, at: Finding["place"] = place): Finding =>
  beyond(`rule ${id} ${what}`, at)
