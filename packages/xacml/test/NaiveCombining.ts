/**
 * The naive evaluator's combining algorithms (XACML 3.0 core, appendix C): for each the sentences of the standard in
 * order, of which the first that holds decides, and the decisions that end the evaluation. It shares no code with `src`.
 */
import type { ExtendedDecision } from "../src/Response.ts"

type Decisions = ReadonlyArray<ExtendedDecision>
type Sentence = readonly [when: (decisions: Decisions) => boolean, then: ExtendedDecision]

interface Algorithm {
  readonly sentences: ReadonlyArray<Sentence>
  /** No child is evaluated after one of these. */
  readonly ending: Decisions
}

const P = "Permit"
const D = "Deny"
const NA = "NotApplicable"
const IP = "Indeterminate{P}"
const ID = "Indeterminate{D}"
const IDP = "Indeterminate{DP}"

const any =
  (...wanted: Decisions) =>
  (decisions: Decisions): boolean =>
    decisions.some((decision) => wanted.includes(decision))

const both =
  (left: (decisions: Decisions) => boolean, right: (decisions: Decisions) => boolean) =>
  (decisions: Decisions): boolean =>
    left(decisions) && right(decisions)

const otherwise = (): boolean => true

const denyOverrides: Algorithm = {
  sentences: [
    [any(D), D],
    [any(IDP), IDP],
    [both(any(ID), any(IP, P)), IDP],
    [any(ID), ID],
    [any(P), P],
    [any(IP), IP],
    [otherwise, NA]
  ],
  ending: [D]
}

const permitOverrides: Algorithm = {
  sentences: [
    [any(P), P],
    [any(IDP), IDP],
    [both(any(IP), any(ID, D)), IDP],
    [any(IP), IP],
    [any(D), D],
    [any(ID), ID],
    [otherwise, NA]
  ],
  ending: [P]
}

const denyUnlessPermit: Algorithm = {
  sentences: [
    [any(P), P],
    [otherwise, D]
  ],
  ending: [P]
}

const permitUnlessDeny: Algorithm = {
  sentences: [
    [any(D), D],
    [otherwise, P]
  ],
  ending: [D]
}

/** The sentences are of the children that are evaluated: any number that do not apply, and perhaps one that does. */
const firstApplicable: Algorithm = {
  sentences: [
    [any(P), P],
    [any(D), D],
    [any(IP), IP],
    [any(ID), ID],
    [any(IDP), IDP],
    [otherwise, NA]
  ],
  ending: [P, D, IP, ID, IDP]
}

const legacyRuleDenyOverrides: Algorithm = {
  sentences: [
    [any(D), D],
    [any(ID, IDP), IDP],
    [any(P), P],
    [any(IP), IDP],
    [otherwise, NA]
  ],
  ending: [D]
}

const legacyRulePermitOverrides: Algorithm = {
  sentences: [
    [any(P), P],
    [any(IP, IDP), IDP],
    [any(D), D],
    [any(ID), IDP],
    [otherwise, NA]
  ],
  ending: [P]
}

const legacyPolicyDenyOverrides: Algorithm = {
  sentences: [
    [any(D, IP, ID, IDP), D],
    [any(P), P],
    [otherwise, NA]
  ],
  ending: [D, IP, ID, IDP]
}

const legacyPolicyPermitOverrides: Algorithm = {
  sentences: [
    [any(P), P],
    [any(D), D],
    [any(IP, ID, IDP), IDP],
    [otherwise, NA]
  ],
  ending: [P]
}

const of3 = "urn:oasis:names:tc:xacml:3.0"
const of11 = "urn:oasis:names:tc:xacml:1.1"
const of1 = "urn:oasis:names:tc:xacml:1.0"

const algorithms: Readonly<Record<string, Algorithm>> = {
  [`${of3}:rule-combining-algorithm:deny-overrides`]: denyOverrides,
  [`${of3}:policy-combining-algorithm:deny-overrides`]: denyOverrides,
  [`${of3}:rule-combining-algorithm:ordered-deny-overrides`]: denyOverrides,
  [`${of3}:policy-combining-algorithm:ordered-deny-overrides`]: denyOverrides,
  [`${of3}:rule-combining-algorithm:permit-overrides`]: permitOverrides,
  [`${of3}:policy-combining-algorithm:permit-overrides`]: permitOverrides,
  [`${of3}:rule-combining-algorithm:ordered-permit-overrides`]: permitOverrides,
  [`${of3}:policy-combining-algorithm:ordered-permit-overrides`]: permitOverrides,
  [`${of3}:rule-combining-algorithm:deny-unless-permit`]: denyUnlessPermit,
  [`${of3}:policy-combining-algorithm:deny-unless-permit`]: denyUnlessPermit,
  [`${of3}:rule-combining-algorithm:permit-unless-deny`]: permitUnlessDeny,
  [`${of3}:policy-combining-algorithm:permit-unless-deny`]: permitUnlessDeny,
  [`${of1}:rule-combining-algorithm:first-applicable`]: firstApplicable,
  [`${of1}:policy-combining-algorithm:first-applicable`]: firstApplicable,
  [`${of1}:rule-combining-algorithm:deny-overrides`]: legacyRuleDenyOverrides,
  [`${of11}:rule-combining-algorithm:ordered-deny-overrides`]: legacyRuleDenyOverrides,
  [`${of1}:rule-combining-algorithm:permit-overrides`]: legacyRulePermitOverrides,
  [`${of11}:rule-combining-algorithm:ordered-permit-overrides`]: legacyRulePermitOverrides,
  [`${of1}:policy-combining-algorithm:deny-overrides`]: legacyPolicyDenyOverrides,
  [`${of11}:policy-combining-algorithm:ordered-deny-overrides`]: legacyPolicyDenyOverrides,
  [`${of1}:policy-combining-algorithm:permit-overrides`]: legacyPolicyPermitOverrides,
  [`${of11}:policy-combining-algorithm:ordered-permit-overrides`]: legacyPolicyPermitOverrides
}

/** Every algorithm but only-one-applicable, which is not about decisions alone. */
export const naiveAlgorithms: ReadonlyArray<string> = Object.keys(algorithms)

export const onlyOneApplicable = `${of1}:policy-combining-algorithm:only-one-applicable`

/** Combines the decisions of the children in order; `evaluated` is how many of them the standard asks for. */
export const naivelyCombine = (
  algorithm: string,
  decisions: Decisions
): { readonly decision: ExtendedDecision; readonly evaluated: number } | undefined => {
  const known = Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm] : undefined
  if (known === undefined) return undefined
  const end = decisions.findIndex((decision) => known.ending.includes(decision))
  const evaluated = end < 0 ? decisions.length : end + 1
  const considered = known === firstApplicable ? decisions.slice(0, evaluated) : decisions
  const [, decision] = known.sentences.find(([when]) => when(considered)) ?? [otherwise, NA]
  return { decision, evaluated }
}
