/**
 * Sources that answer from a snapshot, as plain functions for `createAdressat`: what the snapshot holds is answered, what
 * it calls absent is left out, and a question with any key that has no answer fails.
 */
import type { AdressatOptions, Snapshot, SourceName } from "@adressat/core"
import { accessKey } from "@adressat/core"

/** The sources that a snapshot can stand in for. */
export type SnapshotSources = Required<
  Pick<
    AdressatOptions,
    "persons" | "externalIdentities" | "statutoryContacts" | "customContacts" | "readAccess" | "ownFacts"
  >
>

/** Plain functions that answer as the snapshot says; sources named in `broken` always fail. */
export const sourcesFrom = (snapshot: Snapshot, broken: ReadonlyArray<SourceName> = []): SnapshotSources => {
  const fail = (source: SourceName): never => {
    throw new Error(`${source} does not answer`)
  }
  const lookup =
    <Row>(
      source: Exclude<SourceName, "readAccess" | "ownFacts">,
      rows: ReadonlyArray<Row> | undefined,
      keyOf: (row: Row) => string
    ) =>
    (keys: ReadonlyArray<string>): ReadonlyArray<Row> => {
      if (broken.includes(source)) return fail(source)
      const absent = new Set(snapshot.absent?.[source])
      return keys.flatMap((key) => {
        const row = rows?.find((candidate) => keyOf(candidate) === key)
        if (row !== undefined) return [row]
        return absent.has(key) ? [] : fail(source)
      })
    }
  return {
    persons: lookup("persons", snapshot.persons, (row) => row.nationalIdentityNumber),
    externalIdentities: lookup("externalIdentities", snapshot.externalIdentities, (row) => row.externalIdentity),
    statutoryContacts: lookup("statutoryContacts", snapshot.statutoryContacts, (row) => row.organizationNumber),
    customContacts: lookup("customContacts", snapshot.customContacts, (row) => row.organizationNumber),
    readAccess: ({ pairs }) => {
      if (broken.includes("readAccess")) return fail("readAccess")
      const asked = new Set(pairs.map(({ organizationNumber, userId }) => accessKey(organizationNumber, userId)))
      return (snapshot.readAccess ?? []).filter(({ organizationNumber, userId }) =>
        asked.has(accessKey(organizationNumber, userId))
      )
    },
    ownFacts: (facts) => {
      if (broken.includes("ownFacts")) return fail("ownFacts")
      return (snapshot.ownFacts ?? []).filter(({ fact }) => facts.includes(fact))
    }
  }
}
