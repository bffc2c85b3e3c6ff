/**
 * An explanation is a decision in words: Norwegian bokmål, nynorsk or English, for the service owner, the person it is
 * about, or an auditor. Words are made here and nowhere else; a decision holds codes only.
 *
 * Invariant: an explanation says nothing that the decision does not hold. What is shown to a data subject is made from
 * `partAbout` that person, so that it names nobody else.
 */
import type { Contributor, Decision, DecisionReason, Delivery, Withheld } from "./Decision.ts"
import { UNAVAILABLE } from "./Fact.ts"
import { explainGrounds } from "./GroundsExplanation.ts"
import { isBuiltInReason, refines } from "./Reason.ts"
import { fill } from "./texts/Placeholders.ts"
import { en } from "./texts/en.ts"
import { nb } from "./texts/nb.ts"
import { nn } from "./texts/nn.ts"
import type { RepairCode, Sentence, Texts, UncertainFact } from "./texts/Texts.ts"

/** Norwegian bokmål, Norwegian nynorsk, English. */
export type Language = "nb" | "nn" | "en"

/** Who reads the explanation. */
export type Audience = "service-owner" | "data-subject" | "auditor"

/** The languages, in the order of the law on languages. */
export const languages: ReadonlyArray<Language> = ["nb", "nn", "en"]

/** The audiences. */
export const audiences: ReadonlyArray<Audience> = ["service-owner", "data-subject", "auditor"]

/** How a decision is put into words. */
export interface ExplainOptions {
  /** Default `en`. */
  readonly language?: Language
  /** Default `service-owner`. */
  readonly audience?: Audience
  /** The name of an organisation by its number; default: the number itself. */
  readonly organizationName?: (organizationNumber: string) => string | undefined
}

/** One repair in words: what would help, step by step, each by whom. */
export interface ExplainedRepair {
  readonly steps: ReadonlyArray<string>
}

/** One candidate in words. */
export interface ExplainedCandidate {
  readonly recipient: number
  readonly basis: Contributor["basis"]
  readonly subject: Contributor["subject"]
  readonly state: Contributor["state"] | Withheld["state"]
  /** Who the candidate is, as a noun phrase. */
  readonly who: string
  /** One sentence that says what became of the candidate. */
  readonly headline: string
  /** Why, or what is remarkable; the most exact reasons only. */
  readonly reasons: ReadonlyArray<string>
  readonly repairs: ReadonlyArray<ExplainedRepair>
  /** Where the candidate is notified; empty when it is not. */
  readonly addresses: ReadonlyArray<{ readonly channel: Delivery["channel"]; readonly address: string }>
  /** Where the candidate would be notified, were it not left out. */
  readonly wouldUse: ReadonlyArray<{ readonly channel: Delivery["channel"]; readonly address: string }>
}

/** A decision in words. */
export interface Explanation {
  readonly language: Language
  readonly audience: Audience
  readonly summary: string
  readonly candidates: ReadonlyArray<ExplainedCandidate>
  /** What applies to the whole decision, such as that it should be tried again. */
  readonly remarks: ReadonlyArray<string>
}

const textsByLanguage: Readonly<Record<Language, Texts>> = { nb, nn, en }

/** The words of a language. */
export const textsOf = (language: Language): Texts => textsByLanguage[language]

/** Puts a decision into words. */
export const explain = (decision: Decision, options: ExplainOptions = {}): Explanation => {
  const { audience = "service-owner", language = "en", organizationName = () => undefined } = options
  const words: Words = { texts: textsByLanguage[language], audience, language, decision, organizationName }
  const { deliveries, recipients, tally } = decision
  return {
    language,
    audience,
    summary: fill(words.texts.summary, {
      deliveries: deliveries.length,
      reached: recipients.filter(({ outcome }) => outcome === "reached").length,
      recipients: recipients.length,
      withheld: tally.withheld + tally.noAddress,
      undetermined: tally.undetermined
    }),
    candidates: [...explainContributors(words), ...decision.withheld.map((one) => explainWithheld(words, one))]
      .map((candidate, position) => ({ candidate, position }))
      .sort((a, b) => a.candidate.recipient - b.candidate.recipient || a.position - b.position)
      .map(({ candidate }) => candidate),
    remarks: decision.retryable ? [words.texts.retryable] : []
  }
}

