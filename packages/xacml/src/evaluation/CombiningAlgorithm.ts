/**
 * The combining algorithms of XACML 3.0 core, appendix C: the fifteen mandatory ones and the eight that are planned for
 * deprecation. Each takes the decisions of the children in order, with extended Indeterminate, and asks for no child that
 * can no longer change the outcome.
 */
import type { Decision, ExtendedDecision } from "../Response.ts"

/** Gives the decision of the child with this number, evaluating it. */
export type ChildDecision = (child: number) => ExtendedDecision

/** Combines the decisions of children. */
export type CombiningAlgorithm = (children: Iterable<number>, decisionOf: ChildDecision) => ExtendedDecision

const denyOverrides: CombiningAlgorithm = (children, decisionOf) => {
  let permit = false
  let indeterminatePermit = false
  let indeterminateDeny = false
  let indeterminateBoth = false
  for (const child of children) {
    switch (decisionOf(child)) {
      case "Deny":
        return "Deny"
      case "Permit":
        permit = true
        break
      case "Indeterminate{P}":
        indeterminatePermit = true
        break
      case "Indeterminate{D}":
        indeterminateDeny = true
        break
      case "Indeterminate{DP}":
        indeterminateBoth = true
        break
      case "NotApplicable":
        break
    }
  }
  if (indeterminateBoth) return "Indeterminate{DP}"
  if (indeterminateDeny) return indeterminatePermit || permit ? "Indeterminate{DP}" : "Indeterminate{D}"
  if (permit) return "Permit"
  return indeterminatePermit ? "Indeterminate{P}" : "NotApplicable"
}

const mirrored: Readonly<Record<ExtendedDecision, ExtendedDecision>> = {
  Permit: "Deny",
  Deny: "Permit",
  NotApplicable: "NotApplicable",
  "Indeterminate{P}": "Indeterminate{D}",
  "Indeterminate{D}": "Indeterminate{P}",
  "Indeterminate{DP}": "Indeterminate{DP}"
}

/** The same algorithm with Permit and Deny exchanged. */
const mirror =
  (algorithm: CombiningAlgorithm): CombiningAlgorithm =>
  (children, decisionOf) =>
    mirrored[algorithm(children, (child) => mirrored[decisionOf(child)])]

const denyUnlessPermit: CombiningAlgorithm = (children, decisionOf) => {
  for (const child of children) if (decisionOf(child) === "Permit") return "Permit"
  return "Deny"
}

const firstApplicable: CombiningAlgorithm = (children, decisionOf) => {
  for (const child of children) {
    const decision = decisionOf(child)
    if (decision !== "NotApplicable") return decision
  }
  return "NotApplicable"
}

/** Rules, 1.0: an error counts as the effect of its rule, and the outcome has no extended Indeterminate. */
const legacyRuleDenyOverrides: CombiningAlgorithm = (children, decisionOf) => {
  let permit = false
  let error = false
  let mayDeny = false
  for (const child of children) {
    const decision = decisionOf(child)
    if (decision === "Deny") return "Deny"
    if (decision === "Permit") permit = true
    else if (decision !== "NotApplicable") {
      error = true
      if (decision !== "Indeterminate{P}") mayDeny = true
    }
  }
  if (mayDeny) return "Indeterminate{DP}"
  if (permit) return "Permit"
  return error ? "Indeterminate{DP}" : "NotApplicable"
}

/** Policies, 1.0: an error is a Deny. */
const legacyPolicyDenyOverrides: CombiningAlgorithm = (children, decisionOf) => {
  let permit = false
  for (const child of children) {
    const decision = decisionOf(child)
    if (decision === "Permit") permit = true
    else if (decision !== "NotApplicable") return "Deny"
  }
  return permit ? "Permit" : "NotApplicable"
}

/** Policies, 1.0: a Deny wins over an error, unlike in 3.0. */
const legacyPolicyPermitOverrides: CombiningAlgorithm = (children, decisionOf) => {
  let deny = false
  let error = false
  for (const child of children) {
    const decision = decisionOf(child)
    if (decision === "Permit") return "Permit"
    if (decision === "Deny") deny = true
    else if (decision !== "NotApplicable") error = true
  }
  if (deny) return "Deny"
  return error ? "Indeterminate{DP}" : "NotApplicable"
}

const algorithm = (kind: "rule" | "policy", version: string, name: string) =>
  `urn:oasis:names:tc:xacml:${version}:${kind}-combining-algorithm:${name}`

/** The one algorithm that looks at targets before it evaluates a child, and the only one for policies alone. */
export const onlyOneApplicable = algorithm("policy", "1.0", "only-one-applicable")

const both = (version: string, name: string, combine: CombiningAlgorithm) =>
  (["rule", "policy"] as const).map((kind) => [algorithm(kind, version, name), combine] as const)

/** The algorithms by URI, save {@link onlyOneApplicable}. The `ordered` ones differ in name only: order is always kept. */
export const combiningAlgorithms: ReadonlyMap<string, CombiningAlgorithm> = new Map([
  ...both("3.0", "deny-overrides", denyOverrides),
  ...both("3.0", "ordered-deny-overrides", denyOverrides),
  ...both("3.0", "permit-overrides", mirror(denyOverrides)),
  ...both("3.0", "ordered-permit-overrides", mirror(denyOverrides)),
  ...both("3.0", "deny-unless-permit", denyUnlessPermit),
  ...both("3.0", "permit-unless-deny", mirror(denyUnlessPermit)),
  ...both("1.0", "first-applicable", firstApplicable),
  [algorithm("rule", "1.0", "deny-overrides"), legacyRuleDenyOverrides],
  [algorithm("rule", "1.1", "ordered-deny-overrides"), legacyRuleDenyOverrides],
  [algorithm("rule", "1.0", "permit-overrides"), mirror(legacyRuleDenyOverrides)],
  [algorithm("rule", "1.1", "ordered-permit-overrides"), mirror(legacyRuleDenyOverrides)],
  [algorithm("policy", "1.0", "deny-overrides"), legacyPolicyDenyOverrides],
  [algorithm("policy", "1.1", "ordered-deny-overrides"), legacyPolicyDenyOverrides],
  [algorithm("policy", "1.0", "permit-overrides"), legacyPolicyPermitOverrides],
  [algorithm("policy", "1.1", "ordered-permit-overrides"), legacyPolicyPermitOverrides]
])

/** Whether the URI is one of the eight that XACML 3.0 plans to deprecate. */
export const isLegacyAlgorithm = (uri: string): boolean =>
  combiningAlgorithms.has(uri) && /:1\.[01]:/.test(uri) && !uri.endsWith(":first-applicable")

/** The decision that a response tells. */
export const collapsed = (decision: ExtendedDecision): Decision =>
  decision === "Permit" || decision === "Deny" || decision === "NotApplicable" ? decision : "Indeterminate"
