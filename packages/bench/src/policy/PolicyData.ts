/**
 * A policy of fifty rules and the requests it is asked about, in plain data: what XACML, Cedar, casbin and CASL are given is
 * written from it.
 *
 * Each rule names one to six subjects, one in ten of them a role together with an access package; one or two of twelve
 * resources; one to three of eight actions. Every twelfth rule denies, and a denial wins. Six in ten requests ask to read.
 */
import { below, oneOf, randomFrom, shuffled } from "../Random.ts"
import type { Random } from "../Random.ts"

/** A role or an access package that a user must have. */
export interface Term {
  readonly kind: "role" | "package"
  readonly id: string
}

/** One rule: any of the subjects, each all of its terms, may (or may not) do any of the actions with any of the resources. */
export interface PolicyRule {
  readonly id: string
  readonly effect: "Permit" | "Deny"
  readonly subjects: ReadonlyArray<ReadonlyArray<Term>>
  readonly resources: ReadonlyArray<string>
  readonly actions: ReadonlyArray<string>
}

/** A user with roles and packages. */
export interface User {
  readonly id: string
  readonly roles: ReadonlyArray<string>
  readonly packages: ReadonlyArray<string>
}

/** What a user asks to do. */
export interface Question {
  readonly user: User
  readonly resource: string
  readonly action: string
}

/** What a policy is made of, and what it is asked. */
export interface PolicyData {
  readonly rules: ReadonlyArray<PolicyRule>
  readonly users: ReadonlyArray<User>
  readonly questions: ReadonlyArray<Question>
}

const numbered = (name: string, count: number): readonly [string, ...Array<string>] => [
  `${name}1`,
  ...Array.from({ length: count - 1 }, (_, index) => `${name}${index + 2}`)
]

const ROLES = numbered("role-", 60)
const PACKAGES = numbered("package-", 60)
const RESOURCES = numbered("resource-", 12)
const ACTIONS = ["read", "write", "sign", "confirm", "delete", "instantiate", "complete", "subscribe"] as const

const term = (random: Random): Term =>
  random() < 0.5 ? { kind: "role", id: oneOf(random, ROLES) } : { kind: "package", id: oneOf(random, PACKAGES) }

const subject = (random: Random): ReadonlyArray<Term> =>
  random() < 0.1
    ? [
        { kind: "role", id: oneOf(random, ROLES) },
        { kind: "package", id: oneOf(random, PACKAGES) }
      ]
    : [term(random)]

const some = <A>(random: Random, values: ReadonlyArray<A>, most: number): ReadonlyArray<A> =>
  shuffled(random, values).slice(0, 1 + below(random, most))

const rule = (random: Random, index: number): PolicyRule => ({
  id: `rule-${index + 1}`,
  effect: index % 12 === 11 ? "Deny" : "Permit",
  subjects: Array.from({ length: 1 + below(random, 6) }, () => subject(random)),
  resources: some(random, RESOURCES, 2),
  actions: some(random, ACTIONS, 3)
})

let made: PolicyData | undefined

/** The policy and its requests, made once in a process; the requests go through JSON, as they come from outside. */
export const policyData = (): PolicyData => {
  if (made !== undefined) return made
  const random = randomFrom(20261123)
  const rules = Array.from({ length: 50 }, (_, index) => rule(random, index))
  const users = Array.from({ length: 200 }, (_, index) => ({
    id: `user-${index + 1}`,
    roles: some(random, ROLES, 8),
    packages: some(random, PACKAGES, 8)
  }))
  const asked = Array.from({ length: 10_000 }, () => ({
    user: below(random, users.length),
    resource: oneOf(random, RESOURCES),
    action: random() < 0.6 ? "read" : oneOf(random, ACTIONS)
  }))
  const data = JSON.parse(JSON.stringify({ rules, users, asked })) as Pick<PolicyData, "rules" | "users"> & {
    readonly asked: ReadonlyArray<Omit<Question, "user"> & { readonly user: number }>
  }
  const questions = data.asked.map(({ user, ...question }) => ({ user: data.users[user] as User, ...question }))
  made = { rules: data.rules, users: data.users, questions }
  return made
}
