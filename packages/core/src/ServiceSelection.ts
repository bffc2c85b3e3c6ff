/**
 * A service selection is the list of services a person has opted in to for an organisation. An empty list means every
 * service, also those to come; a list that lacks a service is opting out of it, even when the list is an inheritance from
 * Altinn 2 that the person has forgotten. Source: Service Owner System Integration, step 3, footnote 3; Altinn Profile.
 */
import { isLegacyServiceEntry, predecessorAliases, sanitizeResource } from "./Resource.ts"

/** A person's list of services; `null` is an empty one. */
export type ServiceSelection = ReadonlyArray<string> | null | undefined

/** What a service selection says about a resource. */
export type ServiceSelectionState =
  | "all-services"
  | "includes-resource"
  | "other-services"
  | "legacy-services-only"
  | "predecessor-service"
  | "different-case"

/** Whether the selection lets notifications about the resource through, as the platform compares: exactly, by case. */
export const selectsResource = (selection: ServiceSelection, resource: string): boolean => {
  let isEmpty = true
  for (const raw of selection ?? []) {
    const entry = sanitizeResource(raw)
    if (entry === "") continue
    if (entry === resource) return true
    isEmpty = false
  }
  return isEmpty
}

/** Whether a selection in this state lets notifications about the resource through. */
export const isSelecting = (state: ServiceSelectionState): boolean =>
  state === "all-services" || state === "includes-resource"

/** What the selection says about the resource; `predecessors` are the Altinn 2 services that the resource replaces. */
export const classifySelection = (
  selection: ServiceSelection,
  resource: string,
  predecessors: ReadonlyArray<string>
): ServiceSelectionState => selectionClassifier(resource, predecessors)(selection)

/**
 * What one entry of a selection is to a resource, from what decides least to what decides most; blank entries do not
 * count, since a list of blanks became an empty list when it was carried over from Altinn 2.
 */
const entryStates = [
  "blank",
  "legacy-services-only",
  "other-services",
  "predecessor-service",
  "different-case",
  "includes-resource"
] as const
const [BLANK, LEGACY, OTHER, PREDECESSOR, DIFFERENT_CASE, RESOURCE] = [0, 1, 2, 3, 4, 5] as const

/** Most entries remembered at a time. There are some thousands of services, and many persons select the same. */
const MOST_REMEMBERED = 10_000

/** Classifies many selections for one resource; see {@link classifySelection}. */
export const selectionClassifier = (
  resource: string,
  predecessors: ReadonlyArray<string>
): ((selection: ServiceSelection) => ServiceSelectionState) => {
  const wanted = resource.toLowerCase()
  let aliases: ReadonlySet<string> | undefined
  // An entry that is spelled like this needs no look-up; cleaning a resource that is clean leaves it as it is.
  const plain = resource === "" || sanitizeResource(resource) !== resource ? undefined : resource
  const known = new Map<string, number>()
  const classify = (raw: string): number => {
    const entry = sanitizeResource(raw)
    if (entry === "") return BLANK
    if (entry === resource) return RESOURCE
    const folded = entry.toLowerCase()
    if (folded === wanted) return DIFFERENT_CASE
    aliases ??= new Set(
      predecessors.flatMap((code) => [code, ...predecessorAliases(code)]).map((code) => code.toLowerCase())
    )
    if (aliases.has(folded)) return PREDECESSOR
    return isLegacyServiceEntry(entry) ? LEGACY : OTHER
  }
  return (selection) => {
    if (selection == null) return "all-services"
    let decisive: number = BLANK
    for (let place = 0; place < selection.length; place++) {
      const entry = selection[place] ?? ""
      if (entry === plain) return "includes-resource"
      let state = known.get(entry)
      if (state === undefined) {
        state = classify(entry)
        if (known.size >= MOST_REMEMBERED) known.clear()
        known.set(entry, state)
      }
      if (state > decisive) decisive = state
    }
    const state = entryStates[decisive] ?? "blank"
    return state === "blank" ? "all-services" : state
  }
}
