/**
 * A problem answer is a refusal as RFC 9457 has it.
 */
import type { Refusal } from "./Call.ts"
import type { Outgoing } from "./Exchange.ts"
import { PROBLEM_TYPE_PREFIX, problemKinds } from "./contract/ProblemKind.ts"

/** The response to a refused call; `instance` is the id of this very answer. */
export const problemAnswer = (
  { detail, errors, explanation, headers, kind, problems }: Refusal,
  instance: string
): Outgoing => {
  const definition: { readonly status: number; readonly title: string; readonly code?: string } = problemKinds[kind]
  const { code, status, title } = definition
  const body = {
    type: PROBLEM_TYPE_PREFIX + kind,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    instance: `urn:uuid:${instance}`,
    ...(code === undefined ? {} : { code }),
    ...(problems === undefined ? {} : { problems }),
    ...(errors === undefined ? {} : { errors }),
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
