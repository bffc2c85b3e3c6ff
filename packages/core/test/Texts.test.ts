import { describe, expect, it } from "vitest"
import { languages, textsOf } from "../src/Explanation.ts"
import type { Language } from "../src/Explanation.ts"
import { Actor } from "../src/Fact.ts"
import { builtInReasons } from "../src/Reason.ts"
import { Basis } from "../src/RuleSet.ts"
import { UnavailableReason } from "../src/Snapshot.ts"
import type { RepairCode, Sentence, Texts } from "../src/texts/Texts.ts"

// --- What is tested --------------------------------------------------------------------------------------------------

const repairCodes: Readonly<Record<RepairCode, true>> = {
  "resource:resource": true,
  "customContactLookup:consulted": true,
  "lookups:complete": true,
  "registerEntry:present": true,
  "contactState:usable": true,
  "reservation:not-reserved": true,
  "reservation:overridden": true,
  "customContact:this-unit": true,
  "serviceSelection:includes-resource": true,
  "readAccess:permit": true,
  "taskReadAccess:all": true,
  "email:usable": true,
  "phone:usable": true
}

const groups = ["reasons", "repairs", "actors", "unavailable", "unknownFacts", "bases", "states", "grounds"] as const
const singles = ["ownRepair", "unknownOwnFact", "everyone"] as const
const nouns = ["attributes", "joints"] as const
const plain = ["summary", "retryable", "audit", "unknownDate", "noResource"] as const

interface Text {
  /** Section and key, such as `reasons.OPTED_OUT`. */
  readonly entry: string
  readonly section: keyof Texts
  readonly reader: "owner" | "person" | "everybody"
  readonly text: string
}

const read = (section: keyof Texts, entry: string, { owner, person }: Sentence): ReadonlyArray<Text> => [
  { entry, section, reader: "owner", text: owner },
  { entry, section, reader: "person", text: person }
]

const listed = (texts: Texts): ReadonlyArray<Text> => [
  ...groups.flatMap((section) =>
    Object.entries<Sentence>(texts[section]).flatMap(([key, sentence]) => read(section, `${section}.${key}`, sentence))
  ),
  ...singles.flatMap((section) => read(section, section, texts[section])),
  ...nouns.flatMap((section) =>
    Object.entries(texts[section]).map(([key, text]): Text => ({
      entry: `${section}.${key}`,
      section,
      reader: "everybody",
      text
    }))
  ),
  ...plain.map((section): Text => ({ entry: section, section, reader: "everybody", text: texts[section] }))
]

const all: Readonly<Record<Language, ReadonlyArray<Text>>> = {
  nb: listed(textsOf("nb")),
  nn: listed(textsOf("nn")),
  en: listed(textsOf("en"))
}

const placeholdersOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/\{([^{}]*)\}/gu)].flatMap(([, name]) => name ?? []).sort()

const withoutPlaceholders = (text: string): string => text.replaceAll(/\{\w+\}/gu, "")

const wordsOf = (text: string): ReadonlyArray<string> =>
  withoutPlaceholders(text)
    .toLowerCase()
    .match(/\p{L}+/gu) ?? []

/** The texts that break a rule, as lines to read in a failure. */
const offenders = (texts: ReadonlyArray<Text>, breaks: (text: Text) => boolean): ReadonlyArray<string> =>
  texts.filter(breaks).map(({ entry, reader, text }) => `${entry} (${reader}): ${text}`)

// --- Completeness ----------------------------------------------------------------------------------------------------

