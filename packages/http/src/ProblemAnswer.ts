/**
 * A problem answer is a refusal as RFC 9457 has it.
 */
import type { Refusal } from "./Call.ts"
import type { Outgoing } from "./Exchange.ts"
import { PROBLEM_TYPE_PREFIX, problemKinds } from "./contract/ProblemKind.ts"

/** The most problems in one answer, so that no answer is much larger than its request. */
const MOST_PROBLEMS = 1000

/** The response to a refused call; `instance` is the id of this very answer. */
export const problemAnswer = (
  { detail, errors, explanation, headers, kind, problems }: Refusal,
  instance: string
): Outgoing => {
  const definition: { readonly status: number; readonly title: string; readonly code?: string } = problemKinds[kind]
  const { code, status, title } = definition
  const left = (problems?.length ?? 0) - MOST_PROBLEMS
  const told = left > 0 ? `${detail === undefined ? "" : `${detail}; `}${left} more problems are not shown` : detail
  const body = {
    type: PROBLEM_TYPE_PREFIX + kind,
    title,
    status,
    ...(told === undefined ? {} : { detail: told }),
    instance: `urn:uuid:${instance}`,
    ...(code === undefined ? {} : { code }),
    ...(problems === undefined ? {} : { problems: problems.slice(0, MOST_PROBLEMS) }),
    ...(errors === undefined ? {} : { errors: Object.fromEntries(Object.entries(errors).slice(0, MOST_PROBLEMS)) }),
    ...(explanation === undefined ? {} : { explanation })
  }
  return {
    status,
    headers: {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      ...headers
    },
    body: JSON.stringify(body)
  }
}
