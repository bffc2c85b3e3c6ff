/**
 * A service selection is the list of services a person has opted in to for an organisation. An empty list means every
 * service, also those to come; a list that lacks a service is opting out of it, even when the list is an inheritance from
 * Altinn 2 that the person has forgotten. Source: Service Owner System Integration, step 3, footnote 3; Altinn Profile.
 */
import { isLegacyServiceEntry, predecessorAliases, sanitizeResource } from "./Resource.ts"

/** What a service selection says about a resource. */
export type ServiceSelectionState =
  | "all-services"
  | "includes-resource"
  | "other-services"
  | "legacy-services-only"
  | "predecessor-service"
  | "different-case"

/** Whether the selection lets notifications about the resource through, as the platform compares: exactly, by case. */
export const selectsResource = (selection: ReadonlyArray<string> | null | undefined, resource: string): boolean => {
  const entries = entriesOf(selection)
  return entries.length === 0 || entries.includes(resource)
}

/** What the selection says about the resource; `predecessors` are the Altinn 2 services that the resource replaces. */
export const classifySelection = (
  selection: ReadonlyArray<string> | null | undefined,
  resource: string,
  predecessors: ReadonlyArray<string>
): ServiceSelectionState => {
  const entries = entriesOf(selection)
  if (entries.length === 0) return "all-services"
  if (entries.includes(resource)) return "includes-resource"
  const wanted = resource.toLowerCase()
  if (entries.some((entry) => entry.toLowerCase() === wanted)) return "different-case"
  const aliases = new Set(
    predecessors.flatMap((code) => [code, ...predecessorAliases(code)]).map((code) => code.toLowerCase())
  )
  if (entries.some((entry) => aliases.has(entry.toLowerCase()))) return "predecessor-service"
  return entries.every(isLegacyServiceEntry) ? "legacy-services-only" : "other-services"
}

/** Blank entries do not count: a list of blanks became an empty list when it was carried over from Altinn 2. */
const entriesOf = (selection: ReadonlyArray<string> | null | undefined): ReadonlyArray<string> =>
  (selection ?? []).map(sanitizeResource).filter((entry) => entry !== "")
