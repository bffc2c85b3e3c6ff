/**
 * A policy for an access program, as the Altinn engine evaluates it. The engine asks every rule about the resource and the
 * action first, which settles a question but for the subject. Comparisons of texts are terms; what else a rule asks about
 * the subject is one term of its own, as the order of its alternatives can count.
 */
import { alternativesOf } from "../altinn/CategoryTarget.ts"
import type { Alternatives, CategoryTest, DesignatorMatch } from "../altinn/CategoryTarget.ts"
import { applicableRules, compileRules, selectsInTarget } from "../altinn/EngineRule.ts"
import { engineVersionAt } from "../altinn/EngineVersion.ts"
import { isFault } from "../altinn/Fault.ts"
import { harmlessFunctions, matchFunctions, textKeys } from "../altinn/MatchFunction.ts"
import type { TextKey } from "../altinn/MatchFunction.ts"
import { parserRefusals } from "../altinn/ParserRefusal.ts"
import { outcome, ruleCombinations } from "../altinn/RuleCombination.ts"
import { collapsed } from "../evaluation/CombiningAlgorithm.ts"
import { requestAttributes } from "../evaluation/RequestAttributes.ts"
import type { RequestAttributes } from "../evaluation/RequestAttributes.ts"
import type { Finding, Reading } from "../Finding.ts"
import type { Policy } from "../Policy.ts"
import { Category } from "../Vocabulary.ts"
import type { AccessModel } from "./AccessModel.ts"
import { beyond, ruleBeyond, undemanding } from "./AccessModel.ts"
import type { Demand, HeldTerms } from "./Demand.ts"
import { readTerms } from "./Demand.ts"

/** Makes the model for the engine of a date, or says what in the policy is in the way. */
export const altinnAccess = (policy: Policy, engineDate: string): Reading<AccessModel> => {
  const findings = obstaclesIn(policy)
  if (findings.length > 0) return { ok: false, findings }
  const version = engineVersionAt(engineDate)
  const compiled = compileRules(policy, matchFunctions(version))
  const terms = subjectTerms()
  const rules = compiled.map((rule, index) => {
    const demand = terms.demandOf(alternativesOf(policy.rules[index]?.target, Category.subject), rule.subject)
    return { ...rule, certain: demand, possible: demand }
  })
  const combine = ruleCombinations[version.combination]
  const value: AccessModel = {
    read: (attributes) => terms.read(requestAttributes([{ category: Category.subject, attributes }])),
    ask: (groups) => {
      const applicable = applicableRules(rules, requestAttributes(groups))
      if (applicable === "missing" || isFault(applicable)) return "Indeterminate"
      return applicable.length === 0 ? "NotApplicable" : { target: undemanding, rules: applicable }
    },
    combine: (decisions) => {
      const combined = combine(
        policy.combiningAlgorithm,
        decisions.map((decision) => outcome(decision))
      )
      return isFault(combined) ? "Indeterminate" : collapsed(combined.decision)
    }
  }
  return { ok: true, value, findings: [] }
}

/** The terms that compare texts of one data type in one attribute, by key of the text. */
interface TextTerms {
  readonly attributeId: string
  readonly dataType: string
  readonly keyOf: TextKey
  readonly terms: Map<string, number>
}

interface SubjectTerms {
  /** What the alternatives of a rule demand; the test is that of all of them. */
  readonly demandOf: (alternatives: Alternatives, test: CategoryTest) => Demand
  readonly read: (attributes: RequestAttributes) => HeldTerms
}

const subjectTerms = (): SubjectTerms => {
  let count = 0
  const texts = new Map<string, TextTerms>()
  const tests: Array<{ readonly term: number; readonly test: CategoryTest }> = []
  const numberOf = ({ attribute: { attributeId }, matchId, value }: DesignatorMatch): number => {
    const { dataType, text } = value
    const keyOf = textKeys.get(matchId) ?? ((whole) => whole)
    const name = JSON.stringify([attributeId, dataType, matchId])
    const compared: TextTerms = texts.get(name) ?? { attributeId, dataType, keyOf, terms: new Map() }
    texts.set(name, compared)
    const known = compared.terms.get(keyOf(text))
    if (known === undefined) compared.terms.set(keyOf(text), count++)
    return known ?? count - 1
  }
  return {
    demandOf: (alternatives, test) => {
      if (alternatives.length === 0) return []
      if (alternatives.flat().every(comparesTexts)) return [alternatives.map((matches) => matches.map(numberOf))]
      tests.push({ term: count, test })
      return [[[count++]]]
    },
    read: (attributes) =>
      readTerms(count, (holds, isInDoubt) => {
        const present = attributes.get(Category.subject)
        for (const { attributeId, dataType, keyOf, terms } of texts.values()) {
          for (const value of present?.get(attributeId)?.flatMap(({ values }) => values) ?? []) {
            const term = value.dataType === dataType ? terms.get(keyOf(value.text)) : undefined
            if (term !== undefined) holds(term)
          }
        }
        for (const { term, test } of tests) {
          const result = test(attributes)
          if (result === "match") holds(term)
          else if (result === "missing") isInDoubt(term)
        }
      })
  }
}

const comparesTexts = ({ attribute, matchId }: DesignatorMatch): boolean =>
  !attribute.mustBePresent && textKeys.has(matchId)

const obstaclesIn = (policy: Policy): ReadonlyArray<Finding> => [
  ...parserRefusals(policy).map(({ message, place }) => beyond(message, place)),
  ...(selectsInTarget(policy) ? [beyond("the target of a rule has an AttributeSelector", policy.place)] : []),
  ...policy.rules.flatMap((rule) => [
    ...(rule.condition === undefined ? [] : [ruleBeyond(rule, "has a condition")]),
    ...alternativesOf(rule.target, Category.subject)
      .flat()
      .filter(({ matchId }) => !harmlessFunctions.has(matchId))
      .map(({ matchId, place }) =>
        ruleBeyond(rule, `asks about the subject with ${matchId}, on which the engine can throw`, place)
      )
  ])
]
