import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const packageFolder = join(import.meta.dirname, "..")
const examples = join(packageFolder, "examples")

/** Every Node.js on the path that can `require` an ES module, by version; the one that runs the tests is first. */
const nodes = (): ReadonlyMap<string, string> => {
  const places = [
    dirname(process.execPath),
    ...(process.env["PATH"] ?? "").split(delimiter),
    "/usr/bin",
    "/usr/local/bin"
  ]
  const found = new Map<string, string>()
  for (const place of places) {
    const node = join(place, "node")
    if (!existsSync(node)) continue
    const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim()
    const [major = 0, minor = 0] = version.slice(1).split(".").map(Number)
    const can = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)
    if (can && !found.has(version)) found.set(version, node)
  }
  return found
}

/** A folder as a host has it: the built package and what it depends on under node_modules, the examples beside it. */
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "adressat-host-"))
  const installed = join(folder, "node_modules/@adressat/core")
  mkdirSync(installed, { recursive: true })
  cpSync(join(packageFolder, "package.json"), join(installed, "package.json"))
  cpSync(join(packageFolder, "rules"), join(installed, "rules"), { recursive: true })
  const tsup = createRequire(import.meta.url).resolve("tsup/package.json")
  const built = spawnSync(
    process.execPath,
    [join(dirname(tsup), "dist/cli-default.js"), "--out-dir", join(installed, "dist")],
    {
      cwd: packageFolder,
      encoding: "utf8"
    }
  )
  expect(built.status, built.stderr).toBe(0)
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
    readonly dependencies: object
    readonly peerDependencies: object
  }
  // Nothing but what the package says it needs.
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    mkdirSync(dirname(join(folder, "node_modules", name)), { recursive: true })
    symlinkSync(join(packageFolder, "node_modules", name), join(folder, "node_modules", name))
  }
  for (const name of readdirSync(examples)) cpSync(join(examples, name), join(folder, name))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const expected = [
  "send Email post@example.com",
  "send Email kari@work.example.com",
  "send Sms +4740000021",
  "refuse $.channel the value is not one of the allowed words",
  "put back shutting down"
]

describe.each([...nodes()])("with Node.js %s", (_, node) => {
  const run = (name: string) => {
    const { status, stderr, stdout } = spawnSync(node, [join(folder, name)], {
      encoding: "utf8",
      cwd: folder,
      timeout: 50_000
    })
    // Node.js 20 says that requiring an ES module is experimental.
    const complaints = stderr.split("\n").filter((line) => !/ExperimentalWarning|--trace-warnings|^$/.test(line))
    return { status, complaints, lines: stdout.trimEnd().split("\n") }
  }

  it.each(["host.mjs", "host.cjs"])("%s notifies, explains, refuses and puts back", (name) => {
    const { complaints, lines, status } = run(name)
    expect({ complaints, status }).toStrictEqual({ complaints: [], status: 0 })
    expect(lines.filter((line) => !line.startsWith("log "))).toStrictEqual(expected)
    const logged = lines.filter((line) => line.startsWith("log "))
    expect(logged.length).toBeGreaterThanOrEqual(4)
    expect(logged.join("\n")).toMatch(/Altinn 2/)
    expect(logged.join("\n")).toMatch(/reservert/)
    expect(logged.join("\n")).not.toMatch(/@|\d{11}|\+47/)
  })

  it("both print the same", () => {
    expect(run("host.cjs")).toStrictEqual(run("host.mjs"))
  })
})

it("the two differ in nothing but how they are modules", () => {
  const [cjs, mjs] = ["host.cjs", "host.mjs"].map((name) => readFileSync(join(examples, name), "utf8"))
  const plain = (text = "") =>
    text
      .replace(/const (\{.*\}) = require\("(.*)"\)/, 'import $1 from "$2"')
      .replace(/a CommonJS|an ES/, "a")
      .replaceAll(/host\.[cm]js/g, "host")
  expect(plain(cjs)).toBe(plain(mjs))
})
