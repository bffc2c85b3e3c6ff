/**
 * JSON Schemas of the documents of this package, generated from the same Schemas that check them, so that an editor can
 * complete and check a rule set or an order as it is written. The committed copies lie in the folder `schema`.
 */
import * as Schema from "effect/Schema"
import { Decision } from "./Decision.ts"
import { Order } from "./Order.ts"
import { RuleSet } from "./RuleSet.ts"
import { Snapshot } from "./Snapshot.ts"

/** A JSON Schema document, draft 2020-12. */
export type JsonSchemaDocument = Readonly<Record<string, unknown>>

/** The JSON Schema of a Schema; members that the Schema does not name are not allowed. */
export const toJsonSchema = (schema: Schema.Constraint): JsonSchemaDocument => {
  const { definitions, schema: root } = Schema.toJsonSchemaDocument(schema, { onExcessProperty: "error" })
  return { $schema: "https://json-schema.org/draft/2020-12/schema", ...root, $defs: definitions }
}

/** The published JSON Schemas, by file name. */
export const jsonSchemas = (): Readonly<Record<string, JsonSchemaDocument>> => ({
  "ruleset.schema.json": toJsonSchema(RuleSet),
  "order.schema.json": toJsonSchema(Order),
  "snapshot.schema.json": toJsonSchema(Snapshot),
  "decision.schema.json": toJsonSchema(Decision)
})
