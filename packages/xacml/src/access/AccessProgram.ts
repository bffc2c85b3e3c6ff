/**
 * An access program: a policy that is asked about many subjects. What it asks about subjects is numbered when it is
 * compiled; a subject is read once into bits, a question (resource, action and whatever else is not the subject) once into
 * a path of masks over them, and a decision is a walk along the path.
 *
 * Invariant: the decision is the one that `compilePolicy` or `compileAltinn` gives for the request made up of the question
 * and the subject. A policy for which that cannot be promised has no program, and the findings say which part is in the
 * way: a condition, a computed obligation, a policy set, a match on which the engine throws.
 *
 * A policy information point is not asked, and a request for several decisions is several questions. What else a result
 * holds (status, obligations) is for the other evaluators to say.
 */
import { newestEngineDate } from "../altinn/EngineVersion.ts"
import type { Mode } from "../evaluation/DecisionPoint.ts"
import type { Reading } from "../Finding.ts"
import type { AnyPolicy, Effect } from "../Policy.ts"
import type { Attribute, Attributes } from "../Request.ts"
import type { Decision, ExtendedDecision } from "../Response.ts"
import { Category } from "../Vocabulary.ts"
import { beyond } from "./AccessModel.ts"
import type { AccessModel, OpenPolicy, OpenRule } from "./AccessModel.ts"
import { altinnAccess } from "./AltinnAccess.ts"
import { guarded, pathOf, walk } from "./DecisionPath.ts"
import type { DecisionPath, PathBranch } from "./DecisionPath.ts"
import { isMet } from "./Demand.ts"
import type { HeldTerms } from "./Demand.ts"
import { standardAccess } from "./StandardAccess.ts"

/** Which evaluator a program agrees with. */
export interface AccessOptions {
  /** Default `strict`. */
  readonly mode?: Mode
  /** For `altinn`: the date of the engine to reproduce, such as `2026-08-21`; default: the newest that is known. */
  readonly engineDate?: string
}

/** Decisions as small numbers, so that many of them are one array of bytes. */
export const AccessCode = { NotApplicable: 0, Permit: 1, Deny: 2, Indeterminate: 3 } as const satisfies Readonly<
  Record<Decision, number>
>

/** A decision as a number. */
export type AccessCode = (typeof AccessCode)[Decision]

const decisions: ReadonlyArray<Decision> = ["NotApplicable", "Permit", "Deny", "Indeterminate"]

/** The decision that a number stands for. */
export const accessDecision = (code: AccessCode): Decision => decisions[code] ?? "Indeterminate"

/** A policy, compiled for many subjects. Immutable. */
export interface AccessProgram {
  readonly policy: AnyPolicy
  /** Reads the attributes of a subject; done once for each subject, in about a microsecond. */
  readonly subject: (attributes: ReadonlyArray<Attribute>) => AccessSubject
  /**
   * Prepares everything that is not the subject, of which the groups may have some: it is not looked at. `now` is the time
   * in milliseconds since 1970, for a policy that asks for it in a target; default: no clock.
   */
  readonly question: (groups: ReadonlyArray<Attributes>, now?: number) => AccessQuestion
}

/** A subject, read by one program. */
export interface AccessSubject extends HeldTerms {
  readonly model: AccessModel
}

/** A question, prepared by one program: the path to the decision where neither side is in doubt. */
export interface AccessQuestion extends DecisionPath {
  readonly model: AccessModel
  /** What is evaluated rule by rule where one is; none where the decision is the same whoever asks. */
  readonly open: OpenPolicy | undefined
  readonly isInDoubt: boolean
}

