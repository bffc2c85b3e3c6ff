/**
 * `@adressat/orders`: what surrounds a decision in time. Orders are read and checked as they are placed, answered, kept,
 * sent within a window, reminded of, cancelled, and followed until they are final. Everything is a pure function: time is
 * an argument, and decisions come from `@adressat/core`.
 */
export { CANCELLATION_LIMIT, cancellation } from "./Cancellation.ts"
export type { CancellableOrder, Cancellation } from "./Cancellation.ts"
export { endpointProblems, INVALID_ENDPOINT, isPublicEndpoint } from "./ConditionEndpoint.ts"
export { driftOf, redactDrift } from "./Drift.ts"
export type { DriftAddress, DriftChange, DriftSubject } from "./Drift.ts"
export {
  emailExpiry,
  GRACE,
  instantSmsExpiry,
  isGivenUp,
  isSendable,
  isTimeToLive,
  LIFETIME,
  smsExpiry,
  TIME_TO_LIVE
} from "./Expiry.ts"
export { contentFingerprint, idempotencyIndex, replayOf } from "./Idempotency.ts"
export type { IdempotencyKey, IdempotencyKind, PlacedOrder, Replay } from "./Idempotency.ts"
export { DAY, formatInstant, HOUR, MINUTE, NO_TIME_ZONE, parseInstant } from "./Instant.ts"
export type { InstantProblem } from "./Instant.ts"
export { readInstantRequest } from "./InstantRequest.ts"
export type { InstantEndpoint, InstantOrder } from "./InstantRequest.ts"
export { chainAnswer, lookupAnswer, MISSING_CONTACT } from "./LookupAnswer.ts"
export type {
  ChainAnswer,
  DecidedShipment,
  LookupAnswer,
  MissingCandidate,
  MissingRecipient,
  RecipientLookup
} from "./LookupAnswer.ts"
export { processOrder } from "./Notifications.ts"
export type { Notification, NotificationResult, Processed } from "./Notifications.ts"
export { overridesStaleness, readOrderChainRequest, shipmentsOf } from "./OrderChainRequest.ts"
export type { OrderChain } from "./OrderChainRequest.ts"
export { isSendTime, readOrderRequest, SEND_TIME_TOLERANCE } from "./OrderRequest.ts"
export type { OrderEndpoint, RequestContext } from "./OrderRequest.ts"
export { fillPlaceholders, partsWithPlaceholders, placeholders, placeholdersIn } from "./Placeholder.ts"
export type { Placeholder, PlaceholderRecipient, RegisteredName, TextPart, Texts } from "./Placeholder.ts"
export { checkReminderTiming, reminderTime } from "./Reminder.ts"
export type { ReminderProblem, ReminderTime, ReminderTiming } from "./Reminder.ts"
export { CLOUD_EVENT_TYPE, CloudEvent, eventKey, readCloudEvent } from "./CloudEvent.ts"
export { divergencesOf, shadowOf } from "./Shadow.ts"
export type { ShadowDivergence, ShadowRun, ShadowStanding } from "./Shadow.ts"
export { makeShadowTally } from "./ShadowReport.ts"
export type { ShadowCluster, ShadowCount, ShadowReport, ShadowTally } from "./ShadowReport.ts"
export type { ShadowWitness, WitnessOptions } from "./ShadowWitness.ts"
export { DeadLetters } from "./ports/DeadLetters.ts"
export type { DeadLetter, DeadLetterSelection } from "./ports/DeadLetters.ts"
export { decisionWithout, erasedSubject, makeErasure, mergedTraces } from "./Erasure.ts"
export type { Erasure, Person, Traces } from "./Erasure.ts"
export { erasureRefusal, pendingEvent, pendingShipment } from "./PendingErasure.ts"
export { defaultRetention, retentionEnds } from "./Retention.ts"
export type { Retention } from "./Retention.ts"
export { Inbox } from "./ports/Inbox.ts"
export type { Accepted, InboxEntry, UnpublishedEvent } from "./ports/Inbox.ts"
export { MessageQueue, outgoingText } from "./ports/MessageQueue.ts"
export type {
  FailureCause,
  ConsumeOptions,
  Delivery,
  HandleBatch,
  OutgoingMessage,
  QueueGuarantees,
  Settlement
} from "./ports/MessageQueue.ts"
export { QueueError } from "./ports/QueueError.ts"
export { PersonalData } from "./ports/PersonalData.ts"
export type { ErasureReceipt, ErasureRequest, PendingErasure, PruneReceipt, Receipt } from "./ports/PersonalData.ts"
export { ShadowLog } from "./ports/ShadowLog.ts"
export type { ShadowSelection } from "./ports/ShadowLog.ts"
export { errorsByPath } from "./RequestProblem.ts"
export type { ReadRequest, RequestProblem } from "./RequestProblem.ts"
export { CONDITION_RETRY_DELAY, sendConditionOutcome } from "./SendConditionOutcome.ts"
export type {
  ConditionAttempt,
  ConditionDoubt,
  ConditionResponse,
  SendConditionOutcome
} from "./SendConditionOutcome.ts"
export { isDaytime, maySend, nextOpening, SendingTimePolicy } from "./SendingWindow.ts"
export type { SendingHours } from "./SendingWindow.ts"
export { orderOf } from "./Shipment.ts"
export type { DialogportenAssociation, EmailTemplate, Shipment, SmsTemplate } from "./Shipment.ts"
export { MAX_SEGMENTS, platformSegments, smsSegmentRange, smsSegments, urlEncodedLength } from "./SmsSegments.ts"
export type { NameLengths, NetworkSegments, PlatformSegments, SegmentRange, SmsSegments } from "./SmsSegments.ts"
export {
  emailStatuses,
  emailStatusOf,
  mayFollow,
  orderStatuses,
  readStatus,
  smsStatuses,
  smsStatusOf
} from "./Status.ts"
export type {
  Actionability,
  EmailStatus,
  NotificationStatus,
  OrderStatus,
  ReadStatus,
  SmsStatus,
  StatusDefinition,
  StatusSubject
} from "./Status.ts"
export {
  FEED_DELAY,
  FEED_RETENTION,
  feedEntry,
  feedPage,
  hasEntry,
  MAX_PAGE_SIZE,
  NEGATIVE_SEQUENCE,
  pageSizeOf
} from "./StatusFeed.ts"
export type { FeedEntry, FeedQuery, FeedRecipient, KeptEntry, ShipmentType } from "./StatusFeed.ts"
export { instantOf, instantsOf, isSkipped, NORWAY, readingAt, startOfDay, timeOfDay } from "./WallClock.ts"
export { forecastOf } from "./Forecast.ts"
export type { Forecast } from "./Forecast.ts"
export { handOver } from "./HandingOver.ts"
export type { HandingOverOptions } from "./HandingOver.ts"
export { replayDecision } from "./LoggedDecision.ts"
export type { DecisionPurpose, LoggedDecision, ReplayedDecision } from "./LoggedDecision.ts"
export { layerMemoryOrders } from "./MemoryOrders.ts"
export { placeChain, placeOrder } from "./Placing.ts"
export type { PlacedChain, PlacedOrderV1, PlacingOptions, RefusedChain } from "./Placing.ts"
export { placeInstant } from "./PlacingInstant.ts"
export type { PlacedInstant, UnsentInstant } from "./PlacingInstant.ts"
export { DecisionLog } from "./ports/DecisionLog.ts"
export type { DecisionWalk } from "./ports/DecisionLog.ts"
export { Dispatch } from "./ports/Dispatch.ts"
export type { Handover, Message } from "./ports/Dispatch.ts"
export { DispatchError } from "./ports/DispatchError.ts"
export { OrderStore } from "./ports/OrderStore.ts"
export type { ChainPlacement, Placed, ShipmentChange, ShipmentSelection } from "./ports/OrderStore.ts"
export { RegisteredNameError } from "./ports/RegisteredNameError.ts"
export { RegisteredNames } from "./ports/RegisteredNames.ts"
export type { NameRequest } from "./ports/RegisteredNames.ts"
export { SendConditions } from "./ports/SendConditions.ts"
export { StatusFeed } from "./ports/StatusFeed.ts"
export { DEFAULT_LEASE, takeUp, takeUpDue } from "./Processing.ts"
export type { ProcessingOptions, ProcessingPorts } from "./Processing.ts"
export { delayAfter, delayUntilExpiry, platformRetries } from "./Retry.ts"
export type { RetryPolicy } from "./Retry.ts"
export { cancelShipment, takeReports } from "./Tracking.ts"
export type { Cancelled, DeliveryReport, ReportOutcome } from "./Tracking.ts"
export { advanced, apiStatusOf, feedEntryOf, isFinalNotification, isFinalShipment } from "./TrackedShipment.ts"
export type { ProcessingFailure, TrackedNotification, TrackedShipment } from "./TrackedShipment.ts"
