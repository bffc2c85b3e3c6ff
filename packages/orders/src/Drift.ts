/**
 * Drift is the difference between what was forecast as an order was placed and what was decided as it was sent: registers,
 * services and access change in between, and at registration persons with custom contact information are not asked for.
 *
 * Invariants: a decision has no drift from itself; whoever comes one way goes the other. A redacted drift names nobody, and
 * two drifts that differ only in who it is are redacted to the same bytes.
 */
import { emailKey, makePseudonyms, phoneKey } from "@adressat/core"
import type { Contributor, Decision } from "@adressat/core"

/** Whom a change is about, as decisions name candidates. */
export type DriftSubject = Contributor["subject"]

/** An address on a channel. */
export interface DriftAddress {
  readonly channel: "Email" | "Sms"
  readonly address: string
}

/** One change: who came, who went, or whose addresses or channels are others. */
export interface DriftChange {
  readonly change: "came" | "went" | "address-changed" | "channel-changed"
  /** Index of the recipient in the order. */
  readonly recipient: number
  readonly basis: Contributor["basis"]
  readonly subject: DriftSubject
  readonly before: ReadonlyArray<DriftAddress>
  readonly after: ReadonlyArray<DriftAddress>
  /** Why the one who came was left out before, or the one who went is now: reason codes, each once. */
  readonly reasons: ReadonlyArray<string>
}

/** Every change from a forecast to a decision of the same order, in the order of recipients. */
export const driftOf = (forecast: Decision, decided: Decision): ReadonlyArray<DriftChange> => {
  const [before, after] = [standingsOf(forecast), standingsOf(decided)]
  const changes = [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)]
    const one = is ?? was
    if (one === undefined) return []
    const [left, right] = [was?.addresses ?? [], is?.addresses ?? []]
    const change = changeOf(left, right)
    if (change === undefined) return []
    const { basis, recipient, subject } = one
    const reasons = change === "came" ? reasonsOf(was, before, one) : change === "went" ? reasonsOf(is, after, one) : []
    return [{ change, recipient, basis, subject, before: left, after: right, reasons }]
  })
  return changes.sort((a, b) => a.recipient - b.recipient)
}

/** A drift without names: subjects and addresses are numbered as they appear; organisation numbers and reasons stay. */
export const redactDrift = (changes: ReadonlyArray<DriftChange>): ReadonlyArray<DriftChange> => {
  const pseudonyms = makePseudonyms()
  const hideAddress = ({ address, channel }: DriftAddress): DriftAddress => ({
    channel,
    address: pseudonyms.address(channel, address)
  })
  return changes.map((change) => ({
    ...change,
    subject: pseudonyms.subject(change.subject),
    before: change.before.map(hideAddress),
    after: change.after.map(hideAddress)
  }))
}

// --- Standings -------------------------------------------------------------------------------------------------------

/** Where one subject stands in a decision: the addresses it is reached at, or why at none. */
interface Standing {
  readonly recipient: number
  readonly basis: Contributor["basis"]
  readonly subject: DriftSubject
  readonly addresses: Array<DriftAddress>
  readonly reasons: Array<string>
}

const standingsOf = ({ deliveries, withheld }: Decision): ReadonlyMap<string, Standing> => {
  const standings = new Map<string, Standing>()
  const standingOf = ({ basis, recipient, subject }: Pick<Standing, "recipient" | "basis" | "subject">): Standing => {
    const key = candidateKey(recipient, basis, subject)
    const known = standings.get(key)
    if (known !== undefined) return known
    const made: Standing = { recipient, basis, subject, addresses: [], reasons: [] }
    standings.set(key, made)
    return made
  }
  for (const { address, channel, contributors } of deliveries) {
    for (const contributor of contributors) {
      const { addresses } = standingOf(contributor)
      if (!addresses.some((one) => one.channel === channel && one.address === address)) {
        addresses.push({ channel, address })
      }
    }
  }
  for (const one of withheld) {
    const { reasons } = standingOf(one)
    // What is open beside a gate that failed would not have helped.
    for (const { code } of one.reasons.length > 0 ? one.reasons : one.undetermined) {
      if (!reasons.includes(code)) reasons.push(code)
    }
  }
  return standings
}

/** What a candidate of an order is known by in its decisions. */
export const candidateKey = (recipient: number, basis: string, subject: DriftSubject): string => {
  const { everyone, externalIdentity, nationalIdentityNumber, organizationNumber, registeredOn, userId } = subject
  const names = [nationalIdentityNumber, externalIdentity, organizationNumber, userId, registeredOn, everyone]
  return JSON.stringify([recipient, basis, ...names.map((name) => (name === undefined ? null : String(name)))])
}

/** The reasons of a standing; of one that was never named, those of everyone with its basis. */
const reasonsOf = (
  standing: Standing | undefined,
  standings: ReadonlyMap<string, Standing>,
  { basis, recipient }: Standing
): ReadonlyArray<string> =>
  standing?.reasons ??
  [...standings.values()].find(
    (one) => one.recipient === recipient && one.basis === basis && one.subject.everyone === true
  )?.reasons ??
  []

const changeOf = (
  before: ReadonlyArray<DriftAddress>,
  after: ReadonlyArray<DriftAddress>
): DriftChange["change"] | undefined => {
  if (before.length === 0) return after.length === 0 ? undefined : "came"
  if (after.length === 0) return "went"
  const same = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
    a.size === b.size && [...a].every((one) => b.has(one))
  const addresses = (list: ReadonlyArray<DriftAddress>) =>
    new Set(
      list.map(({ address, channel }) => `${channel} ${channel === "Email" ? emailKey(address) : phoneKey(address)}`)
    )
  if (same(addresses(before), addresses(after))) return undefined
  const channels = (list: ReadonlyArray<DriftAddress>) => new Set(list.map(({ channel }) => channel))
  return same(channels(before), channels(after)) ? "address-changed" : "channel-changed"
}
