/**
 * A world as a host: its sources and its time for what goes on deciding, a front door or a worker, with the policies that
 * were published since.
 *
 * Invariant: a world whose time stands still gives the same answers for ever; any other is as old as the question.
 */
import { problemAt, sanitizeResource } from "@adressat/core"
import type { DocumentStore, GatherOptions, HostSources, Problem } from "@adressat/core"
import * as Result from "effect/Result"
import { demoWorldFolder } from "./DemoWorld.ts"
import { publishedPolicies } from "./PublishedPolicies.ts"
import type { OwnedPolicy } from "./PublishedPolicies.ts"
import type { World } from "./World.ts"
import { storedUnder } from "./WorldAccess.ts"
import { readWorld } from "./WorldFolder.ts"
import { worldSources } from "./WorldSources.ts"

/** Which world the command line names. */
export interface WorldOptions {
  readonly world?: string
  readonly sampleWorld?: true
}

/** What decides in a world needs of it. */
export interface WorldHost {
  readonly sources: HostSources
  readonly gather: GatherOptions
}

/** Reads the world that the command line names. */
export const readNamedWorld = async ({
  sampleWorld,
  world
}: WorldOptions): Promise<Result.Result<World, ReadonlyArray<Problem>>> => {
  if (sampleWorld === true) return readWorld(demoWorldFolder)
  if (world !== undefined) return readWorld(world)
  return Result.fail([
    problemAt({}, ["--world"], {
      code: "wrong-value",
      message:
        "there are no facts to decide by: name a folder with --world <folder>, or take the invented one with --sample-world"
    })
  ])
}

/** The host of a world, with the policies that are published in a store, and those of bundles before them. */
export const worldHost = (
  world: World,
  documents: DocumentStore["Service"],
  bundled?: () => ReadonlyArray<OwnedPolicy>
): WorldHost => {
  const time = world.settings.now === undefined ? undefined : Date.parse(world.settings.now)
  const owners = new Map(
    world.resources.flatMap(({ owner, resourceId }) =>
      owner === undefined ? [] : [[storedUnder(sanitizeResource(resourceId)), owner] as const]
    )
  )
  const policies = publishedPolicies(documents, (resource) => owners.get(resource), bundled)
  const sourcesNow = () => worldSources(world, time ?? Date.now(), policies)
  const fixed = time === undefined ? undefined : sourcesNow()
  const sources = () => fixed ?? sourcesNow()
  return {
    sources: {
      persons: (...asked) => sources().persons(...asked),
      externalIdentities: (...asked) => sources().externalIdentities?.(...asked) ?? [],
      statutoryContacts: (...asked) => sources().statutoryContacts(...asked),
      customContacts: (...asked) => sources().customContacts(...asked),
      readAccess: (...asked) => sources().readAccess(...asked),
      ownFacts: (...asked) => sources().ownFacts?.(...asked) ?? []
    },
    gather: {
      completeness: "everything",
      predecessors: (resource) => sources().predecessors?.(resource) ?? [],
      ...(time === undefined ? {} : { now: () => time })
    }
  }
}
