/**
 * The shapes of the platform's order API: bodies of orders, and what is read of them. They describe; the bodies themselves
 * are read by `@adressat/orders`, with the platform's own sentences. Source: Altinn Notifications API, v1 and future.
 */
import * as Schema from "effect/Schema"
import { MissingRecipient } from "./ProblemKind.ts"

const text = Schema.String
const optionalText = Schema.optionalKey(Schema.NullOr(Schema.String))
const optionalFlag = Schema.optionalKey(Schema.NullOr(Schema.Boolean))

/** A point in time with a zone. */
export const DateTime = Schema.String.annotate({ format: "date-time" })

/** The channels. */
export const ChannelName = Schema.Literals(["Email", "Sms", "EmailPreferred", "SmsPreferred", "EmailAndSms"]).annotate({
  identifier: "NotificationChannel"
})

const ContentType = Schema.Literals(["Plain", "Html"])

const EmailSettings = Schema.Struct({
  senderEmailAddress: optionalText,
  subject: text,
  body: text,
  contentType: Schema.optionalKey(ContentType),
  sendingTimePolicy: Schema.optionalKey(Schema.Literal("Anytime"))
}).annotate({ identifier: "EmailSettings" })

const SmsSettings = Schema.Struct({
  sender: optionalText,
  body: text,
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

const optional = <S extends Schema.Codec<unknown, unknown>>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const ChainRecipient = Schema.Struct({
  recipientEmail: optional(Schema.Struct({ emailAddress: text, emailSettings: EmailSettings })),
  recipientSms: optional(Schema.Struct({ phoneNumber: text, smsSettings: SmsSettings })),
  recipientPerson: optional(
    Schema.Struct({
      nationalIdentityNumber: text,
      ...lookedUp,
      ignoreReservation: Schema.optionalKey(Schema.Boolean),
      useStaleContactInformation: Schema.optionalKey(Schema.Boolean)
    })
  ),
  recipientOrganization: optional(Schema.Struct({ orgNumber: text, ...lookedUp })),
  recipientExternalIdentity: optional(Schema.Struct({ externalIdentity: text, ...lookedUp }))
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
  idempotencyId: text,
  sendersReference: optionalText,
  requestedSendTime: Schema.optionalKey(Schema.NullOr(DateTime)),
  conditionEndpoint: optionalText,
  dialogportenAssociation: optional(Schema.Struct({ dialogId: optionalText, transmissionId: optionalText })),
  recipient: ChainRecipient,
  reminders: Schema.optionalKey(Schema.NullOr(Schema.Array(ChainReminder)))
}).annotate({ identifier: "OrderChainRequest" })

/** The body of an instant SMS. */
export const InstantSmsRequest = Schema.Struct({
  idempotencyId: text,
  sendersReference: optionalText,
  recipientSms: Schema.Struct({
    phoneNumber: text,
    timeToLiveInSeconds: Schema.Int,
    smsSettings: Schema.Struct({ sender: optionalText, body: text })
  })
}).annotate({ identifier: "InstantSmsRequest" })

/** The body of an instant e-mail. */
export const InstantEmailRequest = Schema.Struct({
  idempotencyId: text,
  sendersReference: optionalText,
  recipientEmail: Schema.Struct({
    emailAddress: text,
    emailSettings: Schema.Struct({
      senderEmailAddress: optionalText,
      subject: text,
      body: text,
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

/** Whom an order of the v1 API names. */
const RecipientV1 = Schema.Struct({
  emailAddress: optionalText,
  mobileNumber: optionalText,
  organizationNumber: optionalText,
  nationalIdentityNumber: optionalText
}).annotate({ identifier: "RecipientV1" })

const EmailTemplateV1 = Schema.Struct({
  fromAddress: optionalText,
  subject: text,
  body: text,
  contentType: Schema.optionalKey(ContentType)
}).annotate({ identifier: "EmailTemplateV1" })

const SmsTemplateV1 = Schema.Struct({ senderNumber: optionalText, body: text }).annotate({
  identifier: "SmsTemplateV1"
})

const commonV1 = {
  recipients: Schema.Array(RecipientV1),
  sendersReference: optionalText,
  requestedSendTime: Schema.optionalKey(Schema.NullOr(DateTime)),
  conditionEndpoint: optionalText,
  ignoreReservation: optionalFlag,
  resourceId: optionalText,
  resourceAction: optionalText
}

/** The body of an order of the v1 API. */
export const OrderRequestV1 = Schema.Struct({
  ...commonV1,
  notificationChannel: ChannelName,
  emailTemplate: optional(EmailTemplateV1),
  smsTemplate: optional(SmsTemplateV1)
}).annotate({ identifier: "OrderRequestV1" })

/** The body of an e-mail order of the v1 API. */
export const EmailOrderRequestV1 = Schema.Struct({
  ...commonV1,
  subject: text,
  body: text,
  contentType: Schema.optionalKey(ContentType)
}).annotate({ identifier: "EmailOrderRequestV1" })

/** The body of an SMS order of the v1 API. */
export const SmsOrderRequestV1 = Schema.Struct({ ...commonV1, senderNumber: optionalText, body: text }).annotate({
  identifier: "SmsOrderRequestV1"
})

/** What is answered to an order of the v1 API. */
export const OrderAnswerV1 = Schema.Struct({
  orderId: Schema.String,
  recipientLookup: Schema.optionalKey(
    Schema.Struct({
      status: Schema.Literals(["Success", "PartialSuccess", "Failed"]),
      isReserved: Schema.Array(Schema.String),
      missingContact: Schema.Array(Schema.String)
    })
  ),
  explanation: Schema.Struct({
    ...PlacingExplanation.fields,
    missing: Schema.Array(MissingRecipient)
  })
}).annotate({ identifier: "OrderAnswerV1" })

const baseV1 = {
  id: Schema.String,
  creator: Schema.String,
  sendersReference: Schema.optionalKey(Schema.String),
  requestedSendTime: DateTime,
  created: DateTime,
  notificationChannel: ChannelName,
  ignoreReservation: Schema.Boolean,
  resourceId: Schema.optionalKey(Schema.String),
  resourceAction: Schema.optionalKey(Schema.String),
  conditionEndpoint: Schema.optionalKey(Schema.String)
}

const KeptRecipientV1 = Schema.Struct({
  emailAddress: Schema.optionalKey(Schema.String),
  mobileNumber: Schema.optionalKey(Schema.String),
  organizationNumber: Schema.optionalKey(Schema.String),
  nationalIdentityNumber: Schema.optionalKey(Schema.String),
  externalIdentity: Schema.optionalKey(Schema.String),
  isReserved: Schema.optionalKey(Schema.Boolean)
}).annotate({ identifier: "KeptRecipientV1" })

/** An order as it is kept. */
export const OrderV1 = Schema.Struct({
  ...baseV1,
  recipients: Schema.Array(KeptRecipientV1),
  emailTemplate: Schema.optionalKey(
    Schema.Struct({
      fromAddress: Schema.optionalKey(Schema.String),
      subject: text,
      body: text,
      contentType: ContentType
    })
  ),
  smsTemplate: Schema.optionalKey(Schema.Struct({ senderNumber: Schema.optionalKey(Schema.String), body: text })),
  links: Schema.Struct({ self: Schema.String, status: Schema.String })
}).annotate({ identifier: "OrderV1" })

/** Orders with the same reference. */
export const OrderListV1 = Schema.Struct({ count: Schema.Int, orders: Schema.Array(OrderV1) }).annotate({
  identifier: "OrderListV1"
})

const StatusV1 = Schema.Struct({ status: Schema.String, description: Schema.String, lastUpdate: DateTime })

const SummaryV1 = Schema.Struct({
  links: Schema.Struct({ self: Schema.String }),
  generated: Schema.Int,
  succeeded: Schema.Int
})

/** How far an order has come. */
export const OrderStatusV1 = Schema.Struct({
  ...baseV1,
  processingStatus: StatusV1,
  notificationsStatusSummary: Schema.optionalKey(
    Schema.Struct({ email: Schema.optionalKey(SummaryV1), sms: Schema.optionalKey(SummaryV1) })
  )
}).annotate({ identifier: "OrderStatusV1" })

/** The notifications of an order on a channel. */
export const NotificationsV1 = Schema.Struct({
  orderId: Schema.String,
  sendersReference: Schema.optionalKey(Schema.String),
  generated: Schema.Int,
  succeeded: Schema.Int,
  notifications: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      succeeded: Schema.Boolean,
      recipient: KeptRecipientV1,
      sendStatus: StatusV1
    })
  )
}).annotate({ identifier: "NotificationsV1" })

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
