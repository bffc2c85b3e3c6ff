/**
 * Ours: the policy as an XACML document, compiled for requests of any kind, and compiled for many subjects. The requests are
 * ready-made objects, for every implementation alike.
 */
import {
  AccessCode,
  Category,
  compileAccess,
  compilePolicy,
  DataType,
  decideAccess,
  evaluate,
  readPolicy,
  xacmlNamespace
} from "@adressat/xacml"
import type { AccessProgram, AccessQuestion, AccessSubject, AnyPolicy, Attributes, Request } from "@adressat/xacml"
import type { Task } from "../Suite.ts"
import { deciding } from "../Task.ts"
import { attributesOf, targetOf } from "./NaiveWalk.ts"
import { policyData } from "./PolicyData.ts"
import type { PolicyRule, Question } from "./PolicyData.ts"

const STRING_EQUAL = "urn:oasis:names:tc:xacml:1.0:function:string-equal"
const DENY_OVERRIDES = "urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides"

const ruleXml = (rule: PolicyRule): string => {
  const target = targetOf(rule).map((anyOf) => {
    const alternatives = anyOf.map((allOf) => {
      const matches = allOf.map(
        ({ attributeId, category, value }) =>
          `<Match MatchId="${STRING_EQUAL}"><AttributeValue DataType="${DataType.string}">${value}</AttributeValue>` +
          `<AttributeDesignator Category="${category}" AttributeId="${attributeId}" DataType="${DataType.string}" ` +
          `MustBePresent="false"/></Match>`
      )
      return `<AllOf>${matches.join("")}</AllOf>`
    })
    return `<AnyOf>${alternatives.join("")}</AnyOf>`
  })
  return `<Rule RuleId="${rule.id}" Effect="${rule.effect}"><Target>${target.join("")}</Target></Rule>`
}

/** The policy as an XACML document. */
const policyXml = (): string =>
  `<Policy xmlns="${xacmlNamespace}" PolicyId="bench" Version="1.0" RuleCombiningAlgId="${DENY_OVERRIDES}"><Target/>` +
  `${policyData().rules.map(ruleXml).join("")}</Policy>`

/** The policy, read. */
const policy = (): AnyPolicy => {
  const read = readPolicy(policyXml())
  if (!("value" in read)) throw new Error("the policy of the benchmark cannot be read")
  return read.value
}

const groupOf = (question: Question, category: string): Attributes => ({
  category,
  attributes: attributesOf(question)
    .filter((attribute) => attribute.category === category)
    .map(({ attributeId, values }) => ({
      attributeId,
      includeInResult: false,
      values: values.map((text) => ({ kind: "AttributeValue", dataType: DataType.string, text }) as const)
    }))
})

/** A request as XACML has it. */
const requestOf = (question: Question): Request => ({
  returnPolicyIdList: false,
  combinedDecision: false,
  requestReferences: [],
  attributes: [Category.subject, Category.resource, Category.action].map((category) => groupOf(question, category))
})

/** The compiled policy, each request on its own. */
export const compiled = (): Promise<Task> => {
  const program = compilePolicy(policy())
  const environment = { now: 0 }
  return deciding(
    policyData().questions.map(requestOf),
    (request) => evaluate(program, request, environment).decision === "Permit"
  )
}

const accessProgram = (): AccessProgram => {
  const read = compileAccess(policy())
  if (!read.ok) throw new Error("the policy of the benchmark has no access program")
  return read.value
}

/** What is asked about resource and action, prepared once for each pair. */
const preparedQuestions = (program: AccessProgram): ((question: Question) => AccessQuestion) => {
  const prepared = new Map<string, Map<string, AccessQuestion>>()
  return (question) => {
    const byAction = prepared.get(question.resource) ?? new Map<string, AccessQuestion>()
    prepared.set(question.resource, byAction)
    const known = byAction.get(question.action)
    if (known !== undefined) return known
    const groups = [Category.resource, Category.action].map((category) => groupOf(question, category))
    const asked = program.question(groups)
    byAction.set(question.action, asked)
    return asked
  }
}

/** Every user, read once. */
const preparedSubjects = (program: AccessProgram): ((question: Question) => AccessSubject) => {
  const prepared = new Map<string, AccessSubject>()
  return (question) => {
    const known = prepared.get(question.user.id)
    if (known !== undefined) return known
    const subject = program.subject(groupOf(question, Category.subject).attributes)
    prepared.set(question.user.id, subject)
    return subject
  }
}

/** Users and questions prepared: what is measured is the decision. */
export const prepared = (): Promise<Task> => {
  const program = accessProgram()
  const questionOf = preparedQuestions(program)
  const subjectOf = preparedSubjects(program)
  const asked = policyData().questions.map((question) => ({
    question: questionOf(question),
    subject: subjectOf(question)
  }))
  return deciding(asked, ({ question, subject }) => decideAccess(question, subject) === AccessCode.Permit)
}

/** Users and questions prepared, and looked up by user id, resource and action. */
export const lookedUp = (): Promise<Task> => {
  const program = accessProgram()
  const questionOf = preparedQuestions(program)
  const subjectOf = preparedSubjects(program)
  return deciding(
    policyData().questions,
    (question) => decideAccess(questionOf(question), subjectOf(question)) === AccessCode.Permit
  )
}

/** Questions prepared and looked up, every user read anew from a request. */
export const readAnew = (): Promise<Task> => {
  const program = accessProgram()
  const questionOf = preparedQuestions(program)
  const asked = policyData().questions.map((question) => ({
    question,
    attributes: groupOf(question, Category.subject).attributes
  }))
  return deciding(
    asked,
    ({ attributes, question }) => decideAccess(questionOf(question), program.subject(attributes)) === AccessCode.Permit
  )
}
