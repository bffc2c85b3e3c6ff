/**
 * The bundle feed tells what is in force whenever that has changed, for a host that runs for long.
 *
 * Invariants: the bundles in force come first, as soon as the store answers; a store that fails is asked again and ends
 * nothing; what has not changed is not told again.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { readBundles } from "./BundleStore.ts"
import type { BundlesInForce, BundlesOptions } from "./BundleStore.ts"
import { followDocuments } from "./DocumentFeed.ts"
import type { DocumentFeedOptions } from "./DocumentFeed.ts"
import type { DocumentSignals } from "./ports/DocumentSignals.ts"
import type { DocumentStore } from "./ports/DocumentStore.ts"

/** The bundles of an owner: those in force now, and again whenever others are. Neither fails nor ends. */
export const followBundles = (
  options: BundlesOptions & DocumentFeedOptions
): Stream.Stream<BundlesInForce, never, DocumentStore | DocumentSignals> => {
  const { onFailure } = options
  const read = readBundles(options).pipe(
    Effect.tapError((error) => Effect.sync(() => onFailure?.(error))),
    Effect.retry({ schedule: patience }),
    Effect.orDie
  )
  const changes = Stream.filter(
    followDocuments(options),
    ({ kind, owner }) => kind === "bundle" && owner === options.owner
  )
  return Stream.concat(
    Stream.succeed(undefined),
    Stream.map(changes, () => undefined)
  ).pipe(
    Stream.mapEffect(() => read),
    Stream.changesWith((a, b) => versionsOf(a) === versionsOf(b))
  )
}

/** 100 ms, then twice as long, up to 10 seconds. */
const patience = Schedule.min([Schedule.exponential(100), Schedule.spaced(10_000)])

const versionsOf = ({ active, candidate, refused }: BundlesInForce): string =>
  JSON.stringify([active?.version, candidate?.version, refused.map(({ slot, version }) => [slot, version])])
