/**
 * The shapes of the platform's older API: bodies of orders, and what is read of them. They describe; the bodies themselves
 * are read by `@adressat/orders`. Source: Altinn Notifications API, v1 endpoints.
 */
import * as Schema from "effect/Schema"
import { ChannelName, ContentType, DateTime, optional, optionalText, PlacingExplanation } from "./PlatformShapes.ts"
import { MissingRecipient } from "./ProblemKind.ts"

const optionalFlag = Schema.optionalKey(Schema.NullOr(Schema.Boolean))

/** Whom an order of the v1 API names. */
const RecipientV1 = Schema.Struct({
  emailAddress: optionalText,
  mobileNumber: optionalText,
  organizationNumber: optionalText,
  nationalIdentityNumber: optionalText
}).annotate({ identifier: "RecipientV1" })

const EmailTemplateV1 = Schema.Struct({
  fromAddress: optionalText,
  subject: Schema.String,
  body: Schema.String,
  contentType: Schema.optionalKey(ContentType)
}).annotate({ identifier: "EmailTemplateV1" })

const SmsTemplateV1 = Schema.Struct({ senderNumber: optionalText, body: Schema.String }).annotate({
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
  subject: Schema.String,
  body: Schema.String,
  contentType: Schema.optionalKey(ContentType)
}).annotate({ identifier: "EmailOrderRequestV1" })

/** The body of an SMS order of the v1 API. */
export const SmsOrderRequestV1 = Schema.Struct({
  ...commonV1,
  senderNumber: optionalText,
  body: Schema.String
}).annotate({
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
      subject: Schema.String,
      body: Schema.String,
      contentType: ContentType
    })
  ),
  smsTemplate: Schema.optionalKey(
    Schema.Struct({ senderNumber: Schema.optionalKey(Schema.String), body: Schema.String })
  ),
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
