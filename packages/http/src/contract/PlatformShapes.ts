/**
 * The shapes of the platform's current API: bodies of orders, and what is read of them. They describe; the bodies themselves
 * are read by `@adressat/orders`, with the platform's own sentences. Source: Altinn Notifications API, future endpoints.
 */
import * as Schema from "effect/Schema"

/** A text that may be left out or null. */
export const optionalText = Schema.optionalKey(Schema.NullOr(Schema.String))

/** A point in time with a zone. */
export const DateTime = Schema.String.annotate({ format: "date-time" })

/** The channels. */
export const ChannelName = Schema.Literals(["Email", "Sms", "EmailPreferred", "SmsPreferred", "EmailAndSms"]).annotate({
  identifier: "NotificationChannel"
})

/** The content types of an e-mail. */
export const ContentType = Schema.Literals(["Plain", "Html"])

const EmailSettings = Schema.Struct({
  senderEmailAddress: optionalText,
  subject: Schema.String,
  body: Schema.String,
  contentType: Schema.optionalKey(ContentType),
  sendingTimePolicy: Schema.optionalKey(Schema.Literal("Anytime"))
}).annotate({ identifier: "EmailSettings" })

const SmsSettings = Schema.Struct({
  sender: optionalText,
  body: Schema.String,
  sendingTimePolicy: Schema.optionalKey(Schema.Literals(["Anytime", "Daytime"]))
}).annotate({ identifier: "SmsSettings" })

const lookedUp = {
  channelSchema: ChannelName,
  resourceId: Schema.optionalKey(
    Schema.NullOr(Schema.String).annotateKey({ description: "Begins with urn:altinn:resource:" })
  ),
  resourceAction: optionalText,
  emailSettings: Schema.optionalKey(Schema.NullOr(EmailSettings)),
  smsSettings: Schema.optionalKey(Schema.NullOr(SmsSettings))
}

/** What may be left out or null. */
export const optional = <S extends Schema.Codec<unknown, unknown>>(schema: S) =>
  Schema.optionalKey(Schema.NullOr(schema))

const ChainRecipient = Schema.Struct({
  recipientEmail: optional(Schema.Struct({ emailAddress: Schema.String, emailSettings: EmailSettings })),
  recipientSms: optional(Schema.Struct({ phoneNumber: Schema.String, smsSettings: SmsSettings })),
  recipientPerson: optional(
    Schema.Struct({
      nationalIdentityNumber: Schema.String,
      ...lookedUp,
      ignoreReservation: Schema.optionalKey(Schema.Boolean),
      useStaleContactInformation: Schema.optionalKey(Schema.Boolean)
    })
  ),
  recipientOrganization: optional(Schema.Struct({ orgNumber: Schema.String, ...lookedUp })),
  recipientExternalIdentity: optional(Schema.Struct({ externalIdentity: Schema.String, ...lookedUp }))
}).annotate({ identifier: "ChainRecipient", description: "Exactly one recipient" })

const ChainReminder = Schema.Struct({
  sendersReference: optionalText,
  conditionEndpoint: optionalText,
  delayDays: Schema.optionalKey(Schema.NullOr(Schema.Int)),
  requestedSendTime: Schema.optionalKey(Schema.NullOr(DateTime)),
  recipient: ChainRecipient
}).annotate({ identifier: "ChainReminder", description: "Either delayDays or requestedSendTime, not both" })

/** The body of an order of the current API. */
export const OrderChainRequest = Schema.Struct({
  idempotencyId: Schema.String,
  sendersReference: optionalText,
  requestedSendTime: Schema.optionalKey(Schema.NullOr(DateTime)),
  conditionEndpoint: optionalText,
  dialogportenAssociation: optional(Schema.Struct({ dialogId: optionalText, transmissionId: optionalText })),
  recipient: ChainRecipient,
  reminders: Schema.optionalKey(Schema.NullOr(Schema.Array(ChainReminder)))
}).annotate({ identifier: "OrderChainRequest" })

