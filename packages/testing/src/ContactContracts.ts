/**
 * The contracts of the four ports that look up contact data by key. Rows are seeded as the filtered answers of Altinn
 * Profile, and only keys and e-mail addresses are compared, so that an adapter may answer with raw rows or more members.
 */
import { CustomContacts, ExternalIdentities, Persons, StatutoryContacts } from "@adressat/core"
import type {
  ContactRequest,
  CustomContact,
  ExternalIdentityContact,
  PersonContact,
  PersonContactPoint,
  SourceError,
  SourceName,
  StatutoryContact,
  StatutoryContactPoint,
  UnitContactPoints
} from "@adressat/core"
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import { syntheticNationalIdentityNumbers, syntheticOrganizationNumbers } from "./ArbitrariesIdentifier.ts"
import { commonCases, declareContract, runWith } from "./Contract.ts"
import type { AdapterUnderContract, ContractCase } from "./Contract.ts"

interface ContactPort<Service, Seeded, Row> {
  readonly source: SourceName
  readonly lookup: (
    keys: ReadonlyArray<string>,
    request: ContactRequest
  ) => Effect.Effect<ReadonlyArray<Row>, SourceError, Service>
  readonly keyAt: (index: number) => string
  readonly rowOf: (key: string, email: string) => Seeded
  readonly keyOf: (row: Row) => string
  readonly emailOf: (row: Row) => string | null | undefined
}

const request: ContactRequest = { resource: "contract-resource", useStaleContactInformation: false }

/** The cases of a port of contact data. */
const contactCases = <Service, Seeded, Row>(
  port: ContactPort<Service, Seeded, Row>,
  adapter: AdapterUnderContract<Service, Seeded>
): ReadonlyArray<ContractCase> => {
  const emailAt = (index: number) => `p${index}@example.com`
  const indexes = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index)
  const layer = (count: number) =>
    adapter.seed(indexes(count).map((index) => port.rowOf(port.keyAt(index), emailAt(index))))
  const told = (rows: ReadonlyArray<Row>) =>
    rows.map((row) => `${port.keyOf(row)} ${port.emailOf(row) ?? "nothing"}`).sort()
  const wanted = (those: ReadonlyArray<number>) => those.map((index) => `${port.keyAt(index)} ${emailAt(index)}`).sort()
  const ask = (those: ReadonlyArray<number>) => port.lookup(those.map(port.keyAt), request)
  return [
    {
      name: "answers every key that is asked for and known, with its own data",
      run: async () => assert.deepStrictEqual(told(await runWith(layer(3), ask([2, 0, 1]))), wanted([0, 1, 2]))
    },
    {
      name: "leaves out what it does not know",
      run: async () => assert.deepStrictEqual(told(await runWith(layer(2), ask([1, 7]))), wanted([1]))
    },
    {
      name: "answers nothing that was not asked for",
      run: async () => assert.deepStrictEqual(told(await runWith(layer(5), ask([3]))), wanted([3]))
    },
    {
      name: "answers an empty question with nothing",
      run: async () => assert.deepStrictEqual(told(await runWith(layer(2), ask([]))), [])
    },
    {
      name: "answers a key that is asked for twice as if it were asked for once",
      run: async () =>
        assert.deepStrictEqual([...new Set(told(await runWith(layer(2), ask([1, 1, 0]))))], wanted([0, 1]))
    },
    {
      name: "answers a thousand keys at once",
      run: async () =>
        assert.deepStrictEqual(told(await runWith(layer(1000), ask(indexes(1000)))), wanted(indexes(1000)))
    },
    {
      name: "gives the same answer to the same question",
      run: async () => {
        const [first, second] = await runWith(layer(3), Effect.all([ask([0, 2]), ask([0, 2])]))
        assert.deepStrictEqual(told(first), wanted([0, 2]))
        assert.deepStrictEqual(told(second), told(first))
      }
    },
    {
      name: "does not mix the answers of questions that overlap",
      run: async () => {
        const questions = indexes(20).map((question) => indexes(3, question * 3))
        const answers = await runWith(layer(60), Effect.all(questions.map(ask), { concurrency: "unbounded" }))
        assert.deepStrictEqual(answers.map(told), questions.map(wanted))
      }
    },
    ...commonCases(port.source, adapter, ask([0]))
  ]
}

const people = syntheticNationalIdentityNumbers(1000)
const organizations = syntheticOrganizationNumbers(1000)

