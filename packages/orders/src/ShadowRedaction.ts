/**
 * What a witness is shown as: its order and snapshot without names. Persons, users and addresses are numbered as they
 * appear; of free text there is what cannot be a name.
 *
 * Invariant: two witnesses that differ only in who it is are redacted to the same bytes.
 */
import { isShowable, makePseudonyms } from "@adressat/core"
import type {
  Contributor,
  FactCatalogue,
  Order,
  OwnFactValue,
  Pseudonyms,
  Snapshot,
  SourceName,
  UnavailableAnswer,
  UserId
} from "@adressat/core"

/** An order, what the sources said about it, and one of its candidates. */
export interface ShadowCase {
  readonly order: Order
  readonly snapshot: Snapshot
  readonly subject: Contributor["subject"]
}

/** Hides who it is; a fact of a rule set's own is shown where every catalogue that knows it calls it public. */
export const redactCase = (
  { order, snapshot, subject }: ShadowCase,
  catalogues: ReadonlyArray<FactCatalogue>
): ShadowCase => {
  const pseudonyms = makePseudonyms()
  // In this order: whoever the order names has the first numbers.
  const redactedOrder = redactOrder(order, pseudonyms)
  return {
    order: redactedOrder,
    snapshot: redactSnapshot(snapshot, pseudonyms, catalogues),
    subject: pseudonyms.subject(subject)
  }
}

const shown = (text: string, what: string): string => (isShowable(text) ? text : `[${what}]`)

/** The members of a record that are there, each by what is to become of it; a member not named is left out. */
const redactMembers = <A extends object>(
  record: A,
  how: { readonly [Name in keyof A]?: (value: never) => unknown }
): A =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]: [string, unknown]) => {
      const redact = Object.hasOwn(how, name) ? (how[name as keyof A] as (value: unknown) => unknown) : undefined
      return redact === undefined || value === undefined ? [] : [[name, value === null ? null : redact(value)]]
    })
  ) as A

const same = <A>(value: A): A => value

const listOf =
  <A, B>(redact: (value: A) => B) =>
  (list: ReadonlyArray<A>): ReadonlyArray<B> =>
    list.map(redact)

type Row = Readonly<Record<string, unknown>>

const rows = (how: { readonly [name: string]: (value: never) => unknown }) =>
  listOf((row: Row) => redactMembers(row, how))

const namesIn = ({ address, of, organization }: Pseudonyms) => ({
  nationalIdentityNumber: (text: string) => of("person", text),
  externalIdentity: (text: string) => of("identity", text),
  organizationNumber: organization,
  userId: (id: UserId) => of("user", String(id)),
  email: (text: string) => (text === "" ? "" : address("Email", text)),
  phone: (text: string) => (text === "" ? "" : address("Sms", text)),
  time: () => "[time]",
  resource: (text: string) => shown(text, "resource")
})

const redactOrder = (order: Order, pseudonyms: Pseudonyms): Order => {
  const { email, externalIdentity, nationalIdentityNumber, organizationNumber, phone, resource } = namesIn(pseudonyms)
  return redactMembers(order, {
    stage: same,
    channel: same,
    recipients: listOf((recipient: Order["recipients"][number]) =>
      redactMembers(recipient, {
        nationalIdentityNumber,
        organizationNumber,
        externalIdentity,
        emailAddress: email,
        phoneNumber: phone
      })
    ),
    resourceId: resource,
    resourceAction: (text: string) => shown(text, "action"),
    ignoreReservation: same,
    useStaleContactInformation: same,
    creator: (text: string) => shown(text, "creator")
  })
}

const redactSnapshot = (
  snapshot: Snapshot,
  pseudonyms: Pseudonyms,
  catalogues: ReadonlyArray<FactCatalogue>
): Snapshot => {
  const { email, externalIdentity, nationalIdentityNumber, organizationNumber, phone, resource, time, userId } =
    namesIn(pseudonyms)
  const userContactPoints = rows({
    userId,
    email,
    mobileNumber: phone,
    nationalIdentityNumber,
    lastName: () => "[name]"
  })
  const unit = {
    organizationNumber,
    addresses: listOf((row: Row & { readonly type: string }) =>
      redactMembers<Row>(row, {
        type: same,
        fullAddress: row.type === "SMS" ? phone : email,
        isSoftDeleted: same,
        hasRegistryAccepted: same
      })
    )
  }
  const keyOf = (source: SourceName): ((key: string) => string) => {
    switch (source) {
      case "persons":
        return nationalIdentityNumber
      case "externalIdentities":
        return externalIdentity
      case "statutoryContacts":
      case "customContacts":
        return organizationNumber
      case "readAccess":
        return (key) => {
          const [number = "", ...user] = key.split("/")
          return `${organizationNumber(number)}/${userId(user.join("/"))}`
        }
      case "ownFacts":
        return (key) => shown(key, "key")
    }
  }
  const isPublic = (fact: string) => {
    const labels = catalogues.flatMap((catalogue) =>
      Object.hasOwn(catalogue, fact) ? (catalogue[fact]?.label ?? []) : []
    )
    return labels.length > 0 && labels.every((label) => label === "public")
  }
  return redactMembers(snapshot, {
    at: same,
    persons: rows({
      nationalIdentityNumber,
      reservation: same,
      isReserved: same,
      email,
      emailUpdated: time,
      emailVerified: time,
      emailIsOutdated: same,
      mobileNumber: phone,
      mobileUpdated: time,
      mobileVerified: time,
      mobileNumberIsOutdated: same,
      userId
    }),
    externalIdentities: rows({ externalIdentity, email, mobileNumber: phone }),
    statutoryContacts: rows({
      ...unit,
      mainUnits: rows(unit),
      addressOrigin: organizationNumber,
      emailList: listOf((one: string | null) => (one === null ? null : email(one))),
      mobileNumberList: listOf((one: string | null) => (one === null ? null : phone(one))),
      userContactPoints
    }),
    customContacts: rows({
      organizationNumber,
      registrations: rows({ userId, organizationNumber, email, phone, resources: listOf(resource) }),
      userContactPoints
    }),
    readAccess: rows({
      organizationNumber,
      userId,
      decision: same,
      tasks: rows({ task: (text: string) => shown(text, "task"), decision: same })
    }),
    ownFacts: listOf(({ fact, value, ...about }: OwnFactValue) => ({
      fact,
      value: isPublic(fact) ? value : "[hidden]",
      ...redactMembers(about, { nationalIdentityNumber, externalIdentity, organizationNumber, userId })
    })),
    absent: (absent: NonNullable<Snapshot["absent"]>) =>
      redactMembers(absent, {
        persons: listOf(nationalIdentityNumber),
        externalIdentities: listOf(externalIdentity),
        statutoryContacts: listOf(organizationNumber),
        customContacts: listOf(organizationNumber)
      }),
    unavailable: listOf(({ keys, reason, source }: UnavailableAnswer) => ({
      source,
      reason,
      keys: keys.map(keyOf(source))
    })),
    predecessors: listOf(resource)
  })
}
