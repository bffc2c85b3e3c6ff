/** Ours: the same gate over the population, by the fixed WebAssembly module, in JavaScript, and by two threads. */
import { compile } from "@adressat/core"
import {
  evaluatePopulation,
  evaluatePopulationSync,
  javascriptKernel,
  loadKernel,
  startCrew
} from "@adressat/population"
import type { Kernel, PopulationCounts } from "@adressat/population"
import { gateRuleSet } from "../decision/Candidates.ts"
import type { Task } from "../Suite.ts"
import { PAIRS, pairs } from "./Pairs.ts"

const answerOf = ({ notify, undetermined }: PopulationCounts): readonly [number, number] => [notify, undetermined]

const counting = (threeValued: boolean, kernel: Kernel, why: boolean): Task => {
  const { population } = pairs(threeValued, false)
  const program = compile(gateRuleSet())
  const count = () => evaluatePopulationSync(program, population, { kernel, why })
  if (count().engine !== kernel.engine) throw new Error(`${kernel.engine} did not do the work`)
  return { items: 1, pass: () => count().notify, answer: () => answerOf(count()) }
}

/** One thread, WebAssembly. */
export const inWebAssembly = async (threeValued: boolean): Promise<Task> =>
  counting(threeValued, await loadKernel({ shared: false }), false)

/** The same with what every gate does. */
export const withWhyNot = async (threeValued: boolean): Promise<Task> =>
  counting(threeValued, await loadKernel({ shared: false }), true)

/** One thread, plain JavaScript. */
export const inJavaScript = async (threeValued: boolean): Promise<Task> =>
  counting(threeValued, javascriptKernel("the benchmark asks for it"), false)

/** One thread or two, on memory that they share. */
export const byThreads = async (threads: 1 | 2): Promise<Task> => {
  const { population } = pairs(false, true)
  const program = compile(gateRuleSet())
  const kernel = await loadKernel({ shared: true })
  const crew = await startCrew({ threads })
  const count = () => evaluatePopulation(program, population, { kernel, crew })
  const first = await count()
  // A crew leaves it to one thread where handing out takes longer than doing.
  const isWorthIt = PAIRS >= 5_000_000
  if (isWorthIt && (first.threads !== threads || first.engine !== "wasm")) {
    throw new Error(`${threads} threads did not do the work`)
  }
  return {
    items: 1,
    isParallel: true,
    pass: async () => (await count()).notify,
    answer: async () => answerOf(await count()),
    close: crew.close
  }
}
