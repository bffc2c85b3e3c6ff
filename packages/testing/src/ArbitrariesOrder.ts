/**
 * Orders: a few recipients of every kind, on every channel, with and without a resource.
 */
import fc from "fast-check"
import type { Order } from "@adressat/core"
import { anyExplicitEmailAddress, anyExplicitPhoneNumber } from "./ArbitrariesAddress.ts"
import { cast } from "./ArbitrariesIdentifier.ts"

type OrderRecipient = Order["recipients"][number]

/** A channel that an order may ask for. */
export const anyChannel: fc.Arbitrary<Order["channel"]> = fc.constantFrom(
  "Email",
  "Sms",
  "EmailPreferred",
  "SmsPreferred",
  "EmailAndSms"
)

/** Resources that name the same service in several spellings, an app, another service, or nothing. */
export const anyResourceId: fc.Arbitrary<string | null> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("tax-report", "urn:altinn:resource:tax-report", " tax-report ") },
  { weight: 3, arbitrary: fc.constantFrom("app_ttd_skatt", "urn:altinn:resource:app_ttd_skatt") },
  { weight: 1, arbitrary: fc.constantFrom("Tax-Report", "vat") },
  { weight: 1, arbitrary: fc.constantFrom(null, "", " ", "urn:altinn:resource:") }
)

/** A recipient of one identifier or of explicit addresses; organisations are most likely. */
export const anyRecipient: fc.Arbitrary<OrderRecipient> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .constantFrom(...cast.organizationNumbers.slice(0, 3))
      .map((organizationNumber) => ({ organizationNumber }))
  },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom(...cast.nationalIdentityNumbers.slice(0, 3))
      .map((nationalIdentityNumber) => ({ nationalIdentityNumber }))
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...cast.externalIdentities).map((externalIdentity) => ({ externalIdentity }))
  },
  { weight: 1, arbitrary: anyExplicitEmailAddress.map((emailAddress) => ({ emailAddress })) },
  { weight: 1, arbitrary: anyExplicitPhoneNumber.map((phoneNumber) => ({ phoneNumber })) },
  { weight: 1, arbitrary: fc.record({ emailAddress: anyExplicitEmailAddress, phoneNumber: anyExplicitPhoneNumber }) }
)

/** A recipient with several identifiers, or an identifier beside an address: refused by the platform's API, not by its model. */
export const anyCombinedRecipient: fc.Arbitrary<OrderRecipient> = fc
  .record(
    {
      nationalIdentityNumber: fc.constantFrom(...cast.nationalIdentityNumbers),
      organizationNumber: fc.constantFrom(...cast.organizationNumbers),
      externalIdentity: fc.constantFrom(...cast.externalIdentities),
      emailAddress: anyExplicitEmailAddress,
      phoneNumber: anyExplicitPhoneNumber
    },
    { requiredKeys: [] }
  )
  .filter((recipient) => Object.keys(recipient).length > 0)

/** How orders are drawn. */
export interface OrderConstraints {
  /** Most recipients; default 4. */
  readonly maxRecipients?: number
  /** What recipients are drawn from; default {@link anyRecipient}. */
  readonly recipient?: fc.Arbitrary<OrderRecipient>
}

/** Orders that differ as the constraints allow. */
export const ordersWith = ({ maxRecipients = 4, recipient = anyRecipient }: OrderConstraints): fc.Arbitrary<Order> =>
  fc.record(
    {
      channel: anyChannel,
      recipients: fc.array(recipient, { minLength: 1, maxLength: maxRecipients }),
      id: fc.constantFrom("order-1", "order-2"),
      stage: fc.oneof(
        { weight: 5, arbitrary: fc.constant("processing" as const) },
        { weight: 1, arbitrary: fc.constant("registration" as const) }
      ),
      resourceId: anyResourceId,
      ignoreReservation: fc.boolean(),
      useStaleContactInformation: fc.boolean(),
      creator: fc.constantFrom("ttd", "skd")
    },
    { requiredKeys: ["channel", "recipients", "stage", "resourceId"] }
  )

/** An order of one to four recipients. */
export const anyOrder: fc.Arbitrary<Order> = ordersWith({})
