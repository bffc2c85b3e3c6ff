import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import vm from "node:vm"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { bundleForBrowser, findChromium, purePackages, visit } from "../src/Browser.ts"
import { runHost } from "./BrowserProgram.ts"

const packagesFolder = join(import.meta.dirname, "../..")
const present = purePackages.filter((name) => existsSync(join(packagesFolder, name, "package.json")))

/** A program for the browser that leaves its result where {@link visit} looks for it. */
const program = (body: string) => `
import { runHost } from "../test/BrowserProgram.ts"
${present.map((name) => `import * as ${name} from "@adressat/${name}"`).join("\n")}
globalThis.names = ${JSON.stringify(present)}.map((name, index) => [name, Object.keys([${present.join(", ")}][index]).length])
${body}
`
const publish =
  "runHost().then((value) => { globalThis.result = value }, (error) => { globalThis.result = String(error) })"

let bundle: string
let expected: unknown

beforeAll(async () => {
  bundle = await bundleForBrowser(program(publish))
  expected = await runHost()
})

it("core is among the packages, and what the host does is worth comparing", () => {
  expect(present).toContain("core")
  const { decision, reference } = expected as {
    readonly decision: { readonly deliveries: object; readonly withheld: object }
  } & {
    readonly reference: object
  }
  expect(decision.deliveries).toHaveLength(3)
  expect(decision.withheld).toHaveLength(5)
  expect(reference).toStrictEqual(decision)
  const { orders } = expected as {
    readonly orders: {
      readonly problems: object
      readonly orders: object
      readonly opening: string
      readonly expiry: string
    }
  }
  expect(orders.problems).toHaveLength(2)
  expect(orders.orders).toHaveLength(1)
  expect([orders.opening, orders.expiry]).toStrictEqual(["2026-10-25T08:00:00.001Z", "2026-10-27T08:00:00Z"])
  const { policy } = expected as { readonly policy: { readonly responses: ReadonlyArray<unknown> } }
  const decisions = policy.responses.map(
    (text) => /"Decision": ?"(\w+)"/.exec(typeof text === "string" ? text : "")?.[1]
  )
  expect(decisions).toStrictEqual(["Permit", "Permit", "Permit", "Indeterminate", undefined, undefined])
})

const chromium = findChromium()
const required = process.env["ADRESSAT_REQUIRE_SERVICES"] === "1"
if (chromium === undefined && !required)
  console.info("no chromium was found, so the pure packages are not tried in a browser")

describe.skipIf(chromium === undefined && !required)(
  "in a browser under a strict Content-Security-Policy",
  { timeout: 60_000 },
  () => {
    const open = (script: string) => {
      if (chromium === undefined) throw new Error("no chromium was found, and ADRESSAT_REQUIRE_SERVICES=1 wants one")
      return visit(chromium, script)
    }

    it("the pure packages do what they do in Node.js, and ask for nothing", async () => {
      expect(await open(bundle)).toStrictEqual({ result: expected, complaints: [], requests: [] })
    })

    it("code made of text would be noticed", async () => {
      const { complaints, result } = await open(
        await bundleForBrowser(
          program(
            `try { globalThis.result = new Function("return 'made'")() } catch (error) { globalThis.result = error.name }`
          )
        )
      )
      expect(result).toBe("EvalError")
      expect(complaints[0]).toBe("script-src eval")
    })

    it("a request would be noticed", async () => {
      const { complaints, requests } = await open(
        `fetch("http://127.0.0.1:9/elsewhere").catch(() => {}).then(() => fetch("/other").catch(() => {})).then(() => { globalThis.result = "asked" })`
      )
      expect([...complaints, ...requests].join("\n")).toContain("connect-src http://127.0.0.1:9/elsewhere")
      expect([...complaints, ...requests].join("\n")).toContain("/other")
    })
  }
)

describe("without a browser", () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "adressat-browser-"))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const runWithoutCode = (script: string) => {
    const file = join(folder, "script.cjs")
    writeFileSync(file, script)
    return spawnSync(process.execPath, ["--disallow-code-generation-from-strings", file], {
      encoding: "utf8",
      maxBuffer: 1e8
    })
  }

  it("the bundle does the same in a process where no text may become code", async () => {
    const script = await bundleForBrowser(
      program("runHost().then((value) => { process.stdout.write(JSON.stringify(value)) })")
    )
    const { status, stderr, stdout } = runWithoutCode(script)
    expect({ status, stderr }).toStrictEqual({ status: 0, stderr: "" })
    expect(JSON.parse(stdout)).toStrictEqual(expected)
    expect(runWithoutCode(`new Function("return 1")()`).stderr).toContain("EvalError")
  })

  it("the bundle does the same in a context that has the language, a few things of the web, and nothing of Node.js", async () => {
    const sandbox: Record<string, unknown> = {
      AbortController,
      AbortSignal,
      clearTimeout,
      queueMicrotask,
      setTimeout,
      TextDecoder,
      TextEncoder
    }
    const context = vm.createContext(sandbox, { codeGeneration: { strings: false, wasm: false } })
    vm.runInContext(bundle, context)
    await expect.poll(() => sandbox["result"], { timeout: 30_000, interval: 5 }).toBeDefined()
    const ofNode = ["process", "Buffer", "require", "module", "setImmediate", "performance", "fetch"]
    expect(ofNode.filter((name) => vm.runInContext(`typeof ${name}`, context) !== "undefined")).toStrictEqual([])
    expect(JSON.parse(JSON.stringify(sandbox["result"]))).toStrictEqual(expected)
    expect(() => vm.runInContext(`new Function("return 1")()`, context)).toThrow(
      /Code generation from strings disallowed/
    )
  })
})
