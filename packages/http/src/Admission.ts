/**
 * Admission finds out who calls and whether the operation is open to them: by their token, its scopes, and how often they
 * have called.
 */
import { refusal } from "./Call.ts"
import type { Refusal } from "./Call.ts"
import { hasScope, nobody } from "./Caller.ts"
import type { Caller } from "./Caller.ts"
import type { Operation } from "./contract/Operation.ts"
import type { Incoming } from "./Exchange.ts"
import type { Metrics } from "./Metrics.ts"
import type { RateLimit } from "./RateLimit.ts"
import type { Verifier } from "./Verifier.ts"

/** Lets a caller in, or says why not; `now` is an instant. */
export type Admission = (operation: Operation, incoming: Incoming, now: number) => Promise<Caller | Refusal>

/** Makes the admission; without a rate limit service owners call as often as they like. */
export const makeAdmission =
  (verifier: Verifier, rateLimit: RateLimit | undefined, metrics: Metrics): Admission =>
  async ({ access }, { headers }, now) => {
    if (access === "public") return nobody
    const verified = verifier.verify(headers.get("authorization"), now)
    const caller = verified instanceof Promise ? await verified : verified
    if ("_tag" in caller) return caller
    if (!hasScope(caller, access)) {
      return refusal("scope-missing", {
        detail: `the token needs one of these scopes: ${access.join(", ")}`,
        headers: { "WWW-Authenticate": `Bearer error="insufficient_scope", scope="${access.join(" ")}"` }
      })
    }
    const wait = rateLimit?.take(caller.org, now) ?? 0
    if (wait === 0) return caller
    metrics.count("adressat_rate_limited_total")
    return refusal("too-many-requests", {
      detail: "this service owner calls more often than it may; wait as long as Retry-After says",
      headers: { "Retry-After": String(Math.max(1, Math.ceil(wait / 1000))) }
    })
  }
