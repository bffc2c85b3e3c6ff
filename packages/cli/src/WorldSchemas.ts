/**
 * JSON Schemas of a world's files, generated from the Schemas that check them. The committed copies lie in the folder
 * `schema` of this package.
 */
import { toJsonSchema } from "@adressat/core"
import type { JsonSchemaDocument } from "@adressat/core"
import { worldFiles } from "./World.ts"

/** The published JSON Schemas, by file name: `persons.schema.json` is for `persons.json`. */
export const worldSchemas = (): Readonly<Record<string, JsonSchemaDocument>> =>
  Object.fromEntries(
    Object.entries(worldFiles).map(([name, { schema }]) => [
      name.replace(/\.json$/u, ".schema.json"),
      toJsonSchema(schema)
    ])
  )
