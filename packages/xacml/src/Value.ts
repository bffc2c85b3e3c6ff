/**
 * Values, bags and failures: what an expression evaluates to. A failure is a value too: evaluation never throws.
 */
import type { StatusCode } from "./Vocabulary.ts"

/** A typed value. `data` is what `DataType` parsed from `text`; values are equal by the equality of their type. */
export interface Value {
  /** URI of the data type. */
  readonly type: string
  readonly data: unknown
  /** Lexical form, as it was written or, for a computed value, canonical. */
  readonly text: string
}

/** An unordered collection of values of one type, with repetitions. */
export type Bag = ReadonlyArray<Value>

/** An attribute that was asked for with `MustBePresent` and not found. */
export interface MissingAttribute {
  readonly category: string
  readonly attributeId: string
  readonly dataType: string
  readonly issuer?: string
}

/** Why an expression has no value: Indeterminate in the words of the standard. */
export interface Failure {
  readonly status: StatusCode
  /** One lower-case sentence, without values of the request. */
  readonly message: string
  readonly missing?: ReadonlyArray<MissingAttribute>
}

/** Whether an evaluation has failed. */
export const isFailure = (result: Value | Bag | Failure): result is Failure => "status" in result

/** Whether a result is a bag. */
export const isBag = (result: Value | Bag | Failure): result is Bag => Array.isArray(result)
