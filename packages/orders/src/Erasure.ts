/**
 * Erasing a person: finding her in what is kept about orders, and putting pseudonyms in her place, so that a decision can
 * still be made again and still comes out the same.
 *
 * Invariants: a person is found by her identity alone; addresses are hers where they stand beside it, and elsewhere only if
 * they were named; the same value gets the same pseudonym throughout one erasure, and another one with another secret, so
 * that pseudonyms lead nowhere; what does not name her stays the same object.
 */
import {
  isExternalIdentity,
  isValidEmailAddress,
  isValidPhoneNumber,
  registeredPhoneNumberE164,
  textFingerprint
} from "@adressat/core"
import { replayDecision } from "./LoggedDecision.ts"
import type { LoggedDecision } from "./LoggedDecision.ts"

/** Who is to be erased. */
export interface Person {
  readonly nationalIdentityNumber?: string
  /** A URN, such as `urn:altinn:person:idporten-email:kari@example.com`. */
  readonly externalIdentity?: string
  /** E-mail addresses and phone numbers to be erased wherever they stand, also beside others. */
  readonly addresses?: ReadonlyArray<string>
}

/** What is hers in values that name her. */
export interface Traces {
  readonly addresses: ReadonlySet<string>
  readonly userIds: ReadonlySet<string | number>
}

/** One erasure: a person, and the secret that her pseudonyms are made with. */
export interface Erasure {
  /** Whether a JSON text names her. */
  readonly isNamedIn: (text: string) => boolean
  /** What is hers in values that belong together. */
  readonly tracesIn: (values: ReadonlyArray<unknown>) => Traces
  /** A value with pseudonyms in the place of all that is hers. */
  readonly without: <A>(value: A, traces: Traces) => A
  /** The text of an event with pseudonyms: its JSON, or any other text as it is. */
  readonly eventWithout: (text: string, traces: Traces) => string
}

/** What a receipt knows a person by: whoever has the secret and her identity can tell that it is about her; nobody else. */
export const erasedSubject = (person: Person, secret: string): string =>
  textFingerprint(JSON.stringify([secret, person.nationalIdentityNumber ?? null, person.externalIdentity ?? null]))

/** Puts two sets of traces together. */
export const mergedTraces = (one: Traces, other: Traces): Traces => ({
  addresses: new Set([...one.addresses, ...other.addresses]),
  userIds: new Set([...one.userIds, ...other.userIds])
})

/** A decision without a person; `undefined` where it would not come out the same any more. */
export const decisionWithout = (
  erasure: Erasure,
  logged: LoggedDecision,
  traces: Traces
): LoggedDecision | undefined => {
  const { decision, order, snapshot } = logged
  const erased = { ...logged, ...erasure.without({ decision, order, snapshot }, traces) }
  return replayDecision(erased).isSame ? erased : undefined
}

/** The erasure of a person. */
export const makeErasure = (person: Person, secret: string): Erasure => {
  const { addresses = [], externalIdentity, nationalIdentityNumber } = person
  const identityEmail =
    externalIdentity !== undefined && externalIdentity.includes("@") && isExternalIdentity(externalIdentity)
      ? [externalIdentity.slice(externalIdentity.lastIndexOf(":") + 1)]
      : []
  const everywhere = [...identityEmail, ...addresses].filter((one) => one.trim() !== "")
  const named = [nationalIdentityNumber ?? "", externalIdentity ?? ""].filter((one) => one !== "")
  const patterns = [...named.map((one) => exactly(one)), ...everywhere.map((one) => addressPattern(one))]
  const isHers = (one: Members): boolean =>
    (nationalIdentityNumber !== undefined && one["nationalIdentityNumber"] === nationalIdentityNumber) ||
    (externalIdentity !== undefined &&
      typeof one["externalIdentity"] === "string" &&
      one["externalIdentity"].toLowerCase() === externalIdentity.toLowerCase())
  const without: Erasure["without"] = (value, traces) =>
    replaced(value, makeSubstitution(secret, named, [...everywhere, ...traces.addresses], traces.userIds))
  return {
    eventWithout: (text, traces) => {
      const value = jsonValueOf(text)
      const erased = without(value, traces)
      if (erased === value) return text
      return typeof erased === "string" ? erased : JSON.stringify(erased)
    },
    isNamedIn: (text) => patterns.some((pattern) => pattern.test(text)),
    tracesIn: (values) => {
      const traces = { addresses: new Set<string>(), userIds: new Set<string | number>() }
      // A user id that is found leads to more, in rows that have nothing else of hers.
      for (let before = -1; before < traces.addresses.size + traces.userIds.size;) {
        before = traces.addresses.size + traces.userIds.size
        const isKnown = (one: Members) => isHers(one) || traces.userIds.has(one["userId"] as string | number)
        for (const value of values) collect(value, isKnown, traces)
      }
      return traces
    },
    without
  }
}