describe.each(languages)("texts in %s", (language) => {
  const texts = textsOf(language)

  it("have a sentence for every code, for both readers", () => {
    expect(Object.keys(texts.reasons)).toEqual(Object.keys(builtInReasons))
    expect(Object.keys(texts.repairs)).toEqual(Object.keys(repairCodes))
    expect(Object.keys(texts.actors).sort()).toEqual([...Actor.literals].sort())
    expect(Object.keys(texts.bases).sort()).toEqual([...Basis.literals].sort())
    expect(Object.keys(texts.unavailable).sort()).toEqual([...UnavailableReason.literals, "NotAsked"].sort())
    expect(offenders(all[language], ({ text }) => text.trim() === "")).toEqual([])
  })

  it("cover every section of the interface", () => {
    expect(new Set(all[language].map(({ section }) => section))).toEqual(new Set(Object.keys(texts)))
  })

  // --- Placeholders --------------------------------------------------------------------------------------------------

  const inSentence = ["resource", "action", "organisation", "unit"]
  const known: Readonly<Record<string, ReadonlyArray<string>>> = {
    reasons: [...inSentence, "since"],
    repairs: inSentence,
    ownRepair: ["fact", "value"],
    bases: ["organisation", "unit"],
    everyone: ["organisation", "unit"],
    summary: ["deliveries", "reached", "recipients", "withheld", "undetermined"],
    unknownFacts: inSentence,
    unknownOwnFact: ["fact"],
    grounds: ["policy", "rule", "missing", "action"],
    audit: ["gate", "source", "facts"]
  }
  /** Sections that are of no use without each of their placeholders. */
  const whole: ReadonlySet<string> = new Set(["ownRepair", "unknownOwnFact", "summary", "audit"])

  it("have known placeholders only, in well-formed braces", () => {
    expect(
      offenders(all[language], ({ section, text }) =>
        placeholdersOf(text).some((name) => known[section]?.includes(name) !== true)
      )
    ).toEqual([])
    expect(offenders(all[language], ({ text }) => /[{}]/u.test(withoutPlaceholders(text)))).toEqual([])
    expect(
      offenders(
        all[language],
        ({ section, text }) =>
          whole.has(section) && known[section]?.some((name) => !placeholdersOf(text).includes(name)) === true
      )
    ).toEqual([])
  })

  it("have the same placeholders as in English", () => {
    const names = (of: Language) =>
      Object.fromEntries(all[of].map(({ entry, reader, text }) => [`${entry} ${reader}`, placeholdersOf(text)]))
    expect(names(language)).toEqual(names("en"))
  })

  it("name an organisation only where the candidate has one, and a date only where the reason has one", () => {
    const belongsToOrganisation = /^reasons\.(?:NO_|STATUTORY_|CUSTOM_|OPTED_OUT|READ_ACCESS_|ADDRESS_FROM_MAIN_UNIT)/u
    expect(
      offenders(
        all[language],
        ({ entry, section, text }) =>
          section === "reasons" && /\{(?:organisation|unit)\}/u.test(text) && !belongsToOrganisation.test(entry)
      )
    ).toEqual([])
    expect(
      offenders(
        all[language],
        ({ entry, text }) =>
          text.includes("{since}") !== entry.endsWith("_STALE") && entry !== "reasons.PERSON_CONTACT_DATA_STALE"
      )
    ).toEqual([])
    expect(texts.reasons.PERSON_CONTACT_DATA_STALE.owner).not.toContain("{since}")
    expect(texts.reasons.NO_RESOURCE.owner).not.toContain("{resource}")
  })

  // --- Form ----------------------------------------------------------------------------------------------------------

  const isSentence: ReadonlySet<string> = new Set([
    "reasons",
    "unavailable",
    "states",
    "summary",
    "retryable",
    "unknownFacts",
    "unknownOwnFact",
    "grounds",
    "audit"
  ])

  it("end sentences with a full stop, and nothing else", () => {
    expect(offenders(all[language], ({ section, text }) => isSentence.has(section) !== /[^.]\.$/u.test(text))).toEqual(
      []
    )
  })

  it("begin sentences and steps with a capital, and noun phrases without", () => {
    const isLower = new Set(["bases", "everyone", "unknownDate", "attributes", "joints"])
    expect(
      offenders(
        all[language],
        ({ section, text }) => section !== "noResource" && isLower.has(section) !== /^\p{Ll}/u.test(text)
      )
    ).toEqual([])
  })

  it("are short, on one line, without stray blanks", () => {
    expect(offenders(all[language], ({ text }) => text.length > 200)).toEqual([])
    expect(offenders(all[language], ({ text }) => text !== text.trim() || /\s{2}|[^\S ]/u.test(text))).toEqual([])
  })

  it("say numbers in a grammar that fits none, one and many", () => {
    // A number that is followed by a word would have to agree with it.
    expect(texts.summary.replaceAll(/\{reached\} \p{L}+ \{recipients\}/gu, "{reached}")).not.toMatch(/\{\w+\} ?\p{L}/u)
  })

  // --- Content -------------------------------------------------------------------------------------------------------

  it("hold nothing that looks like an identifier or an address", () => {
    expect(offenders(all[language], ({ text }) => /\d{3}|@|\+\d/u.test(withoutPlaceholders(text)))).toEqual([])
  })

  it("are free of jargon where the person reads", () => {
    const jargon =
      /\b(?:pdp|xacml|policy|krr|kofuvi|urn|json|api|permit|deny|indeterminate|not-?applicable|nin|ressurs\p{L}*|resources?|regelsett\p{L}*|rule set|kandidat\p{L}*|candidates?|snapshot|gate|resourceid|tjenesteeier\p{L}*|tenesteeigar\p{L}*|service owner)\b/iu
    expect(
      offenders(all[language], ({ reader, text }) => reader === "person" && jargon.test(withoutPlaceholders(text)))
    ).toEqual([])
  })

  it("speak to the person, and about the person to the owner", () => {
    const you = {
      nb: ["du", "deg", "din", "ditt", "dine"],
      nn: ["du", "deg", "din", "di", "ditt", "dine"],
      en: ["you", "your", "yourself"]
    }
    const person = { nb: /^person(?:en|ens)?$/u, nn: /^personen$/u, en: /^person$/u }
    const talksTo = ({ text }: Text) => wordsOf(text).some((word) => you[language].includes(word))
    const talksAbout = ({ text }: Text) => wordsOf(text).some((word) => person[language].test(word))
    expect(offenders(all[language], (text) => text.reader === "owner" && talksTo(text))).toEqual([])
    expect(offenders(all[language], (text) => text.reader === "person" && talksAbout(text))).toEqual([])
  })

  it("do not claim that a person who was not found is not registered", () => {
    const { owner, person } = texts.reasons.PERSON_NOT_FOUND
    for (const text of [owner, person]) expect(text).toContain("18")
  })
})

