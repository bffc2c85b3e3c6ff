/** Resolutions of one organisation as tasks of one item: the deliveries, in full. */
import {
  compile,
  CustomContacts,
  decide,
  judge,
  phoneNumberE164,
  Persons,
  ReadAccess,
  resolve,
  shippedRuleSet,
  StatutoryContacts
} from "@adressat/core"
import type { Delivery } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Task } from "../Suite.ts"
import { order, snapshot } from "./Organisation.ts"
import { straightforward } from "./Straightforward.ts"

const once = (deliveries: () => ReadonlyArray<Delivery>, prepare?: () => void): Task => ({
  items: 1,
  pass: () => deliveries().length,
  answer: deliveries,
  ...(prepare === undefined ? {} : { prepare })
})

/** Has the phone normaliser forget what it remembers: it is asked about as many numbers as it can hold, and more. */
const forgetPhones = (): void => {
  for (let number = 0; number < 21_000; number++) phoneNumberE164(`+4670${String(2_000_000 + number)}`)
}

/** By hand. */
export const plain = async (contacts: number): Promise<Task> => {
  const asked = order()
  const known = snapshot(contacts)
  return once(() => straightforward(asked, known, "strict"))
}

/** How far ours goes: to the deliveries, as the hand-written form does, or to words about everyone left out. */
export type Extent = "deliveries" | "decision"

/** Ours, with phone numbers that have been seen before. */
export const warm = async (contacts: number, extent: Extent): Promise<Task> => {
  const program = compile(shippedRuleSet("strict"))
  const asked = order()
  const known = snapshot(contacts)
  return extent === "deliveries"
    ? once(() => judge(program, asked, known).deliveries)
    : once(() => decide(program, asked, known).deliveries)
}

/** Ours, with phone numbers that are new each time. */
export const cold = async (contacts: number, extent: Extent): Promise<Task> => ({
  ...(await warm(contacts, extent)),
  prepare: forgetPhones
})

/** Ours in one Effect with a span. */
export const inEffect = async (contacts: number): Promise<Task> => {
  const program = compile(shippedRuleSet("strict"))
  const asked = order()
  const known = snapshot(contacts)
  const effect = Effect.sync(() => decide(program, asked, known).deliveries).pipe(Effect.withSpan("bench"))
  return once(() => Effect.runSync(effect))
}

/** Ours with everything around it: sources in memory are asked in batches and their answers checked before it decides. */
export const gathered = async (contacts: number): Promise<Task> => {
  const program = compile(shippedRuleSet("strict"))
  const known = snapshot(contacts)
  const sources = Layer.mergeAll(
    Persons.layerMemory([]),
    StatutoryContacts.layerMemory(known.statutoryContacts ?? []),
    CustomContacts.layerMemory(known.customContacts ?? []),
    ReadAccess.layerMemory(known.readAccess ?? [])
  )
  const effect = resolve(program, order()).pipe(
    Effect.map(({ deliveries }) => deliveries),
    Effect.provide(sources)
  )
  return {
    items: 1,
    pass: async () => (await Effect.runPromise(effect)).length,
    answer: () => Effect.runPromise(effect)
  }
}
