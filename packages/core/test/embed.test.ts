import fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import { anySituation, sourcesFrom } from "../../testing/src/index.ts"
import { decide } from "../src/Conclusion.ts"
import { createAdressat } from "../src/embed.ts"
import type { AdressatOptions, ResolvedOrder } from "../src/embed.ts"
import type { Order } from "../src/Order.ts"
import { InvalidInputError } from "../src/Problem.ts"
import type { PersonContact } from "../src/Snapshot.ts"

const organizationNumber = "313000028"
const nationalIdentityNumber = "01890110009"

const sources: AdressatOptions = {
  ruleSet: "strict",
  statutoryContacts: (keys) => keys.map((key) => ({ organizationNumber: key, emailList: ["post@bedrift.example"] })),
  customContacts: (keys) =>
    keys.map((key) => ({ organizationNumber: key, registrations: [{ userId: 11, email: "kari@example.com" }] })),
  persons: (keys) => keys.map((key) => ({ nationalIdentityNumber: key, isReserved: false, email: "ola@example.com" })),
  readAccess: ({ pairs }) => pairs.map((pair) => ({ ...pair, decision: "Permit" as const }))
}

const order: Order = { channel: "Email", resourceId: "tax-report", recipients: [{ organizationNumber }] }
const personOrder: Order = { channel: "Email", recipients: [{ nationalIdentityNumber }] }

const addresses = async (options: Partial<AdressatOptions>, asked: object = order) =>
  (await createAdressat({ ...sources, ...options }).resolve(asked)).deliveries.map(({ address }) => address)

/** The one reason why facts are not known. */
const unavailability = async (options: Partial<AdressatOptions>, asked: object = order) => {
  const { retryable, withheld } = await createAdressat({ ...sources, ...options }).resolve(asked)
  return {
    retryable,
    why: withheld.filter(({ state }) => state === "undetermined").map(({ unavailable }) => unavailable)
  }
}

const throws = () => {
  throw new Error(`secret of ${nationalIdentityNumber}`)
}

describe("createAdressat", () => {
  it("notifies from plain functions, whether they promise or not", async () => {
    expect(await addresses({})).toEqual(["post@bedrift.example", "kari@example.com"])
    expect(await addresses({ persons: async () => Promise.resolve([]) }, personOrder)).toEqual([])
  })

  it("decides as decide does from what it gathers, by either evaluator", async () => {
    await fc.assert(
      fc.asyncProperty(
        anySituation,
        fc.constantFrom("program" as const, "reference" as const),
        async (situation, evaluator) => {
          const adressat = createAdressat({ ...sourcesFrom(situation.snapshot), evaluator })
          const gathered = await adressat.gather(situation.order)
          const resolved = await adressat.resolve(situation.order)
          expect({ ...resolved, snapshotAt: "" }).toEqual({
            ...decide(adressat.program, situation.order, gathered),
            snapshotAt: ""
          })
        }
      ),
      { numRuns: 100 }
    )
  })

  it.each([
    ["statutoryContacts", { statutoryContacts: throws }],
    ["customContacts", { customContacts: throws }],
    ["readAccess", { readAccess: throws }],
    ["readAccess, later", { readAccess: async () => Promise.reject(new Error("no")) }]
  ])("takes a function that throws for unavailable, and notifies whom it still can: %s", async (_, options) => {
    expect(await unavailability(options)).toEqual({ retryable: true, why: ["Unavailable"] })
    const decision = await createAdressat({ ...sources, ...options }).resolve(order)
    expect(decision.deliveries.length).toBe(1)
    expect(JSON.stringify(decision)).not.toContain("secret of")
  })

  it.each([
    ["a row without key", [{ isReserved: false }]],
    ["a row of other types", [{ nationalIdentityNumber, isReserved: "no" }]],
    ["no list", { nationalIdentityNumber }],
    ["null", null],
    ["a list of null", [null]]
  ])("takes malformed rows for unavailable, never for nobody: %s", async (_, answer) => {
    const persons = () => answer as unknown as ReadonlyArray<PersonContact>
    expect(await unavailability({ persons }, personOrder)).toEqual({ retryable: true, why: ["Malformed"] })
  })

  it("takes a pair without a decision for unavailable, and other pairs' decisions for nothing", async () => {
    expect(await unavailability({ readAccess: () => [] })).toEqual({ retryable: true, why: ["Unavailable"] })
    const others = () => [{ organizationNumber: "213010018", userId: 11, decision: "Permit" as const }]
    expect(await unavailability({ readAccess: others })).toEqual({ retryable: true, why: ["Unavailable"] })
  })

  it("leaves those undetermined for whom an optional source is missing", async () => {
    const asked = { channel: "Email", recipients: [{ externalIdentity: "urn:altinn:username:kari" }] }
    expect(await unavailability({}, asked)).toEqual({ retryable: true, why: ["NotConfigured"] })
    const externalIdentities = (keys: ReadonlyArray<string>) =>
      keys.map((key) => ({ externalIdentity: key, email: "kari@example.com" }))
    expect(await addresses({ externalIdentities }, asked)).toEqual(["kari@example.com"])
  })

  it("refuses an order and a rule set with every problem, and asks nobody", async () => {
    const persons = vi.fn<AdressatOptions["persons"]>(() => [])
    const adressat = createAdressat({ ...sources, persons })
    const refusal = await adressat
      .resolve({ channel: "Mail", recipients: [{ nationalIdentityNumber: "1" }] })
      .catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(InvalidInputError)
    expect((refusal as InvalidInputError).problems.map(({ path }) => path)).toEqual([
      "$.channel",
      "$.recipients[0].nationalIdentityNumber"
    ])
    expect(persons).not.toHaveBeenCalled()
    expect(() => createAdressat({ ...sources, ruleSet: { id: "x" } })).toThrow(InvalidInputError)
    expect(() => createAdressat({ ...sources, ruleSet: "Altinn" as never })).toThrow(InvalidInputError)
  })

  it("tells its functions the resource, whether stale data are wanted, and a signal", async () => {
    const persons = vi.fn<AdressatOptions["persons"]>(() => [])
    await createAdressat({ ...sources, persons }).resolve({
      ...personOrder,
      resourceId: "urn:altinn:resource:x",
      useStaleContactInformation: true
    })
    expect(persons).toHaveBeenCalledWith([nationalIdentityNumber], {
      resource: "x",
      useStaleContactInformation: true,
      signal: expect.any(AbortSignal) as unknown
    })
  })

  it("asks for read access in batches", async () => {
    const sizes: Array<number> = []
    const registrations = Array.from({ length: 7 }, (_, index) => ({ userId: index, email: `${index}@example.com` }))
    const found = await addresses({
      customContacts: () => [{ organizationNumber, registrations }],
      readAccess: ({ pairs }) => {
        sizes.push(pairs.length)
        return pairs.map((pair) => ({ ...pair, decision: "Permit" as const }))
      },
      readAccessBatchSize: 3
    })
    expect(sizes).toEqual([3, 3, 1])
    expect(found.length).toBe(8)
  })
})