// --- Languages -------------------------------------------------------------------------------------------------------

describe("bokmål and nynorsk", () => {
  const marks = {
    nb: "ikke noen noe hvilken hvilke hvem hvis virksomheten tjeneste tjenester fra bare adressen kilden bestillingen listen brukes sendes varsles gjelder mottakere allerede egen",
    nn: "ikkje noka noko kva kven verksemda teneste tenester frå berre adressa kjelda bestillinga brukast sendast varslast gjeld mottakarar allereie eigen"
  }

  it.each(["nb", "nn"] as const)("%s has no word of the other", (language) => {
    const other = (language === "nb" ? marks.nn : marks.nb).split(" ")
    expect(offenders(all[language], ({ text }) => wordsOf(text).some((word) => other.includes(word)))).toEqual([])
  })

  it("nynorsk calls nothing ho or han, which may be taken for the person", () => {
    expect(offenders(all.nn, ({ text }) => wordsOf(text).some((word) => word === "ho" || word === "han"))).toEqual([])
  })

  it("differ in every reason and repair", () => {
    const nynorsk = new Map(all.nn.map(({ entry, reader, text }) => [`${entry} ${reader}`, text]))
    expect(
      offenders(
        all.nb,
        ({ entry, reader, section, text }) =>
          (section === "reasons" || section === "repairs") && nynorsk.get(`${entry} ${reader}`) === text
      )
    ).toEqual([])
  })
})
