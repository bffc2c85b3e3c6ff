import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  bundleId,
  contentOf,
  formatProblem,
  makeBundle,
  parseBundle,
  parseBundleText,
  shippedRuleSet,
  writeBundle
} from "../src/index.ts"
import type { BundledDocument } from "../src/index.ts"

const ruleSet = { ...shippedRuleSet("altinn"), id: "own" }
const rules: BundledDocument = { kind: "rule-set", id: "own", text: JSON.stringify(ruleSet) }
const policy = (id: string, text = "<Policy/>"): BundledDocument => ({ kind: "policy", id, text })

const problemsOf = (result: Result.Result<unknown, ReadonlyArray<Parameters<typeof formatProblem>[0]>>) =>
  Result.isFailure(result) ? result.failure.map(formatProblem) : []

describe("a bundle", () => {
  it("is known by its content, in whatever order that is given", () => {
    const documents = fc.uniqueArray(
      fc.record({ kind: fc.constant("policy" as const), id: fc.string({ minLength: 1 }), text: fc.string() }),
      {
        selector: ({ id }) => id
      }
    )
    fc.assert(
      fc.property(documents, fc.string({ minLength: 1 }), fc.nat(), (list, owner, seed) => {
        const shuffled = list.toSorted((a, b) => ((a.text.length * 31 + seed) % 7) - ((b.text.length * 31 + seed) % 7))
        const bundle = Result.getOrThrow(makeBundle(owner, list))
        expect(Result.getOrThrow(makeBundle(owner, shuffled))).toEqual(bundle)
        expect(bundle.id).toBe(bundleId({ owner, documents: shuffled }))
        const text = writeBundle(bundle)
        expect(Result.getOrThrow(parseBundleText(text))).toEqual(bundle)
        expect(writeBundle(Result.getOrThrow(parseBundleText(text)))).toBe(text)
      })
    )
  })

  it("has another id with another owner, document, kind, name or text", () => {
    const ids = [
      bundleId({ owner: "skd", documents: [policy("a")] }),
      bundleId({ owner: "nav", documents: [policy("a")] }),
      bundleId({ owner: "skd", documents: [] }),
      bundleId({ owner: "skd", documents: [policy("a"), policy("b")] }),
      bundleId({ owner: "skd", documents: [{ ...policy("a"), kind: "rule-set" }] }),
      bundleId({ owner: "skd", documents: [policy("b")] }),
      bundleId({ owner: "skd", documents: [policy("a", "<Policy />")] })
    ]
    expect(new Set(ids).size).toBe(ids.length)
    // Ids that were signed must never change: printf '{"documents":[],"owner":"skd"}' | sha256sum
    expect(bundleId({ owner: "skd", documents: [] })).toBe(
      "8592fce55355c2e3730bfa470b908ec27c724a7cb5ae5571511f523f5e26c777"
    )
  })

  it("gives the rule set and the policies", () => {
    const bundle = Result.getOrThrow(makeBundle("skd", [policy("skd/app"), rules, policy("tax")]))
    expect(contentOf(bundle)).toEqual({
      ruleSet,
      policies: [
        { id: "skd/app", text: "<Policy/>" },
        { id: "tax", text: "<Policy/>" }
      ]
    })
    expect(contentOf(Result.getOrThrow(makeBundle("skd", []))).ruleSet).toBeUndefined()
  })

  it("is refused with a document twice, and with two rule sets", () => {
    expect(problemsOf(makeBundle("skd", [policy("tax"), policy("tax", "<PolicySet/>")]))).toEqual([
      "$.documents[1]: the policy tax is in $.documents[0] already; leave one of them out"
    ])
    const other = { ...rules, id: "other", text: JSON.stringify({ ...ruleSet, id: "other" }) }
    expect(problemsOf(makeBundle("skd", [rules, other]))).toEqual([
      "$.documents[1]: a bundle has one rule set, and $.documents[0] is one already; make a bundle of each"
    ])
  })

  it("is refused with a rule set that cannot be read: the place is that in its text", () => {
    const text = '{\n  "id": "own",\n  "version": "1",\n  "ruls": []\n}'
    expect(problemsOf(makeBundle("skd", [{ ...rules, text }], { file: "x.json" }))).toEqual([
      expect.stringMatching(/^x\.json#rule-set\/own:4:3 \$\.ruls: the member ruls is unknown.*did you mean rules\?$/),
      "x.json#rule-set/own:1:1 $.rules: the member rules is missing"
    ])
    expect(problemsOf(makeBundle("skd", [{ ...rules, id: "other" }]))).toEqual([
      "bundle#rule-set/other $.id: the id of the rule set is not the one that the bundle has it under"
    ])
  })

  it("is refused with a policy that whoever reads it cannot read", () => {
    const checkPolicy = ({ text }: BundledDocument) =>
      text === "<Policy/>"
        ? []
        : [
            {
              severity: "error",
              code: "wrong-value",
              path: "$",
              message: "this is no policy",
              line: 2,
              column: 1
            } as const
          ]
    expect(problemsOf(makeBundle("skd", [policy("tax"), policy("vat", "…")], { checkPolicy }))).toEqual([
      "bundle#policy/vat:2:1: this is no policy"
    ])
  })

  it("is refused with members that are missing, unknown or wrong, in place", () => {
    expect(
      problemsOf(parseBundleText('{\n "owner": "skd",\n "documets": [], "id": "1"\n}', { file: "b.json" }))
    ).toEqual([
      expect.stringContaining("b.json:3:2 $.documets: the member documets is unknown"),
      expect.stringContaining("b.json:3:18 $.id: a SHA-256 in lower-case hexadecimal is expected"),
      "b.json:1:1 $.documents: the member documents is missing"
    ])
    expect(problemsOf(parseBundle([]))).toEqual(["$: an object is expected; found an empty list"])
    expect(problemsOf(parseBundleText("{"))).toHaveLength(1)
  })
})
