import { existsSync, globSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import {
  arrowRules,
  describeViolation,
  packageTable,
  rowOf,
  stableEffectSubmodules,
  unstableEffectModules,
  violations
} from "../src/Arrows.ts"
import type { Violation } from "../src/Arrows.ts"

const repository = fileURLToPath(new URL("../../../", import.meta.url))
const fixtures = fileURLToPath(new URL("fixtures/arrows/", import.meta.url))

/** What each small repository under `fixtures/arrows` breaks: file, what it names and, where another, the rule. */
const broken: Readonly<Record<string, ReadonlyArray<readonly [file: string, names: string]>>> = {
  none: [],
  "unlisted-package": [["packages/newcomer", "newcomer"]],
  "name-is-folder": [["packages/orders/package.json", "@adressat/order"]],
  "arrow-outside-table": [
    ["packages/orders/package.json", "@adressat/guidelines"],
    ["packages/orders/package.json", "@adressat/xacml"],
    ["packages/orders/src/Dynamic.ts", "@adressat/workbench"],
    ["packages/orders/src/Equals.ts", "@adressat/workbench"],
    ["packages/orders/src/Export.ts", "@adressat/workbench/cover"],
    ["packages/orders/src/Import.ts", "@adressat/workbench"],
    ["packages/orders/src/Require.mts", "@adressat/workbench"],
    ["packages/orders/src/Type.ts", "@adressat/workbench"],
    ["packages/playground/src/main.tsx", "@adressat/http"]
  ],
  "adapter-imports-adapter": [
    ["packages/altinn/package.json", "@adressat/http"],
    ["packages/altinn/src/index.ts", "@adressat/http"],
    ["packages/queue/src/index.ts", "@adressat/queue-nats"],
    ["packages/queue-nats/src/index.ts", "@adressat/queue-rabbitmq"]
  ],
  "relative-import-leaves-package": [["packages/http/src/index.ts", "../../altinn/src/Maskinporten.ts"]],
  "pure-imports-node": [
    ["packages/core/src/Order.ts", "node:fs"],
    ["packages/core/src/Order.ts", "path"],
    ["packages/playground/src/main.ts", "node:http"]
  ],
  "pure-imports-unstable-effect": [
    ["packages/xacml/src/Policy.ts", "effect/http/HttpClient"],
    ["packages/xacml/src/Policy.ts", "effect/Path"],
    ["packages/xacml/src/Policy.ts", "effect/sql"],
    ["packages/xacml/src/Policy.ts", "effect/encoding/Xml"]
  ],
  "pure-computes-import": [["packages/guidelines/src/Rule.ts", "import(…)"]],
  "effect-barrel": [["packages/core/src/Order.ts", "effect"]],
  "one-rule-engine": [
    ["packages/core/src/RuleProgram.ts", "json-rules-engine"],
    ["packages/workbench/src/Mutation.ts", "json-rules-engine"]
  ],
  "rule-engine-unused": [["packages/core/src/RuleEngine.ts", "json-rules-engine"]],
  "import-cycle": [
    ["packages/orders/src/Reminder.ts", "Reminder.ts → send/Condition.ts → Window.ts → Reminder.ts"],
    ["packages/orders/src/Status.ts", "Status.ts → Status.ts"]
  ]
}

describe("the arrows of this repository", () => {
  it("are those of the design", () => {
    expect(violations(repository).map(describeViolation)).toEqual([])
  })

  it("are read from sources that are there", () => {
    expect(existsSync(join(repository, "packages/core/src/RuleEngine.ts"))).toBe(true)
  })
})

describe("each rule is told where it is broken, and only there", () => {
  it.each(Object.entries(broken))("%s", (name, expected) => {
    expect(violations(join(fixtures, name))).toEqual(
      expected.map(([file, names]) => ({ rule: name, file, names }) as Violation)
    )
  })

  it("has a fixture for every rule", () => {
    expect(Object.keys(broken).sort()).toEqual([...Object.keys(arrowRules), "none"].sort())
  })

  it("has no fixture that is not tested", () => {
    expect(globSync("*", { cwd: fixtures }).sort()).toEqual(Object.keys(broken).sort())
  })
})

describe("the table of packages", () => {
  const allowed = (folder: string): ReadonlyArray<string> => {
    const imports = rowOf(folder)?.imports ?? []
    return imports === "anything" ? [] : imports
  }

  it("names only packages that it has a row for", () => {
    expect(
      Object.keys(packageTable)
        .flatMap(allowed)
        .filter((name) => rowOf(name) === undefined)
    ).toEqual([])
  })

  it("has no way round", () => {
    const reaches = (from: string, to: string): boolean =>
      allowed(from).some((name) => name === to || reaches(name, to))
    expect(Object.keys(packageTable).filter((name) => reaches(name, name))).toEqual([])
  })

  it("lets an adapter import no adapter, but a queue driver its port", () => {
    const pairs = Object.entries(packageTable)
      .filter(([, { kind }]) => kind === "adapter")
      .flatMap(([name]) =>
        allowed(name)
          .filter((target) => rowOf(target)?.kind === "adapter")
          .map((target) => [name, target])
      )
    expect(pairs).toEqual([["queue-*", "queue"]])
  })

  it("lets a pure package import only pure packages", () => {
    const pure = ["playground", ...Object.keys(packageTable).filter((name) => rowOf(name)?.kind === "pure")]
    expect(pure.flatMap(allowed).filter((name) => rowOf(name)?.kind !== "pure")).toEqual([])
  })
})

describe("what is called unstable in effect", () => {
  const declarations = dirname(createRequire(import.meta.url).resolve("effect"))
  const isStable = (file: string) => readFileSync(join(declarations, file), "utf8").includes("@stability stable")
  const named = (file: string) => file.replace(/\.d\.ts$/, "").replaceAll("\\", "/")

  it("is what the installed version marks so", () => {
    const modules = globSync("*.d.ts", { cwd: declarations }).filter((file) => /^[A-Z]/.test(basename(file)))
    expect(
      modules
        .filter((file) => !isStable(file))
        .map(named)
        .sort()
    ).toEqual([...unstableEffectModules].sort())
  })

  it("is everything below the top level, but for a few", () => {
    // `testing` is for tests, which these rules do not look at.
    const modules = globSync("*/**/[A-Z]*.d.ts", { cwd: declarations }).filter(
      (file) => !/(^|[\\/])(internal|testing)[\\/]/.test(file)
    )
    expect(modules.filter(isStable).map(named).sort()).toEqual([...stableEffectSubmodules].sort())
  })
})