interface Words {
  readonly texts: Texts
  readonly audience: Audience
  readonly language: Language
  readonly decision: Decision
  readonly organizationName: (organizationNumber: string) => string | undefined
}

type Place = Pick<Withheld, "basis" | "subject">

const explainContributors = (words: Words): ReadonlyArray<ExplainedCandidate> => {
  const {
    decision: { deliveries },
    texts
  } = words
  const candidates = new Map<string, ExplainedCandidate>()
  for (const { address, channel, contributors } of deliveries) {
    for (const contributor of contributors) {
      const { basis, notes, recipient, state, subject } = contributor
      // A candidate may be reached at several addresses; it is explained once.
      const key = JSON.stringify([recipient, basis, subject, basis === "StatutoryContact" ? [channel, address] : null])
      const known = candidates.get(key)
      const told = [
        ...new Set([...(known?.reasons ?? []), ...notes.flatMap((code) => sentence(words, contributor, { code }))])
      ]
      const delivered = known?.state === "delivered" || state === "delivered" ? "delivered" : "merged"
      candidates.set(key, {
        recipient,
        basis,
        subject,
        state: delivered,
        who: whoIs(words, contributor),
        headline: read(words, texts.states[delivered]),
        reasons: told,
        repairs: [],
        addresses: [...(known?.addresses ?? []), { channel, address }],
        wouldUse: []
      })
    }
  }
  return [...candidates.values()]
}

const explainWithheld = (words: Words, withheld: Withheld): ExplainedCandidate => {
  const { basis, reasons, recipient, state, subject, unavailable } = withheld
  const { texts } = words
  const exact = mostExact(reasons)
  const open =
    state === "undetermined"
      ? [
          ...explainUnknown(words, withheld),
          ...(unavailable === undefined ? [] : [read(words, texts.unavailable[unavailable])])
        ]
      : []
  return {
    recipient,
    basis,
    subject,
    state,
    who: whoIs(words, withheld),
    headline: read(words, texts.states[state]),
    reasons: [...exact.flatMap((reason) => sentence(words, withheld, reason)), ...open],
    repairs: explainRepairs(words, withheld),
    addresses: [],
    wouldUse: withheld.addresses
  }
}

/** What is not known about a candidate, each thing once; a source that stops the whole order is said as such. */
const explainUnknown = (words: Words, withheld: Withheld): ReadonlyArray<string> => {
  const sentences = withheld.undetermined.flatMap((reason) => [
    ...(reason.facts ?? [])
      .filter(({ value }) => value === UNAVAILABLE)
      .flatMap(({ fact }) => {
        if (fact === "lookups") return sentence(words, withheld, { code: reason.code })
        return [unknownFact(words, withheld, fact)]
      }),
    ...auditTrail(words, reason)
  ])
  return [...new Set(sentences)]
}

const unknownFact = (words: Words, place: Place, fact: string): string => {
  const { texts } = words
  const text = isUncertainFact(texts, fact) ? texts.unknownFacts[fact] : texts.unknownOwnFact
  return fill(read(words, text), { ...placeholders(words, place), fact })
}

const isUncertainFact = (texts: Texts, fact: string): fact is UncertainFact => Object.hasOwn(texts.unknownFacts, fact)

/** Leaves out every reason that another one makes exact. */
const mostExact = (reasons: ReadonlyArray<DecisionReason>): ReadonlyArray<DecisionReason> => {
  const general = new Set(reasons.map(({ code }) => refines(code)))
  return reasons.filter(({ code }) => !general.has(code))
}

