/**
 * Programs are rule sets, compiled: those that come with Adressat, and the newest that a service owner has published under
 * an id. Each is compiled once, as long as it is among those used lately.
 */
import { compile, DocumentStore, parseRuleSetText, shippedRuleSet, shippedRuleSetNames } from "@adressat/core"
import type { RuleProgram, RuleSet, ShippedRuleSetName, StoredDocument, StoreError } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

/** Finds compiled rule sets. */
export interface Programs {
  /** The program of a shipped rule set, or of the newest version of an owner's own; `undefined` when there is none. */
  readonly named: (owner: string, name: string) => Effect.Effect<RuleProgram | undefined, StoreError, DocumentStore>
  /** The program of a rule set, compiled when it is not known. */
  readonly of: (ruleSet: RuleSet, fingerprint: string) => RuleProgram
}

/** Whether a name is that of a rule set that comes with Adressat. */
export const isShipped = (name: string): name is ShippedRuleSetName =>
  (shippedRuleSetNames as ReadonlyArray<string>).includes(name)

/** Makes programs; at most `bound` that are not shipped are kept compiled, default 100. */
export const makePrograms = (bound = 100): Programs => {
  const shipped = new Map(shippedRuleSetNames.map((name) => [name as string, compile(shippedRuleSet(name))]))
  const known = new Map<string, RuleProgram>()
  const keep = (fingerprint: string, make: () => RuleProgram): RuleProgram => {
    const program = known.get(fingerprint) ?? make()
    known.delete(fingerprint)
    known.set(fingerprint, program)
    if (known.size > bound) known.delete(known.keys().next().value ?? "")
    return program
  }
  const read = ({ fingerprint, text }: StoredDocument): RuleProgram | undefined => {
    const ready = known.get(fingerprint)
    if (ready !== undefined) return keep(fingerprint, () => ready)
    const parsed = parseRuleSetText(text)
    return Result.isFailure(parsed) ? undefined : keep(fingerprint, () => compile(parsed.success))
  }
  return {
    named: (owner, name) => {
      const ready = shipped.get(name)
      if (ready !== undefined) return Effect.succeed(ready)
      return Effect.gen(function* () {
        const store = yield* DocumentStore
        const [document] = yield* store.read({ kind: "rule-set", owner, ids: [name] })
        return document === undefined ? undefined : read(document)
      })
    },
    of: (ruleSet, fingerprint) => keep(fingerprint, () => compile(ruleSet))
  }
}
