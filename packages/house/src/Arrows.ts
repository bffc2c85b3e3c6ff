/**
 * Which package may import which: the design's table of packages as data, and the check that the sources keep to it.
 *
 * What a file imports is read from its syntax, what a package asks for from its `package.json`. Type imports count like
 * any other: a package whose types need another package is not independent of it, and two files that need each other's
 * types are one noun in two files.
 */
import { globSync, readFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import { basename, dirname, join, relative, resolve, sep } from "node:path"
import { importsOf } from "./Import.ts"
import type { Import } from "./Import.ts"

/**
 * Where a package stands: a pure one runs in a browser and does no IO, a base is what several adapters stand on, a
 * composition puts packages together, and the repository's own tests read whatever they like.
 */
export type PackageKind = "pure" | "development" | "base" | "adapter" | "composition" | "repository"

/** What a package is, and which other packages of this repository it may import. */
export interface PackageRow {
  readonly kind: PackageKind
  readonly imports: ReadonlyArray<string> | "anything"
}

const pure = (...imports: ReadonlyArray<string>): PackageRow => ({ kind: "pure", imports })
const adapter = (...imports: ReadonlyArray<string>): PackageRow => ({ kind: "adapter", imports })
const composition: PackageRow = { kind: "composition", imports: "anything" }

/** The packages by folder name; a name that ends in `*` stands for every folder that starts with it. */
export const packageTable: Readonly<Record<string, PackageRow>> = {
  core: pure(),
  xacml: pure(),
  orders: pure("core"),
  guidelines: pure(),
  workbench: pure("core", "xacml", "guidelines"),
  population: pure("core"),
  testing: { kind: "development", imports: ["core", "xacml", "orders"] },
  pdp: adapter("core", "xacml"),
  altinn: adapter("core", "orders"),
  http: adapter("core", "orders", "xacml"),
  sql: { kind: "base", imports: ["core"] },
  queue: adapter("core", "orders", "sql"),
  "queue-*": adapter("queue"),
  "store-fs": adapter("core"),
  "store-sql": adapter("core", "orders", "sql"),
  playground: { kind: "composition", imports: ["core", "xacml", "orders", "guidelines", "workbench", "population"] },
  cli: composition,
  bench: composition,
  house: { kind: "repository", imports: "anything" }
}

/** The row of a package, or `undefined` when the table does not know it. */
export const rowOf = (folder: string): PackageRow | undefined =>
  packageTable[folder] ??
  Object.entries(packageTable).find(([name]) => name.endsWith("*") && folder.startsWith(name.slice(0, -1)))?.[1]

/** The modules of effect's top level that version 4.1 does not call stable. */
export const unstableEffectModules: ReadonlyArray<string> = (
  "Arbitrary ByteSize Bytes ChannelSchema ErrorReporter ExecutionPlan FileSystem Glob Graph HashRing LayerMap LayerRef " +
  "Newtype PartitionedSemaphore Path PlatformError SemVer SemVerRange Stdio Terminal TextDiff TxChunk Version"
).split(" ")

/** The modules below effect's top level that version 4.1 does call stable. */
export const stableEffectSubmodules: ReadonlyArray<string> = [
  "encoding/Base64",
  "encoding/Base64Url",
  "encoding/EncodingError",
  "encoding/Hex"
]

const isUnstableEffect = (specifier: string): boolean => {
  if (!specifier.startsWith("effect/")) return false
  const module = specifier.slice("effect/".length)
  return module.includes("/") || /^[a-z]/.test(module)
    ? !stableEffectSubmodules.includes(module)
    : unstableEffectModules.includes(module)
}

/** What can be wrong, each with the sentence that says so. */
export const arrowRules = {
  "unlisted-package": "is not in the table of packages in packages/house/src/Arrows.ts",
  "name-is-folder": "is not named after its folder",
  "arrow-outside-table": "imports a package that the table does not allow it",
  "adapter-imports-adapter": "is an adapter and imports another one",
  "relative-import-leaves-package": "reaches into another package by a relative path",
  "pure-imports-node": "belongs to a pure package and imports a module of Node.js",
  "pure-imports-unstable-effect": "belongs to a pure package and imports a part of effect that is not stable",
  "pure-computes-import": "belongs to a pure package and imports a module whose name is computed",
  "effect-barrel": "imports effect's barrel in place of the module, such as effect/Effect",
  "one-rule-engine": "is not RuleEngine.ts of core, the one file that imports json-rules-engine",
  "rule-engine-unused": "does not import json-rules-engine, though no other file may",
  "import-cycle": "imports itself by way of other files"
} as const

/** The name of a rule. */
export type ArrowRule = keyof typeof arrowRules

/** One place where a rule is broken: the file, from the root of the repository, and what it names. */
export interface Violation {
  readonly rule: ArrowRule
  readonly file: string
  readonly names: string
}

/** A violation in words. */
export const describeViolation = ({ file, names, rule }: Violation): string => `${file} ${arrowRules[rule]}: ${names}`

/** A package of this repository that a specifier names. */
const packageNamed = (specifier: string): string | undefined => /^@adressat\/([^/]+)/.exec(specifier)?.[1]

const ruleEngineFile = "packages/core/src/RuleEngine.ts"

const isEngine = (specifier: string | undefined): boolean => /^json-rules-engine(\/|$)/.test(specifier ?? "")

const arrowRuleFor = (folder: string, row: PackageRow, target: string): ArrowRule | undefined => {
  if (target === folder || row.imports === "anything" || row.imports.includes(target)) return undefined
  return row.kind === "adapter" && rowOf(target)?.kind === "adapter" ? "adapter-imports-adapter" : "arrow-outside-table"
}

interface Source {
  /** From the root of the file system. */
  readonly path: string
  /** From the root of the repository, with slashes. */
  readonly file: string
  readonly imports: ReadonlyArray<Import>
}

const importViolations = (directory: string, folder: string, row: PackageRow, { file, imports, path }: Source) => {
  const isPure = row.kind === "pure" || folder === "playground"
  const mayCompare = row.kind === "composition" || row.kind === "repository"
  const rulesFor = (specifier: string | undefined): ReadonlyArray<ArrowRule | undefined> => {
    if (specifier === undefined) return [isPure ? "pure-computes-import" : undefined]
    const target = packageNamed(specifier)
    const leaves = specifier.startsWith(".") && !resolve(dirname(path), specifier).startsWith(directory + sep)
    return [
      target === undefined ? undefined : arrowRuleFor(folder, row, target),
      leaves && row.kind !== "repository" ? "relative-import-leaves-package" : undefined,
      isPure && isBuiltin(specifier) ? "pure-imports-node" : undefined,
      isPure && isUnstableEffect(specifier) ? "pure-imports-unstable-effect" : undefined,
      specifier === "effect" ? "effect-barrel" : undefined,
      isEngine(specifier) && file !== ruleEngineFile && !mayCompare ? "one-rule-engine" : undefined
    ]
  }
  return imports.flatMap(({ specifier }) =>
    rulesFor(specifier).flatMap((rule) => (rule === undefined ? [] : [{ rule, file, names: specifier ?? "import(…)" }]))
  )
}

interface Manifest {
  readonly name: string
  readonly [group: string]: unknown
}

/** What a package asks for when it is installed, and, in development, only what it may import or tests with. */
const manifestViolations = (folder: string, row: PackageRow, manifest: Manifest): ReadonlyArray<Violation> => {
  const file = `packages/${folder}/package.json`
  const named = (group: string) => Object.keys(manifest[group] ?? {}).flatMap((name) => packageNamed(name) ?? [])
  const installed = ["dependencies", "peerDependencies", "optionalDependencies"].flatMap(named)
  const development = named("devDependencies").filter((target) => target !== "testing")
  const misnamed: ReadonlyArray<Violation> =
    manifest.name === `@adressat/${folder}` ? [] : [{ rule: "name-is-folder", file, names: manifest.name }]
  return [
    ...misnamed,
    ...[...installed, ...development].flatMap((target) => {
      const rule = arrowRuleFor(folder, row, target)
      return rule === undefined ? [] : [{ rule, file, names: `@adressat/${target}` }]
    })
  ]
}

/** The reference evaluator runs on the engine itself, or it would be no reference. */
const engineViolations = (sources: ReadonlyArray<Source>): ReadonlyArray<Violation> =>
  sources.some(({ file, imports }) => file === ruleEngineFile && imports.some(({ specifier }) => isEngine(specifier)))
    ? []
    : [{ rule: "rule-engine-unused", file: ruleEngineFile, names: "json-rules-engine" }]

/** The files that a file imports by relative path. */
const neighbours = (source: Source, byPath: ReadonlyMap<string, Source>): ReadonlyArray<Source> =>
  source.imports.flatMap(({ specifier }) => {
    if (specifier === undefined || !specifier.startsWith(".")) return []
    const target = resolve(dirname(source.path), specifier)
    return byPath.get(target) ?? byPath.get(target.replace(/\.js$/, ".ts")) ?? []
  })

/** One shortest cycle through each file that is on one and in none of the cycles found before. */
const cycleViolations = (sources: ReadonlyArray<Source>): ReadonlyArray<Violation> => {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const told = new Set<Source>()
  return sources.flatMap((start): ReadonlyArray<Violation> => {
    if (told.has(start)) return []
    const cycle = shortestCycle(start, byPath)
    if (cycle === undefined) return []
    for (const source of cycle) told.add(source)
    const names = [...cycle, start].map(({ path }) => posix(relative(dirname(start.path), path))).join(" → ")
    return [{ rule: "import-cycle", file: start.file, names }]
  })
}

const shortestCycle = (start: Source, byPath: ReadonlyMap<string, Source>): ReadonlyArray<Source> | undefined => {
  const seen = new Set<Source>()
  const trails: Array<ReadonlyArray<Source>> = [[start]]
  for (const trail of trails) {
    const end = trail.at(-1) ?? start
    for (const next of neighbours(end, byPath)) {
      if (next === start) return trail
      if (seen.has(next)) continue
      seen.add(next)
      trails.push([...trail, next])
    }
  }
  return undefined
}

const posix = (path: string): string => path.replaceAll(sep, "/")

const sourceOf = (root: string, path: string): Source => ({
  path,
  file: posix(relative(root, path)),
  imports: importsOf(path)
})

const manifestOf = (path: string): Manifest => JSON.parse(readFileSync(path, "utf8")) as Manifest

/** Every place in the repository at `root` where a rule is broken, in the order of packages and files. */
export const violations = (root: string): ReadonlyArray<Violation> =>
  globSync("packages/*/package.json", { cwd: root })
    .map((manifest) => basename(dirname(manifest)))
    .sort()
    .flatMap((folder) => {
      const row = rowOf(folder)
      if (row === undefined) return [{ rule: "unlisted-package", file: `packages/${folder}`, names: folder }]
      const directory = join(root, "packages", folder)
      const sources = globSync("src/**/*.{ts,tsx,mts}", { cwd: directory })
        .sort()
        .map((path) => sourceOf(root, join(directory, path)))
      return [
        ...manifestViolations(folder, row, manifestOf(join(directory, "package.json"))),
        ...sources.flatMap((source) => importViolations(directory, folder, row, source)),
        ...(folder === "core" ? engineViolations(sources) : []),
        ...cycleViolations(sources)
      ]
    })