describe("an abort signal", () => {
  it("that is aborted already stops before anybody is asked", async () => {
    const persons = vi.fn<AdressatOptions["persons"]>(() => [])
    const reason = new Error("gone")
    await expect(
      createAdressat({ ...sources, persons }).resolve(personOrder, { signal: AbortSignal.abort(reason) })
    ).rejects.toBe(reason)
    expect(persons).not.toHaveBeenCalled()
  })

  it("rejects with its reason while a source is being asked, and reaches the source", async () => {
    const controller = new AbortController()
    const reason = new Error("gone")
    let seen: AbortSignal | undefined
    const persons: AdressatOptions["persons"] = async (_, { signal }) => {
      seen = signal
      controller.abort(reason)
      return new Promise(() => undefined)
    }
    await expect(
      createAdressat({ ...sources, persons }).resolve(personOrder, { signal: controller.signal })
    ).rejects.toBe(reason)
    expect(seen?.aborted).toBe(true)
  })
})

describe("resolveMany", () => {
  const collect = async (results: AsyncIterable<ResolvedOrder>) => {
    const all: Array<ResolvedOrder> = []
    for await (const result of results) all.push(result)
    return all
  }

  it("answers in the order of the orders, and a refused order does not stop the others", async () => {
    const results = await collect(
      createAdressat(sources).resolveMany([order, { channel: "Mail" }, personOrder], { concurrency: 2 })
    )
    expect(results.map((result) => [result.index, "decision" in result])).toEqual([
      [0, true],
      [1, false],
      [2, true]
    ])
    const refused = results[1]
    expect(refused !== undefined && "problems" in refused ? refused.problems.length : 0).toBeGreaterThan(0)
  })

  it("holds back: never more in the works than asked for, and nothing is taken that is not wanted", async () => {
    let taken = 0
    let running = 0
    let most = 0
    function* many() {
      for (let index = 0; index < 20; index++) {
        taken++
        yield personOrder
      }
    }
    const persons: AdressatOptions["persons"] = async (keys) => {
      most = Math.max(most, ++running)
      await new Promise<void>((resolve) => setImmediate(resolve))
      running--
      return keys.map((key) => ({ nationalIdentityNumber: key, isReserved: false }))
    }
    const results = createAdressat({ ...sources, persons }).resolveMany(many(), { concurrency: 3 })
    const iterator = results[Symbol.asyncIterator]()
    await iterator.next()
    expect(taken).toBeLessThanOrEqual(4)
    await collect({ [Symbol.asyncIterator]: () => iterator })
    expect(taken).toBe(20)
    expect(most).toBe(3)
  })

  it("takes orders from an asynchronous source, and none from an empty one", async () => {
    async function* none(): AsyncGenerator<Order> {}
    async function* two() {
      yield await Promise.resolve(order)
      yield personOrder
    }
    expect(await collect(createAdressat(sources).resolveMany(none()))).toEqual([])
    expect((await collect(createAdressat(sources).resolveMany(two()))).length).toBe(2)
  })

  it("gives up what is in the works when nobody wants more results", async () => {
    const signals: Array<AbortSignal> = []
    const persons: AdressatOptions["persons"] = async ([key = ""], { signal }) => {
      signals.push(signal)
      return signals.length === 1 ? [{ nationalIdentityNumber: key, isReserved: false }] : new Promise(() => undefined)
    }
    const adressat = createAdressat({ ...sources, persons })
    for await (const { index } of adressat.resolveMany(
      Array.from({ length: 9 }, () => personOrder),
      { concurrency: 3 }
    )) {
      expect(index).toBe(0)
      break
    }
    expect(signals.map(({ aborted }) => aborted).slice(1)).toEqual([true, true])
  })

  it("rejects with the signal's reason", async () => {
    const reason = new Error("gone")
    await expect(
      collect(createAdressat(sources).resolveMany([order], { signal: AbortSignal.abort(reason) }))
    ).rejects.toBe(reason)
  })
})