/** What a text is in JSON; one that is none is itself. */
const jsonValueOf = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" ? value : text
  } catch {
    return text
  }
}

type Members = Readonly<Record<string, unknown>>

const ADDRESS_MEMBERS = ["email", "mobileNumber", "phone", "emailAddress", "phoneNumber", "to", "destination"]

const collect = (
  value: unknown,
  isHers: (one: Members) => boolean,
  traces: { readonly addresses: Set<string>; readonly userIds: Set<string | number> }
): void => {
  if (typeof value !== "object" || value === null) return
  if (Array.isArray(value)) return value.forEach((one) => collect(one, isHers, traces))
  const members = value as Members
  const add = (address: unknown) => {
    if (typeof address === "string" && address.trim() !== "") traces.addresses.add(address.trim())
  }
  if (isHers(members)) {
    for (const name of ADDRESS_MEMBERS) add(members[name])
    const id = members["userId"]
    if (typeof id === "string" || typeof id === "number") traces.userIds.add(id)
  }
  // A delivery, and somebody who was left out.
  const { address, addresses, contributors, subject } = members
  const isSubject = (one: unknown) => isObject(one) && isObject(one["subject"]) && isHers(one["subject"])
  if (Array.isArray(contributors) && contributors.some(isSubject)) add(address)
  if (isObject(subject) && isHers(subject) && Array.isArray(addresses)) {
    for (const one of addresses) if (isObject(one)) add(one["address"])
  }
  for (const name in members) collect(members[name], isHers, traces)
}

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

const exactly = (text: string): RegExp => new RegExp(escaped(text), "iu")

/** The digits of a phone number after the country code of Norway, or all of them; none where it is no phone number. */
const nationalDigits = (address: string): string | undefined => {
  if (address.includes("@")) return undefined
  const digits = (registeredPhoneNumberE164(address) ?? address).replace(/^\+47(?=\d{8}$)/, "").replaceAll(/\D/g, "")
  return digits.length >= 6 ? digits : undefined
}

/** Finds an address in a text: an e-mail address in any case, a phone number with or without its country code. */
const addressPattern = (address: string, flags = "iu"): RegExp => {
  const digits = nationalDigits(address)
  return digits === undefined
    ? new RegExp(String.raw`(?<![\p{L}\p{N}._%+])${escaped(address)}(?![\p{L}\p{N}-]|\.[\p{L}\p{N}])`, flags)
    : new RegExp(String.raw`(?<!\d)((?:(?:\+|00)?47)?)${[...digits].join(String.raw`[ -]?`)}(?!\d)`, flags)
}

interface Substitution {
  readonly text: (text: string) => string
  readonly userIds: ReadonlyMap<string | number, string | number>
}

