/**
 * A caller is who a token says it is: an organisation, found in the list of service owners, with scopes.
 */
import type { Scope } from "./contract/Scope.ts"

/** Who calls. */
export interface Caller {
  /** The short name of the service owner, such as skd; what it places and keeps is kept under it. */
  readonly org: string
  readonly organizationNumber?: string
  readonly scopes: ReadonlySet<string>
}

/** The caller of operations that are open to all. */
export const nobody: Caller = { org: "", scopes: new Set() }

/** Whether a caller has one of the scopes. */
export const hasScope = ({ scopes }: Caller, wanted: ReadonlyArray<Scope>): boolean =>
  wanted.some((scope) => scopes.has(scope))
