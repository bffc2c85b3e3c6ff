/**
 * A repository resolves references by id and version pattern (XACML 3.0 core §5.10 to §5.13) to the newest version that
 * fits.
 */
import type { AnyPolicy, PolicyReference } from "../Policy.ts"

/** Where references are looked up. */
export interface PolicyRepository {
  readonly find: (reference: PolicyReference) => AnyPolicy | undefined
}

/** A repository of policies in memory, with those nested in them. */
export const policyRepository = (policies: ReadonlyArray<AnyPolicy>): PolicyRepository => {
  const byId = new Map<string, ReadonlyArray<AnyPolicy>>()
  for (const policy of policies.flatMap(withNested)) {
    const key = `${policy.kind} ${policy.id}`
    byId.set(key, [...(byId.get(key) ?? []), policy])
  }
  return {
    find: (reference) => {
      const kind = reference.kind === "PolicyIdReference" ? "Policy" : "PolicySet"
      return (byId.get(`${kind} ${reference.id}`) ?? [])
        .filter(({ version }) => isWanted(version, reference))
        .reduce<AnyPolicy | undefined>(
          (newest, policy) =>
            newest === undefined || compareVersions(policy.version, newest.version) > 0 ? policy : newest,
          undefined
        )
    }
  }
}

const withNested = (policy: AnyPolicy): ReadonlyArray<AnyPolicy> =>
  policy.kind === "Policy"
    ? [policy]
    : [
        policy,
        ...policy.children.flatMap((child) =>
          child.kind === "Policy" || child.kind === "PolicySet" ? withNested(child) : []
        )
      ]

const isWanted = (version: string, { earliestVersion, latestVersion, version: exact }: PolicyReference): boolean =>
  (exact === undefined || matchesVersion(version, exact)) &&
  (earliestVersion === undefined ||
    matchesVersion(version, earliestVersion) ||
    compareVersions(version, earliestVersion) > 0) &&
  (latestVersion === undefined || matchesVersion(version, latestVersion) || compareVersions(version, latestVersion) < 0)

/** Whether a version fits a pattern: `*` stands for one component, `+` for any that follow. */
export const matchesVersion = (version: string, pattern: string): boolean => {
  const numbers = version.split(".")
  const wanted = pattern.split(".")
  for (const [index, component] of wanted.entries()) {
    if (component === "+") return true
    const number = numbers[index]
    if (number === undefined || (component !== "*" && compareNumbers(number, component) !== 0)) return false
  }
  return numbers.length === wanted.length
}

/**
 * Orders versions by their numbers, left to right; a missing number is older than any. A wildcard in the second counts as
 * equal, and so does what follows it.
 */
export const compareVersions = (left: string, right: string): number => {
  const lefts = left.split(".")
  const rights = right.split(".")
  for (let index = 0; index < Math.max(lefts.length, rights.length); index++) {
    const a = lefts[index]
    const b = rights[index]
    if (b === "+") return 0
    if (a === undefined || b === undefined) return a === undefined ? -1 : 1
    if (b === "*") continue
    const order = compareNumbers(a, b)
    if (order !== 0) return order
  }
  return 0
}

/** Decimal numbers of any length, without turning them into floating point. */
const compareNumbers = (left: string, right: string): number => {
  const a = left.replace(/^0+(?=\d)/, "")
  const b = right.replace(/^0+(?=\d)/, "")
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}
