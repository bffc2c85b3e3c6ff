/**
 * The review of a policy: who may read and be notified, what is wrong or surprising, and the smallest changes that close
 * the gaps. Plain data in words of the policy, for people who do not read XACML; findings come in the order of the document.
 */
import type { Finding } from "../Finding.ts"
import type { AnyPolicy } from "../Policy.ts"
import type { PolicyChange } from "./PolicyChange.ts"
import { changesFor } from "./PolicyChange.ts"
import { compilePolicy } from "../evaluation/PolicyProgram.ts"
import type { ReadMatrix, ReadMatrixOptions } from "./ReadMatrix.ts"
import { readMatrix } from "./ReadMatrix.ts"
import { codeFindings } from "./CodeFindings.ts"
import { modeFindings } from "./ModeFindings.ts"
import { rulesIn } from "./PolicyRules.ts"
import { isDelegationPolicy, readFindings } from "./ReadFindings.ts"
import type { ReviewContext } from "./ReviewContext.ts"
import { resourcesIn } from "./ReviewedResource.ts"
import type { ReviewedSubject } from "./ReviewedSubject.ts"
import { questionsFor } from "./ReviewQuestions.ts"
import { ruleFindings } from "./RuleFindings.ts"
import { targetFindings } from "./TargetFindings.ts"

/** How a policy is reviewed. */
export interface PolicyReviewOptions extends ReadMatrixOptions {
  /** What the reader has found in the document, to be told with the rest; default: nothing. */
  readonly findings?: ReadonlyArray<Finding>
}

/** What came of it. */
export interface PolicyReview {
  readonly policy: Pick<AnyPolicy, "id" | "kind" | "version">
  /** Whether it only passes rights on to certain persons or organisations; then it is not judged by whom it leaves out. */
  readonly isDelegation: boolean
  readonly matrix: ReadMatrix
  /** Those whom a person can be and who may read at the level that Altinn asks about. */
  readonly notifiableSubjects: ReadonlyArray<ReviewedSubject>
  readonly findings: ReadonlyArray<Finding>
  readonly changes: ReadonlyArray<PolicyChange>
}

/** Reviews a policy. */
export const reviewPolicy = (policy: AnyPolicy, options: PolicyReviewOptions = {}): PolicyReview => {
  const matrix = readMatrix(policy, options)
  const rules = rulesIn(policy)
  const isDelegation = isDelegationPolicy({ rules })
  const changes = isDelegation ? [] : changesFor(policy, matrix, options)
  const context: ReviewContext = {
    policy,
    rules,
    options,
    resources: resourcesIn(rules),
    isResourceGiven: options.resource !== undefined,
    matrix,
    changes
  }
  const findings = [
    ...(options.findings ?? []),
    ...compilePolicy(policy, options).findings,
    ...readFindings(context),
    ...codeFindings(context),
    ...targetFindings(context),
    ...ruleFindings(context),
    ...modeFindings(context, questionsFor(context))
  ]
  return {
    policy: { kind: policy.kind, id: policy.id, version: policy.version },
    isDelegation,
    matrix,
    notifiableSubjects: matrix.rows.filter(({ notifiable }) => notifiable).map(({ subject }) => subject),
    findings: inOrder(findings),
    changes
  }
}

/** By place, those without one first; each once. */
const inOrder = (findings: ReadonlyArray<Finding>): ReadonlyArray<Finding> =>
  [...new Map(findings.map((each) => [JSON.stringify([each.code, each.place, each.message]), each])).values()].toSorted(
    ({ place: a }, { place: b }) => (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0)
  )
