/** A front door for tests: three service owners, one organisation with people, a clock that is set by hand. */
import { DocumentStore } from "@adressat/core"
import type { CustomContact, PersonContact, ReadAccessAnswer, StatutoryContact } from "@adressat/core"
import { layerMemoryOrders } from "@adressat/orders"
import type { Message } from "@adressat/orders"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, expect } from "vitest"
import { faultsOf } from "./Conformity.ts"
import { ORDERS_SCOPE, POLICIES_SCOPE } from "../src/contract/Scope.ts"
import { developmentIssuer, makeHandler } from "../src/index.ts"
import type { DevelopmentIssuer, FrontDoor, HandlerOptions, HostSources } from "../src/index.ts"

/** When the tests take place. */
export const NOW = Date.parse("2026-11-26T10:00:00Z")

const name = (text: string) => ({ nb: text, nn: text, en: text })

/** A list like the published one. */
export const owners = {
  orgs: {
    ttd: { name: name("Testdepartementet"), orgnr: "991825827", environments: ["tt02"] },
    skd: { name: name("Skatteetaten"), orgnr: "974761076", homepage: "https://skatteetaten.no" },
    nav: { name: name("Nav"), orgnr: "889640782" },
    acn: { name: name("Accenture"), orgnr: "" }
  }
}

/** The organisation with statutory contacts and two people, and one without anything. */
export const COMPANY = "310000019"
export const EMPTY_COMPANY = "310000035"
export const PERSON = "17838490034"
export const RESERVED_PERSON = "17838490042"

export const rows = {
  persons: [
    { nationalIdentityNumber: PERSON, reservation: "NEI", email: "kari@example.org", emailUpdated: "2026-10-01" },
    { nationalIdentityNumber: RESERVED_PERSON, reservation: "JA", email: "ola@example.org", emailUpdated: "2026-10-01" }
  ] as ReadonlyArray<PersonContact>,
  statutoryContacts: [
    {
      organizationNumber: COMPANY,
      addresses: [{ type: "Email", fullAddress: "post@firma.example" }]
    }
  ] as ReadonlyArray<StatutoryContact>,
  customContacts: [
    {
      organizationNumber: COMPANY,
      registrations: [
        { userId: 1001, email: "anne@firma.example", phone: "+4740000001", resourceIncludeList: [] },
        { userId: 1002, email: "bo@firma.example", resourceIncludeList: [] }
      ]
    }
  ] as unknown as ReadonlyArray<CustomContact>,
  readAccess: [
    { organizationNumber: COMPANY, userId: 1001, decision: "Permit" },
    { organizationNumber: COMPANY, userId: 1002, decision: "NotApplicable" }
  ] as ReadonlyArray<ReadAccessAnswer>
}

/** The sources as plain functions. */
export const sources: HostSources = {
  persons: (keys) =>
    rows.persons.filter((row) => keys.includes((row as { nationalIdentityNumber: string }).nationalIdentityNumber)),
  statutoryContacts: (keys) =>
    rows.statutoryContacts.filter(({ organizationNumber }) => keys.includes(organizationNumber)),
  customContacts: (keys) => rows.customContacts.filter(({ organizationNumber }) => keys.includes(organizationNumber)),
  readAccess: () => rows.readAccess,
  externalIdentities: () => []
}

/** A clock that stands still until it is set. Sleeping ends when the clock is set past its end. */
export const handClock = (start = NOW) => {
  let at = start
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: () => at,
    currentTimeMillis: Effect.sync(() => at),
    currentTimeNanosUnsafe: () => BigInt(at) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => BigInt(at) * 1_000_000n),
    sleep: (duration) =>
      Effect.callback<void>((resume) => {
        const sleeper = {
          until: at + (duration.value._tag === "Millis" ? duration.value.millis : 0),
          wake: () => resume(Effect.void)
        }
        sleepers.add(sleeper)
        return Effect.sync(() => sleepers.delete(sleeper))
      })
  } as Clock.Clock
  return {
    layer: Layer.succeed(Clock.Clock, clock),
    now: () => at,
    set: (to: number) => {
      at = to
      for (const sleeper of sleepers) {
        if (sleeper.until > at) continue
        sleepers.delete(sleeper)
        sleeper.wake()
      }
    },
    sleeping: () => sleepers.size
  }
}

