/**
 * A function of XACML 3.0 core §A.3: its signature and what it computes. `functions/` holds them all;
 * the registry is {@link functions} there. Calls never throw and never see a clock or a locale.
 */
import type { Bag, Failure, Value } from "../Value.ts"
import type { XmlElement } from "../xml/Xml.ts"

/** A type of expression: one value of a data type, or a bag of them. */
export interface ExpressionType {
  readonly bag: boolean
  /** URI of the data type. */
  readonly type: string
}

/** What a function takes and gives. */
export interface Signature {
  readonly parameters: ReadonlyArray<ExpressionType>
  /** Type of any further arguments; left out: none may follow. */
  readonly rest?: ExpressionType
  readonly result: ExpressionType
}

/** A function on values and bags. */
export interface PlainFunction {
  readonly kind: "plain"
  readonly id: string
  readonly signature: Signature
  /** The arguments fit the signature; the caller has seen to that. */
  readonly call: (args: ReadonlyArray<Value | Bag>) => Value | Bag | Failure
  /** Set for the functions whose result may be known before every argument is: they are evaluated lazily. */
  readonly lazy?: "and" | "or" | "n-of"
}

/** A function that takes a function as its first argument, such as `any-of`. */
export interface HigherOrderFunction {
  readonly kind: "higher-order"
  readonly id: string
  /** The type of the result for these arguments, or one sentence on why they do not fit. */
  readonly typeOf: (inner: PlainFunction, args: ReadonlyArray<ExpressionType>) => ExpressionType | string
  readonly call: (inner: PlainFunction, args: ReadonlyArray<Value | Bag>) => Value | Bag | Failure
}

/** A function on the XML content of the request: the XPath functions, which come with the optional XPath engine. */
export interface ContentFunction {
  readonly kind: "content"
  readonly id: string
  readonly signature: Signature
  readonly call: (
    args: ReadonlyArray<Value | Bag>,
    contentOf: (category: string) => XmlElement | undefined
  ) => Value | Bag | Failure
}

/** A function that a policy may name. */
export type XacmlFunction = PlainFunction | HigherOrderFunction | ContentFunction
