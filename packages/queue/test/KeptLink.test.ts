import { QueueError } from "@adressat/orders"
import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import { keepLink } from "../src/KeptLink.ts"

const lost = new QueueError({ reason: "Unavailable", message: "the broker does not answer" })

/** Connections with numbers, which are lost on demand. */
const connections = (failures = 0) => {
  const closed: Array<number> = []
  const listeners: Array<() => void> = []
  let count = 0
  return {
    closed,
    lose: () => listeners.splice(0).forEach((tell) => tell()),
    open: () => {
      const number = ++count
      if (number <= failures) return Promise.reject(lost)
      return Promise.resolve({
        number,
        onLost: (listener: (error: QueueError) => void) => listeners.push(() => listener(lost)),
        close: () => Promise.resolve(void closed.push(number))
      })
    }
  }
}

it("is one connection for all, anew when it was lost, and closed with the scope", async () => {
  const { closed, lose, open } = connections()
  const numbers = await Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(keepLink(open), (link) =>
        Effect.promise(async () => {
          const [one, same] = await Promise.all([link(), link()])
          lose()
          return [one.number, same.number, (await link()).number]
        })
      )
    )
  )
  expect(numbers).toEqual([1, 1, 2])
  expect(closed).toEqual([2])
})

it("is tried again after it could not be opened", async () => {
  const { closed, open } = connections(1)
  const outcome = await Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(keepLink(open), (link) =>
        Effect.promise(async () => [await link().catch(() => "failed"), (await link()).number])
      )
    )
  )
  expect(outcome).toEqual(["failed", 2])
  expect(closed).toEqual([2])
})

it("opens nothing that nobody asks for", async () => {
  const { closed, open } = connections()
  await Effect.runPromise(Effect.scoped(keepLink(open)))
  expect(closed).toEqual([])
})