let issuer: DevelopmentIssuer | undefined

/** One issuer for all tests of a file, as its key takes a while to make. */
export const testIssuer = async (): Promise<DevelopmentIssuer> =>
  (issuer ??= await developmentIssuer({ isProduction: false }))

const numbers: Readonly<Record<string, string>> = { ttd: "991825827", skd: "974761076", nav: "889640782" }

/** A token of a service owner, valid around the time of the tests. */
export const tokenOf = async (org: string, scopes: ReadonlyArray<string> = [ORDERS_SCOPE, POLICIES_SCOPE], at = NOW) =>
  (await testIssuer()).token({ organizationNumber: numbers[org] ?? org, scopes, at })

/** A front door with what was sent, and a way to call it. */
export interface World extends FrontDoor {
  readonly sent: Array<Message>
  readonly clock: ReturnType<typeof handClock>
  readonly call: (
    method: string,
    path: string,
    options?: {
      readonly as?: string | null
      readonly scopes?: ReadonlyArray<string>
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
    }
  ) => Promise<Response>
}

/** Makes a front door that is disposed when the tests of the file are over. */
export const makeWorld = async (options: Partial<HandlerOptions> = {}): Promise<World> => {
  const { issuer: trusted } = await testIssuer()
  const clock = handClock()
  const sent: Array<Message> = []
  const door = await makeHandler({
    sources,
    stores: Layer.mergeAll(layerMemoryOrders, DocumentStore.layerMemory),
    dispatch: (messages) => {
      sent.push(...messages)
      return messages.map(({ channel, id }) => ({
        id,
        status: channel === "Email" ? ("Succeeded" as const) : ("Accepted" as const)
      }))
    },
    issuers: [trusted],
    serviceOwners: { list: owners },
    isScheduler: false,
    isTraced: false,
    environment: clock.layer,
    rateLimit: "none",
    ...options
  })
  afterAll(() => door.dispose())
  return {
    ...door,
    sent,
    clock,
    call: async (method, path, { as = "ttd", body, headers = {}, scopes } = {}) => {
      const token = as === null ? undefined : await tokenOf(as, scopes, clock.now())
      const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body)
      const response = await door.handler(
        new Request(`http://localhost${path}`, {
          method,
          ...(text === undefined ? {} : { body: text }),
          headers: {
            ...(text === undefined ? {} : { "content-type": "application/json" }),
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            ...headers
          }
        })
      )
      // Whatever a test is about, no response may be one that the description does not know.
      const faults = await faultsOf(method, path, response)
      if (faults.length > 0) throw new Error(faults.join("\n"))
      return response
    }
  }
}

/** Lets everything run that can for a while, to see that something does not happen. */
export const turns = async (count = 50): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** Lets everything run that can until something holds, for half a minute at most, however busy the machine is. */
export const until = async (holds: () => boolean): Promise<void> => {
  const end = performance.now() + 30_000
  while (!holds() && performance.now() < end) await new Promise((resolve) => setImmediate(resolve))
  expect(holds()).toBe(true)
}

/** The JSON of a response. */
export const value = async (response: Response) => JSON.parse(await response.text())

/** An order of the current API that can be placed. */
export const chain = (members: Readonly<Record<string, unknown>> = {}) => ({
  idempotencyId: "one",
  sendersReference: "ref-1",
  recipient: {
    recipientOrganization: {
      orgNumber: COMPANY,
      channelSchema: "Email",
      resourceId: "urn:altinn:resource:tax-report",
      emailSettings: { subject: "A letter", body: "There is a letter for you." }
    }
  },
  ...members
})