/** The body of an instant SMS. */
export const InstantSmsRequest = Schema.Struct({
  idempotencyId: Schema.String,
  sendersReference: optionalText,
  recipientSms: Schema.Struct({
    phoneNumber: Schema.String,
    timeToLiveInSeconds: Schema.Int,
    smsSettings: Schema.Struct({ sender: optionalText, body: Schema.String })
  })
}).annotate({ identifier: "InstantSmsRequest" })

/** The body of an instant e-mail. */
export const InstantEmailRequest = Schema.Struct({
  idempotencyId: Schema.String,
  sendersReference: optionalText,
  recipientEmail: Schema.Struct({
    emailAddress: Schema.String,
    emailSettings: Schema.Struct({
      senderEmailAddress: optionalText,
      subject: Schema.String,
      body: Schema.String,
      contentType: Schema.optionalKey(ContentType)
    })
  })
}).annotate({ identifier: "InstantEmailRequest" })

/** Who is left out of a shipment as things stand, and by which gate. */
const LeftOut = Schema.Struct({
  recipient: Schema.Int.annotateKey({ description: "Index of the recipient in the order" }),
  channel: ChannelName,
  basis: Schema.String,
  state: Schema.Literals(["withheld", "undetermined", "no-address"]),
  reasons: Schema.Array(Schema.Struct({ code: Schema.String, gate: Schema.optionalKey(Schema.String) }))
}).annotate({ identifier: "LeftOut" })

/** Who would be notified if it were sent now. */
export const PlacingExplanation = Schema.Struct({
  shipments: Schema.Array(
    Schema.Struct({
      shipmentId: Schema.String,
      forecastId: Schema.optionalKey(Schema.String),
      deliveries: Schema.Array(
        Schema.Struct({
          recipient: Schema.Int,
          channel: Schema.Literals(["Email", "Sms"]),
          bases: Schema.Array(Schema.String)
        })
      ),
      leftOut: Schema.Array(LeftOut),
      summary: Schema.String
    })
  ),
  warnings: Schema.Array(Schema.Struct({ code: Schema.String, message: Schema.String }))
}).annotate({ identifier: "PlacingExplanation", description: "A forecast, without names and addresses" })

const ShipmentReference = Schema.Struct({
  shipmentId: Schema.String,
  sendersReference: Schema.optionalKey(Schema.String)
})

/** What is answered to an order of the current API. */
export const OrderChainAnswer = Schema.Struct({
  notificationOrderId: Schema.String,
  notification: Schema.Struct({
    ...ShipmentReference.fields,
    reminders: Schema.optionalKey(Schema.Array(ShipmentReference))
  }),
  explanation: Schema.optionalKey(PlacingExplanation)
}).annotate({ identifier: "OrderChainAnswer" })

/** How far a shipment has come. */
export const ShipmentStatus = Schema.Struct({
  shipmentId: Schema.String,
  sendersReference: Schema.optionalKey(Schema.String),
  type: Schema.Literals(["Notification", "Reminder", "Instant"]),
  status: Schema.String,
  lastUpdate: DateTime,
  recipients: Schema.Array(
    Schema.Struct({
      type: Schema.Literals(["Email", "SMS"]),
      destination: Schema.String,
      status: Schema.String,
      lastUpdate: DateTime
    })
  )
}).annotate({ identifier: "ShipmentStatus" })

/** A page of the status feed. */
export const Feed = Schema.Array(
  Schema.Struct({
    sequenceNumber: Schema.Int,
    shipmentId: Schema.String,
    sendersReference: Schema.optionalKey(Schema.String),
    shipmentType: Schema.Literals(["Notification", "Reminder", "Instant", "Composed"]),
    status: Schema.String,
    lastUpdate: DateTime,
    recipients: Schema.Array(Schema.Struct({ destination: Schema.String, status: Schema.String, lastUpdate: DateTime }))
  }).annotate({ identifier: "FeedEntry" })
)
