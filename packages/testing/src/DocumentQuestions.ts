/**
 * What the cases about stores of documents ask and expect.
 */
import { DocumentStore, textFingerprint } from "@adressat/core"
import type { DocumentSelection, Publication, Published, StoredDocument } from "@adressat/core"
import * as Effect from "effect/Effect"
import { frozen } from "./Frozen.ts"

const AT = "2026-11-26T03:38:24.123Z"

/** A version to be published: the first one of a rule set, but for the changes. */
export const publication = (changes: Partial<Publication> = {}): Publication =>
  frozen({ kind: "rule-set", owner: "skd", id: "tax", text: "{}", author: "pipeline", at: AT, expected: 0, ...changes })

/** What a store keeps of a publication. */
export const stored = ({ expected, ...document }: Publication): StoredDocument => ({
  ...document,
  version: expected + 1,
  fingerprint: textFingerprint(document.text)
})

/** Publishes versions in one call. */
export const publish = (publications: ReadonlyArray<Publication>) =>
  Effect.flatMap(DocumentStore, (store) => store.publish(publications))

/** Reads rule sets, but for the selection. */
export const read = (selection: Partial<DocumentSelection> = {}) =>
  Effect.flatMap(DocumentStore, (store) => store.read({ kind: "rule-set", ...selection }))

/** The changes after a sequence number. */
export const changes = (after: number, limit = 1000) =>
  Effect.flatMap(DocumentStore, (store) => store.changes(after, limit))

/** What a store answers when it has published. */
export const published = (one: Publication): Published => ({ outcome: "published", document: stored(one) })

/** The numbers from 0 on, so many. */
export const upTo = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, index) => index)