const whoIs = (words: Words, { basis, subject }: Place): string =>
  fill(
    read(words, subject.everyone === true ? words.texts.everyone : words.texts.bases[basis]),
    placeholders(words, { basis, subject })
  )

const sentence = (words: Words, place: Place, reason: DecisionReason): ReadonlyArray<string> => {
  const text = isBuiltInReason(reason.code)
    ? read(words, words.texts.reasons[reason.code])
    : (reason.explanation?.[words.language] ?? reason.code)
  const told = fill(text, {
    ...placeholders(words, place),
    since: reason.since?.slice(0, 10) ?? words.texts.unknownDate
  })
  return [told, ...groundsInWords(words, reason), ...auditTrail(words, reason)]
}

/** What a refusal by a policy rests on. */
const groundsInWords = ({ audience, decision, texts }: Words, reason: DecisionReason): ReadonlyArray<string> =>
  explainGrounds(reason, {
    texts,
    action: decision.order.action,
    reader: audience === "data-subject" ? "person" : "owner"
  })

const auditTrail = ({ audience, texts }: Words, { facts = [], gate, source }: DecisionReason): ReadonlyArray<string> =>
  audience === "auditor" && gate !== undefined
    ? [
        fill(texts.audit, {
          gate,
          source: source ?? "",
          facts: facts
            .map(({ fact, value }) => `${fact} = ${typeof value === "object" ? value.join("+") : value}`)
            .join(", ")
        })
      ]
    : []

/** Repairs that differ only in who makes them are told together; what nobody can change is no advice, and is not told. */
const explainRepairs = (words: Words, withheld: Withheld): ReadonlyArray<ExplainedRepair> => {
  const together = new Map<
    string,
    {
      readonly changes: Array<{ change: Change; actors: Array<Change["by"]> }>
      readonly provided: ReadonlyArray<string>
    }
  >()
  for (const { changes, provided } of withheld.repairs) {
    if (changes.some(({ by }) => by === "nobody")) continue
    const key = JSON.stringify([changes.map(({ fact, to }) => [fact, to]), provided])
    const known = together.get(key)
    if (known === undefined) {
      together.set(key, { changes: changes.map((change) => ({ change, actors: [change.by] })), provided })
      continue
    }
    for (const [index, { by }] of changes.entries()) {
      const actors = known.changes[index]?.actors
      if (actors !== undefined && !actors.includes(by)) actors.push(by)
    }
  }
  return [...together.values()].map(({ changes, provided }) => ({
    steps: [
      ...changes.map(({ actors, change }) => repairStep(words, withheld, change, actors)),
      ...(withheld.state === "undetermined" ? [] : provided.map((fact) => unknownFact(words, withheld, fact)))
    ]
  }))
}

type Change = Withheld["repairs"][number]["changes"][number]

const repairStep = (words: Words, place: Place, { fact, to }: Change, actors: ReadonlyArray<Change["by"]>): string => {
  const { texts } = words
  const code = `${fact}:${to}`
  const text = isRepairCode(texts, code)
    ? fill(read(words, texts.repairs[code]), placeholders(words, place))
    : fill(read(words, texts.ownRepair), { fact, value: to })
  return `${actors.map((actor) => read(words, texts.actors[actor])).join(" / ")}: ${text}`
}

const isRepairCode = (texts: Texts, code: string): code is RepairCode => Object.hasOwn(texts.repairs, code)

const placeholders = ({ decision: { order }, organizationName, texts }: Words, { subject }: Place) => {
  const nameOf = (number = "") => organizationName(number) ?? number
  return {
    resource: order.resource === "" ? texts.noResource : order.resource,
    action: order.action,
    organisation: nameOf(subject.organizationNumber),
    unit: nameOf(subject.registeredOn ?? subject.organizationNumber)
  }
}

const read = ({ audience }: Words, text: Sentence): string => (audience === "data-subject" ? text.person : text.owner)
