/**
 * People, and orders, decisions, messages and feed entries that name them, for the contract of the port `PersonalData`.
 */
import { compile, decide, shippedRuleSet } from "@adressat/core"
import type { Order, Snapshot } from "@adressat/core"
import type { LoggedDecision, Person, TrackedShipment } from "@adressat/orders"
import * as Effect from "effect/Effect"
import { cast } from "./ArbitrariesIdentifier.ts"
import { acceptEntries, publishedMessages } from "./InboxContract.ts"
import { append, change, place, upTo } from "./OrderQuestions.ts"
import { SAMPLE_TIME, sampleChain, sampleCompletion, sampleDecisions, sampleNotification } from "./SampleShipments.ts"

const ruleSet = shippedRuleSet("altinn")
const program = compile(ruleSet)
const [organizationNumber] = cast.organizationNumbers

/** Somebody, and all that is hers. */
export const someone = (index: number) => ({
  person: { nationalIdentityNumber: `1506850${1000 + index}` } satisfies Person,
  email: `Kari.${index}@privat.example`,
  phone: `9${String(1_234_560 + index).padStart(7, "0")}`,
  userId: 50_001_230 + index,
  lastName: `Etternavnesen${index}`
})

/** Somebody, and all that is hers. */
export type Someone = ReturnType<typeof someone>

/** The people of the seeds. */
export const people = upTo(5).map(someone)

/** By what a row in lower case is about somebody. */
export const tracesOf = ({ email, lastName, person, phone, userId }: Someone) => [
  person.nationalIdentityNumber,
  email.toLowerCase(),
  phone,
  String(userId),
  lastName.toLowerCase()
]

/** A decision as it is logged. */
export const decided = (
  id: string,
  order: Order,
  snapshot: Snapshot,
  more: Partial<LoggedDecision> = {}
): LoggedDecision => ({
  id,
  creator: "ttd",
  at: SAMPLE_TIME,
  purpose: "send",
  order,
  snapshot,
  ruleSet,
  decision: decide(program, order, snapshot),
  ...more
})

/** A decision about a person, and one about an organisation that has her and somebody else as contacts. */
export const decisionsAbout = (one: Someone, other: Someone, name: string) => {
  const at = "2026-11-26T10:00:00Z"
  const { nationalIdentityNumber } = one.person
  const alone = decided(
    `${name} alone`,
    { id: `ref ${nationalIdentityNumber}`, channel: "EmailAndSms", recipients: [{ nationalIdentityNumber }] },
    {
      at,
      persons: [
        {
          nationalIdentityNumber,
          reservation: "NEI",
          email: one.email,
          mobileNumber: one.phone,
          emailUpdated: at,
          mobileUpdated: at
        }
      ]
    },
    { shipmentId: `${name}-0` }
  )
  const contact = ({ email, lastName, person, phone, userId }: Someone) => ({
    userId,
    email,
    mobileNumber: `+47${phone}`,
    nationalIdentityNumber: person.nationalIdentityNumber,
    lastName
  })
  const together = decided(
    `${name} together`,
    { channel: "EmailPreferred", resourceId: "tax-report", recipients: [{ organizationNumber }] },
    {
      at,
      statutoryContacts: [
        { organizationNumber, emailList: ["post@firma.example"], mobileNumberList: [], userContactPoints: [] }
      ],
      customContacts: [{ organizationNumber, userContactPoints: [contact(one), contact(other)] }],
      readAccess: [one, other].map(({ userId }) => ({ organizationNumber, userId, decision: "Permit" as const }))
    },
    { shipmentId: `${name}-1` }
  )
  return { alone, together }
}

/** What a change makes final. */
export const isFinalSeed = { status: "Completed", dueAt: null } as const

/** Orders of a person, an answer that she was asked for, and messages about her; all of it is over and done with. */
export const seed = Effect.fnUntraced(function* (one: Someone, other: Someone, name: string, isOver = true) {
  const { nationalIdentityNumber } = one.person
  const { alone, together } = decisionsAbout(one, other, name)
  const { shipments } = sampleChain(name, {
    sendersReference: `ref ${nationalIdentityNumber}`,
    body: `Hei ${one.email}`
  })
  const key = { creator: "ttd", kind: "chain", id: `key ${nationalIdentityNumber} ${name}` } as const
  const placed = shipments.map((shipment, index): TrackedShipment => {
    const { decision, order } = index === 0 ? alone : together
    return {
      ...shipment,
      shipment: { ...shipment.shipment, recipients: order.recipients },
      placed: { key, fingerprint: "fingerprint" },
      decisionId: index === 0 ? alone.id : together.id,
      notifications: decision.deliveries.map(({ address, channel }, delivery) => ({
        ...sampleNotification(`${name}-${index}-${delivery}`),
        channel,
        to: address,
        ...(index === 0 ? { nationalIdentityNumber } : {}),
        status: "Delivered" as const
      }))
    }
  })
  yield* place({ shipments: placed, decisions: [alone, together] })
  if (isOver) yield* change(...placed.map((shipment) => sampleCompletion(shipment, SAMPLE_TIME)))
  const asked = { ...alone, id: `${name} asked`, purpose: "asked" as const }
  const { shipmentId: _, ...answer } = asked
  yield* append(answer)
  const { shipmentId: __, ...message } = { ...together, id: `${name} message` }
  yield* acceptEntries({
    consumer: "worker",
    message: name,
    at: SAMPLE_TIME,
    event: JSON.stringify({ id: name, data: message.decision }),
    decision: message
  })
  if (isOver) yield* publishedMessages("worker", name)
})

/** The ids of the decisions of a seed. */
export const decisionIds = (name: string) => ["alone", "together", "asked", "message"].map((kind) => `${name} ${kind}`)

/** A seed for each of the people, beside decisions of all kinds. */
export const seedAll = Effect.gen(function* () {
  yield* append(...sampleDecisions(30))
  for (const [index, one] of people.entries()) {
    yield* seed(one, people[(index + 1) % people.length] ?? one, `chain-${index}`)
  }
})

/** The ids of all decisions of these seeds. */
export const allIds = [
  ...people.flatMap((_, index) => decisionIds(`chain-${index}`)),
  ...upTo(30).map((index) => `decision-${index}`)
]
