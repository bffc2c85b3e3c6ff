/**
 * An order chain request is the body of an order of the current API: a main order with one recipient, and reminders, each
 * with a recipient of its own.
 *
 * Invariants: everything wrong is told at once; what is read can be decided. A member that the platform demands and that is
 * absent is told with the sentence for an empty one, since the platform's own names its classes. Source: Altinn
 * Notifications, NotificationOrderChainRequestValidator and the validators it is made of, NotificationOrderChainMapper,
 * FutureOrdersController.
 */
import * as Result from "effect/Result"
import { readChainRecipient } from "./ChainRecipient.ts"
import type { ReadRecipient } from "./ChainRecipient.ts"
import { endpointProblems } from "./ConditionEndpoint.ts"
import { contentFingerprint } from "./Idempotency.ts"
import type { PlacedOrder } from "./Idempotency.ts"
import { isSendTime } from "./OrderRequest.ts"
import type { RequestContext } from "./OrderRequest.ts"
import { checkReminderTiming, reminderTime } from "./Reminder.ts"
import type { ReadRequest, RequestProblem } from "./RequestProblem.ts"
import { bodyMember, isEmptyText, makeRequestReader } from "./RequestReader.ts"
import type { Member, RequestObject, RequestReader } from "./RequestReader.ts"
import type { DialogportenAssociation, Shipment } from "./Shipment.ts"

/** A chain as it is kept: the main order first, then its reminders, and what it is known by. */
export interface OrderChain {
  readonly placed: PlacedOrder
  readonly dialogportenAssociation?: DialogportenAssociation
  readonly main: Shipment
  readonly reminders: ReadonlyArray<Shipment>
}

/** The shipments of a chain, main order first, each with the index of its reminder. */
export const shipmentsOf = ({
  main,
  reminders
}: OrderChain): ReadonlyArray<{ readonly reminder?: number; readonly shipment: Shipment }> => [
  { shipment: main },
  ...reminders.map((shipment, reminder) => ({ reminder, shipment }))
]

/** Whether stale contact data of persons are used whatever the order says: for the tax administration they are. */
export const overridesStaleness = (creator: string): boolean => creator.toLowerCase() === "skd"

/** Reads the body of an order chain. */
export const readOrderChainRequest = (
  body: unknown,
  context: RequestContext
): Result.Result<ReadRequest<OrderChain>, ReadonlyArray<RequestProblem>> => {
  const { creator, now } = context
  const reader = makeRequestReader()
  const request = reader.object(bodyMember(body))
  if (request === undefined) {
    if (reader.problems.length === 0) reader.note({ path: "", pointer: "" }, "A non-empty request body is required.")
    return Result.fail(reader.problems)
  }
  const requestedSendTime = reader.instant(request.member("requestedSendTime")) ?? now
  if (!isSendTime("future", requestedSendTime, now)) {
    reader.note(request.member("requestedSendTime"), "RequestedSendTime must be greater than or equal to now.")
  }
  const common = readCommon(reader, request)
  const id = reader.text(request.member("idempotencyId"))
  if (isEmptyText(id)) reader.note(request.member("idempotencyId"), "IdempotencyId cannot be null or empty.")
  const dialogportenAssociation = readAssociation(reader, request)
  const recipient = readRecipientMember(reader, request)
  const reminders = (reader.list(request.member("reminders")) ?? []).map((member) =>
    readReminder(reader, member, requestedSendTime, context)
  )
  const complete = reminders.filter((reminder) => reminder !== undefined)
  if (reader.problems.length > 0 || recipient === undefined || complete.length < reminders.length) {
    return Result.fail(reader.problems)
  }
  const chain = {
    ...(dialogportenAssociation === undefined ? {} : { dialogportenAssociation }),
    main: shipmentOf("Notification", requestedSendTime, common, recipient, creator),
    reminders: complete.map(({ shipment }) => shipment)
  }
  // Times as the request gives them: one that is left out is not what it says, but when it was posted.
  const said = {
    ...chain,
    main: {
      ...chain.main,
      requestedSendTime: request.member("requestedSendTime").value === undefined ? null : requestedSendTime
    },
    reminders: complete.map(({ shipment, timing }) => ({
      ...shipment,
      requestedSendTime: null,
      delayDays: null,
      timing
    }))
  }
  const placed = { key: { creator, id: id ?? "", kind: "chain" as const }, fingerprint: contentFingerprint(said) }
  return Result.succeed({ value: { placed, ...chain }, warnings: [] })
}

