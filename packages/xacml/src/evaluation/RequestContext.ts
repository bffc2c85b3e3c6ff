/**
 * The request context of one evaluation (XACML 3.0 core §7.3): attributes by category and id, the content of each
 * category, and the clock. Bags are looked up once and stay as they are for the whole evaluation.
 */
import { currentType, environmentValues, parseLiteral } from "../datatypes/DataTypes.ts"
import type { AttributeDesignator } from "../Policy.ts"
import type { Request } from "../Request.ts"
import { requestAttributes } from "./RequestAttributes.ts"
import type { RequestAttributes } from "./RequestAttributes.ts"
import type { Bag, Failure, MissingAttribute, Value } from "../Value.ts"
import { isFailure } from "../Value.ts"
import { AttributeId, Category, Status } from "../Vocabulary.ts"
import type { XmlElement } from "../xml/Xml.ts"

/** What an evaluation knows beyond the request. */
export interface Environment {
  /**
   * The time of the evaluation, in milliseconds since 1970: `current-time` and its kin, unless the request has them. NaN and
   * infinities stand for no clock.
   */
  readonly now: number
  /** A policy information point: asked for an attribute that the request lacks. Must be pure during an evaluation. */
  readonly attributesOf?: (designator: AttributeDesignator) => Bag
}

/** The mutable memory of one evaluation. */
export interface RequestContext {
  readonly attributes: RequestAttributes
  readonly contents: ReadonlyMap<string, XmlElement>
  readonly environment: Environment
  readonly xpathVersion: string | undefined
  readonly returnPolicyIdList: boolean
  /** Bags by the number that the program has given to their designator. */
  readonly bags: Array<Bag | Failure | undefined>
  /** Values of variables, by their number in the program. */
  readonly variables: Array<Value | Bag | Failure | undefined>
}

/** The context of one request for one evaluation; categories that occur several times are merged. */
export const requestContext = (request: Request, environment: Environment): RequestContext => {
  const contents = new Map<string, XmlElement>()
  for (const { category, content } of request.attributes) {
    if (content !== undefined && !contents.has(category)) contents.set(category, content)
  }
  return {
    attributes: requestAttributes(request.attributes),
    contents,
    environment,
    xpathVersion: request.xpathVersion,
    returnPolicyIdList: request.returnPolicyIdList,
    bags: [],
    variables: []
  }
}

/**
 * The bag of a designator: the values of its data type, from its issuer if it names one. An empty bag is a failure only
 * where the designator says `MustBePresent`.
 */
export const lookUp = (context: RequestContext, designator: AttributeDesignator): Bag | Failure => {
  const { attributeId, category, dataType, issuer } = designator
  const wanted = currentType(dataType)
  const found = context.attributes.get(category)?.get(attributeId)
  const bag: Array<Value> = []
  for (const attribute of found ?? []) {
    if (issuer !== undefined && attribute.issuer !== issuer) continue
    for (const literal of attribute.values) {
      if (literal.dataType !== dataType && currentType(literal.dataType) !== wanted) continue
      const value = parseLiteral(literal)
      if (isFailure(value)) return value
      bag.push(value)
    }
  }
  if (bag.length > 0) return bag
  const supplied = found === undefined ? supply(context, designator) : []
  if (supplied.length > 0) return supplied
  return designator.mustBePresent ? missing(designator) : bag
}

const supply = ({ environment }: RequestContext, designator: AttributeDesignator): Bag => {
  const given = environment.attributesOf?.(designator).filter(({ type }) => type === designator.dataType) ?? []
  const isClock = designator.category === Category.environment && designator.issuer === undefined
  if (given.length > 0 || !isClock || !Number.isFinite(environment.now)) return given
  const { date, dateTime, time } = environmentValues(environment.now)
  const clock: Readonly<Record<string, Value>> = {
    [AttributeId.currentTime]: time,
    [AttributeId.currentDate]: date,
    [AttributeId.currentDateTime]: dateTime
  }
  const value = clock[designator.attributeId]
  return value?.type === designator.dataType ? [value] : []
}

const missing = ({ attributeId, category, dataType, issuer }: AttributeDesignator): Failure => {
  const attribute: MissingAttribute = {
    category,
    attributeId,
    dataType,
    ...(issuer === undefined ? {} : { issuer })
  }
  return {
    status: Status.missingAttribute,
    message: `the request has no attribute ${attributeId} of this type`,
    missing: [attribute]
  }
}