const makeSubstitution = (
  secret: string,
  named: ReadonlyArray<string>,
  addresses: ReadonlyArray<string>,
  userIds: Iterable<string | number>
): Substitution => {
  const hash = (value: string, attempt = 0) => textFingerprint(JSON.stringify([secret, value.toLowerCase(), attempt]))
  const users = new Map<string | number, string | number>()
  for (const id of userIds) {
    const made = hash(String(id))
    // Beyond what is given out to users, and exact.
    users.set(id, typeof id === "number" ? 2 ** 40 + parseInt(made.slice(0, 8), 16) : `erased-${made.slice(0, 12)}`)
  }
  const distinct = [...new Set(addresses)].sort((a, b) => b.length - a.length)
  const changes: ReadonlyArray<(text: string) => string> = [
    // An identity first: the address in one must not be taken for one by itself.
    ...named
      .toSorted((a, b) => b.length - a.length)
      .map((one) => {
        const pattern = new RegExp(escaped(one), "giu")
        return (text: string) => text.replace(pattern, identityPseudonym(one, hash))
      }),
    ...distinct.map((address) => {
      const pseudonym = addressPseudonym(address, hash)
      if (address.length < 6) return (text: string) => (text === address ? pseudonym : text)
      const digits = nationalDigits(address)
      const pattern = addressPattern(address, "giu")
      return digits === undefined
        ? (text: string) => text.replace(pattern, () => pseudonym)
        : (text: string) =>
            text.replace(pattern, (found, code: string) => code + respelled(found.slice(code.length), pseudonym))
    }),
    ...[...users].map(([id, made]) => {
      const pattern = new RegExp(String.raw`^(\d{9}/)${escaped(String(id))}$`, "u")
      return (text: string) => text.replace(pattern, (_, unit: string) => unit + String(made))
    })
  ]
  return { text: (text) => changes.reduce((changed, change) => change(changed), text), userIds: users }
}

type Hash = (value: string, attempt?: number) => string

const digitsOf = (hash: string, count: number): string =>
  BigInt(`0x${hash}`).toString().slice(-count).padStart(count, "0")

/** A number of a day 00, so that it is nobody's; or a URN of the same kind. */
const identityPseudonym = (identity: string, hash: Hash): string => {
  if (!identity.includes(":")) return `00${digitsOf(hash(identity), 9)}`
  const start = identity.lastIndexOf(":") + 1
  const value = identity.slice(start)
  return (
    identity.slice(0, start) +
    (value.includes("@") ? addressPseudonym(value, hash) : `erased-${hash(value).slice(0, 12)}`)
  )
}

/** An address that is valid where the one is that it stands for; of a phone number the digits after the country code. */
const addressPseudonym = (address: string, hash: Hash): string => {
  const digits = nationalDigits(address)
  if (digits === undefined) {
    const name = `erased-${hash(address).slice(0, 12)}`
    return isValidEmailAddress(address) ? `${name}@erased.example` : name
  }
  const e164 = registeredPhoneNumberE164(address)
  const prefix = e164 === undefined ? "" : e164.slice(0, e164.length - digits.length)
  const isLike = (made: string) => isValidPhoneNumber(prefix + made) === isValidPhoneNumber(prefix + digits)
  for (let attempt = 0; ; attempt++) {
    // As much of its beginning as says what kind of number it is.
    const start: string = digits.slice(0, digits.length > 8 ? digits.length - 6 : 2)
    const made: string = start + digitsOf(hash(digits, attempt), digits.length - start.length)
    if ((made !== digits && isLike(made)) || attempt === 50) return made
  }
}

/** Other digits, spelled with the blanks of the ones before. */
const respelled = (found: string, digits: string): string => {
  let next = 0
  return found.replaceAll(/\d/g, () => digits[next++] ?? "0")
}

const replaced = <A>(value: A, substitution: Substitution): A => {
  if (typeof value === "string") return substitution.text(value) as A
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) {
    const made = value.map((one: unknown) => replaced(one, substitution))
    return made.some((one, index) => one !== value[index]) ? (made as A) : value
  }
  const made: Record<string, unknown> = { ...(value as Members) }
  let isChanged = false
  for (const [name, member] of Object.entries(value)) {
    const user = name === "userId" ? substitution.userIds.get(member as string | number) : undefined
    const changed: unknown = user ?? replaced(member as unknown, substitution)
    if (changed === member) continue
    made[name] = changed
    isChanged = true
    // A name stands beside what it belongs to, and is found nowhere else.
    if ((user !== undefined || name === "nationalIdentityNumber") && "lastName" in made) made["lastName"] = "erased"
  }
  return isChanged ? (made as A) : value
}