/** The last instant that the platform can name; what lies beyond it fails there without a sentence. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

interface Common {
  readonly sendersReference?: string
  readonly conditionEndpoint?: string
}

const readCommon = (reader: RequestReader, request: RequestObject): Common => {
  const sendersReference = reader.text(request.member("sendersReference"))
  const conditionEndpoint = reader.text(request.member("conditionEndpoint"))
  if (conditionEndpoint !== undefined) {
    for (const message of endpointProblems(conditionEndpoint)) reader.note(request.member("conditionEndpoint"), message)
  }
  return {
    ...(sendersReference === undefined ? {} : { sendersReference }),
    ...(conditionEndpoint === undefined ? {} : { conditionEndpoint })
  }
}

const readAssociation = (reader: RequestReader, request: RequestObject): DialogportenAssociation | undefined => {
  const association = reader.object(request.member("dialogportenAssociation"))
  if (association === undefined) return undefined
  const dialogId = reader.text(association.member("dialogId"))
  const transmissionId = reader.text(association.member("transmissionId"))
  return {
    ...(dialogId === undefined ? {} : { dialogId }),
    ...(transmissionId === undefined ? {} : { transmissionId })
  }
}

const readRecipientMember = (reader: RequestReader, request: RequestObject): ReadRecipient | undefined => {
  const member = request.member("recipient")
  if (member.value === undefined) {
    reader.note(member, "'Recipient' must not be empty.")
    return undefined
  }
  const recipient = reader.object(member)
  return recipient === undefined ? undefined : readChainRecipient(reader, recipient)
}

/** A reminder that was read, and its timing as the request gives it. */
interface ReadReminder {
  readonly shipment: Shipment
  readonly timing: { readonly delayDays: number } | { readonly requestedSendTime: number }
}

const readReminder = (
  reader: RequestReader,
  member: Member,
  main: number,
  { creator, now }: RequestContext
): ReadReminder | undefined => {
  const reminder = reader.object(member)
  if (reminder === undefined) {
    if (member.value === undefined) reader.note(member, "'Reminders' must not be empty.")
    return undefined
  }
  const days = reminder.member("delayDays")
  const time = reminder.member("requestedSendTime")
  const delayDays = reader.integer(days)
  const requestedSendTime = reader.instant(time, "The RequestedSendTime must have specified a time zone.")
  // A member that could not be read was told about already, but is there.
  const isUnread =
    (delayDays === undefined) !== (days.value === undefined) ||
    (requestedSendTime === undefined) !== (time.value === undefined)
  if (!isUnread) {
    for (const { member: name, message } of checkReminderTiming({ delayDays, requestedSendTime }, now)) {
      reader.note(name === "" ? reminder : name === "DelayDays" ? days : time, message)
    }
  }
  const common = readCommon(reader, reminder)
  const recipient = readRecipientMember(reader, reminder)
  const timing = delayDays === undefined ? requestedSendTime !== undefined && { requestedSendTime } : { delayDays }
  if (recipient === undefined || timing === false) return undefined
  const due = reminderTime(main, timing)
  if (!(due.requestedSendTime <= LATEST)) {
    reader.note(days, "The reminder would be due after the year 9999.")
    return undefined
  }
  const shipment = shipmentOf("Reminder", due.requestedSendTime, common, recipient, creator)
  return { shipment: { ...shipment, delayDays: due.delayDays }, timing }
}

const shipmentOf = (
  type: "Notification" | "Reminder",
  requestedSendTime: number,
  common: Common,
  { isPerson, useStaleContactInformation, ...recipient }: ReadRecipient,
  creator: string
): Shipment => ({
  type,
  requestedSendTime,
  ...common,
  creator,
  ...recipient,
  useStaleContactInformation: useStaleContactInformation || (isPerson && overridesStaleness(creator))
})
