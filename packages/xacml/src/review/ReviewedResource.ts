/**
 * What a policy is about: an app or a resource of Altinn, and the levels at which access to it is asked for. Notifications
 * ask for an app or resource as such; the processes of an app ask for a task or an end event too. Source: the context
 * handler of the Altinn PDP, which adds `urn:altinn:resource` to a request for an app.
 */
import { AltinnAttributeId, Category } from "../Vocabulary.ts"
import type { Alternative, ReviewedRule } from "./PolicyRules.ts"
import { attributeOf, combinationsOf, literalOf } from "./PolicyRules.ts"

/** An app or a resource. */
export type ReviewedResource =
  | { readonly kind: "app"; readonly org: string; readonly app: string }
  | { readonly kind: "resource"; readonly id: string }

/** What access is asked for: the app or resource as such, or a part of it. */
export interface Level {
  readonly kind: "app" | "resource" | "task" | "end-event" | "appresource"
  /** Id of the task, event or part; of an app or resource, its name as in {@link resourceName}. */
  readonly value: string
}

/** An attribute id with a value. */
export type NamedValue = readonly [attributeId: string, value: string]

/** `org/app`, or the id of a resource. */
export const resourceName = (resource: ReviewedResource): string =>
  resource.kind === "app" ? `${resource.org}/${resource.app}` : resource.id

/** The resource that an id of the Altinn resource registry stands for; `app_{org}_{app}` is an app. */
export const resourceOfId = (id: string): ReviewedResource => {
  const [, org, app] = /^app_([^_]+)_(.+)$/.exec(id) ?? []
  return org === undefined || app === undefined ? { kind: "resource", id } : { kind: "app", org, app }
}

/** The attributes that name a resource in a request, with the alias that the PDP adds. */
export const resourceAttributes = (resource: ReviewedResource): ReadonlyArray<NamedValue> =>
  resource.kind === "app"
    ? [
        [AltinnAttributeId.org, resource.org],
        [AltinnAttributeId.app, resource.app],
        [AltinnAttributeId.resource, `app_${resource.org}_${resource.app}`]
      ]
    : [[AltinnAttributeId.resource, resource.id]]

const partIds = {
  task: AltinnAttributeId.task,
  "end-event": AltinnAttributeId.endEvent,
  appresource: AltinnAttributeId.appResource
} as const

/** The attribute of a level beyond those of its resource. */
export const partAttribute = ({ kind, value }: Level): NamedValue | undefined =>
  kind === "app" || kind === "resource" ? undefined : [partIds[kind], value]

/** Whether a level is a task or an end event, which the documented condition is about. */
export const isTaskOrEvent = ({ kind }: Level): boolean => kind === "task" || kind === "end-event"

/** The resource that an alternative names, if any. */
export const resourceIn = (alternative: Alternative): ReviewedResource | undefined => {
  const value = (id: string): string | undefined => {
    const match = alternative.find((each) => attributeOf(each) === id)
    return match === undefined ? undefined : literalOf(match)
  }
  const org = value(AltinnAttributeId.org)
  const app = value(AltinnAttributeId.app)
  if (org !== undefined && app !== undefined) return { kind: "app", org, app }
  const id = value(AltinnAttributeId.resource)
  return id === undefined ? undefined : resourceOfId(id)
}

/** The resources that the rules name, each once, those first that most rules name. */
export const resourcesIn = (rules: ReadonlyArray<ReviewedRule>): ReadonlyArray<ReviewedResource> => {
  const found = new Map<string, { readonly resource: ReviewedResource; rules: number }>()
  for (const rule of rules) {
    const named = combinationsOf(rule, Category.resource).flatMap((each) => resourceIn(each) ?? [])
    for (const [name, resource] of new Map(named.map((each) => [resourceName(each).toLowerCase(), each]))) {
      const known = found.get(name)
      if (known === undefined) found.set(name, { resource, rules: 1 })
      else known.rules += 1
    }
  }
  return [...found.values()].toSorted((a, b) => b.rules - a.rules).map(({ resource }) => resource)
}

/** Whether two names mean one resource; letter case aside, as a policy may compare them either way. */
export const isSameResource = (a: ReviewedResource, b: ReviewedResource): boolean =>
  resourceName(a).toLowerCase() === resourceName(b).toLowerCase()

/** The resource as such, and each task, end event and part that the rules name with it, in the order of the document. */
export const levelsOf = (rules: ReadonlyArray<ReviewedRule>, resource: ReviewedResource): ReadonlyArray<Level> => {
  const alternatives = rules
    .flatMap((rule) => combinationsOf(rule, Category.resource))
    .filter((each) => {
      const named = resourceIn(each)
      return named === undefined || isSameResource(named, resource)
    })
  const parts = (["task", "end-event", "appresource"] as const).flatMap((kind) => {
    const values = alternatives.flatMap((each) => each.filter((match) => attributeOf(match) === partIds[kind]))
    return [...new Set(values.map(literalOf))].map((value): Level => ({ kind, value }))
  })
  return [{ kind: resource.kind, value: resourceName(resource) }, ...parts]
}
