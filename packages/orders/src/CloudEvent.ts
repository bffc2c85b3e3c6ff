/**
 * A cloud event is the envelope of everything that travels through a queue: who says so, what it is, and the data.
 *
 * Invariants: source and id together name one event for ever, so that it can be told when it comes twice; attributes that
 * the specification does not name are kept as they are. Source: CloudEvents 1.0, structured mode in JSON.
 */
import { decodeText, decodeValue, textFingerprint, Timestamp } from "@adressat/core"
import type { Problem } from "@adressat/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** One event. Attributes besides those named here are extensions, such as `traceparent`. */
export const CloudEvent = Schema.StructWithRest(
  Schema.Struct({
    specversion: Schema.Literal("1.0"),
    id: Schema.NonEmptyString.annotateKey({ description: "Unique among the events of its source" }),
    source: Schema.NonEmptyString.annotateKey({ description: "Who says so: a URI, or a path" }),
    type: Schema.NonEmptyString.annotateKey({ description: "What it is, such as no.adressat.order" }),
    subject: Schema.optionalKey(Schema.NonEmptyString),
    time: Schema.optionalKey(Timestamp),
    datacontenttype: Schema.optionalKey(Schema.Literal("application/json")),
    dataschema: Schema.optionalKey(Schema.NonEmptyString),
    data: Schema.optionalKey(Schema.Unknown)
  }),
  [Schema.Record(Schema.String, Schema.Unknown)]
).annotate({ identifier: "CloudEvent" })
export type CloudEvent = typeof CloudEvent.Type

/** The media type of an event in structured mode. */
export const CLOUD_EVENT_TYPE = "application/cloudevents+json"

const decodeEvent = decodeValue(CloudEvent)
const decodeEventText = decodeText(CloudEvent)

/** Reads the text of an event; problems have line and column, and hold nothing of what was found. */
export const readCloudEvent = (text: string): Result.Result<CloudEvent, ReadonlyArray<Problem>> => {
  try {
    const read = decodeEvent(JSON.parse(text))
    if (Result.isSuccess(read)) return read
  } catch {
    // Said better below.
  }
  // Finds places, which takes many times as long.
  return decodeEventText(text)
}

/** What an event is known by, whoever its source is: 64 hexadecimal digits. */
export const eventKey = ({ id, source }: Pick<CloudEvent, "id" | "source">): string =>
  textFingerprint(JSON.stringify([source, id]))
