/** Requests in the vocabulary that the generated policies share. */
import fc from "fast-check"
import type { Attribute, Attributes, Request } from "../src/Request.ts"
import { AttributeId, Category, DataType } from "../src/Vocabulary.ts"
import type { TypeName } from "./ExpressionArbitraries.ts"
import { attributeIds, categories, issuers, literal, present, sometimes, typeNames } from "./ExpressionArbitraries.ts"

const attribute = (type: TypeName): fc.Arbitrary<Attribute> =>
  fc
    .record({
      issuer: sometimes(15, fc.constantFrom(...issuers)),
      values: fc.array(
        fc.oneof(
          { weight: 20, arbitrary: literal(type) },
          { weight: 1, arbitrary: fc.constantFrom(...typeNames).chain(literal) }
        ),
        { minLength: 1, maxLength: 2 }
      )
    })
    .map(({ issuer, values }) => ({
      attributeId: attributeIds[type],
      ...present("issuer", issuer),
      includeInResult: false,
      values
    }))

const attributes: fc.Arbitrary<Attributes> = fc.record({
  category: fc.constantFrom(...categories),
  attributes: fc.array(fc.constantFrom(...typeNames).chain(attribute), { maxLength: 4 })
})

const clockAttributes: Attributes = {
  category: Category.environment,
  attributes: [
    {
      attributeId: AttributeId.currentDateTime,
      includeInResult: false,
      values: [{ kind: "AttributeValue", dataType: DataType.dateTime, text: "2027-01-01T00:00:00+01:00" }]
    }
  ]
}

/** A request; its categories are often complete, sometimes there twice. */
export const request: fc.Arbitrary<Request> = fc
  .record({
    full: fc.tuple(
      ...categories.map((category) =>
        fc.tuple(...typeNames.map(attribute)).map((found): Attributes => ({ category, attributes: found }))
      )
    ),
    omitted: fc.subarray(Array.from(categories), { maxLength: 1 }),
    more: fc.array(attributes, { maxLength: 2 }),
    clock: sometimes(10, fc.constant(clockAttributes))
  })
  .map(({ clock, full, more, omitted }) => ({
    returnPolicyIdList: false,
    combinedDecision: false,
    attributes: [
      ...full.filter(({ category }) => !omitted.some((left) => left === category)),
      ...more,
      ...(clock === undefined ? [] : [clock])
    ],
    requestReferences: []
  }))