/** The cases of the port `Persons`. */
export const personsCases = (adapter: AdapterUnderContract<Persons, PersonContactPoint>): ReadonlyArray<ContractCase> =>
  contactCases<Persons, PersonContactPoint, PersonContact>(
    {
      source: "persons",
      lookup: (keys, asked) => Effect.flatMap(Persons, (port) => port.lookup(keys, asked)),
      keyAt: (index) => people[index] ?? "",
      rowOf: (nationalIdentityNumber, email) => ({
        nationalIdentityNumber,
        isReserved: false,
        email,
        mobileNumber: null
      }),
      keyOf: ({ nationalIdentityNumber }) => nationalIdentityNumber,
      emailOf: ({ email }) => email
    },
    adapter
  )

/** The cases of the port `ExternalIdentities`. */
export const externalIdentitiesCases = (
  adapter: AdapterUnderContract<ExternalIdentities, ExternalIdentityContact>
): ReadonlyArray<ContractCase> =>
  contactCases<ExternalIdentities, ExternalIdentityContact, ExternalIdentityContact>(
    {
      source: "externalIdentities",
      lookup: (keys, asked) => Effect.flatMap(ExternalIdentities, (port) => port.lookup(keys, asked)),
      keyAt: (index) => `urn:altinn:party:username:user${index}`,
      rowOf: (externalIdentity, email) => ({ externalIdentity, email, mobileNumber: null }),
      keyOf: ({ externalIdentity }) => externalIdentity,
      emailOf: ({ email }) => email
    },
    adapter
  )

/** The cases of the port `StatutoryContacts`. */
export const statutoryContactsCases = (
  adapter: AdapterUnderContract<StatutoryContacts, StatutoryContactPoint>
): ReadonlyArray<ContractCase> =>
  contactCases<StatutoryContacts, StatutoryContactPoint, StatutoryContact>(
    {
      source: "statutoryContacts",
      lookup: (keys, asked) => Effect.flatMap(StatutoryContacts, (port) => port.lookup(keys, asked)),
      keyAt: (index) => organizations[index] ?? "",
      rowOf: (organizationNumber, email) => ({
        organizationNumber,
        addressOrigin: organizationNumber,
        emailList: [email],
        mobileNumberList: []
      }),
      keyOf: ({ organizationNumber }) => organizationNumber,
      emailOf: (row) => ("addresses" in row ? row.addresses?.[0]?.fullAddress : row.emailList?.[0])
    },
    adapter
  )

/** The cases of the port `CustomContacts`; every seeded person has user id 11 and has selected every service. */
export const customContactsCases = (
  adapter: AdapterUnderContract<CustomContacts, UnitContactPoints>
): ReadonlyArray<ContractCase> =>
  contactCases<CustomContacts, UnitContactPoints, CustomContact>(
    {
      source: "customContacts",
      lookup: (keys, asked) => Effect.flatMap(CustomContacts, (port) => port.lookup(keys, asked)),
      keyAt: (index) => organizations[index] ?? "",
      rowOf: (organizationNumber, email) => ({
        organizationNumber,
        userContactPoints: [{ userId: 11, email, mobileNumber: null }]
      }),
      keyOf: ({ organizationNumber }) => organizationNumber,
      emailOf: (row) => ("registrations" in row ? row.registrations[0]?.email : row.userContactPoints[0]?.email)
    },
    adapter
  )

/** Runs the contract of the port `Persons` as tests of vitest. */
export const personsContract = (name: string, adapter: AdapterUnderContract<Persons, PersonContactPoint>): void =>
  declareContract(`Persons contract: ${name}`, personsCases(adapter), adapter.skip)

/** Runs the contract of the port `ExternalIdentities` as tests of vitest. */
export const externalIdentitiesContract = (
  name: string,
  adapter: AdapterUnderContract<ExternalIdentities, ExternalIdentityContact>
): void => declareContract(`ExternalIdentities contract: ${name}`, externalIdentitiesCases(adapter), adapter.skip)

/** Runs the contract of the port `StatutoryContacts` as tests of vitest. */
export const statutoryContactsContract = (
  name: string,
  adapter: AdapterUnderContract<StatutoryContacts, StatutoryContactPoint>
): void => declareContract(`StatutoryContacts contract: ${name}`, statutoryContactsCases(adapter), adapter.skip)

/** Runs the contract of the port `CustomContacts` as tests of vitest. */
export const customContactsContract = (
  name: string,
  adapter: AdapterUnderContract<CustomContacts, UnitContactPoints>
): void => declareContract(`CustomContacts contract: ${name}`, customContactsCases(adapter), adapter.skip)