/** Compiles a policy, or finds what an access program cannot decide in it. Never throws. */
export const compileAccess = (policy: AnyPolicy, options: AccessOptions = {}): Reading<AccessProgram> => {
  const { engineDate = newestEngineDate, mode = "strict" } = options
  if (policy.kind === "PolicySet") {
    return { ok: false, findings: [beyond(`policy set ${policy.id} combines policies`, policy.place)] }
  }
  const reading = mode === "altinn" ? altinnAccess(policy, engineDate) : standardAccess(policy)
  if (!reading.ok) return reading
  const model = reading.value
  const value: AccessProgram = {
    policy,
    subject: (attributes) => ({ model, ...model.read(attributes) }),
    question: (groups, now = Number.NaN) =>
      prepared(
        model,
        model.ask(
          groups.filter(({ category }) => category !== Category.subject),
          now
        )
      )
  }
  return { ok: true, value, findings: [] }
}

/** Decides one question about one subject, without making an object; Indeterminate when another program made one of the two. */
export const decideAccess = (question: AccessQuestion, subject: AccessSubject): AccessCode => {
  const { certain, model, possible } = subject
  if (model !== question.model) return AccessCode.Indeterminate
  return certain !== possible || question.isInDoubt
    ? decideInDoubt(question, subject)
    : (walk(question, certain) as AccessCode)
}

/** Decides one question about many subjects: the code of each decision, in the order of the subjects. */
export const decideAccessOfAll = (question: AccessQuestion, subjects: ReadonlyArray<AccessSubject>): Uint8Array => {
  const codes = new Uint8Array(subjects.length)
  let index = 0
  for (const subject of subjects) codes[index++] = decideAccess(question, subject)
  return codes
}

const prepared = (model: AccessModel, asked: Decision | OpenPolicy): AccessQuestion => {
  const open = typeof asked === "string" ? undefined : asked
  const path = typeof asked === "string" ? pathOf([], AccessCode[asked]) : pathThrough(asked, model)
  const isInDoubt =
    open !== undefined && [open.target, ...open.rules].some(({ certain, possible }) => certain !== possible)
  return { ...path, model, open, isInDoubt }
}

/**
 * The path where nothing is in doubt. Combining algorithms are of two kinds then: some take the first rule that applies, all
 * others look only at which effects occur, and one effect wins over the other. Which kind it is, the algorithm itself tells.
 */
const pathThrough = ({ rules, target }: OpenPolicy, { combine }: AccessModel): DecisionPath => {
  const codeOf = (...effects: ReadonlyArray<Effect>) => AccessCode[combine(effects)]
  const isOrdered = codeOf("Permit", "Deny") !== codeOf("Deny", "Permit")
  const winner: Effect = codeOf("Permit", "Deny") === codeOf("Deny") ? "Deny" : "Permit"
  const inOrder = isOrdered
    ? rules
    : [...rules.filter(({ effect }) => effect === winner), ...rules.filter(({ effect }) => effect !== winner)]
  const branches = inOrder.map(({ certain, effect }): PathBranch => ({ demand: certain, code: codeOf(effect) }))
  return guarded(target.certain, AccessCode.NotApplicable, pathOf(branches, codeOf()))
}

/** Rule by rule, with Indeterminate for what is in doubt. */
const decideInDoubt = (question: AccessQuestion, held: HeldTerms): AccessCode => {
  const { model, open } = question
  if (open === undefined) return walk(question, held.certain) as AccessCode
  if (!isMet(open.target.possible, held.possible)) return AccessCode.NotApplicable
  const decision = model.combine(open.rules.map((rule) => decisionOf(rule, held)))
  // A policy that may not be asked decides nothing, but where it has nothing to say.
  const isAsked = isMet(open.target.certain, held.certain)
  return isAsked || decision === "NotApplicable" ? AccessCode[decision] : AccessCode.Indeterminate
}

const decisionOf = ({ certain, effect, possible }: OpenRule, held: HeldTerms): ExtendedDecision => {
  if (isMet(certain, held.certain)) return effect
  if (!isMet(possible, held.possible)) return "NotApplicable"
  return effect === "Permit" ? "Indeterminate{P}" : "Indeterminate{D}"
}
