/**
 * The port `DocumentStore` in a database.
 */
import { DocumentStore, textFingerprint } from "@adressat/core"
import type {
  DocumentChange,
  DocumentKind,
  DocumentSelection,
  Publication,
  Published,
  StoredDocument
} from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { keptText, readKept, textOf } from "./Kept.ts"
import { compareText, Database, limitOf, selectEach } from "@adressat/sql"
import type { SqlClient } from "@adressat/sql"

/** On which a PostgreSQL server tells that documents were published. */
export const DOCUMENT_CHANNEL = "adressat_documents"

interface DocumentRow {
  readonly kind: DocumentKind
  readonly owner: string
  readonly id: string
  readonly version: unknown
  readonly fingerprint: string
  readonly author: string
  readonly published_at: string
  readonly body: string
}

/** The store of documents over a client whose database has the tables. */
export const layerDocuments = (): Layer.Layer<DocumentStore, never, Database> =>
  Layer.effect(
    DocumentStore,
    Effect.map(Database, (database): DocumentStore["Service"] => ({
      read: (selection) => read(database, selection),
      publish: (publications) =>
        publications.length === 0 ? Effect.succeed([]) : database.transaction(publish(database.sql, publications)),
      changes: (after, limit) =>
        Effect.flatMap(
          database.run(database.sql<DocumentRow & { readonly sequence: unknown }>`
          SELECT sequence, kind, owner, id, version FROM adressat_documents
          WHERE sequence > ${after} ORDER BY sequence LIMIT ${limitOf(limit)}`),
          (rows) =>
            readKept("a change", () =>
              rows.map(({ id, kind, owner, sequence, version }): DocumentChange => ({
                sequence: Number(sequence),
                kind,
                owner: textOf(owner),
                id: textOf(id),
                version: Number(version)
              }))
            )
        )
    }))
  )

const read = (
  { run, sql }: Database["Service"],
  { ids, kind, owner, version }: DocumentSelection
): ReturnType<DocumentStore["Service"]["read"]> => {
  const select = (portion?: ReadonlyArray<string>) => sql<DocumentRow>`
    SELECT kind, owner, id, version, fingerprint, author, published_at, body FROM adressat_documents AS one WHERE ${sql.and(
      [
        sql`kind = ${kind}`,
        ...(owner === undefined ? [] : [sql`owner = ${keptText(owner)}`]),
        ...(portion === undefined ? [] : [sql.in("id", portion)]),
        version === undefined
          ? sql`version = (SELECT MAX(version) FROM adressat_documents AS other
            WHERE other.kind = one.kind AND other.owner = one.owner AND other.id = one.id)`
          : sql`version = ${version}`
      ]
    )}`
  return Effect.flatMap(run(ids === undefined ? select() : selectEach(ids.map(keptText), select)), (rows) =>
    readKept("a document", () =>
      rows.map(documentOf).sort((a, b) => compareText(a.owner, b.owner) || compareText(a.id, b.id))
    )
  )
}

const documentOf = (row: DocumentRow): StoredDocument => ({
  kind: row.kind,
  owner: textOf(row.owner),
  id: textOf(row.id),
  version: Number(row.version),
  fingerprint: row.fingerprint,
  text: textOf(row.body),
  author: textOf(row.author),
  at: textOf(row.published_at)
})

const publish = Effect.fnUntraced(function* (sql: SqlClient, publications: ReadonlyArray<Publication>) {
  // The lock of this row keeps other publishers away until the end, so that no head below grows old.
  const [counter] = yield* sql<{ readonly value: unknown }>`
    UPDATE adressat_counters SET value = value WHERE name = 'documents' RETURNING value`
  const before = Number(counter?.value)
  let sequence = before
  const published: Array<Published> = []
  for (const { at, author, expected, id, kind, owner, text } of publications) {
    const [newest] = yield* sql<{ readonly head: unknown }>`
      SELECT COALESCE(MAX(version), 0) AS head FROM adressat_documents
      WHERE kind = ${kind} AND owner = ${keptText(owner)} AND id = ${keptText(id)}`
    const head = Number(newest?.head)
    if (head !== expected) {
      published.push({ outcome: "conflict", head })
      continue
    }
    const document: StoredDocument = {
      kind,
      owner,
      id,
      version: head + 1,
      fingerprint: textFingerprint(text),
      text,
      author,
      at
    }
    sequence += 1
    yield* sql`INSERT INTO adressat_documents ${sql.insert({
      sequence,
      kind,
      owner: keptText(owner),
      id: keptText(id),
      version: document.version,
      fingerprint: document.fingerprint,
      author: keptText(author),
      published_at: keptText(at),
      body: keptText(text)
    })}`
    published.push({ outcome: "published", document })
  }
  if (sequence === before) return published
  yield* sql`UPDATE adressat_counters SET value = ${sequence} WHERE name = 'documents'`
  // Told as it is committed, or not at all.
  yield* sql.onDialectOrElse({ pg: () => sql`SELECT pg_notify(${DOCUMENT_CHANNEL}, '')`, orElse: () => Effect.void })
  return published
})
