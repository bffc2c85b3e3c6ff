/** Whom a rule set notifies among many candidates, in a browser: built, read, counted, compared, kept and shared out. */
import { compile, shippedRuleSet } from "@adressat/core"
import {
  comparePrograms,
  decodePopulation,
  encodePopulation,
  evaluatePopulation,
  loadKernel,
  populationFromCandidates,
  readPopulation,
  startCrew
} from "@adressat/population"
import * as Result from "effect/Result"

const readAccess = ["permit", "deny", "unavailable", "not-applicable"]
const serviceSelection = ["all-services", "includes-resource", "other-services"]

const candidateAt = (row: number) => ({
  basis: "CustomContact" as const,
  facts: {
    lookups: row % 11 === 0 ? "unavailable" : "complete",
    resource: "resource",
    customContactLookup: "consulted",
    customContact: row % 7 === 0 ? "other-unit" : "this-unit",
    taskReadAccess: row % 5 === 0 ? "not-reported" : "all",
    serviceSelection: serviceSelection[row % 3] ?? "",
    readAccess: readAccess[(row >>> 2) % 4] ?? ""
  }
})

const lines = function* () {
  for (let row = 0; row < 5000; row++) yield `${JSON.stringify(candidateAt(row))}\n`
}

/** So many that it is worth sharing them out. */
const candidates = function* () {
  const some = Array.from({ length: 4620 }, (_, row) => candidateAt(row))
  for (let row = 0; row < 2_500_000; row++) {
    const candidate = some[row % some.length]
    if (candidate !== undefined) yield candidate
  }
}

/** What came of it, and how: `same` is what must be the same everywhere. */
export const runPopulation = async () => {
  const before = compile(shippedRuleSet("strict"))
  const after = compile({
    ...before.ruleSet,
    rules: before.ruleSet.rules.filter(({ name }) => name !== "custom-contact/read-access")
  })
  const { population: few, problems } = await readPopulation(lines())
  const population = populationFromCandidates(candidates())
  const kernel = await loadKernel()
  const { because, engine, threads, ...counts } = await evaluatePopulation(before, population, { why: true })
  const { bases, changed, transitions } = await comparePrograms(before, after, population, { limit: 5 })
  const again = Result.getOrThrow(decodePopulation(encodePopulation(few)))
  const recount = await evaluatePopulation(before, again, { kernel })
  const crew = await startCrew({ threads: 3 }).catch((error: unknown) => String(error))
  const share =
    typeof crew === "string"
      ? { refused: crew }
      : await Promise.all([1, 2].map(() => evaluatePopulation(before, population, { crew, why: true }))).then(
          (found) => ({
            threads: found.map((one) => one.threads),
            notify: found.map((one) => one.notify)
          })
        )
  if (typeof crew !== "string") crew.close()
  return {
    same: {
      counts,
      changed,
      transitions,
      rows: bases.map(({ changedRows }) => changedRows),
      problems,
      recount: recount.notify
    },
    how: { engine, threads, shared: population.shared, ...(because === undefined ? {} : { because }) },
    share
  }
}
