/**
 * A resource is what an order is about, and what a person must have access to: a service in the resource registry, or an
 * app. Its slug is its identifier without the URN prefix; the empty slug is no resource.
 *
 * Invariants: slugs are compared by case and never trimmed again; nothing here asks whether a resource exists. Source:
 * Altinn Notifications, ContactPointService, AuthorizationService and validators; Altinn Resource Registry.
 */
import { isBlank, trimBlanks } from "./Address.ts"

const PREFIX = "urn:altinn:resource:"

/** What a slug names: nothing, a service in the resource registry, or an app. */
export type ResourceKind = "none" | "resource" | "app"

/** The slug of a resource identifier, cleaned as on the platform: trimmed, then without the prefix once; empty when there is no resource. */
export const sanitizeResource = (raw: string | null | undefined): string => {
  if (raw == null) return ""
  const trimmed = trimBlanks(raw)
  return trimmed.startsWith(PREFIX) ? trimmed.slice(PREFIX.length) : trimmed
}

/** Whether the future order API takes the identifier: none at all, or the URN prefix with anything after it. */
export const isFutureApiResource = (raw: string | null | undefined): boolean =>
  raw == null || (raw.length > PREFIX.length && raw.startsWith(PREFIX))

/** What a slug names; `app_` is reserved for apps. */
export const resourceKind = (slug: string): ResourceKind => {
  if (slug === "") return "none"
  return slug.startsWith("app_") ? "app" : "resource"
}

/** An app: the short name of its owner and its name. */
export interface App {
  readonly org: string
  readonly app: string
}

/**
 * The app that an `app_{org}_{app}` slug names as the platform asks for access: split on every `_`, parts one and two,
 * so that `app_ttd_my_app` asks about `my`. `undefined` when there are not that many parts (there the platform fails,
 * and tries again without end), or when the slug names no app.
 */
export const parseApp = (slug: string): App | undefined => {
  const [kind, org, app] = slug.split("_", 3)
  return kind === "app" && org !== undefined && app !== undefined ? { org, app } : undefined
}

/** The action that access is asked for: trimmed, `read` when blank. */
export const sanitizeAction = (raw: string | null | undefined): string =>
  raw == null || isBlank(raw) ? "read" : trimBlanks(raw)

/** Whether an order may have the action, with the platform's message if not. */
export type ActionCheck = { readonly valid: true } | { readonly valid: false; readonly message: string }

/** Checks an order's action: only together with a resource, and not of blanks only; null and empty are no action. */
export const checkAction = (resource: string | null | undefined, action: string | null | undefined): ActionCheck => {
  if (action == null || action === "") return { valid: true }
  if (isBlank(resource)) return { valid: false, message: "ResourceAction cannot be specified without a ResourceId." }
  return isBlank(action) ? { valid: false, message: "ResourceAction cannot be blank or whitespace." } : { valid: true }
}

// --- Altinn 2 --------------------------------------------------------------------------------------------------------

/** An Altinn 2 service as a code of digits, alone or with its edition. */
const SERVICE_CODE = /^(\d{1,10})(?:[:/](\d{1,10}))?$/

/** An Altinn 2 service in the resource registry, where the prefix is reserved for them. */
const SERVICE_SLUG = /^se_([a-z0-9]{1,40})_(\d{1,10})$/i

/**
 * Whether an entry of a service selection names a service of Altinn 2 or before, in any known spelling: `1234`, `1234:1`,
 * `1234/1`, `se_1234_1`, or a migrated app (`app_ttd_a2-1234-1:1.0`), with or without the URN prefix. Such an entry
 * selects no resource of today.
 */
export const isLegacyServiceEntry = (entry: string): boolean => {
  const slug = sanitizeResource(entry)
  return SERVICE_CODE.test(slug) || /^se_./i.test(slug) || isMigratedApp(slug)
}

/** `app_{org}_a1-{service}:{version}` or `a2`; the version follows the last colon. */
const isMigratedApp = (slug: string): boolean => {
  const colon = slug.lastIndexOf(":")
  return (
    colon > 0 &&
    colon < slug.length - 1 &&
    !/[^a-z0-9.]/.test(slug.slice(colon + 1)) &&
    /^app_[a-z0-9]+_a[12]-[^]/.test(slug.slice(0, colon))
  )
}

/**
 * Every spelling of an Altinn 2 service that a service selection may hold, given one of them: `1234:1`, `1234/1`,
 * `se_1234_1`, `1234`, and the URN of each. A code without edition stands for the service in whatever edition, but only
 * its own spellings can be listed. Anything else has itself as its only spelling; blank has none.
 */
export const predecessorAliases = (code: string): ReadonlyArray<string> => {
  const slug = sanitizeResource(code)
  if (isBlank(slug)) return []
  const match = SERVICE_CODE.exec(slug) ?? SERVICE_SLUG.exec(slug)
  const [, service, edition] = match ?? []
  const spellings =
    service === undefined || edition === undefined
      ? [slug]
      : [`${service}:${edition}`, `${service}/${edition}`, `se_${service}_${edition}`, service]
  return [...spellings, ...spellings.map((spelling) => PREFIX + spelling)]
}
